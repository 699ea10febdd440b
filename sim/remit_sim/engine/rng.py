"""Chance as a pure function of names and a counter: SplitMix64, in plain integers.

A stream's key is BLAKE2b of its names (a seed, a replication, "duration", the number of a task), so
what one part of a model draws never shifts what another one draws, and two strategies that ask
the same stream get the same answer: common random numbers. The n-th value is `mix64(key + n * g)`,
Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014, section 5.
"""

# See decision 0111.

from hashlib import blake2b
from math import cos, log, pi, sqrt

_MASK = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15
_UNIT = 2.0**-53


def mix64(value: int) -> int:
    """64 bits that each depend on every bit of `value`; one to one."""
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
    return value ^ (value >> 31)


class RandomStream:
    """One source of chance, named; draws are counted from 0.

    >>> RandomStream(1, "durations").uniform() == RandomStream(1, "durations").uniform()
    True
    >>> RandomStream(1, "durations").uniform() == RandomStream(1, "files").uniform()
    False
    """

    __slots__ = ("_key", "_state")

    def __init__(self, *names: int | str) -> None:
        text = "\0".join(map(repr, names)).encode()
        self._key = int.from_bytes(blake2b(text, digest_size=8).digest(), "little")
        self._state = self._key

    @property
    def key(self) -> int:
        """What the names come to: 64 bits."""
        return self._key

    def numbered(self, number: int) -> "RandomStream":
        """The stream of this name and number: to hash a million names takes longer than to draw."""
        stream = RandomStream.__new__(RandomStream)
        key = mix64((self._key + _GOLDEN + number) & _MASK)
        stream._key = stream._state = key  # noqa: SLF001 - made here without a name to hash
        return stream

    def bits(self) -> int:
        """The next 64 bits."""
        self._state = (self._state + _GOLDEN) & _MASK
        return mix64(self._state)

    def uniform(self) -> float:
        """At least 0, below 1, a multiple of 2**-53."""
        return (self.bits() >> 11) * _UNIT

    def chance(self, share: float, *about: int) -> bool:
        """A coin of its own for each `about`, whenever and however often it is looked at.

        True with the probability `share`; a larger share only ever turns False into True.
        """
        key = self._key
        for number in about:
            key = mix64((key + _GOLDEN + number) & _MASK)
        return (mix64((key + _GOLDEN) & _MASK) >> 11) * _UNIT < share

    def below(self, bound: int) -> int:
        """A number from 0 to `bound` - 1; the bias is below `bound` / 2**64."""
        return (self.bits() * bound) >> 64

    def exponential(self, mean: float) -> float:
        """A waiting time with this mean."""
        return -mean * log(1.0 - self.uniform())

    def normal(self) -> float:
        """Standard normal, by Box and Muller; takes two draws."""
        radius = sqrt(-2.0 * log(1.0 - self.uniform()))
        return radius * cos(2.0 * pi * self.uniform())

    def geometric(self, mean: float) -> int:
        """1, 2, ... with this mean (at least 1): how many tries until one succeeds."""
        if mean <= 1.0:
            return 1
        return 1 + int(log(1.0 - self.uniform()) / log(1.0 - 1.0 / mean))
