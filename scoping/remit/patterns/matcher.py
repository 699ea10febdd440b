"""Which of many patterns cover a path? One trie answers for a list of patterns, and for owners."""

from functools import lru_cache
from typing import TYPE_CHECKING

from remit.patterns.parser import parse_patterns
from remit.patterns.trie import TrieNode, TrieWalker

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class PathIndex:
    """What a list of patterns covers.

    Building it is linear in the patterns' text, and a question in the path's. Raises
    `PatternError` for the first faulty pattern.

    >>> index = PathIndex(["src/**/*.py", "docs"])
    >>> index.covers(b"src/a/b.py"), index.covers(b"docs/x/y"), index.covers(b"src/a/b.js")
    (True, True, False)
    """

    def __init__(self, patterns: "Iterable[str]") -> None:
        trie = TrieNode()
        for text in patterns:
            for pattern in parse_patterns(text):
                trie.add(pattern, 1)
        self._walker = TrieWalker(trie, 1)

    def covers(self, path: bytes) -> bool:
        """Whether a pattern covers the entry at `path`, which is as git stores it."""
        return self._walker.owners(path) != 0

    def covers_all(self, paths: "Sequence[bytes]") -> bool:
        """Whether each of `paths`, which are sorted, is covered; blocks of a tree count at once."""
        from bisect import bisect_left

        at = 0
        while at < len(paths):
            if not self._walker.owners(paths[at]):
                return False
            top = self._walker.widest(paths[at])
            at = at + 1 if top is None else bisect_left(paths, _after(top), at)
        return True

    def covers_tree(self, path: bytes) -> bool:
        """Whether every possible path below the directory `path` is covered.

        True only if one pattern says so, or `*` and `*/` together: a union that takes every name
        piece by piece (`[!a]*/` and `a*/`) is not recognised, which errs on the side of refusal.
        """
        return self._walker.tree(path).takes_all()

    def reaches(self, path: bytes) -> bool:
        """Whether any possible path below the directory `path` is covered."""
        state = self._walker.tree(path)
        return state.below != 0 or bool(state.nodes)


def _after(directory: bytes) -> bytes:
    """The least bytes that follow all paths below `directory`, which ends in `/`."""
    return directory[:-1] + b"0"


class OwnerIndex:
    """Which owners cover a path; `entries` are pairs of a pattern and its owner.

    Raises `PatternError` for the first faulty pattern.

    >>> index = OwnerIndex([("src/", "core"), ("src/*.py", "lint"), ("docs", "docs")])
    >>> index.owners(b"src/a.py"), index.owners(b"README")
    (('core', 'lint'), ())
    """

    def __init__(self, entries: "Iterable[tuple[str, str]]") -> None:
        trie = TrieNode()
        bits: dict[str, int] = {}
        for text, owner in entries:
            bit = bits.setdefault(owner, 1 << len(bits))
            for pattern in parse_patterns(text):
                trie.add(pattern, bit)
        self._walker = TrieWalker(trie, (1 << len(bits)) - 1)
        self._names = tuple(bits)
        self._named = lru_cache(maxsize=_REMEMBERED_SETS)(self._names_of)

    def owners(self, path: bytes) -> tuple[str, ...]:
        """The owners of the entry at `path`, sorted."""
        bits = self._walker.owners(path)
        return self._named(bits) if bits else ()

    def _names_of(self, bits: int) -> tuple[str, ...]:
        names: list[str] = []
        while bits:
            lowest = bits & -bits
            names.append(self._names[lowest.bit_length() - 1])
            bits ^= lowest
        return tuple(sorted(names))


_REMEMBERED_SETS = 10_000
