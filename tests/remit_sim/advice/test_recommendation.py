"""Advice: ten lines that never advise lost work, and a choice that the figures bear out."""

import json
from pathlib import Path
from typing import Any

import pytest
from golden import matches
from hypothesis import given
from hypothesis import strategies as st

from remit.errors import UsageError
from remit_sim.advice.agents_option import parse_agent_counts
from remit_sim.advice.bottlenecks import DisjointWorkload, find_bottlenecks
from remit_sim.advice.recommendation import PAYS, advise_on_trial
from remit_sim.advice.sensitivity import ScaledWorkload, assumed_inputs
from remit_sim.advice.speedup_curves import AdviceTrial, measure_speedup_curves
from remit_sim.cli import main
from remit_sim.report import advice as report
from remit_sim.scenarios.reading import load_scenario, shipped_scenarios
from remit_sim.world.scenario import ReviewSettings, Scenario
from remit_sim.world.tasks import sample_tasks

OF_REPOSITORIES = [name for name in shipped_scenarios() if "desktop" not in name]
FEW = ("--agents", "1,2,4", "--replications", "3", "--strategies", "shared-directory,scopes,locks")


def _trial(name: str, *strategies: str, agents: tuple[int, ...] = (1, 2, 4)) -> AdviceTrial:
    return AdviceTrial(load_scenario(name), strategies or ("worktrees", "locks"), agents, 1, 3)


def _told(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(("advise", *words)) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("name", OF_REPOSITORIES)
def test_advice_has_ten_lines_that_fit(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = _told(capsys, name, *FEW)
    assert len(told.splitlines()) == 10
    assert max(map(len, told.splitlines())) <= 80


@pytest.mark.parametrize("name", ["ten-tasks", "one-file", "busy-repository"])
def test_whole_answers(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    matches(f"sim/advice-{name}.txt", _told(capsys, name, *FEW))


def test_the_whole_answer_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(_told(capsys, "one-file", *FEW, "--format", "json"))
    assert told.pop("parameters")["files"]["choice"] == "same"
    matches("sim/advice.json", json.dumps(told, indent=1) + "\n")


def test_advice_does_not_depend_on_who_runs_it(capsys: pytest.CaptureFixture[str]) -> None:
    alone = _told(capsys, "busy-repository", *FEW, "--workers", "1")
    assert _told(capsys, "busy-repository", *FEW, "--workers", "2") == alone


def test_what_loses_work_is_never_advised_however_fast_it_is() -> None:
    found = advise_on_trial(_trial("one-file", "shared-directory", "locks"))
    assert found.strategy == "locks"
    assert [name for name, _ in found.losing] == ["shared-directory"]
    with pytest.raises(UsageError, match="loses work"):
        advise_on_trial(_trial("one-file", "shared-directory"))


def test_on_one_file_more_than_one_agent_does_not_pay() -> None:
    found = advise_on_trial(_trial("one-file"))
    assert (found.agents, found.speed_up.mean) == (1, 1.0)
    law = next(each.law for each in found.scaling if each.strategy == "locks")
    assert law is not None
    assert law.sigma == pytest.approx(1)


def test_independent_tasks_pay_up_to_the_last_agent() -> None:
    found = advise_on_trial(_trial("ten-tasks", agents=(1, 2, 5)))
    assert (found.agents, found.speed_up.mean) == (5, 5.0)
    assert all(each.pays == each.fastest == 5 for each in found.scaling)
    assert "each of them pays" in report.text(found)


def test_an_agent_pays_while_it_adds_a_fifth_of_itself() -> None:
    found = advise_on_trial(_trial("busy-repository", "worktrees", agents=(1, 4, 8, 16, 32, 64)))
    (curve,) = found.curves
    pays = found.agents
    later = [n for n in curve.samples if n > pays]
    added = (curve.means[later[0]] - curve.means[pays]) / (later[0] - pays)
    assert added < PAYS * curve.means[1]


def test_a_gain_that_few_runs_cannot_tell_is_not_called_small() -> None:
    few = _trial("own-tasks", "worktrees", agents=(1, 2, 4))._replace(replications=2)
    found = advise_on_trial(few)
    (curve,) = found.curves
    assert curve.means[2] - curve.means[1] > PAYS
    assert (found.agents, found.scaling[0].unsure) == (1, True)
    assert "beyond 1 the gain is within the error of 2 runs, 4 fastest" in report.text(found)
    assert json.loads(report.json(found))["curves"][0]["gain_beyond_within_error"] is True


def test_a_lone_reviewer_is_named_as_the_limit() -> None:
    busy = load_scenario("busy-repository")._replace(review=ReviewSettings(1, 10))
    trial = AdviceTrial(busy, ("worktrees",), (8,), 1, 4)
    (curve,) = measure_speedup_curves(trial)
    assert find_bottlenecks(trial, curve.samples[8])[0].name == "review"
    assert find_bottlenecks(trial, curve.samples[8])[0].gain.mean > 1


def test_what_a_scenario_does_not_have_is_no_limit_and_no_assumption() -> None:
    plain = Scenario("plain", review=ReviewSettings(0))
    trial = AdviceTrial(plain, ("worktrees",), (2,), 1, 2)
    (curve,) = measure_speedup_curves(trial)
    assert {each.name for each in find_bottlenecks(trial, curve.samples[2])} == {
        "files",
        "rework",
        "tasks",
    }
    assert "review_minutes" not in assumed_inputs(plain, frozenset())
    assert "textual_share" not in assumed_inputs(plain, frozenset(("textual_share",)))


@given(st.integers(0, 10**6), st.sampled_from(["busy-repository", "one-file"]))
def test_workloads_that_are_changed_are_the_same_tasks(seed: int, name: str) -> None:
    plain = load_scenario(name)
    tasks = sample_tasks(plain, seed)
    apart, twice = DisjointWorkload(plain).tasks((seed,)), ScaledWorkload(plain, 2).tasks((seed,))
    assert [task.ticks for task in twice] == [2 * task.ticks for task in tasks]
    assert [len(task.files) for task in apart] == [len(task.files) for task in tasks]
    files = [file for task in apart for file in task.files]
    assert len(files) == len(set(files))


@given(st.integers(1, 500), st.integers(1, 500))
def test_a_range_is_thinned_out_and_keeps_its_ends(low: int, high: int) -> None:
    low, high = sorted((low, high))
    found = parse_agent_counts(f"{low}..{high}", 1000)
    assert (found[0], found[-1]) == (low, high)
    assert list(found) == sorted(set(found))
    assert len(found) <= 2 + 2 * high.bit_length()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("ten-tasks", "--agents", "4..2"), "is an empty range"),
        (("ten-tasks", "--agents", "1..x"), "--agents needs numbers"),
        (("ten-tasks", "--agents", ""), "--agents needs numbers"),
        (("ten-tasks", "--agents", "1..2000"), "--agents needs numbers from 1 to 1000"),
        (("ten-tasks", "--strategies", "lock"), "did you mean locks?"),
        ((), "no scenario is named"),
    ],
)
def test_every_failure_is_a_sentence(
    words: tuple[str, ...], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(("advise", *words)) == 2
    assert sentence in capsys.readouterr().err


def test_a_plan_is_advised_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    task: dict[str, Any] = {"minutes": {"value": 5, "given": True}, "after": [], "files": []}
    tasks = [{"id": f"t{n}", **task} for n in range(6)]
    file = tmp_path / "plan.json"
    file.write_text(json.dumps({"version": 2, "tasks": tasks}), "utf-8")
    told = _told(capsys, "--plan", str(file), "--agents", "1,2,3", "--replications", "2")
    assert "6 tasks of the plan" in told.splitlines()[0]
