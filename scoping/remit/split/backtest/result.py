"""What a backtest of one repository found, and the medians over several repositories."""

from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from remit.split.backtest.evaluation import Conditions, MethodRow, ScopeCountTable, evaluate_methods
from remit.split.metrics import SplitMetrics, index_changes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from remit.history.records import ChangeUnit, Touch
    from remit.split.backtest.registry import MethodSpec
    from remit.split.input import SplitTrial

FEW = 50
"""Held-out changes of several files below which a figure hangs on a handful of them."""
_DAY = 86400


class SplitBacktestRequest(NamedTuple):
    """What a backtest is asked: numbers of scopes, entrants, and what holds for all of them."""

    scopes: tuple[int, ...]
    entrants: "tuple[MethodSpec, ...]"
    unit: "ChangeUnit"
    conditions: Conditions = Conditions()


class BacktestHistory(NamedTuple):
    """The history that a backtest stands on; `at` is the cut, `head` the newest commit."""

    name: str
    head: str
    at: str
    files: int
    shared: tuple[bytes, ...]
    past: int
    held_out: int
    several: int
    """Held-out changes of at least two live files: those that containment is about."""
    days: int
    """From the newest past change to the newest held-out one."""
    remarks: tuple[str, ...] = ()


class SplitBacktest(NamedTuple):
    """One repository: its history and a table for each number of scopes."""

    ground: BacktestHistory
    tables: tuple[ScopeCountTable, ...]


def backtest_split(name: str, trial: "SplitTrial", question: SplitBacktestRequest) -> SplitBacktest:
    """The answer for one repository; raises a `RemitError` where there can be none."""
    past, test, conditions = trial.past, trial.test, question.conditions
    several = (
        evaluate_methods(past, test, each, question.entrants, conditions)
        for each in question.scopes
    )
    tables = tuple(several)
    changes = index_changes(past.files, test)
    shared = past.material(1, conditions.sharing).shared
    ground = BacktestHistory(
        name,
        trial.head,
        past.at,
        len(past.files),
        tuple(past.files[file] for file in sorted(shared)),
        len(past.touches),
        len(changes),
        sum(len(change) > 1 for change in changes),
        _days(past.touches, test),
        trial.remarks,
    )
    return SplitBacktest(ground, tables)


def median_tables(backtests: "Sequence[SplitBacktest]") -> tuple[ScopeCountTable, ...]:
    """For each number of scopes the median of every figure over the repositories.

    A method that is missing somewhere is the median of where it is.
    """
    together = zip(*(each.tables for each in backtests), strict=True)
    return tuple(median_table(tables) for tables in together)


def median_table(tables: "Sequence[ScopeCountTable]") -> ScopeCountTable:
    """The median of every figure over tables of one number of scopes."""
    names = dict.fromkeys(row.name for each in tables for row in each.rows)
    rows = tuple(
        _median_row([row for each in tables for row in each.rows if row.name == name])
        for name in names
    )
    return ScopeCountTable(tables[0].scopes, rows, "")


def _median_row(rows: "Sequence[MethodRow]") -> MethodRow:
    every = [row.figures for row in rows if row.figures]
    if not every:
        return rows[0]
    figures = SplitMetrics._make(_median(values) for values in zip(*every, strict=True))
    gap = _median(row.gap for row in rows)
    return MethodRow(rows[0].name, figures, gap, all(row.balanced for row in rows if row.figures))


def _median(values: "Iterable[float | None]") -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None


def _days(past: "Sequence[Touch]", test: "Sequence[Touch]") -> int:
    newest = [max((touch.commit.time for touch in part), default=0) for part in (past, test)]
    return round((newest[1] - newest[0]) / _DAY) if past and test else 0
