"""The table of bypasses in `hooks/README.md` and its tests say the same, cell by cell."""

import re
from pathlib import Path

from bypasses import LAYERS, WAYS

TEXT = (Path(__file__).parents[2] / "hooks/README.md").read_text(encoding="utf-8")
SECTION = TEXT.partition("\n## Bypasses\n")[2].partition("\n## ")[0]
ROWS = [line.strip("| ").split(" | ") for line in SECTION.splitlines() if line.startswith("| ")]


def test_every_cell_has_a_test_and_every_test_a_cell() -> None:
    header, *rows = ROWS
    assert tuple(header) == ("bypass", *LAYERS)
    assert rows == [[way.name, *(way.at(layer) for layer in LAYERS)] for way in WAYS]


def test_each_cell_says_one_of_three_things_and_why_it_passes() -> None:
    cells = {cell for _, *cells in ROWS[1:] for cell in cells}
    letters = {cell.removeprefix("passes ") for cell in cells - {"stopped", "reported"}}
    assert letters == set(re.findall(r"^- \*\*(\([a-z]\))\*\* ", SECTION, re.MULTILINE))


def test_no_way_passes_every_layer() -> None:
    assert not [way.name for way in WAYS if way.pull_request.startswith("passes")]
    assert not [way.name for way in WAYS if way.server.startswith("passes")]


def test_the_doctor_is_told_of_each_way_that_a_clone_cannot_see() -> None:
    believed = [way for way in WAYS if "passes (d)" in (way.commit, way.push)]
    assert believed
    assert all(way.doctor for way in believed)
