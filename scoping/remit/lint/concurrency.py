"""Two tasks that can run at the same time and can both change one path, with that path.

`append` next to `append` is no collision, since landing merges added lines; two shares of one file
collide only where their symbols do. Everything else that two remits both cover is one.
"""

from itertools import combinations
from typing import TYPE_CHECKING, Literal, NamedTuple

from remit.lint.findings import MOST_PAIRS, Finding, Pairs, Places, witness_of
from remit.lint.symbols import common_symbol
from remit.patterns.matcher import PathIndex
from remit.patterns.overlap import Area, Undecided, Witness, meetings, meetings_folded
from remit.schema.words import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from remit.lint.order import Order
    from remit.manifest import Remit

Role = Literal["write", "append", "symbols"]
_HINT = "narrow one of the two, deny the path in one, or order the tasks with `after`"


class _Share(NamedTuple):
    """What one task may do in one way."""

    task: str
    role: Role


class _Meeting(NamedTuple):
    left: str
    right: str
    found: Witness | Undecided
    symbol: str = ""


def collisions(remits: "Sequence[Remit]", order: "Order", places: Places, *, folded: bool) -> Pairs:
    """One finding for each pair of tasks that collide, at most `MOST_PAIRS`.

    The left task of a pair is the one that comes first in `remits`.
    """
    by_id = {remit.id: remit for remit in remits}
    pairs: dict[tuple[str, str], _Meeting] = {}
    for meeting in _meetings(remits, order, folded=folded):
        pairs.setdefault((meeting.left, meeting.right), meeting)
        if len(pairs) > MOST_PAIRS:
            break
    listed = list(pairs.values())[:MOST_PAIRS]
    findings = (_finding(meeting, by_id, places) for meeting in listed)
    return Pairs(tuple(findings), len(pairs) > MOST_PAIRS)


def _meetings(remits: "Sequence[Remit]", order: "Order", *, folded: bool) -> "Iterator[_Meeting]":
    yield from _symbol_meetings(remits, order)
    shares: dict[str, _Share] = {}
    areas: dict[str, Area] = {}
    for remit in remits:
        for role, patterns in _roles(remit).items():
            key = f"{role} {remit.id}"
            shares[key] = _Share(remit.id, role)
            areas[key] = Area(patterns, remit.files.deny)

    def excused(left: str, right: str) -> bool:
        one, two = shares[left], shares[right]
        if one.task == two.task or (one.role == two.role and one.role != "write"):
            return True
        return order.ordered(one.task, two.task)

    every = meetings_folded(areas, excused) if folded else meetings(areas, excused)
    for left, right, found in every:
        yield _Meeting(shares[left].task, shares[right].task, found)


def _roles(remit: "Remit") -> "dict[Role, tuple[str, ...]]":
    files = remit.files
    roles: dict[Role, tuple[str, ...]] = {
        "write": files.write + files.create,
        "append": files.append,
        "symbols": tuple(dict.fromkeys(entry.path for entry in remit.symbols)),
    }
    return {role: patterns for role, patterns in roles.items() if patterns}


def _symbol_meetings(remits: "Sequence[Remit]", order: "Order") -> "Iterator[_Meeting]":
    """Shares of one file whose symbols meet."""
    files: dict[str, dict[str, list[str]]] = {}
    for remit in remits:
        denied = PathIndex(remit.files.deny)
        for entry in remit.symbols:
            if not denied.covers(entry.path.encode()):
                files.setdefault(entry.path, {}).setdefault(remit.id, []).extend(entry.write)
    for path, tasks in files.items():
        for (left, mine), (right, theirs) in combinations(tasks.items(), 2):
            symbol = None if order.ordered(left, right) else _common(mine, theirs)
            if symbol:
                yield _Meeting(left, right, Witness(path.encode(), path, path), symbol)


def _common(left: "Sequence[str]", right: "Sequence[str]") -> str | None:
    symbols = (common_symbol(mine, theirs) for mine in left for theirs in right)
    return next((symbol for symbol in symbols if symbol), None)


def _finding(meeting: _Meeting, by_id: "dict[str, Remit]", places: Places) -> Finding:
    left, right, found, symbol = meeting
    line = places.line(left, places.of_pattern(by_id[left], found.left))
    there = places.line(right, places.of_pattern(by_id[right], found.right))
    other = f"{places.where(right)}:{there}"
    meet = f"'{visible(found.left)}' here, '{visible(found.right)}' in {other}"
    witness, shown = witness_of(found)
    subject = f"the symbol {symbol} of {shown}" if symbol else shown
    what = f"'{left}' and '{right}' may both change {subject} at one time: {meet}."
    kind: Literal["undecided", "overlap"] = "undecided" if witness is None else "overlap"
    return Finding(kind, places.where(left), line, what, _HINT, (left, right), witness, other)
