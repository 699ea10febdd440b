"""Seeded chance for the search: the same seed gives the same schedule on every machine."""

_MASK = (1 << 64) - 1


class Chance:
    """SplitMix64: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014."""

    __slots__ = ("_state",)

    def __init__(self, seed: int) -> None:
        self._state = seed & _MASK

    def bits(self) -> int:
        """The next 64 bits."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        value = self._state
        value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
        return value ^ (value >> 31)

    def share(self) -> float:
        """A number from 0 up to 1, exclusive."""
        return (self.bits() >> 11) * 2.0**-53

    def below(self, end: int) -> int:
        """A whole number from 0 up to `end`, exclusive."""
        return self.bits() % end

    def shuffle(self, items: list[int]) -> None:
        """Bring `items` into any order."""
        for place in range(len(items) - 1, 0, -1):
            other = self.below(place + 1)
            items[place], items[other] = items[other], items[place]
