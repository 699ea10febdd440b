"""Where a history is cut in two: an older part to learn from, and the newest to be scored on."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST = 1000


def holdout_size(count: int) -> int:
    """How many of `count` commits that are no merges the newest part should have, at least."""
    return min(MOST, count // 5)


def find_cut_commit(parents: "Mapping[str, tuple[str, ...]]", head: str) -> str:
    """The newest first-parent commit with at least `want` commits, merges aside, in `it..head`.

    `parents` has every commit that `head` reaches. Linear in their number.
    """
    line = _first_parents(parents, head)
    count = sum(map(_single, parents.values()))
    seen: set[str] = set()
    inside = 0
    chosen = line[-1]
    for commit in reversed(line):
        inside += sum(_single(parents[each]) for each in _unseen(parents, commit, seen))
        if count - inside < holdout_size(count):
            break
        chosen = commit
    return chosen


def _single(parents: tuple[str, ...]) -> bool:
    return len(parents) < 2  # noqa: PLR2004 - a merge has more


def _first_parents(parents: "Mapping[str, tuple[str, ...]]", head: str) -> list[str]:
    line = [head]
    while parents[line[-1]]:
        line.append(parents[line[-1]][0])
    return line


def _unseen(parents: "Mapping[str, tuple[str, ...]]", start: str, seen: set[str]) -> list[str]:
    """What `start` reaches and no call before has reached; all of it is seen afterwards."""
    found: list[str] = []
    waiting = [start]
    while waiting:
        commit = waiting.pop()
        if commit not in seen:
            seen.add(commit)
            found.append(commit)
            waiting += parents[commit]
    return found
