"""Colour for people at a terminal; without it every text is the same but for the escapes."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_CODES = {
    "good": "32",
    "bad": "1;31",
    "doubt": "1;33",
    "strong": "1",
    "command": "36",
    "faint": "2",
}


def should_colour(*, terminal: bool, environment: "Mapping[str, str]") -> bool:
    """Whether to colour: only on a terminal, and not against `NO_COLOR` or `TERM=dumb`.

    See https://no-color.org: any value but an empty one counts.
    """
    return terminal and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"


class Paint:
    """Marks text with a meaning; does nothing unless `colour`."""

    __slots__ = ("_colour",)

    def __init__(self, *, colour: bool) -> None:
        self._colour = colour

    def __call__(self, meaning: str, text: str) -> str:
        """`text` in the colour of `meaning`, one of good, bad, doubt, strong, command, faint."""
        return f"\033[{_CODES[meaning]}m{text}\033[0m" if self._colour else text
