"""The drawing of tasks: what is off changes nothing, what is on has its shares."""

from collections import Counter
from itertools import combinations
from statistics import fmean, median

from hypothesis import given, settings
from hypothesis import strategies as st

from remit_sim.world.hunks import FileChangeKind
from remit_sim.world.scenario import FileSettings, HunkSettings, Scenario, WorkSettings
from remit_sim.world.tasks import SimulatedTask, sample_tasks, task_units

PLAIN = Scenario(
    "s", work=WorkSettings(400), files=FileSettings(200, 3, "geometric", choice="zipf")
)


def files(scenario: Scenario) -> list[tuple[int, ...]]:
    return [task.files for task in sample_tasks(scenario, 1)]


def test_more_detail_leaves_durations_and_files_as_they_were() -> None:
    fuller = PLAIN._replace(
        work=WorkSettings(400, after_share=0.5, resources=2, resource_share=0.5),
        files=PLAIN.files._replace(reads_per_task=2, symbols_per_file=5),
        hunks=HunkSettings(lines=10, delete_share=0.2, rename_share=0.2),
    )
    for plain, full in zip(sample_tasks(PLAIN, 1), sample_tasks(fuller, 1), strict=True):
        assert (plain.ticks, plain.files) == (full.ticks, full.files)


def test_a_task_waits_only_for_earlier_ones_and_so_for_none_in_a_circle() -> None:
    tasks = sample_tasks(PLAIN._replace(work=WorkSettings(400, after_share=0.5)), 1)
    assert all(one < task.number for task in tasks for one in task.after)
    assert 150 < sum(bool(task.after) for task in tasks) < 250


def test_tasks_need_resources_by_their_share() -> None:
    tasks = sample_tasks(PLAIN._replace(work=WorkSettings(400, resources=2, resource_share=0.5)), 1)
    needs = Counter(name for task in tasks for name in task.resources)
    assert set(needs) == {"resource-0", "resource-1"}
    assert 150 < sum(needs.values()) < 250


def test_files_of_one_module_are_changed_together() -> None:
    def near(share: float) -> float:
        loose = PLAIN._replace(files=PLAIN.files._replace(module_files=20, module_share=share))
        pairs = [pair for each in files(loose) for pair in combinations(each, 2)]
        return fmean(one % 10 == other % 10 for one, other in pairs)

    assert near(0) < 0.25
    assert near(1) > 0.95


def test_a_full_module_is_left_for_other_files() -> None:
    small = PLAIN._replace(
        files=FileSettings(40, 12, choice="uniform", module_files=2, module_share=1)
    )
    assert {len(each) for each in files(small)} == {12}


@settings(max_examples=20, deadline=None)
@given(st.floats(0.5, 6))
def test_what_is_read_is_not_what_is_changed(mean: float) -> None:
    reading = PLAIN._replace(files=PLAIN.files._replace(reads_per_task=mean))
    tasks = sample_tasks(reading, 1)
    assert all(set(task.files).isdisjoint(task.reads) for task in tasks)
    assert abs(fmean(len(task.reads) for task in tasks) - mean) < mean / 3


def test_hunks_have_their_lines_symbols_and_kinds() -> None:
    scenario = PLAIN._replace(
        files=PLAIN.files._replace(symbols_per_file=4),
        hunks=HunkSettings(24, 1.0, 2.0, 0.1, 0.1, 0.2, 5, 0.5),
    )
    tasks = sample_tasks(scenario, 1)
    hunks = [hunk for task in tasks for hunk in task.hunks]
    assert 18 < median(hunk.lines for hunk in hunks) < 32
    assert {hunk.symbol for hunk in hunks} == {0, 1, 2, 3}
    edits = Counter(
        (task.number, hunk.file) for task in tasks for hunk in task.hunks if hunk.kind == "edit"
    )
    assert 1.7 < fmean(edits.values()) < 2.3
    kinds = Counter(hunk.kind for hunk in hunks if hunk.kind is not FileChangeKind.EDIT)
    assert abs(kinds[FileChangeKind.ADD] - kinds[FileChangeKind.RESPELL]) < 40
    new = {hunk.file for hunk in hunks if hunk.kind in {FileChangeKind.ADD, FileChangeKind.RESPELL}}
    assert new == set(range(200, 205))
    assert all(task.files == tuple(sorted({hunk.file for hunk in task.hunks})) for task in tasks)


def test_a_unit_is_a_file_or_a_symbol_of_one() -> None:
    scenario = PLAIN._replace(files=PLAIN.files._replace(symbols_per_file=4))
    for task in sample_tasks(scenario, 1):
        assert task_units(task, "file") == task.files
        assert len(task_units(task, "symbol")) >= len(task.files)
    plain = SimulatedTask(0, 1, (3, 5))
    assert task_units(plain, "symbol") == task_units(plain, "file") == (3, 5)
