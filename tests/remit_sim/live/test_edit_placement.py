"""Where tasks edit files: git finds exactly the collisions of the script, and nothing is hidden."""

from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.git.managed_repository import ManagedRepository, managed_environment
from remit_sim.live.edit_placement import apply_edit, edits_in_content, initial_contents
from remit_sim.live.run_script import dump_script, parse_script, write_run_script
from remit_sim.scenarios.reading import load_scenario, parse_scenario

ALL_ON_ONE = b"""
[scenario]
name = "half of the pairs collide"
[work]
tasks = 7
[files]
choice = "same"
per_task = 2
[edits]
textual_share = 0.5
"""


def test_git_finds_exactly_the_collisions_of_the_script(tmp_path: Path) -> None:
    script = write_run_script(parse_scenario(ALL_ON_ONE, "x"), "worktrees", 3, (1, 0), 1)
    clashing = {(one, other) for _, one, other in script.clashes}
    assert 0 < len(clashing) < 21
    workshop = ManagedRepository(tmp_path / "repository", managed_environment(tmp_path))
    workshop.begin(initial_contents(script))
    heads = dict[int, str]()
    for task in script.tasks:
        place = tmp_path / f"task-{task.number}"
        workshop.open(place)
        workshop.switch(place, f"task-{task.number}", "main")
        for name in initial_contents(script):
            file = place / name
            file.write_text(apply_edit(file.read_text("utf-8"), task.number, 0), "utf-8")
        heads[task.number] = workshop.commit(place, "an edit")
    for pair in combinations(heads, 2):
        merged = workshop.merge(*map(heads.__getitem__, pair))
        assert bool(merged.conflicted) == (pair in clashing), pair


@given(st.lists(st.integers(0, 6), max_size=12), st.integers(0, 3))
def test_a_file_holds_exactly_the_tasks_that_edited_it(tasks: list[int], attempt: int) -> None:
    script = write_run_script(parse_scenario(ALL_ON_ONE, "x"), "worktrees", 3, (1, 0), 1)
    (content, _) = initial_contents(script).values()
    for task in tasks:
        content = apply_edit(content, task, attempt)
    assert edits_in_content(content) == frozenset(tasks)


def test_what_is_shared_with_own_work_is_left_alone() -> None:
    content = "task 1:\ntasks 1 2:\ntasks 1 3: by-3\n"
    assert apply_edit(content, 1, 0, [2]) == (
        "task 1: done in attempt 0\ntasks 1 2:\ntasks 1 3: by-3 by-1\n"
    )


@pytest.mark.parametrize("name", ["ten-tasks", "one-file", "busy-repository"])
def test_a_script_is_read_as_it_was_written(name: str) -> None:
    script = write_run_script(load_scenario(name), "scopes", 3, (1, 0), 2.5)
    assert parse_script(dump_script(script)) == script
