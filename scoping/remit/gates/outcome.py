"""What every gate makes of what it gathered: one of the four outcomes."""

from typing import TYPE_CHECKING

from remit.verdict import Stray, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from remit.adapters.git.base import Trusted
    from remit.catalog import Catalog
    from remit.verdict import Findings, Layer, Outcome


def decided(  # noqa: PLR0913, PLR0917 - a verdict has as many parts
    layer: "Layer",
    task: str,
    branch: str | None,
    trusted: "Trusted",
    findings: "Findings",
    judged: int,
    notes: tuple[str, ...] = (),
) -> Verdict:
    """The verdict about a task's changes."""
    outcome: Outcome = "clean"
    if findings.doubts:
        outcome = "undecided"
    if findings.strays:
        outcome = "strays"
    return Verdict(
        layer,
        outcome,
        task,
        branch,
        trusted.base,
        judged,
        *findings,
        notes=(*trusted.notes, *notes),
    )


def free(
    layer: "Layer",
    branch: str | None,
    trusted: "Trusted",
    catalog: "Catalog",
    identities: "Callable[[], Iterable[str]]",
) -> Verdict:
    """The verdict about a branch of no task: the policy's answer for this layer.

    `identities` gives authors and committers as `Name <mail>`; it is called only where the policy
    requires a task of some.
    """
    policy = catalog.policy
    strays: list[Stray] = []
    notes = [*trusted.notes]
    if policy.require_task:
        strays.extend(
            Stray(
                None, "R605", f"{name} must work on a task's branch, by the policy's require_task."
            )
            for name in dict.fromkeys(identities())
            if any(covers(pattern, name) for pattern in policy.require_task)
        )
    place = f"the branch {branch}" if branch else "a detached HEAD"
    answer = getattr(policy.unbound, layer)
    if answer == "deny":
        strays.append(Stray(None, "R606", f"No task covers {place}, and the policy denies that."))
    if answer == "warn":
        notes.append(f"no task covers {place}: nothing was judged")
    outcome: Outcome = "strays" if strays else "unbound"
    base = trusted.base
    return Verdict(layer, outcome, None, branch, base, 0, tuple(strays), notes=tuple(notes))


def with_foreign(findings: "Findings", heads: tuple[str, ...]) -> "Findings":
    """The findings, and R604 for every merged head that the base does not contain."""
    brought = tuple(
        Stray(None, "R604", f"The merged commit {head[:12]} is not from the base.")
        for head in heads
    )
    return findings._replace(strays=(*findings.strays, *brought))


def covers(pattern: str, text: str) -> bool:
    """Whether `pattern`, with `*` for anything and `?` for one letter, is the whole of `text`.

    Case does not count, as in mail addresses. Takes time in proportion to both lengths.

    >>> covers("*[bot]*<*@bots.example>", "ci[bot] <ci@bots.example>")
    True
    >>> covers("a?c", "ac")
    False
    """
    wanted, given = pattern.casefold(), text.casefold()
    place = here = 0
    star, resume = -1, 0
    while here < len(given):
        if place < len(wanted) and wanted[place] == "*":
            star, resume = place, here
            place += 1
        elif place < len(wanted) and wanted[place] in ("?", given[here]):
            place += 1
            here += 1
        elif star >= 0:
            resume += 1
            place, here = star + 1, resume
        else:
            return False
    return not wanted[place:].strip("*")
