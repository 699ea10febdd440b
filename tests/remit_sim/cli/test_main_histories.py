"""The verbs that are about a history: whole answers, and every failure as a sentence."""

import json
from pathlib import Path
from typing import Any

import pytest
from golden import matches
from landing import busy, lands, text
from repo import Repo

from remit_sim.cli import main
from remit_sim.fitting.backtest import cut_index
from remit_sim.scenarios.reading import load_scenario


@pytest.fixture
def history(empty: Repo) -> Repo:
    """A line of 90 changes, some of which need the one before them."""
    busy(empty, 90)
    return empty


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    code = main(words)
    out, err = capsys.readouterr()
    assert (code, err) == (0, "")
    return out


def fields(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    return dict(json.loads(said(capsys, *words, "--format", "json")))


def test_whole_answers_about_a_history(history: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("--repo", str(history.root))
    matches("sim/replay.txt", said(capsys, "replay", *asked, "--windows", "2,4,8"))
    matches("sim/backtest.txt", said(capsys, "backtest", *asked, "--windows", "2,4,8"))
    fitted = said(capsys, "fit", *asked)
    matches("sim/fit.toml", fitted)
    for name in ("replay.txt", "backtest.txt", "fit.toml"):
        kept = (Path(__file__).parents[2] / "golden/sim" / name).read_text("utf-8")
        assert max(map(len, kept.splitlines())) <= (80 if name.endswith("txt") else 100)
    place = history.root.parent / "fitted.toml"
    place.write_text(fitted, "utf-8")
    assert load_scenario(str(place)).edits.open_share <= 1
    assert "makespan" in said(capsys, "run", str(place), "--replications", "2")


def test_a_backtest_gives_both_curves_with_their_residuals(
    history: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    found = fields(capsys, "backtest", "--repo", str(history.root), "--windows", "2,4,8")
    assert (found["fitted_tasks"], found["scored_tasks"]) == (45, 45)
    assert [point["changes"] for point in found["curves"]["conflict"]] == [2, 4, 8]
    assert [point["behind"] for point in found["curves"]["staleness"]] == [1, 2, 4, 8, 16, 32]
    for name, curve in found["curves"].items():
        gaps = [abs(point["predicted"] - point["real"]) for point in curve]
        assert found["mean_absolute_error"][name] == pytest.approx(sum(gaps) / len(gaps), abs=1e-5)
        assert all(point["real_low"] <= point["real"] <= point["real_high"] for point in curve)
        inside = [p["predicted_low"] <= p["real"] <= p["predicted_high"] for p in curve]
        assert found["predicted"][name] == (2 * sum(inside) >= len(curve))
    assert found["changes_before_cut"] == 46


def test_what_is_scored_has_no_say_in_what_predicts_it(
    history: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("backtest", "--repo", str(history.root), "--windows", "2,4", "--tasks", "20")
    before = fields(capsys, *asked)
    history.git("checkout", "-q", "-b", "other", before["cut"])
    for number in range(20):
        lands(history, {"src/0.txt": text(l3=f"other {number}")})
    after = fields(capsys, *asked)
    assert before["cut"] == after["cut"]
    assert before["parameters"] == after["parameters"]
    keys = ("predicted", "drawn")
    for name in ("conflict", "same_file", "staleness"):
        one, other = (
            [[point[key] for key in keys] for point in found["curves"][name]]
            for found in (before, after)
        )
        assert one == other
    assert before["curves"]["conflict"] != after["curves"]["conflict"]


def test_a_result_from_history_comes_with_its_residual(
    history: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("--repo", str(history.root), "--replications", "3")
    run = fields(capsys, "run", *asked, "--agents", "4")
    assert set(run["history"]["mean_absolute_error"]) == {
        "conflict",
        "same_file",
        "staleness",
        "tasks",
    }
    words = ("--agents", "4", "--strategies", "worktrees,locks")
    compared = fields(capsys, "compare", *asked, *words)
    (off,) = compared["history"]["model_errors"]
    rows = {row["strategy"]: row["figures"]["speed_up"]["mean"] for row in compared["rows"]}
    apart = abs(rows["worktrees"] - rows["locks"])
    if apart <= off["speed_up"]:
        assert len(compared["rankings"][0]["places"]) == 1
    assert "A smaller difference is within the error." in " ".join(
        said(capsys, "compare", *asked, *words).split()
    )


def test_the_newest_changes_can_be_the_tasks_themselves(
    history: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    told = said(capsys, "run", "--repo", str(history.root), "--trace-tasks", "--replications", "2")
    assert "in their order" in " ".join(told.split())


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("replay", "--repo", "nowhere"), "is no directory"),
        (("replay", "--at", "nobody"), "names no commit"),
        (("replay", "--windows", "1"), "--windows needs numbers"),
        (("replay", "--windows", "2,x"), "--windows needs numbers"),
        (("replay", "--tasks", "1"), "--tasks must be from 2"),
        (("backtest",), "a backtest needs 60 changes on the first-parent line; here are 4"),
        (("fit",), "a workload from history needs 60 changes"),
        (("run", "--repo", "."), "a workload from history needs 60 changes"),
        (("run", "ten-tasks", "--at", "HEAD"), "--at and --trace-tasks are about a history"),
    ],
)
def test_every_failure_about_a_history_is_a_sentence(
    empty: Repo, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], sentence: str
) -> None:
    busy(empty, 4)
    code = main(words)
    out, err = capsys.readouterr()
    assert (code, out) == (2, "")
    assert sentence in err


@pytest.mark.parametrize(
    ("count", "tasks", "older"),
    [(60, 1500, 30), (900, 1500, 450), (1200, 1500, 500), (2260, 1500, 760), (2260, 100, 2160)],
)
def test_a_long_history_is_scored_on_its_newest_changes(count: int, tasks: int, older: int) -> None:
    assert cut_index(count, tasks) == older
