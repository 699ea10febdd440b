"""What a call of `remit` answered."""

import json
from typing import NamedTuple, Protocol, cast


class Said(NamedTuple):
    """The exit code and both streams of one call."""

    code: int
    out: str
    err: str

    @property
    def fields(self) -> dict[str, object]:
        """The answer as JSON."""
        return cast("dict[str, object]", json.loads(self.out))

    def each(self, key: str) -> list[dict[str, object]]:
        """A list of objects in the answer."""
        return cast("list[dict[str, object]]", self.fields[key])

    def within(self, key: str) -> dict[str, object]:
        """An object in the answer."""
        return cast("dict[str, object]", self.fields[key])


class RemitCall(Protocol):
    """`remit`, called in this process from the current directory."""

    def __call__(self, *words: str) -> Said:
        """Call it with some words."""
        ...
