"""JSON that a platform sends, asked for one value at a time."""

from typing import TYPE_CHECKING, cast

from remit.errors import CouldNotCheck

if TYPE_CHECKING:
    from collections.abc import Mapping


class EventJson:
    """Parsed JSON of any shape."""

    def __init__(self, value: object, name: str) -> None:
        """Keep the value; `name` is what messages call it."""
        self._value, self._name = value, name

    def text(self, *path: str) -> str:
        """The string at `path`; raises `CouldNotCheck` where there is none that a call can take."""
        value = self._at(path)
        if isinstance(value, str) and value and _sayable(value):
            return value
        raise CouldNotCheck(
            f"{self._name} has no {'.'.join(path)}.", "look at what the platform sent"
        )

    def number(self, *path: str) -> int:
        """The number at `path`, 0 where there is none."""
        value = self._at(path)
        return value if isinstance(value, int) else 0

    def _at(self, path: tuple[str, ...]) -> object:
        value = self._value
        for key in path:
            if not isinstance(value, dict):
                return None
            value = cast("Mapping[str, object]", value).get(key)
        return value


def _sayable(text: str) -> bool:
    """Whether the operating system takes `text` as an argument."""
    try:
        return b"\0" not in text.encode("utf-8")
    except UnicodeEncodeError:  # half of a pair, which JSON can name
        return False
