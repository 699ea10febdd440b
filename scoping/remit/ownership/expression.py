"""What a regular expression means, as a tree; `regexp` reads it, `search` uses it."""

from typing import NamedTuple


class Chars(NamedTuple):
    """One character out of a set: first and last of each range; `negated` means all others."""

    ranges: tuple[tuple[str, str], ...]
    negated: bool = False

    def has(self, each: str) -> bool:
        """Whether a character is in the set."""
        return any(first <= each <= last for first, last in self.ranges) != self.negated


class Anchor(NamedTuple):
    """The beginning of the text, or its end."""

    end: bool


class Sequence(NamedTuple):
    """One part after the other."""

    parts: "tuple[Node, ...]"


class Choice(NamedTuple):
    """Any of the parts."""

    parts: "tuple[Node, ...]"


class Repeat(NamedTuple):
    """A part at least and at most so often; None: without end."""

    part: "Node"
    least: int
    most: int | None


Node = Chars | Anchor | Sequence | Choice | Repeat
