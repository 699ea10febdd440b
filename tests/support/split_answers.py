"""Ask `remit split backtest` about given repositories, and keep each answer as a file.

    split_answers.py FOLDER NAME=DIR@REV ... [--into K,...] [--shared 1%,mechanical,0] [--drift]

`split_tables.py` makes a page of them. One file holds one repository, unit and shared set, half a
minute to several minutes of work, so an interruption loses no more than that: what is there is not
asked again. Standard error says how far it is.
"""

import argparse
import contextlib
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from remit.analysis.split import hold_out_split_history
from remit.cli.split_options import parse_sharing
from remit.git.repository import Repository
from remit.history.records import ChangeUnit
from remit.report.backtest_json import render
from remit.split.backtest.evaluation import Conditions, MethodRow, ScopeCountTable, measure_drift
from remit.split.backtest.registry import COCHANGE, ENTRANTS
from remit.split.backtest.result import (
    BacktestHistory,
    SplitBacktest,
    SplitBacktestRequest,
    backtest_split,
)
from remit.split.metrics import SplitMetrics

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DRIFT = "drift"
"""The name of the set of answers in which one method also sees some later changes."""

Json = dict[str, "Json | list[Json] | str | float | bool | None"]


class Place(NamedTuple):
    """A repository, where it is, and the revision that counts as its newest commit."""

    name: str
    folder: str
    revision: str


class Key(NamedTuple):
    """What an answer is about; `shared` is what `--shared` is told, or `DRIFT`."""

    name: str
    unit: ChangeUnit
    shared: str

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.name} {self.unit.value} {self.shared}.json"


def main() -> None:
    """Ask what is not answered yet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("places", nargs="+", type=_place)
    parser.add_argument("--into", default="2,4,8,16")
    parser.add_argument("--shared", default="1%")
    parser.add_argument("--drift", action="store_true")
    arguments = parser.parse_args()
    folder = cast("Path", arguments.folder).absolute()
    folder.mkdir(exist_ok=True)
    scopes = tuple(map(int, arguments.into.split(",")))
    for place in cast("Sequence[Place]", arguments.places):
        keys = [
            Key(place.name, unit, s) for unit in ChangeUnit for s in arguments.shared.split(",")
        ]
        keys += [Key(place.name, ChangeUnit.COMMIT, DRIFT)] if arguments.drift else []
        for key in keys:
            if not (folder / key.file).exists():
                sys.stderr.write(f"{key.file}\n")
                (folder / key.file).write_text(_answer(place, key, scopes), encoding="ascii")


def read(folder: Path) -> dict[Key, SplitBacktest]:
    """The answers in a folder, in the order of their names."""
    return {_key(file): _backtest(file) for file in sorted(folder.glob("*.json"))}


def _place(text: str) -> Place:
    name, _, where = text.partition("=")
    folder, _, revision = where.rpartition("@")
    return Place(name, folder, revision)


def _answer(place: Place, key: Key, scopes: tuple[int, ...]) -> str:
    conditions = Conditions(sharing=parse_sharing("1%" if key.shared == DRIFT else key.shared))
    entrants = (COCHANGE,) if key.shared == DRIFT else ENTRANTS
    question = SplitBacktestRequest(scopes, entrants, key.unit, conditions)
    with contextlib.chdir(place.folder), Repository.discover() as repository:
        known = hold_out_split_history(repository, place.revision, key.unit)
        found = backtest_split(place.name, known, question)
        if key.shared == DRIFT:
            given = known.past, known.test
            tables = (measure_drift(*given, each, COCHANGE, conditions) for each in scopes)
            found = found._replace(tables=tuple(tables))
    return render([found], question)


def _key(file: Path) -> Key:
    name, unit, shared = file.stem.split(" ")
    return Key(name, ChangeUnit(unit), shared)


def _backtest(file: Path) -> SplitBacktest:
    said = json.loads(file.read_text(encoding="ascii"))["repositories"][0]
    ground = BacktestHistory(
        _key(file).name,
        said["head"],
        said["cut"],
        said["files"],
        tuple(one["path"].encode() for one in said["shared"]),
        said["past"],
        said["held_out"],
        said["several"],
        said["days"],
    )
    return SplitBacktest(ground, tuple(map(_table, said["tables"])))


def _table(said: "Mapping[str, Json]") -> ScopeCountTable:
    rows = tuple(map(_row, cast("list[Json]", said["methods"])))
    return ScopeCountTable(cast("int", said["scopes"]), rows, cast("str", said["best_directory"]))


def _row(said: Json) -> MethodRow:
    name = cast("str", said["method"])
    if said["figures"] is None:
        return MethodRow(name)
    figures = SplitMetrics(**cast("dict[str, float]", said["figures"]))
    gap, balanced = cast("float | None", said["gap"]), cast("bool", said["balanced"])
    return MethodRow(name, figures, gap, balanced)


if __name__ == "__main__":
    main()
