"""What collides with what: hunks, symbols, whole files, modules, and the law of staleness."""

from itertools import product
from math import exp
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit_sim.engine import RandomStream
from remit_sim.world.conflict_model import ConflictModel
from remit_sim.world.hunks import NOWHERE, WHOLE, FileChangeKind, TaskHunk, kinds_conflict
from remit_sim.world.scenario import EditSettings, FileSettings, StalenessSettings
from remit_sim.world.tasks import SimulatedTask
from remit_sim.world.trunk import TrunkLog

SURE = EditSettings(textual_share=1, semantic_share=1)
FILES, LAW = FileSettings(), StalenessSettings()
RUNS = 2500


def meetings(
    edits: EditSettings = SURE,
    files: FileSettings = FILES,
    law: StalenessSettings = LAW,
    run: int = 0,
) -> ConflictModel:
    found = ConflictModel(
        edits, RandomStream(run, "textual"), RandomStream(run, "semantic"), files, law
    )
    for number in range(65):
        found.taken(changes(number), number)
    return found


def changes(number: int, *hunks: TaskHunk, reads: tuple[int, ...] = ()) -> SimulatedTask:
    files = tuple(sorted({hunk.file for hunk in hunks}))
    return SimulatedTask(number, 1, files, hunks=hunks, reads=reads)


def test_a_deleted_renamed_or_added_file_goes_with_few_other_changes() -> None:
    edit, add, respell, delete, rename = FileChangeKind
    unmerged = {
        frozenset(pair)
        for pair in (
            (edit, delete),
            (delete, rename),
            (rename,),
            (add,),
            (add, respell),
            (respell,),
        )
    }
    for one, other in product(FileChangeKind, FileChangeKind):
        assert kinds_conflict(one, other) == (frozenset((one, other)) in unmerged)


def test_what_is_torn_is_a_conflict_of_structure_whatever_the_lines() -> None:
    never = meetings(EditSettings(textual_share=0))
    kept, gone = changes(1, TaskHunk(7)), changes(2, TaskHunk(7, kind=FileChangeKind.DELETE))
    assert never.textual(kept, gone)
    assert never.structural(kept, gone)
    assert not never.structural(kept, changes(3, TaskHunk(7)))
    never.taken(gone, 1)
    assert not never.structural(kept, gone)


@pytest.mark.parametrize("lines", [1, 3, 9, 46, 4584])
def test_the_chance_of_a_conflict_saturates_with_the_lines(lines: int) -> None:
    edits = EditSettings(textual_share=0.323, saturation_lines=13.6)
    pair = changes(1, TaskHunk(7, lines)), changes(2, TaskHunk(7, lines))
    met = fmean(meetings(edits, run=run).textual(*pair) for run in range(RUNS))
    assert met == pytest.approx(0.323 * (1 - exp(-2 * lines / 13.6)), abs=0.03)


@given(st.lists(st.integers(1, 500), min_size=2, max_size=2), st.integers(0, 50))
def test_more_lines_never_undo_a_conflict(lines: list[int], run: int) -> None:
    few, more = sorted(lines)
    found = meetings(EditSettings(textual_share=0.6, saturation_lines=40), run=run)
    other = changes(2, TaskHunk(7, 5))
    if found.textual(changes(1, TaskHunk(7, few)), other):
        assert found.textual(changes(1, TaskHunk(7, more)), other)


def test_different_symbols_of_a_file_do_not_collide() -> None:
    found = meetings(files=FileSettings(symbols_per_file=4))
    one = changes(1, TaskHunk(7, 5, 0), TaskHunk(7, 5, 2))
    assert not found.textual(one, changes(2, TaskHunk(7, 5, 1)))
    assert found.textual(one, changes(3, TaskHunk(7, 5, 2)))
    assert meetings().textual(one, changes(2, TaskHunk(7, 5, 1)))  # symbols that nobody looks at


def test_meaning_is_shared_within_a_module_or_by_reading() -> None:
    found = meetings(
        EditSettings(textual_share=0, semantic_share=1), FileSettings(total=100, module_files=25)
    )
    one = changes(1, TaskHunk(5))  # four modules: file f is in module f modulo 4
    assert found.semantic(one, changes(2, TaskHunk(9)))
    assert not found.semantic(one, changes(3, TaskHunk(6)))
    assert found.semantic(one, changes(4, TaskHunk(6), reads=(5,)))
    assert found.semantic(changes(4, TaskHunk(6), reads=(5,)), one)
    assert meetings(EditSettings(textual_share=0, semantic_share=1)).semantic(
        one, changes(3, TaskHunk(6))
    )


@pytest.mark.parametrize("landed", [1, 4, 16, 64])
def test_staleness_follows_its_law(landed: int) -> None:
    """a = .0429, b = .550 was fitted to tokio; 1 - exp(-a k^b)."""
    law = StalenessSettings("power", 0.0429, 0.55)
    task, others = changes(0, TaskHunk(0)), [changes(n, TaskHunk(n)) for n in range(1, landed + 1)]
    met = fmean(
        TrunkLog(meetings(law=law, run=run)).clash(task, others) is not None for run in range(RUNS)
    )
    assert met == pytest.approx(1 - exp(-0.0429 * landed**0.55), abs=0.03)


def test_staleness_is_the_same_whether_looked_at_once_or_in_steps() -> None:
    law = StalenessSettings("power", 0.1, 0.6)
    task, others = changes(0, TaskHunk(0)), [changes(n, TaskHunk(n)) for n in range(1, 31)]

    def in_steps(trunk: TrunkLog, step: int) -> bool:
        return any(
            trunk.clash(task, others[seen : seen + step], seen) for seen in range(0, 30, step)
        )

    for step in (1, 5, 30):
        met = fmean(in_steps(TrunkLog(meetings(law=law, run=run)), step) for run in range(RUNS))
        assert met == pytest.approx(1 - exp(-0.1 * 30**0.6), abs=0.03)


def test_who_was_not_a_stranger_makes_nothing_stale() -> None:
    found = meetings(law=StalenessSettings("power", 100, 1))
    mine, task = changes(1, TaskHunk(1)), changes(0, TaskHunk(0))
    found.taken(mine, 0)
    assert TrunkLog(found).clash(task, [mine]) is None
    found.keep_apart()
    assert TrunkLog(found).clash(task, [changes(2, TaskHunk(2))]) is None
    assert TrunkLog(found).clash(task, [changes(3, TaskHunk(0))]) is not None


def test_where_it_is_known_where_tasks_edit_only_what_touches_collides() -> None:
    found = meetings()
    one = changes(1, TaskHunk(7, between=(9, 11)), TaskHunk(7, between=(30, 32)))
    near, far = changes(2, TaskHunk(7, between=(10, 12))), changes(3, TaskHunk(7, between=(11, 13)))
    assert found.textual(one, near)
    assert not found.textual(one, far)
    assert not found.textual(one, changes(4, TaskHunk(7, between=NOWHERE[0])))
    assert found.textual(far, changes(5, TaskHunk(7, between=WHOLE[0])))
    assert found.textual(far, changes(6, TaskHunk(7)))  # nobody knows where
    assert not meetings(EditSettings(textual_share=0)).textual(one, near)
