"""Names of one directory as few patterns: wildcards where many share an ending or a beginning.

A wildcard of one label matches no live name of another and meets no wildcard of another, so the
patterns of two labels stay apart for every future name too.
"""

import re
from typing import TYPE_CHECKING, NamedTuple

from remit.patterns.parser import LONGEST
from remit.split.globs.braces import MOST, is_exact_name, name_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FEWEST = 3
"""Names that a wildcard must stand for."""

_BOUNDARY = re.compile(rb"[-_.]")
_DEEPEST = 4  # separators looked at from either end of a name


class NameWildcard(NamedTuple):
    """All names with this beginning and this ending, and a star between."""

    head: bytes
    tail: bytes

    def meets(self, other: "NameWildcard") -> bool:
        """Whether some name fits both; their stars can always be stretched."""
        heads = self.head.startswith(other.head) or other.head.startswith(self.head)
        return heads and (self.tail.endswith(other.tail) or other.tail.endswith(self.tail))

    @property
    def text(self) -> str:
        """The pattern; a part of a name at its end or beginning needs care for spaces only."""
        head = name_pattern(self.head) if self.head else ""
        return f"{head}*{name_pattern(self.tail) if self.tail else ''}"


class LabelPatterns(NamedTuple):
    """How the names of one label are said: by wildcards, and the rest one by one."""

    wild: tuple[NameWildcard, ...] = ()
    plain: tuple[bytes, ...] = ()

    @property
    def size(self) -> int:
        """How many patterns that takes."""
        return len(self.wild) + count_brace_patterns(len(self.plain))


def count_brace_patterns(names: int) -> int:
    """Patterns for so many names, in braces."""
    return -(-names // MOST)


def choose_wildcards(
    named: "Mapping[int, list[bytes]]", others: "Iterable[bytes]"
) -> dict[int, LabelPatterns]:
    """For each label how its names can be said without touching those of another or of `others`.

    Labels with many names choose first. A single wildcard is preferred to a list where it says it
    all; else wildcards are taken while they save patterns.
    """
    owners: dict[NameWildcard, int] = {}
    for label, names in (*named.items(), (_NOBODY, list(others))):
        for name in names:
            for wildcard in _candidates(name):
                if owners.setdefault(wildcard, label) != label:
                    owners[wildcard] = _SEVERAL
    found: dict[int, LabelPatterns] = {}
    taken: list[NameWildcard] = []
    for label in sorted(named, key=lambda each: (-len(named[each]), each)):
        found[label] = _chosen(label, named[label], owners, taken)
        taken += found[label].wild
    return found


_NOBODY, _SEVERAL = -2, -3


def _chosen(
    label: int, names: list[bytes], owners: "Mapping[NameWildcard, int]", taken: list[NameWildcard]
) -> LabelPatterns:
    if len(names) < FEWEST:
        return LabelPatterns((), tuple(names))
    covers: dict[NameWildcard, set[bytes]] = {}
    for name in names:
        for wildcard in _candidates(name):
            if owners[wildcard] == label and is_exact_name(wildcard.head + wildcard.tail):
                covers.setdefault(wildcard, set()).add(name)
    free = [
        (wildcard, names)
        for wildcard, names in covers.items()
        if len(names) >= FEWEST and not any(wildcard.meets(one) for one in taken)
    ]
    free.sort(key=_preference)
    if free and len(free[0][1]) == len(names):
        return LabelPatterns((free[0][0],), ())
    return _greedy(set(names), free) if len(names) > MOST else LabelPatterns((), tuple(names))


def _preference(pair: tuple[NameWildcard, set[bytes]]) -> tuple[int, int, NameWildcard]:
    """Most names first; of equals a lone star, since it gives every future name to someone.

    Else the narrower one, which promises less about names that others may want.
    """
    wildcard, names = pair
    size = len(wildcard.head) + len(wildcard.tail)
    return -len(names), -size if size else -LONGEST, wildcard


def _greedy(left: set[bytes], free: list[tuple[NameWildcard, set[bytes]]]) -> LabelPatterns:
    """Wildcards by what they add, while each saves at least one pattern."""
    wild: list[NameWildcard] = []
    while free:
        best, covered = max(free, key=lambda pair: len(pair[1] & left))
        rest = left - covered
        if 1 + count_brace_patterns(len(rest)) >= count_brace_patterns(len(left)):
            break
        wild.append(best)
        left = rest
        free = [pair for pair in free if len(pair[1] & left) >= FEWEST]
    return LabelPatterns(tuple(wild), tuple(sorted(left)))


def _candidates(name: bytes) -> "Iterable[NameWildcard]":
    """Every wildcard with its star between separators of a name that matches it."""
    marks = [found.start() for found in _BOUNDARY.finditer(name)]
    heads = [0, *(at + 1 for at in marks[:_DEEPEST])]
    tails = [*marks[-_DEEPEST:], len(name)]
    for head in heads:
        for tail in tails:
            if head <= tail:
                yield NameWildcard(name[:head], name[tail:])
