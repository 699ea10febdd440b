"""The text of the files that `remit init` writes."""

from remit.cli.codeowners import by_owner
from remit.manifest import Remit
from remit.policy import Policy
from remit.rendering import render
from remit.report.proposal import toml_string

EXAMPLE = "example"
_MOST_OWNERS = 20
_MOST_PATTERNS = 10


def policy(base: str) -> str:
    """A policy that states the base and nothing else, with the other keys as comments."""
    unbound = Policy().unbound
    return f"""\
# What holds for the whole repository. Every key has a default; docs/policy.md explains them.
# Counts once it stands on the base.

base = {toml_string(base)}  # the branch that manifests and this file are read from

# require_task = ["*[bot]*"]  # authors or committers that must work on a task's branch
# protected = [...]           # what a remit covers only where it names it exactly; has a default
# case = "fold"               # refuse names that differ from another only in case
# portable_names = true       # refuse names that Windows or macOS cannot hold

# [unbound]                   # what a branch of no task gets: allow, warn or deny
# commit = "{unbound.commit}"
# push = "{unbound.push}"
# server = "{unbound.server}"
# pull_request = "{unbound.pull_request}"

# [limits]
# changed_paths = 500         # the most paths that one change of a task may touch
"""


def first_manifest(codeowners: tuple[str, str] | None) -> str:
    """A manifest of a task that may write nothing yet, with what to add as comments."""
    example = Remit(
        EXAMPLE, (f"agent/{EXAMPLE}/*",), title="Copy this file for your first task, or rename it"
    )
    text = render(example)
    return text + "\n" + _proposals(*codeowners) if codeowners else text


def _proposals(place: str, text: str) -> str:
    """The owners of CODEOWNERS as comments that can become manifests."""
    owners = by_owner(text)
    lines = [
        f"# From {place}: who owns what, as a start for tasks of their own. There the last",
        "# match wins; here every pattern counts, and two tasks should not share a path.",
    ]
    for owner, patterns in list(owners.items())[:_MOST_OWNERS]:
        listed = ", ".join(map(toml_string, patterns[:_MOST_PATTERNS]))
        more = f"  # and {len(patterns) - _MOST_PATTERNS} more" * (len(patterns) > _MOST_PATTERNS)
        lines += ["#", f"# owner = {toml_string(owner)}", f"# write = [{listed}]{more}"]
    if len(owners) > _MOST_OWNERS:
        lines += ["#", f"# and {len(owners) - _MOST_OWNERS} more owners"]
    return "\n".join(lines) + "\n"
