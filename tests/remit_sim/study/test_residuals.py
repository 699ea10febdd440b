"""What a backtest said is read again, and nothing else is."""

import json
from typing import Any

import pytest

from remit.errors import UsageError
from remit_sim.study.residuals import parse_residuals

POINT = {"predicted": 0.2, "real": 0.3, "drawn": None, "real_low": 0.2, "real_high": 0.4}


def said(**other: Any) -> dict[str, Any]:
    window, stale = {"changes": 2, **POINT}, {"behind": 1, **POINT}
    return {
        "version": 1,
        "kind": "backtest",
        "repository": "shop",
        "at": "abc",
        "scored_tasks": 300,
        "curves": {"conflict": [window], "same_file": [window], "staleness": [stale]},
        "mean_absolute_error": {"conflict": 0.1, "same_file": 0.1, "staleness": 0.1},
        **other,
    }


def test_curves_and_errors_are_read() -> None:
    found = parse_residuals(json.dumps(said()), "b.json")
    assert (found.repository, found.scored, found.errors["conflict"]) == ("shop", 300, 0.1)
    assert found.curves["staleness"][0] == (1, 0.2, None, 0.3, 0.2, 0.4, None, None)


def test_the_band_is_read_where_there_is_one() -> None:
    banded = {"changes": 2, **POINT, "predicted_low": 0.1, "predicted_high": 0.3}
    curves = {"conflict": [banded], "same_file": [], "staleness": []}
    (found,) = parse_residuals(json.dumps(said(curves=curves)), "b.json").curves["conflict"]
    assert (found.least, found.most) == (0.1, 0.3)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "[" * 100_000,
        "{}",
        json.dumps(said(version=2)),
        json.dumps(said(kind="replay")),
        json.dumps(said(curves={})),
        json.dumps(said(mean_absolute_error={"conflict": 2, "same_file": 0, "staleness": 0})),
        json.dumps(said(mean_absolute_error={"conflict": "x", "same_file": 0, "staleness": 0})),
        json.dumps(said(scored_tasks="many")),
    ],
)
def test_everything_else_is_a_sentence(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_residuals(text, "b.json")
    assert "is no answer of a backtest" in caught.value.sentence
