"""Models against their closed forms, a hundred thousand times; and the verb that shows them."""

import json
from collections.abc import Callable
from math import prod
from typing import Any

import pytest

from remit_sim.cli import main
from remit_sim.compiled.batch import estimate_figure, sum_replications
from remit_sim.compiled.machine_repairman import (
    ONE_LOCK,
    OneLockParameters,
    solve_machine_repairman,
)
from remit_sim.compiled.merge_queue import MERGE_QUEUE, MergeQueueParameters
from remit_sim.compiled.model import CompiledModel
from remit_sim.compiled.models import MODELS
from remit_sim.compiled.overlap import OVERLAP, OverlapParameters
from remit_sim.experiment.replications import estimate_mean

Said = Callable[..., tuple[int, str, str]]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    def call(*words: str) -> tuple[int, str, str]:
        code = main(words)
        out, err = capsys.readouterr()
        return code, out, err

    return call


def agrees(model: CompiledModel[Any], values: Any, runs: int, sigmas: float = 2.0) -> None:
    """Within twice the 95% interval: the seeds are fixed, so this never fails by chance."""
    sums = sum_replications(model, values, 1, runs, workers=1, plain=False)
    exact = model.exact(values)
    for figure in model.figures(values):
        if figure.name in exact:
            found = estimate_figure(figure, sums)
            width = found.half_width or 0.0
            assert found.mean == pytest.approx(exact[figure.name], abs=sigmas * width + 1e-12)


@pytest.mark.parametrize(("tasks", "chance"), [(2, 0.0179), (8, 0.4012), (16, 0.8930)])
def test_overlap_is_the_birthday_problem(tasks: int, chance: float) -> None:
    values = OverlapParameters(tasks=tasks)
    assert OVERLAP.exact(values)["any_overlap_share"] == pytest.approx(chance, abs=5e-5)
    agrees(OVERLAP, values, 100_000)


@pytest.mark.parametrize(("size", "share", "runs"), [
    (8, 0.95, 0.399), (4, 0.9, 0.612), (2, 0.8, 0.860), (32, 0.67, 1.409), (1, 0.9, 1.0),
])  # fmt: skip
def test_bisection_is_its_formula(size: int, share: float, runs: float) -> None:
    values = MergeQueueParameters("bisect", size, share)
    assert MERGE_QUEUE.exact(values)["runs_per_change"] == pytest.approx(runs, abs=5e-4)
    agrees(MERGE_QUEUE, values, 50_000)


@pytest.mark.parametrize(("depth", "share", "landed", "runs"), [
    (8, 0.95, 6.40, 1.19), (16, 0.9, 7.33, 1.96), (4, 0.67, 1.62, 1.65), (2, 1.0, 2.0, 1.0),
])  # fmt: skip
def test_speculation_is_its_formula(depth: int, share: float, landed: float, runs: float) -> None:
    values = MergeQueueParameters("speculate", depth, share)
    exact = MERGE_QUEUE.exact(values)
    assert exact["landed_per_round"] == pytest.approx(landed, abs=5e-3)
    assert exact["runs_per_change"] == pytest.approx(runs, abs=5e-3)
    agrees(MERGE_QUEUE, values, 50_000)


@pytest.mark.parametrize("size", [1, 2, 9])
def test_retesting_is_its_formula(size: int) -> None:
    agrees(MERGE_QUEUE, MergeQueueParameters("retest", size, 0.8), 50_000)


@pytest.mark.parametrize(
    ("agents", "think", "busy", "wait"),
    [(4, 10, 0.3533, 0.3206), (16, 10, 0.9777, 5.3650), (64, 30, 1.0, 33.0)],
)
def test_one_lock_is_the_machine_repairman_in_the_long_run(
    agents: int, think: float, busy: float, wait: float
) -> None:
    assert solve_machine_repairman(agents, think, 1.0) == pytest.approx((busy, wait), abs=1e-4)
    values = OneLockParameters(agents, think, 1.0, visits=100_000)
    sums = sum_replications(ONE_LOCK, values, 1, 20, workers=1, plain=False)
    found = {each.name: estimate_figure(each, sums).mean for each in ONE_LOCK.figures(values)}
    assert (found["busy_share"], found["wait_minutes"]) == pytest.approx((busy, wait), rel=0.01)


@pytest.mark.parametrize("model", [OVERLAP, MERGE_QUEUE], ids=["overlap", "merge-queue"])
def test_threads_and_the_plain_twin_come_to_the_same_sums(model: CompiledModel[Any]) -> None:
    sums = sum_replications(model, model.values, 1, 12_000, workers=1, plain=False)
    assert sum_replications(model, model.values, 1, 12_000, workers=3, plain=False) == sums
    assert sum_replications(model, model.values, 1, 12_000, workers=1, plain=True) == sums


def test_an_estimate_is_that_of_the_values_and_a_ratio_s_is_of_its_residuals() -> None:
    values, runs = MergeQueueParameters("speculate", 4, 0.7), 500
    rows = [MERGE_QUEUE.plain(values, 1, number, None) for number in range(runs)]
    sums = sum_replications(MERGE_QUEUE, values, 1, runs, workers=1, plain=True)
    per_change, landed = MERGE_QUEUE.figures(values)
    assert estimate_figure(landed, sums) == pytest.approx(estimate_mean([row[1] for row in rows]))
    ratio = sum(row[0] for row in rows) / sum(row[2] for row in rows)
    mean = sum(row[2] for row in rows) / runs
    residuals = estimate_mean([(row[0] - ratio * row[2]) / mean for row in rows])
    assert estimate_figure(per_change, sums) == pytest.approx((ratio, residuals.half_width))


def test_the_verb_gives_the_same_answer_plain_and_compiled(said: Said) -> None:
    words = ("formulas", "merge-queue", "--over", "size=2,8", "--replications", "3000")
    code, out, err = said(*words)
    assert code == 0
    assert "exact" in out
    assert "a second of processor time" in err
    assert said(*words, "--plain")[1] == out
    assert max(map(len, out.splitlines())) <= 80


@pytest.mark.parametrize("name", MODELS)
def test_json_names_every_figure_and_parameter(said: Said, name: str) -> None:
    _, out, _ = said("formulas", name, "--replications", "2", "--plain", "--format", "json")
    found = json.loads(out)
    assert (found["version"], found["kind"], found["model"]) == (2, "formulas", name)
    (point,) = found["points"]
    assert point["parameters"] == MODELS[name].values._asdict()
    assert list(point["figures"]) == [
        each.name for each in MODELS[name].figures(MODELS[name].values)
    ]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("lock",), "did you mean locks?"),
        (("overlap", "--over", "per_task=9", "--over", "files=5"), "`per_task` must not be above"),
        (("overlap", "--over", "tasks=0", "--over", "choice=x"), "must be from 1"),
        (("locks", "--over", "tasks=100000", "--over", "most_per_task=64", "--over", "files=9999",
          "--over", "tasks=1"), "tasks is given twice"),
        (("locks", "--replications", "0"), "--replications must be from 1"),
        (("overlap", "--over", "tasks=1:2000:2000"), "the number of points must be"),
    ],
)  # fmt: skip
def test_every_failure_is_a_sentence(said: Said, words: tuple[str, ...], sentence: str) -> None:
    code, out, err = said("formulas", *words)
    assert (code, out) == (2, "")
    assert sentence in err


def test_the_birthday_product_is_what_it_says() -> None:
    apart = prod((500 - 3 * task) * (499 - 3 * task) * (498 - 3 * task) / (500 * 499 * 498)
                 for task in range(5))  # fmt: skip
    assert OVERLAP.exact(OverlapParameters(tasks=5))["any_overlap_share"] == pytest.approx(
        1 - apart
    )
    assert OVERLAP.exact(OverlapParameters(choice="zipf")) == {}
