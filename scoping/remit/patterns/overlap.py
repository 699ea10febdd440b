"""Do two areas share a possible path? Answered by one, by a proof of none, or "undecided".

The answer is about the patterns, not about files that happen to exist: a witness is a path that git
could store (no empty, `.`, `..` or `.git` component). A search past `product.MOST_STATES` states is
given up as undecided.
"""

from typing import TYPE_CHECKING

from remit.patterns.alphabet import exact, folded
from remit.patterns.area import Area, Undecided, Witness
from remit.patterns.candidates import Candidates
from remit.patterns.comparison import Comparison, Ground
from remit.patterns.joint import Joints

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = [
    "Area",
    "Undecided",
    "Witness",
    "meetings",
    "meetings_folded",
    "overlap",
    "overlap_folded",
]


def overlap(left: Area, right: Area) -> Witness | Undecided | None:
    """A path in both areas; None is a proof that no path git could have is in both.

    Raises `PatternError`.

    >>> overlap(Area(("src/*a.py",)), Area(("src/b*.py",)))
    Witness(path=b'src/ba.py', left='src/*a.py', right='src/b*.py')
    >>> overlap(Area(("src/",), deny=("src/*.md",)), Area(("src/*.md",))) is None
    True
    """
    return Comparison(Joints(exact())).overlap(Ground(left), Ground(right))


def overlap_folded(left: Area, right: Area) -> Witness | Undecided | None:
    """A path of the left area that equals one of the right, ASCII letters of any case being equal.

    >>> overlap_folded(Area(("SRC/a",)), Area(("src/A",)))
    Witness(path=b'SRC/a', left='SRC/a', right='src/A')
    """
    return Comparison(Joints(folded())).overlap(Ground(left), Ground(right))


def meetings(
    areas: "Mapping[str, Area]", ordered: "Callable[[str, str], bool]"
) -> "Iterator[tuple[str, str, Witness | Undecided]]":
    """Every two areas that overlap and that `ordered` does not excuse, in the order of `areas`.

    Raises `PatternError`. Only pairs whose fixed beginnings and ends agree are looked at.
    """
    return _meetings(areas, ordered, Joints(exact()), folded=False)


def meetings_folded(
    areas: "Mapping[str, Area]", ordered: "Callable[[str, str], bool]"
) -> "Iterator[tuple[str, str, Witness | Undecided]]":
    """`meetings`, with ASCII letters of any case being equal."""
    return _meetings(areas, ordered, Joints(folded()), folded=True)


def _meetings(
    areas: "Mapping[str, Area]",
    ordered: "Callable[[str, str], bool]",
    joints: Joints,
    *,
    folded: bool,
) -> "Iterator[tuple[str, str, Witness | Undecided]]":
    names, grounds = list(areas), [Ground(area) for area in areas.values()]
    comparison = Comparison(joints)
    patterns = [[pattern for pattern, _ in ground.allow] for ground in grounds]
    candidates = Candidates(patterns, folded=folded)
    for number, ground in enumerate(grounds):
        name = names[number]
        found: dict[int, Witness | Undecided | None] = {}
        settled = set[int]()
        for place, other, there in candidates.of(number, settled):
            if other not in found:
                found[other] = None
                if ordered(name, names[other]):
                    settled.add(other)
                    continue
            rival = grounds[other]
            answer = comparison.pair(ground, ground.allow[place], rival, rival.allow[there])
            if isinstance(answer, Witness):
                settled.add(other)
                found[other] = answer
            else:
                found[other] = found[other] or answer
        for other, answer in sorted(found.items()):
            if answer is not None:
                yield name, names[other], answer
