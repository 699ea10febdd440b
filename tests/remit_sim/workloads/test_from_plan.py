"""A plan as a workload: read whole or not at all, and drawn by its chances."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.errors import ManifestError, UsageError
from remit_sim.experiment.replications import outcomes
from remit_sim.strategies import find_strategy
from remit_sim.workloads.plan_json import workload_from_plan
from remit_sim.world.events import ticks_from_minutes
from remit_sim.world.scenario import Scenario, WorkSettings

SPREAD = WorkSettings(durations="lognormal")


def _task(name: str, **more: Any) -> dict[str, Any]:
    minutes = {"value": 5, "given": True}
    return {"id": name, "minutes": minutes, "after": [], "files": [], **more}


def _data(*tasks: Any, **more: Any) -> bytes:
    return json.dumps({"version": 2, "tasks": tasks, **more}).encode()


def _files(**chances: float) -> list[dict[str, Any]]:
    return [{"path": path, "chance": chance} for path, chance in chances.items()]


def test_minutes_that_were_given_are_kept_and_guessed_ones_spread() -> None:
    guessed = {"value": 5, "given": False}
    data = _data(*(_task(f"g{n}") for n in range(20)), _task("x", minutes=guessed))
    found = workload_from_plan(data, "p", SPREAD).tasks((1, 0))
    assert {task.ticks for task in found[:-1]} == {ticks_from_minutes(5)}
    assert found[-1].ticks != ticks_from_minutes(5)


@given(st.floats(0, 1), st.integers(0, 1000))
def test_a_file_is_drawn_with_its_chance(chance: float, seed: int) -> None:
    data = _data(*(_task(f"t{n}", files=_files(a=chance, sure=1.0)) for n in range(200)))
    found = workload_from_plan(data, "p", SPREAD).tasks((seed,))
    hits = sum(0 in task.files for task in found)
    spread = 6 * (200 * chance * (1 - chance)) ** 0.5 + 2
    assert abs(hits - 200 * chance) <= spread
    assert all(1 in task.files for task in found)


def test_a_task_that_draws_nothing_changes_its_likeliest_file_or_one_of_its_own() -> None:
    data = _data(_task("a", files=_files(x=0.0, y=0.0)), _task("b"), _task("c"))
    likely, *unknown = workload_from_plan(data, "p", SPREAD).tasks((1,))
    assert likely.files == (0,)
    assert len({task.files for task in unknown} | {(0,), (1,)}) == 4


def test_shared_files_are_drawn_too() -> None:
    data = _data(_task("a", shared=_files(changelog=1.0)), _task("b", shared=_files(changelog=1.0)))
    assert [task.files for task in workload_from_plan(data, "p", SPREAD).tasks((1,))] == [
        (0,),
        (0,),
    ]


def test_a_plan_is_simulated_like_any_other_workload() -> None:
    data = _data(*(_task(f"t{n}", files=_files(one=1.0)) for n in range(4)))
    scenario = Scenario("plan", workload=workload_from_plan(data, "p", SPREAD))
    (found,) = outcomes(scenario, find_strategy("locks"), 4, 1, range(1))
    assert (found.landed, found.makespan) == (4, ticks_from_minutes(20))


def test_order_and_what_is_held_reach_the_simulated_tasks() -> None:
    data = _data(_task("a", holds=["db"]), _task("b", after=["a"]), _task("c", holds=["db"]))
    workload = workload_from_plan(data, "p", SPREAD)
    tasks = workload.tasks((1,))
    assert [(task.after, task.resources) for task in tasks] == [
        ((), ("db",)),
        ((0,), ()),
        ((), ("db",)),
    ]
    (found,) = outcomes(
        Scenario("p", workload=workload), find_strategy("worktrees"), 3, 1, range(1)
    )
    assert found.makespan == ticks_from_minutes(10)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"{", "is no JSON"),
        (b"[" * 200_000, "is no JSON"),
        (b"[]", "it has no tasks"),
        (_data(), "it has no tasks"),
        (b'{"version": 2, "error": {}}', "`remit plan` had failed"),
        (b'{"version": 1, "tasks": [1]}', "a plan of another version"),
    ],
)
def test_what_is_no_plan_is_refused_with_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        workload_from_plan(data, "plan.json", SPREAD)


def test_every_fault_of_a_plan_is_told_at_once() -> None:
    data = _data(
        _task("a", after=["b", "nobody"]),
        _task("b", after=["a"]),
        _task("twin", minutes={"value": 0}),
        _task("twin"),
        _task("c", after=["c"], files=[*_files(x=2.0), {"path": ""}, 7]),
        _task("d", minutes={"value": True}),
        {"id": "e"},
        "f",
    )
    with pytest.raises(ManifestError) as raised:
        workload_from_plan(data, "plan.json", SPREAD)
    said = "\n".join(fault.what for fault in raised.value.faults)
    for words in (
        "'a' waits for 'nobody', no task",
        "wait for each other",
        "the minutes of 'twin' are no number",
        "the minutes of 'd' are no number",
        "the id 'twin' is taken twice",
        "'c' waits for itself",
        "no chance from 0 to 1",
        "a file of 'c' has no path",
        "task 7 lacks",
        "task 8 lacks",
    ):
        assert words in said
