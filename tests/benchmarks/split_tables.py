"""Write `docs/benchmarks/split.md`: splits of given repositories, scored on changes held out.

    split_tables.py FILE NAME=DIR@REV ... [--other NAME=DIR@REV ...] [--runs N] [--into K,...]

The first repositories are those that methods were developed on, the others show how far they carry.
Takes half a minute to several minutes for a repository; standard error says how far it is.
"""

import argparse
import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from remit.adapters.git.repository import Repository
from remit.errors import RemitError
from remit.history.commit import Unit
from remit.split.backtest.entrants import COCHANGE, ENTRANTS
from remit.split.backtest.fresh import drift
from remit.split.backtest.oracle import BOUND, ORACLE
from remit.split.backtest.result import Backtest, Question, backtest, median_table, medians
from remit.split.backtest.table import Conditions
from remit.split.weights import NOTHING, Sharing
from remit.survey.splitting import trial

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from remit.split.backtest.table import Row, Table

MAIN = 8
_CHOICE = "auto"
"""What `remit split` does unless it is told otherwise."""
_INTRODUCTION = """\
# What a split contains

`remit split backtest` on public repositories: each method splits what was known at the cut, and the
changes after it, which nothing was chosen on, say how many would have stayed in one scope
("contained"). "Gap" is the share of the way from the best split by directories alone, which is
chosen on these changes and so flattered, to the oracle, which was made from them and so cannot be
reached. How each figure is defined: [backtest.md](../backtest.md).
"""
_SETTINGS = {
    "1 % shared": Sharing(),
    "mechanical files shared": Sharing(mechanical=True),
    "nothing shared": NOTHING,
}


_TRIES = Path(__file__).with_name("split_tries.md")
"""What was tried while the method was chosen: measured then, and not measured again here."""


class Place(NamedTuple):
    """A repository, where it is, and the revision that counts as its newest commit."""

    name: str
    folder: str
    revision: str


class Scored(NamedTuple):
    """The answers of several repositories to one question."""

    question: Question
    backtests: list[Backtest]

    def subset(self, names: "Iterable[str]") -> list[Backtest]:
        """The answers of these repositories."""
        wanted = set(names)
        return [each for each in self.backtests if each.ground.name in wanted]


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("places", nargs="+", type=_place)
    parser.add_argument("--other", nargs="*", type=_place, default=[])
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--into", default="2,4,8,16")
    arguments = parser.parse_args()
    scopes = tuple(map(int, arguments.into.split(",")))
    page = _page(arguments.places, arguments.other, scopes, arguments.runs)
    arguments.file.write_text("\n".join(page).rstrip() + "\n", encoding="utf-8")


def _page(
    places: "Sequence[Place]", others: "Sequence[Place]", scopes: tuple[int, ...], runs: int
) -> "Iterator[str]":
    everyone = [*places, *others]
    units = {
        unit: _scored(everyone, Question(scopes, ENTRANTS, unit, Conditions(runs=runs)))
        for unit in Unit
    }
    settings = {
        (unit, name): _scored(
            places, Question((MAIN,), ENTRANTS, unit, Conditions(sharing=sharing, runs=runs))
        )
        for name, sharing in _SETTINGS.items()
        for unit in Unit
        if sharing != Sharing()
    }
    yield _INTRODUCTION
    seeds = "single runs" if runs == 1 else f"means of {runs} seeds"
    yield (
        f"Balance 1.2; unless said, 1 % of the files shared, the same for every method. Figures\n"
        f"are {seeds}; METIS, KaHIP and Leiden see past changes only.\n"
    )
    groups = {f"the {len(places)} development repositories": [p.name for p in places]}
    if others:
        groups[f"{len(others)} other repositories"] = [p.name for p in others]
    for title, names in groups.items():
        yield f"## Medians of {title}\n"
        for unit, scored in units.items():
            yield from _by_number(unit, scored.subset(names))
    for unit, scored in units.items():
        yield f"## Each repository, {MAIN} scopes, {_unit(unit)}: contained\n"
        yield from _by_repository(scored.backtests)
    yield f"## Other shared sets, {MAIN} scopes, medians of the development repositories\n"
    yield from _by_setting(settings)
    yield f"## All figures, {MAIN} scopes, medians of the development repositories\n"
    yield from _figures(units[Unit.COMMIT].subset(p.name for p in places))
    yield "## What drift costs, medians of the development repositories\n"
    yield (
        "Contained / gap on every other held-out commit; `fresh` is the same method that has also "
        "seen the rest of them.\n"
    )
    columns = zip(*_drifts(places, scopes, runs), strict=True)
    yield from _methods_by_number([median_table(tables) for tables in columns])
    yield _TRIES.read_text(encoding="utf-8")
    yield "## The repositories\n"
    yield from _grounds(units)


def _place(text: str) -> Place:
    name, _, where = text.partition("=")
    folder, _, revision = where.rpartition("@")
    return Place(name, folder, revision)


def _scored(places: "Sequence[Place]", question: Question) -> Scored:
    found: list[Backtest] = []
    for place in places:
        sys.stderr.write(f"{place.name}, {question.unit.value}, {question.conditions.sharing}\n")
        with contextlib.chdir(place.folder), Repository.discover() as repository:
            try:
                known = trial(repository, place.revision, question.unit)
                found.append(backtest(place.name, known, question))
            except RemitError as error:
                sys.stderr.write(f"  left out: {error}\n")
    return Scored(question, found)


def _drifts(places: "Sequence[Place]", scopes: tuple[int, ...], runs: int) -> "list[list[Table]]":
    """For each repository and number of scopes, what the method of choice could do undrifted."""
    found: list[list[Table]] = []
    for place in places:
        sys.stderr.write(f"{place.name}, drift\n")
        with contextlib.chdir(place.folder), Repository.discover() as repository:
            known = trial(repository, place.revision, Unit.COMMIT)
            given = known.past, known.test
            conditions = Conditions(runs=runs)
            found.append([drift(*given, each, COCHANGE, conditions) for each in scopes])
    return found


def _by_number(unit: Unit, backtests: "Sequence[Backtest]") -> "Iterator[str]":
    """Contained and gap for each method and number of scopes."""
    tables = medians(backtests)
    yield f"{_unit(unit).capitalize()}: contained / gap, by number of scopes.\n"
    yield from _methods_by_number(tables)
    scores = _wins([_at(each, MAIN) for each in backtests])
    if scores:
        yield f"{_CHOICE} at {MAIN} scopes is at or above {scores}.\n"


def _methods_by_number(tables: "Sequence[Table]") -> "Iterator[str]":
    yield from _table(
        ["method", *(str(table.scopes) for table in tables)],
        ([name, *(_pair(table.row(name)) for table in tables)] for name in _present(tables)),
    )


def _wins(tables: "Sequence[Table]") -> str:
    """On how many repositories the method of choice is at or above others."""
    rows = [{row.name: _contained(row) for row in table.rows} for table in tables]
    if not all(_CHOICE in row for row in rows):
        return ""
    names = ("metis", "kahip", "leiden")
    best = sum(row[_CHOICE] >= row[table.best] for row, table in zip(rows, tables, strict=True))
    beaten = [f"{name} on {sum(row[_CHOICE] >= row[name] for row in rows)}" for name in names]
    return ", ".join([f"the best directory split on {best} of {len(rows)}", *beaten])


def _by_repository(backtests: "Sequence[Backtest]") -> "Iterator[str]":
    tables = {each.ground.name: _at(each, MAIN) for each in backtests}
    names = _present(tuple(tables.values()))
    yield from _table(
        ["repository", *names, "gap"],
        (
            [name, *(_share(_figure(table.row(each))) for each in names), _gap(table)]
            for name, table in tables.items()
        ),
    )


def _by_setting(settings: "dict[tuple[Unit, str], Scored]") -> "Iterator[str]":
    tables = {key: medians(scored.backtests)[0] for key, scored in settings.items()}
    names = _present(tuple(tables.values()))
    yield from _table(
        ["method", *(f"{name}, {_unit(unit)}" for unit, name in tables)],
        ([name, *(_pair(table.row(name)) for table in tables.values())] for name in names),
    )


def _figures(backtests: "Sequence[Backtest]") -> "Iterator[str]":
    (table,) = [table for table in medians(backtests) if table.scopes == MAIN]
    yield "Medians of single figures; \\* breaks the balance somewhere.\n"
    head = ["method", "contained", "touched", "shared touch", "past balance", "future balance"]
    yield from _table(
        [*head, "speed-up bound", "rules/scope", "globs/scope"],
        (
            [
                row.name + ("" if row.balanced else " \\*"),
                _share(f.containment),
                *(_number(v) for v in (f.touched, f.shared_touch, f.past_balance)),
                *(_number(v) for v in (f.future_balance, f.speed_up, f.rules, f.globs)),
            ]
            for row in table.rows
            if (f := row.figures)
        ),
    )


def _grounds(units: "dict[Unit, Scored]") -> "Iterator[str]":
    yield "Changes are past / held out (held out, of several files), commits and main line.\n"
    landed = {each.ground.name: each.ground for each in units[Unit.LANDED].backtests}
    head = ["repository", "snapshot", "cut", "files", "shared", "commits", "main line", "days"]
    yield from _table(
        head,
        (
            [
                *(g.name, f"`{g.head[:12]}`", f"`{g.at[:12]}`", str(g.files), str(len(g.shared))),
                *(f"{u.past} / {u.held_out} ({u.several})" for u in (g, landed.get(g.name, g))),
                str(g.days),
            ]
            for each in units[Unit.COMMIT].backtests
            if (g := each.ground)
        ),
    )


def _table(head: "Sequence[str]", rows: "Iterable[Sequence[str]]") -> "Iterator[str]":
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""


def _at(backtest: Backtest, scopes: int) -> "Table":
    return next(table for table in backtest.tables if table.scopes == scopes)


def _present(tables: "Sequence[Table]") -> list[str]:
    """The methods that have figures, the bounds last."""
    names = dict.fromkeys(row.name for table in tables for row in table.rows if row.figures)
    return [*(name for name in names if name not in {ORACLE, BOUND}), ORACLE, BOUND]


def _pair(row: "Row") -> str:
    gap = "" if row.gap is None or row.name in {ORACLE, BOUND} else f" / {row.gap:.2f}"
    return f"{_share(_figure(row))}{gap}"


def _gap(table: "Table") -> str:
    names = [row.name for row in table.rows]
    return _number(table.row(_CHOICE).gap) if _CHOICE in names else "-"


def _figure(row: "Row") -> float | None:
    return row.figures.containment if row.figures else None


def _contained(row: "Row") -> float:
    return _figure(row) or 0.0


def _share(value: float | None) -> str:
    return "-" if value is None else f".{round(1000 * value):03d}" if value < 1 else "1"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _unit(unit: Unit) -> str:
    return {Unit.COMMIT: "commits", Unit.LANDED: "changes of the main line"}[unit]


if __name__ == "__main__":
    main()
