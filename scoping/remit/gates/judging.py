"""The judgement of an effect: what `remit check --range`, a push and a server have in common."""

from typing import TYPE_CHECKING

from remit.gates import effect
from remit.git.trees import GitTrees
from remit.namedtuples import NamedTuple
from remit.verdict import Findings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.changes import Change
    from remit.gates.case import Case
    from remit.git.objects import Objects
    from remit.git.repository import Repository


class Judged(NamedTuple):
    """What was found in an effect, the changes that it consists of, and notes for the reader."""

    findings: "Findings"
    changes: "Sequence[Change]"
    notes: tuple[str, ...]


def judged(scratch: "Repository", objects: "Objects", case: "Case", base: str, head: str) -> Judged:
    """The judgement of what the commit `head` would do to the commit `base`, by the case's remit.

    Raises `CouldNotJudge` where there is no such effect.
    """
    found = effect.of(scratch, base, head)
    findings = Findings((), (), ())
    for part in found.parts:
        # a tree that is not the head's is the base's tip with the change on it
        parents = (head,) if part.new == head else ()
        trees = GitTrees(scratch, objects, part.old, parents, part.new)
        findings = findings.with_more(case.judge(part.changes, trees))
    if not findings.strays:
        return Judged(findings, found.changes, found.notes)
    from remit.gates.carried import Carried

    findings, carried = Carried(scratch, objects, base, head).excused(case, findings)
    return Judged(findings, found.changes, (*found.notes, *carried))
