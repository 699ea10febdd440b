"""Write `docs/benchmarks/split.md`: splits of given repositories, scored on changes held out.

    split_tables.py FILE FOLDER NAME ...

FOLDER has the answers that `split_answers.py` keeps. The repositories that are named are those that
methods were developed on; the others in the folder show how far they carry.
"""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from remit.history.records import ChangeUnit
from remit.split.backtest.bounds import BOUND, ORACLE
from remit.split.backtest.result import SplitBacktest, median_table, median_tables

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from split_answers import DRIFT, Key, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from remit.split.backtest.evaluation import MethodRow, ScopeCountTable

MAIN = 8
_CHOICE = "auto"
"""What `remit split` does unless it is told otherwise."""
_INTRODUCTION = """\
# What a split contains

`remit split backtest` on public repositories: each method splits what was known at the cut, and the
changes after it, which nothing was chosen on, say how many would have stayed in one scope
("contained"). "Gap" is the share of the way from the best split by directories alone, which is
chosen on these changes and so flattered, to the oracle, which was made from them and so cannot be
reached. How each figure is defined: [backtests](../explanation/backtests.md).
"""
_USUAL = "1%"
_SETTINGS = {"mechanical": "mechanical files shared", "0": "nothing shared"}
_TRIES = Path(__file__).with_name("split_tries.md")
"""What was tried while the method was chosen: measured then, and not measured again here."""


def main() -> None:
    """Read the answers and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="+")
    arguments = parser.parse_args()
    page = _page(read(arguments.folder), arguments.names)
    arguments.file.write_text("\n".join(page).rstrip() + "\n", encoding="utf-8")


def _page(answers: "Mapping[Key, SplitBacktest]", names: "Sequence[str]") -> "Iterator[str]":
    usual = [key.name for key in answers if key.shared == _USUAL and key.unit is ChangeUnit.COMMIT]
    others = [name for name in usual if name not in names]
    units = {unit: _of(answers, [*names, *others], unit, _USUAL) for unit in ChangeUnit}
    yield _INTRODUCTION
    yield (
        "Balance 1.2; 1 % of the files shared unless said, the same for every method. Figures are\n"
        "single runs; METIS, KaHIP and Leiden see past changes only.\n"
    )
    groups = {f"the {len(names)} development repositories": names}
    if others:
        groups[f"{len(others)} other repositories"] = others
    for title, some in groups.items():
        yield f"## Medians of {title}\n"
        for unit in ChangeUnit:
            yield from _by_number(unit, _of(answers, some, unit, _USUAL))
    for unit, found in units.items():
        yield f"## Each repository, {MAIN} scopes, {_unit(unit)}: contained\n"
        yield from _by_repository(found)
    yield "## Each repository, 2 scopes: contained\n"
    yield from _by_repository(units[ChangeUnit.COMMIT], 2)
    yield from _by_setting(answers, names)
    yield f"## All figures, {MAIN} scopes, medians of the development repositories\n"
    yield from _figures(_of(answers, names, ChangeUnit.COMMIT, _USUAL))
    yield from _drifts(_of(answers, names, ChangeUnit.COMMIT, DRIFT))
    yield _TRIES.read_text(encoding="utf-8")
    yield "## The repositories\n"
    yield from _grounds(units)


def _of(
    answers: "Mapping[Key, SplitBacktest]", names: "Iterable[str]", unit: ChangeUnit, shared: str
) -> list[SplitBacktest]:
    """The answers about these repositories, where there are any."""
    keys = [Key(name, unit, shared) for name in names]
    return [answers[key] for key in keys if key in answers]


def _drifts(backtests: "Sequence[SplitBacktest]") -> "Iterator[str]":
    """What the method could do undrifted, for each number of scopes."""
    if not backtests:
        return
    yield "## What drift costs, medians of the development repositories\n"
    yield (
        "Contained / gap on every other held-out commit; `fresh` is the same method that has also "
        "seen the rest of them.\n"
    )
    columns = zip(*(each.tables for each in backtests), strict=True)
    yield from _methods_by_number([median_table(tables) for tables in columns])


def _by_number(unit: ChangeUnit, backtests: "Sequence[SplitBacktest]") -> "Iterator[str]":
    """Contained and gap for each method and number of scopes."""
    tables = median_tables(backtests)
    yield f"{_unit(unit).capitalize()}: contained / gap, by number of scopes.\n"
    yield from _methods_by_number(tables)
    for scopes in (2, MAIN):
        if scores := _wins([_at(each, scopes) for each in backtests]):
            yield f"{_CHOICE} at {scopes} scopes is at or above {scores}.\n"


def _methods_by_number(tables: "Sequence[ScopeCountTable]") -> "Iterator[str]":
    yield from _table(
        ["method", *(str(table.scopes) for table in tables)],
        ([name, *(_pair(table.row(name)) for table in tables)] for name in _present(tables)),
    )


def _wins(tables: "Sequence[ScopeCountTable]") -> str:
    """On how many repositories the method of choice is at or above others."""
    rows = [{row.name: _contained(row) for row in table.rows} for table in tables]
    if not all(_CHOICE in row for row in rows):
        return ""
    names = ("metis", "kahip", "leiden")
    best = sum(row[_CHOICE] >= row[table.best] for row, table in zip(rows, tables, strict=True))
    beaten = [f"{name} on {sum(row[_CHOICE] >= row[name] for row in rows)}" for name in names]
    return ", ".join([f"the best directory split on {best} of {len(rows)}", *beaten])


def _by_repository(backtests: "Sequence[SplitBacktest]", scopes: int = MAIN) -> "Iterator[str]":
    tables = {each.ground.name: _at(each, scopes) for each in backtests}
    names = _present(tuple(tables.values()))
    yield from _table(
        ["repository", *names, "gap"],
        (
            [name, *(_share(_figure(table.row(each))) for each in names), _gap(table)]
            for name, table in tables.items()
        ),
    )


def _by_setting(answers: "Mapping[Key, SplitBacktest]", names: "Sequence[str]") -> "Iterator[str]":
    tables = {
        f"{title}, {_unit(unit)}": median_tables(found)[0]
        for shared, title in _SETTINGS.items()
        for unit in ChangeUnit
        if (found := _of(answers, names, unit, shared))
    }
    if tables:
        yield f"## Other shared sets, {MAIN} scopes, medians of the development repositories\n"
        present = _present(tuple(tables.values()))
        yield from _table(
            ["method", *tables],
            ([name, *(_pair(table.row(name)) for table in tables.values())] for name in present),
        )


def _figures(backtests: "Sequence[SplitBacktest]") -> "Iterator[str]":
    (table,) = [table for table in median_tables(backtests) if table.scopes == MAIN]
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


def _grounds(units: "Mapping[ChangeUnit, Sequence[SplitBacktest]]") -> "Iterator[str]":
    yield "Changes are past / held out (held out, of several files), commits and main line.\n"
    landed = {each.ground.name: each.ground for each in units[ChangeUnit.LANDED]}
    head = ["repository", "snapshot", "cut", "files", "shared", "commits", "main line", "days"]
    yield from _table(
        head,
        (
            [
                *(g.name, f"`{g.head[:12]}`", f"`{g.at[:12]}`", str(g.files), str(len(g.shared))),
                *(f"{u.past} / {u.held_out} ({u.several})" for u in (g, landed.get(g.name, g))),
                str(g.days),
            ]
            for each in units[ChangeUnit.COMMIT]
            if (g := each.ground)
        ),
    )


def _table(head: "Sequence[str]", rows: "Iterable[Sequence[str]]") -> "Iterator[str]":
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""


def _at(backtest: SplitBacktest, scopes: int) -> "ScopeCountTable":
    return next(table for table in backtest.tables if table.scopes == scopes)


def _present(tables: "Sequence[ScopeCountTable]") -> list[str]:
    """The methods that have figures, the bounds last."""
    names = dict.fromkeys(row.name for table in tables for row in table.rows if row.figures)
    return [*(name for name in names if name not in {ORACLE, BOUND}), ORACLE, BOUND]


def _pair(row: "MethodRow") -> str:
    gap = "" if row.gap is None or row.name in {ORACLE, BOUND} else f" / {row.gap:.2f}"
    return f"{_share(_figure(row))}{gap}"


def _gap(table: "ScopeCountTable") -> str:
    names = [row.name for row in table.rows]
    return _number(table.row(_CHOICE).gap) if _CHOICE in names else "-"


def _figure(row: "MethodRow") -> float | None:
    return row.figures.containment if row.figures else None


def _contained(row: "MethodRow") -> float:
    return _figure(row) or 0.0


def _share(value: float | None) -> str:
    return "-" if value is None else f".{round(1000 * value):03d}" if value < 1 else "1"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _unit(unit: ChangeUnit) -> str:
    return {ChangeUnit.COMMIT: "commits", ChangeUnit.LANDED: "changes of the main line"}[unit]


if __name__ == "__main__":
    main()
