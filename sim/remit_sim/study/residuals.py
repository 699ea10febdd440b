"""How far the model was off on a history: what `backtest --format json` said, read again."""

import json
import math
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from remit.errors import UsageError
from remit.text_safety import escape_unsafe, quote_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_VERSION = 1
_AT = {"conflict": "changes", "same_file": "changes", "staleness": "behind"}


class Prediction(NamedTuple):
    """One share (0..1) of a curve; `low` to `high` is where the real one is with 95% confidence.

    `least` to `most` is where it was predicted to be in four of five cases; older answers have
    none.
    """

    at: int
    predicted: float
    drawn: float | None
    real: float
    low: float
    high: float
    least: float | None = None
    most: float | None = None


class BacktestResiduals(NamedTuple):
    """The curves of a repository, each with its mean absolute error (0..1)."""

    repository: str
    at: str
    scored: int
    curves: "Mapping[str, tuple[Prediction, ...]]"
    errors: "Mapping[str, float]"


def parse_residuals(text: str | bytes, where: str) -> BacktestResiduals:
    """The answer of a backtest; raises `UsageError` for anything else."""
    try:
        found = _answer(json.loads(text))
        curves = {key: _curve(found["curves"][key], at) for key, at in _AT.items()}
        errors = {key: _share(found["mean_absolute_error"][key]) for key in _AT}
        name, commit = escape_unsafe(str(found["repository"])), escape_unsafe(str(found["at"]))
        return BacktestResiduals(name, commit, int(found["scored_tasks"]), curves, errors)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        hint = "`remit-sim backtest --format json > FILE` writes one"
        raise UsageError(f"{quote_text(where)} is no answer of a backtest.", hint) from None


def _answer(found: "dict[str, Any]") -> "dict[str, Any]":
    if (found["version"], found["kind"]) != (_VERSION, "backtest"):
        raise ValueError("another answer")
    return found


def _curve(points: "Sequence[Mapping[str, object]]", at: str) -> tuple[Prediction, ...]:
    return tuple(
        Prediction(
            int(cast("int", point[at])),
            _share(point["predicted"]),
            _maybe(point["drawn"]),
            _share(point["real"]),
            _share(point["real_low"]),
            _share(point["real_high"]),
            _maybe(point.get("predicted_low")),
            _maybe(point.get("predicted_high")),
        )
        for point in points
    )


def _maybe(value: object) -> float | None:
    return None if value is None else _share(value)


def _share(value: object) -> float:
    if not isinstance(value, int | float) or not math.isfinite(value) or not 0 <= value <= 1:
        raise ValueError("no share")
    return float(value)
