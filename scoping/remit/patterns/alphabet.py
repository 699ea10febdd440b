"""What two automata read together: pairs of bytes that count as equal, and sets of such pairs.

A pair is a symbol; a set of symbols is an integer. The symbols are ordered by how well they read in
a path, so the lowest one of a set is the one to show.
"""

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Lift:
    """Sets of bytes as sets of symbols, by one side of each pair."""

    __slots__ = ("_bits", "_known")

    def __init__(self, side: "Iterable[int]") -> None:
        self._bits = [0] * 256
        for number, byte in enumerate(side):
            self._bits[byte] |= 1 << number
        self._known: dict[int, int] = {}

    def __call__(self, members: int) -> int:
        """The symbols whose byte on this side is one of `members`."""
        known = self._known.get(members)
        if known is None:
            known = 0
            for byte, bits in enumerate(self._bits):
                if members >> byte & 1:
                    known |= bits
            self._known[members] = known
        return known


class Alphabet(NamedTuple):
    """The symbols, and both ways to read sets of bytes as sets of them."""

    symbols: tuple[tuple[int, int], ...]
    left: Lift
    right: Lift

    @property
    def everything(self) -> int:
        """The set of all symbols."""
        return (1 << len(self.symbols)) - 1

    def spelled(self, word: "Iterable[int]") -> tuple[bytes, bytes]:
        """What each side reads in a sequence of sets, of each the symbol that reads best."""
        pairs = [self.symbols[(one & -one).bit_length() - 1] for one in word]
        return bytes(left for left, _ in pairs), bytes(right for _, right in pairs)


@cache
def exact() -> Alphabet:
    """Bytes are equal only to themselves."""
    return _alphabet((byte, byte) for byte in _pleasant())


@cache
def folded() -> Alphabet:
    """ASCII letters are also equal to their other case."""
    same = [(byte, byte) for byte in _pleasant()]
    upper_lower = [(ord(chr(byte).upper()), byte) for byte in _LOWER]
    return _alphabet([*same, *upper_lower, *((low, up) for up, low in upper_lower)])


def _alphabet(symbols: "Iterable[tuple[int, int]]") -> Alphabet:
    kept = tuple(symbols)
    return Alphabet(kept, Lift(left for left, _ in kept), Lift(right for _, right in kept))


def _pleasant() -> bytes:
    """Every byte of a path, letters first and control characters last; NUL is none."""
    first = _LOWER + b"0123456789_-." + _LOWER.upper()
    printable, all_bytes = bytes(range(33, 127)), bytes(range(1, 256))
    return bytes(dict.fromkeys(first + printable + all_bytes))


_LOWER = b"abcdefghijklmnopqrstuvwxyz"
