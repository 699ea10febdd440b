"""The tables of `docs/reference/git-settings.md` as data."""

import re
from pathlib import Path
from typing import NamedTuple

PAGE = (Path(__file__).parents[2] / "docs/reference/git-settings.md").read_text(encoding="utf-8")
_LINES = [line.strip("| ").split(" | ") for line in PAGE.splitlines() if line.startswith("| `")]
_COLUMNS = 4


class Row(NamedTuple):
    """One setting, the value that would do most harm, and how it is held."""

    name: str
    worst: str
    held: str

    @property
    def pinned(self) -> str | None:
        """The setting as it is pinned; None where it is held in another way."""
        value = re.fullmatch(r"pinned: `(.*)`", self.held)
        return f"{self.name}={value[1]}" if value else None


ROWS = tuple(
    Row(line[0].strip("`"), line[1].strip("`"), line[3]) for line in _LINES if len(line) == _COLUMNS
)
OTHERS = tuple(
    name for line in _LINES if len(line) != _COLUMNS for name in re.findall("`([^`]+)`", line[0])
)


def is_settled(name: str) -> bool:
    """Whether some table has the setting, or the section that it is in."""
    exact = {row.name.lower() for row in ROWS} | {other.lower() for other in OTHERS}
    sections = tuple(other.lower().removesuffix("*") for other in OTHERS if other.endswith(".*"))
    return name.lower() in exact or name.lower().startswith(sections)
