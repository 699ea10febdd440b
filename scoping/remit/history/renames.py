"""Which live file a past change was about: names are followed through renames, in both directions.

A path that no rename leads away from stands for itself, so one that is used again counts as the
live file of that name. Bulk changes say nothing about what belongs together and are left out; their
renames still lead on.
"""

from typing import TYPE_CHECKING

from remit.history.records import Touch

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from remit.history.records import Commit

LIMIT = 50
"""A change of more paths than this is a bulk change (a reformatting, a vendored tree)."""


def trace_to_cut(
    commits: "Iterable[Commit]", live: "Collection[bytes]", *, limit: int = LIMIT
) -> "tuple[Touch, ...]":
    """What commits up to a cut did to the files alive at the cut; both newest first.

    A change counts for its new path, by the name that it has at the cut.
    """
    names: dict[bytes, bytes] = {}
    found: list[Touch] = []
    known = frozenset(live)
    for commit in commits:
        if len(commit.entries) <= limit:
            files = {names.get(entry.new, entry.new) for entry in commit.entries} & known
            if files:
                found.append(Touch(commit, tuple(sorted(files))))
        if moves := [(each.new, each.old) for each in commit.entries if each.status == "R"]:
            _rename(names, moves)
    return tuple(found)


def follow_from_cut(
    commits: "Iterable[Commit]", live: "Collection[bytes]", *, limit: int = LIMIT
) -> "tuple[Touch, ...]":
    """What commits after a cut did to the files alive at the cut; both oldest first.

    A change counts for its old path, by the name that it had at the cut.
    """
    names: dict[bytes, bytes] = {}
    found: list[Touch] = []
    known = frozenset(live)
    for commit in commits:
        if len(commit.entries) <= limit:
            changed = (each.new if each.status == "C" else each.old for each in commit.entries)
            files = {names.get(path, path) for path in changed} & known
            if files:
                found.append(Touch(commit, tuple(sorted(files))))
        if moves := [(each.old, each.new) for each in commit.entries if each.status == "R"]:
            _rename(names, moves)
    return tuple(found)


def _rename(names: dict[bytes, bytes], moves: list[tuple[bytes, bytes]]) -> None:
    """Let what had the first name of each move have the second; all moves at once.

    Beyond the move the first name is free: whatever has it there stands for itself.
    """
    moved = {there: names.pop(here, here) for here, there in moves}
    names |= moved
