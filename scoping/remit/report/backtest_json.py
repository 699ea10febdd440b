"""A backtest as JSON; its form is in `docs/explanation/backtests.md`."""

from typing import TYPE_CHECKING

from remit.report.backtest_text import summarise_backtest
from remit.report.verdict_json import dump_versioned, path_json_fields
from remit.split.backtest.conclusion import conclude
from remit.split.backtest.result import median_tables
from remit.text_safety import escape_unsafe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.split.backtest.evaluation import MethodRow, ScopeCountTable
    from remit.split.backtest.result import BacktestHistory, SplitBacktest, SplitBacktestRequest

_DIGITS = 6


def render(backtests: "Sequence[SplitBacktest]", question: "SplitBacktestRequest") -> str:
    """One line of ASCII: the conditions, each repository, and medians where there are several."""
    several = len(backtests) > 1
    return dump_versioned(
        {
            "exit_code": 0,
            "answer": _answer(backtests),
            "conditions": _conditions(question),
            "repositories": [_repository(each) for each in backtests],
            "medians": [_table(table) for table in median_tables(backtests)] if several else None,
        }
    )


def _conditions(question: "SplitBacktestRequest") -> dict[str, object]:
    sharing = question.conditions.sharing
    return {
        "unit": question.unit.value,
        "balance": question.conditions.balance,
        "seed": question.conditions.seed,
        "runs": question.conditions.runs,
        "shared": {"share": sharing.share, "mechanical": sharing.mechanical},
    }


def _repository(backtest: "SplitBacktest") -> dict[str, object]:
    return {
        **_ground(backtest.ground),
        "answer": _answer([backtest]),
        "tables": [_table(table) for table in backtest.tables],
    }


def _answer(backtests: "Sequence[SplitBacktest]") -> dict[str, object]:
    found = conclude(backtests)
    return {
        "says": summarise_backtest(backtests),
        "scopes": found.chosen.scopes if found else None,
        "methods": found.chosen.methods if found else (),
        "percent": found.chosen.percent if found else None,
        "keeps_half": found.keeps_half if found else None,
    }


def _ground(ground: "BacktestHistory") -> dict[str, object]:
    return {
        "name": escape_unsafe(ground.name),
        "head": ground.head,
        "cut": ground.at,
        "files": ground.files,
        "shared": [path_json_fields(path) for path in ground.shared],
        "past": ground.past,
        "held_out": ground.held_out,
        "several": ground.several,
        "days": ground.days,
        "remarks": ground.remarks,
    }


def _table(table: "ScopeCountTable") -> dict[str, object]:
    return {
        "scopes": table.scopes,
        "best_directory": table.best or None,
        "methods": [_row(row) for row in table.rows],
    }


def _row(row: "MethodRow") -> dict[str, object]:
    if row.figures is None:
        return {"method": row.name, "figures": None, "why": row.why, "hint": row.hint}
    figures = {name: _rounded(value) for name, value in row.figures._asdict().items()}
    return {
        "method": row.name,
        "figures": figures,
        "gap": _rounded(row.gap),
        "balanced": row.balanced,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)
