"""The gentle start: at a layer where the policy only warns, what is outside of a scope passes.

The verdict keeps all that was found, and says that it was not enforced. What guards the manifests,
the policy and the checks themselves is never waived, and no error is: where the base, its policy or
the task could not be told, nothing says that this layer only warns.
"""

# See decision 0282.

import re
import time
from typing import TYPE_CHECKING

from remit.manifest.policy import Enforcement

if TYPE_CHECKING:
    from collections.abc import Iterable

    from remit.git.repository import Repository
    from remit.manifest.policy import Policy
    from remit.verdict import Verdict, VerdictBase

_ALWAYS = ("R5", "R6")  # manifests and policy; trust, and what the policy itself denies
_COMMITTER = rb"(?m)^committer .*> (\d{1,18}) [-+]\d{4}$"
_LAYERS = {
    "agent": "before a tool call",
    "commit": "at the commit",
    "push": "at the push",
    "server": "on the server",
    "pull_request": "in a pull request",
}


def apply_enforcement(verdict: "Verdict", policy: "Policy", repository: "Repository") -> "Verdict":
    """The verdict, not enforced where the policy only warns at its layer."""
    rules = (violation.rule for violation in verdict.violations)
    if not verdict.has_findings or must_refuse(
        verdict.layer, rules, policy, repository, verdict.base
    ):
        return verdict
    until = f" until {policy.enforce.until}" if policy.enforce.until else ""
    note = f"not enforced: the policy only warns {_LAYERS[verdict.layer]}{until}"
    return verdict._replace(enforced=False, notes=(*verdict.notes, note))


def must_refuse(
    layer: str,
    rules: "Iterable[str]",
    policy: "Policy",
    repository: "Repository",
    base: "VerdictBase | None",
) -> bool:
    """Whether a violation of these rules is refused at `layer` today; a doubt has no rule.

    `layer` is a key of `[enforce]`, and `base` where the policy was read.
    """
    enforce = policy.enforce
    if enforce == Enforcement() or enforce.mode(layer) == "refuse" or base is None:
        return True
    if any(rule.startswith(_ALWAYS) for rule in rules):
        return True
    return enforce.until is not None and enforce.until < _today(repository, base.commit)


def _today(repository: "Repository", base: str) -> str:
    """The day in UTC, `YYYY-MM-DD`; not before the base commit was made, whatever the clock says.

    So a clock that is set back does not bring back what the base has left behind.
    """
    found = re.search(_COMMITTER, repository.run("cat-file", "commit", base).partition(b"\n\n")[0])
    made = int(found[1]) if found else 0
    try:
        return max(_day(time.time()), _day(made))
    except (ValueError, OverflowError, OSError):  # a year that no calendar has
        return _day(time.time())


def _day(seconds: float) -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(seconds))
