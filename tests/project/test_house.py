"""The map of rooms in `scoping/README.md` names every room once, in the order of the contracts."""

import re
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
ROOTS = {"remit": "scoping", "remit_hooks": "hooks", "remit_sim": "sim"}
README = (ROOT / "scoping/README.md").read_text("utf-8")
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
NOT_ROOMS = {"__init__", "__main__"}


class Row(NamedTuple):
    name: str
    text: str


def rows(package: str) -> list[Row]:
    """The table of one package: a name and what lives there."""
    section = README.partition(f"\n### `{package}`")[2].partition("\n### ")[0]
    return [
        Row(*found) for found in re.findall(r"^\| `([\w/]+)` \| (.+) \|$", section, re.MULTILINE)
    ]


def rooms(package: str) -> set[str]:
    """Every package, and every module at the top, as it stands in the tree."""
    top = ROOT / ROOTS[package] / package
    modules = {file.stem for file in top.glob("*.py")} - NOT_ROOMS
    packages = {str(file.parent.relative_to(top)) for file in top.rglob("__init__.py")} - {"."}
    return modules | packages


@pytest.mark.parametrize("package", ROOTS)
def test_every_room_stands_on_the_map_once(package: str) -> None:
    assert sorted(row.name for row in rows(package)) == sorted(rooms(package))


@pytest.mark.parametrize("package", ["remit", "remit_sim"])
def test_the_map_has_the_order_of_the_import_contract(package: str) -> None:
    contract = next(c for c in CONTRACTS["contracts"] if c.get("containers") == [package])
    layers = [set(re.split(r" [|:] ", layer)) for layer in contract["layers"]]
    level = {room: number for number, layer in enumerate(layers) for room in layer}
    levels = [level[row.name] for row in rows(package) if "/" not in row.name]
    assert levels == sorted(levels)


@pytest.mark.parametrize("package", ROOTS)
def test_a_room_in_a_room_is_listed_below_it(package: str) -> None:
    names = [row.name for row in rows(package)]
    inner = [(before, name) for before, name in pairwise(names) if "/" in name]
    assert [name for before, name in inner if top(before) != top(name)] == []


def top(name: str) -> str:
    return name.partition("/")[0]


def test_the_places_where_to_look_exist() -> None:
    table = README.partition("\n## Where to look")[2].partition("\n## ")[0]
    places = re.findall(r"`((?:remit|remit_hooks|remit_sim)(?:/[\w.]+)*)`", table)
    assert len(places) > 30
    missing = [name for name in places if not (ROOT / ROOTS[top(name)] / name).exists()]
    assert missing == []
