"""Each commit of a range judged by itself, so that a stray is found that a later one put back."""

from typing import TYPE_CHECKING

from remit.changes import paths
from remit.gates.traces import listed
from remit.git import range_commits
from remit.git.trees import GitTrees
from remit.verdict import Findings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.gates.case import Case
    from remit.git.objects import Objects
    from remit.git.repository import Repository
    from remit.verdict import Stray


def every_commit(
    scratch: "Repository", objects: "Objects", case: "Case", head: str, findings: Findings
) -> tuple[Findings, set[bytes], str]:
    """`findings` and those of each commit, the paths that were looked at, and a note.

    What breaks one rule at one path is one stray, however many commits do it.
    """
    strays = {_key(stray): stray for stray in findings.strays}
    doubts = {doubt.path: doubt for doubt in findings.doubts}
    unchecked = dict.fromkeys(findings.not_checked)
    where: dict[tuple[str, bytes | None], list[str]] = {}
    deltas = [*range_commits.deltas(scratch, case.trusted.base.commit, head)]
    quiet = case.settles([changes for _, changes in deltas])
    for commit, changes in () if quiet else deltas:
        trees = GitTrees(scratch, objects, case.trusted.base.commit, (commit,), commit)
        own = case.judge(changes, trees)
        for stray in own.strays:
            strays.setdefault(_key(stray), stray)
            where.setdefault(_key(stray), []).append(commit)
        doubts = {doubt.path: doubt for doubt in own.doubts} | doubts
        unchecked.update(dict.fromkeys(own.not_checked))
    placed = (_placed(stray, where.get(key, ())) for key, stray in strays.items())
    found = Findings(tuple(placed), tuple(doubts.values()), tuple(unchecked))
    seen = set[bytes]().union(*(paths(changes) for _, changes in deltas))
    return found, seen, f"each commit of the range was judged by itself as well: {len(deltas)}"


def _key(stray: "Stray") -> tuple[str, bytes | None]:
    return stray.rule, stray.change.path if stray.change else None


def _placed(stray: "Stray", commits: "Sequence[str]") -> "Stray":
    if not commits:
        return stray
    place = "in commit" if len(commits) == 1 else "in commits"
    return stray._replace(reason=f"{stray.reason} ({place} {listed(commits)})")
