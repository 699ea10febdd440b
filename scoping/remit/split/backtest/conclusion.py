"""What a backtest comes to: how many scopes the repository bears, and by which method."""

from typing import TYPE_CHECKING, NamedTuple

from remit.split.backtest.registry import OFFERED
from remit.split.backtest.result import median_tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.split.backtest.evaluation import MethodRow, ScopeCountTable
    from remit.split.backtest.result import SplitBacktest

_HALF = 50  # percent


class BestResult(NamedTuple):
    """The most that methods contain at one number of scopes, and which methods do, table order."""

    scopes: int
    percent: int
    """Rounded as it is shown, so that what looks equal is equal."""
    methods: tuple[str, ...]


class Conclusion(NamedTuple):
    """The number of scopes to take, and the best at every number tried, the fewest scopes first."""

    chosen: BestResult
    tried: tuple[BestResult, ...]

    @property
    def keeps_half(self) -> bool:
        """Whether at least half of the changes stay in one scope."""
        return self.chosen.percent >= _HALF


def conclude(backtests: "Sequence[SplitBacktest]") -> Conclusion | None:
    """The most scopes in which half of the changes stay inside one, else what contains most.

    Of several repositories by medians. Only methods that `remit split` offers and that have a
    figure in every repository count, and those that break the balance only where all do. None
    where there is no such figure.
    """
    everywhere = zip(*(each.tables for each in backtests), strict=True)
    tried = tuple(
        best
        for table, tables in zip(median_tables(backtests), everywhere, strict=True)
        if (best := _best(table.scopes, [row for row in table.rows if _scored(row, tables)]))
    )
    if not tried:
        return None
    most = max(best.percent for best in tried)
    enough = [best for best in tried if best.percent >= min(most, _HALF)]
    return Conclusion(max(enough), tuple(sorted(tried)))


def _scored(row: "MethodRow", tables: "Sequence[ScopeCountTable]") -> bool:
    figures = (table.row(row.name).figures for table in tables)
    return row.name in OFFERED and all(each and each.containment is not None for each in figures)


def _best(scopes: int, rows: "Sequence[MethodRow]") -> BestResult | None:
    shares = {row.name: _percent(row) for row in [row for row in rows if row.balanced] or rows}
    most = max(shares.values(), default=None)
    if most is None:
        return None
    return BestResult(scopes, most, tuple(name for name, share in shares.items() if share == most))


def _percent(row: "MethodRow") -> int:
    return round(100 * (row.figures.containment or 0.0)) if row.figures else 0
