"""The answer of a backtest: the most scopes that keep half of the changes inside one."""

import pytest

from remit.report.backtest_text import summarise_backtest
from remit.split.backtest.evaluation import MethodRow, ScopeCountTable
from remit.split.backtest.result import BacktestHistory, SplitBacktest
from remit.split.metrics import SplitMetrics

_FIGURES = SplitMetrics(None, None, None, None, 1.0, None, 1.0, 1.0)
_INSIDE = "of the changes inside one scope"


def _row(name: str, share: float | None, *, balanced: bool = True) -> MethodRow:
    return MethodRow(name, _FIGURES._replace(containment=share), balanced=balanced)


def _backtest(*tables: ScopeCountTable, several: int = 500) -> SplitBacktest:
    return SplitBacktest(BacktestHistory("r", "1" * 40, "2" * 40, 9, (), 9, 9, several, 9), tables)


def _curve(*shares: tuple[int, float], several: int = 500) -> SplitBacktest:
    tables = (
        ScopeCountTable(
            scopes, (_row("cochange", share), _row("tree", share / 2), _row("oracle", 1.0)), ""
        )
        for scopes, share in shares
    )
    return _backtest(*tables, several=several)


@pytest.mark.parametrize(
    ("shares", "says"),
    [
        (
            [(2, 0.83), (8, 0.65), (16, 0.48)],
            (
                f"8 scopes by cochange keep 65% {_INSIDE}; beyond 8 it falls below half "
                "(16 scopes: 48%)."
            ),
        ),
        (
            [(2, 0.83), (4, 0.65)],
            f"4 scopes by cochange keep 65% {_INSIDE} (2 scopes: 83%); more were not tried.",
        ),
        (
            [(2, 0.7), (4, 0.704), (8, 0.7)],
            (
                f"8 scopes by cochange keep 70% {_INSIDE}, and fewer keep no more; "
                "more were not tried."
            ),
        ),
        (
            [(2, 0.4), (4, 0.4), (8, 0.3)],
            (
                f"No number of scopes tried keeps half {_INSIDE}: "
                "4 scopes by cochange keep most, 40%."
            ),
        ),
        (
            [(3, 0.9)],
            f"3 scopes by cochange keep 90% {_INSIDE}; no other number was tried.",
        ),
        (
            [(3, 0.0)],
            (
                f"3 scopes by cochange or tree keep 0% {_INSIDE}, fewer than half; "
                "no other number was tried."
            ),
        ),
        (
            [(2, 0.2), (4, 0.5), (8, 0.494)],
            (
                f"4 scopes by cochange keep 50% {_INSIDE}; beyond 4 it falls below half "
                "(8 scopes: 49%)."
            ),
        ),
    ],
)
def test_the_answer_of_a_curve(shares: list[tuple[int, float]], says: str) -> None:
    assert summarise_backtest([_curve(*shares)]) == says


def test_few_changes_are_a_doubt() -> None:
    doubted = summarise_backtest([_curve((2, 0.9), several=9)])
    assert doubted.endswith(" Only 9 changes were scored, so this says little.")
