"""A backtest, whole, as people and programs get it."""

import json
import os
from pathlib import Path

import pytest

from remit.history.records import ChangeUnit
from remit.report.backtest_json import render as as_json
from remit.report.backtest_svg import render as as_plot
from remit.report.backtest_text import render as as_text
from remit.report.console import Paint
from remit.split.backtest.evaluation import MethodRow, ScopeCountTable
from remit.split.backtest.registry import ENTRANTS
from remit.split.backtest.result import BacktestHistory, SplitBacktest, SplitBacktestRequest
from remit.split.metrics import SplitMetrics

GOLDEN = Path(__file__).parents[2] / "golden" / "backtest"
QUESTION = SplitBacktestRequest((2, 4), ENTRANTS, ChangeUnit.LANDED)
FIGURES = SplitMetrics(0.5, 1.75, 0.25, 2.0, 1.19, 3.14159, 12.345, 9.5)
UNKNOWN = SplitMetrics(None, None, None, None, 1.0, None, 1.0, 1.0)
SHARED = (b"CHANGES.md", b"caf\xe9/x\n", *(b"f%d" % number for number in range(7)))


def _tables(contained: float) -> tuple[ScopeCountTable, ...]:
    return tuple(
        ScopeCountTable(
            scopes,
            (
                MethodRow("cochange", FIGURES._replace(containment=contained), 0.5),
                MethodRow("tree", FIGURES._replace(containment=0.25), 0.0),
                MethodRow("top", FIGURES._replace(past_balance=2.5), 1.5, balanced=False),
                MethodRow("authors", UNKNOWN),
                MethodRow("kahip", why="kahip is not installed", hint="pip install kahip"),
                MethodRow("oracle", FIGURES._replace(containment=0.75), 1.0),
            ),
            "tree",
        )
        for scopes in (2, 4)
    )


def _backtest(name: str, contained: float, several: int) -> SplitBacktest:
    ground = BacktestHistory(
        name, "1a" * 20, "2b" * 20, 900, SHARED, 12_345, 1_000, several, 365, ("Some is missing.",)
    )
    return SplitBacktest(ground, _tables(contained))


CASES = {
    "one": [_backtest("a-repository", 0.5, 40)],
    "two": [_backtest("one\x1b[31m", 0.5, 500), _backtest("another", 0.6, 500)],
}


@pytest.mark.parametrize("name", CASES)
def test_the_whole_backtest(name: str) -> None:
    _golden(f"{name}.txt", as_text(CASES[name], QUESTION, Paint(colour=False)))
    found = json.loads(as_json(CASES[name], QUESTION))
    _golden(f"{name}.json", json.dumps(found, indent=1) + "\n")
    _golden(f"{name}.svg", as_plot(CASES[name], QUESTION))


@pytest.mark.parametrize("name", CASES)
def test_no_line_is_wider_than_a_terminal_or_drives_it(name: str) -> None:
    text = as_text(CASES[name], QUESTION, Paint(colour=False))
    assert max(map(len, text.splitlines())) <= 80
    assert text.replace("\n", "").isprintable()
    assert as_json(CASES[name], QUESTION).isascii()


def _golden(name: str, text: str) -> None:
    if os.environ.get("REMIT_GOLDEN") == "write":
        GOLDEN.mkdir(parents=True, exist_ok=True)
        (GOLDEN / name).write_text(text, encoding="utf-8")
    assert text == (GOLDEN / name).read_text(encoding="utf-8")
