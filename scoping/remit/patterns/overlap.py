"""Do two areas share a possible path? Answered by one, by a proof of none, or "undecided".

The answer is about the patterns, not about files that happen to exist: an example path is a path
that git could store (no empty, `.`, `..` or `.git` component). A search past `automata.MOST_STATES`
states is given up as undecided.
"""

# See decision 0013.

from typing import TYPE_CHECKING, NamedTuple

from remit.patterns import automata
from remit.patterns.automata import (
    DenialAutomaton,
    case_folded_alphabet,
    exact_alphabet,
    impossible_path_automaton,
    path_automaton,
    search_common_word,
)
from remit.patterns.intersection import PathIntersection, SegmentTrack, build_segment_track
from remit.patterns.matcher import PathIndex
from remit.patterns.pair_filter import CandidatePairs
from remit.patterns.parser import Pattern, parse_patterns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from remit.patterns.automata import Automaton, Bound, SymbolLift


# The values that overlap speaks in: areas, and the two answers that are not "none".


class PathArea(NamedTuple):
    """What the `allow` patterns cover and no `deny` pattern does."""

    allow: tuple[str, ...]
    deny: tuple[str, ...] = ()


class ExamplePath(NamedTuple):
    """A path in both areas, and the patterns, as written, that cover it on each side.

    Where case is folded, `path` is spelled as the left area has it.
    """

    path: bytes
    left: str
    right: str


class UndecidedOverlap(NamedTuple):
    """Two patterns for which the search reached its bound: to be treated as an overlap."""

    reason: str
    left: str
    right: str


# Whether one pattern of an area meets one of another, with the denials of both areas.
#
# Most pairs are settled by the path that the two patterns share segment by segment
# (`intersection`). Only where a denial takes that path away, the exact search over bytes
# (`automata`) decides.


Marked = tuple[Pattern, SegmentTrack]


class ParsedArea:
    """An area with its patterns parsed, braces expanded. Raises `PatternError`."""

    __slots__ = ("allow", "denied", "deny")

    def __init__(self, area: "PathArea") -> None:
        self.allow = _marked(area.allow)
        self.deny = _marked(area.deny)
        self.denied = PathIndex(area.deny).covers if area.deny else _nothing


class AreaComparison:
    """Answers for pairs of patterns under one alphabet; what they have in common is remembered."""

    def __init__(self, joints: PathIntersection) -> None:
        self._joints = joints

    def overlap(self, left: ParsedArea, right: ParsedArea) -> ExamplePath | UndecidedOverlap | None:
        """The first example path over all pairs of patterns, else the first doubt, else none."""
        undecided: UndecidedOverlap | None = None
        for mine in left.allow:
            for theirs in right.allow:
                answer = self.pair(left, mine, right, theirs)
                if isinstance(answer, ExamplePath):
                    return answer
                undecided = undecided or answer
        return undecided

    def pair(
        self, left: ParsedArea, mine: Marked, right: ParsedArea, theirs: Marked
    ) -> ExamplePath | UndecidedOverlap | None:
        """What two patterns of two areas share that neither area denies."""
        path = self._joints.path(mine[1], theirs[1])
        if path is None:
            return None
        if path != "bound" and (left.denied(path[0]) or right.denied(path[1])):
            path = self._searched(left, mine, right, theirs)
        texts = mine[0].text, theirs[0].text
        if path == "bound":
            return UndecidedOverlap(
                f"more than {automata.MOST_STATES:,} states had to be searched", *texts
            )
        return None if path is None else ExamplePath(path[0], *texts)

    def _searched(
        self, left: ParsedArea, mine: Marked, right: ParsedArea, theirs: Marked
    ) -> "tuple[bytes, bytes] | Bound | None":
        alphabet = self._joints.alphabet
        refused = [
            impossible_path_automaton(alphabet.left),
            *self._relevant(mine, left.deny, alphabet.left),
            *self._relevant(theirs, right.deny, alphabet.right),
        ]
        word = search_common_word(
            path_automaton(mine[0], alphabet.left),
            path_automaton(theirs[0], alphabet.right),
            DenialAutomaton(refused, alphabet.everything),
        )
        return alphabet.spelled(word) if isinstance(word, list) else word

    def _relevant(
        self, pattern: Marked, deny: "list[Marked]", lift: "SymbolLift"
    ) -> "Iterator[Automaton]":
        """The denials that take anything from the pattern at all."""
        for denial in deny:
            if self._joints.path(pattern[1], denial[1]) is not None:
                yield path_automaton(denial[0], lift)


def _nothing(_path: bytes) -> bool:
    return False


def _marked(texts: "tuple[str, ...]") -> list[Marked]:
    patterns = dict.fromkeys(pattern for text in texts for pattern in parse_patterns(text))
    return [(pattern, build_segment_track(pattern)) for pattern in patterns]


__all__ = [
    "ExamplePath",
    "PathArea",
    "UndecidedOverlap",
    "find_overlap",
    "find_overlap_folded",
    "find_overlapping_pairs",
    "find_overlapping_pairs_folded",
]


def find_overlap(left: PathArea, right: PathArea) -> ExamplePath | UndecidedOverlap | None:
    """A path in both areas; None is a proof that no path git could have is in both.

    Raises `PatternError`.

    >>> find_overlap(PathArea(("src/*a.py",)), PathArea(("src/b*.py",)))
    ExamplePath(path=b'src/ba.py', left='src/*a.py', right='src/b*.py')
    >>> find_overlap(PathArea(("src/",), deny=("src/*.md",)), PathArea(("src/*.md",))) is None
    True
    """
    return AreaComparison(PathIntersection(exact_alphabet())).overlap(
        ParsedArea(left), ParsedArea(right)
    )


def find_overlap_folded(left: PathArea, right: PathArea) -> ExamplePath | UndecidedOverlap | None:
    """A path of the left area that equals one of the right, ASCII letters of any case being equal.

    >>> find_overlap_folded(PathArea(("SRC/a",)), PathArea(("src/A",)))
    ExamplePath(path=b'SRC/a', left='SRC/a', right='src/A')
    """
    return AreaComparison(PathIntersection(case_folded_alphabet())).overlap(
        ParsedArea(left), ParsedArea(right)
    )


def find_overlapping_pairs(
    areas: "Mapping[str, PathArea]", ordered: "Callable[[str, str], bool]"
) -> "Iterator[tuple[str, str, ExamplePath | UndecidedOverlap]]":
    """Every two areas that overlap and that `ordered` does not excuse, in the order of `areas`.

    Raises `PatternError`. Only pairs whose fixed beginnings and ends agree are looked at.
    """
    return _meetings(areas, ordered, PathIntersection(exact_alphabet()), folded=False)


def find_overlapping_pairs_folded(
    areas: "Mapping[str, PathArea]", ordered: "Callable[[str, str], bool]"
) -> "Iterator[tuple[str, str, ExamplePath | UndecidedOverlap]]":
    """`meetings`, with ASCII letters of any case being equal."""
    return _meetings(areas, ordered, PathIntersection(case_folded_alphabet()), folded=True)


def _meetings(
    areas: "Mapping[str, PathArea]",
    ordered: "Callable[[str, str], bool]",
    joints: PathIntersection,
    *,
    folded: bool,
) -> "Iterator[tuple[str, str, ExamplePath | UndecidedOverlap]]":
    names, grounds = list(areas), [ParsedArea(area) for area in areas.values()]
    comparison = AreaComparison(joints)
    patterns = [[pattern for pattern, _ in ground.allow] for ground in grounds]
    candidates = CandidatePairs(patterns, folded=folded)
    for number, ground in enumerate(grounds):
        name = names[number]
        found: dict[int, ExamplePath | UndecidedOverlap | None] = {}
        settled = set[int]()
        for place, other, there in candidates.of(number, settled):
            if other not in found:
                found[other] = None
                if ordered(name, names[other]):
                    settled.add(other)
                    continue
            rival = grounds[other]
            answer = comparison.pair(ground, ground.allow[place], rival, rival.allow[there])
            if isinstance(answer, ExamplePath):
                settled.add(other)
                found[other] = answer
            else:
                found[other] = found[other] or answer
        for other, answer in sorted(found.items()):
            if answer is not None:
                yield name, names[other], answer
