"""Replays of small histories whose collisions are known by construction."""

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from histories import History, lines
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from landing import busy, lands, text
from repo import Repo

from remit.errors import CouldNotCheck
from remit.git.repository import Repository
from remit_sim.replay import first_parent_changes, metrics, past_merges, staleness, windows
from remit_sim.replay.merge_outcome import CLEAN, ConflictKind, MergeOutcome
from remit_sim.replay.replay import ReplayRequest, ReplayResult, replay_history
from remit_sim.replay.staleness import StaleChange
from remit_sim.replay.windows import WindowTask

if TYPE_CHECKING:
    from pathlib import Path

    from remit_sim.replay.first_parent_changes import LandedChange


def quiet(_more: int) -> None:
    """Nobody looks."""


def windowed(
    widths: tuple[int, ...],
) -> "tuple[tuple[LandedChange, ...], dict[WindowTask, MergeOutcome]]":
    with Repository.discover() as repository:
        changes = first_parent_changes.read_first_parent_log(repository, "HEAD", 100).changes
        return changes, dict(windows.replay_windows(repository, changes, widths, quiet))


def replayed(**asked: object) -> ReplayResult:
    with Repository.discover() as repository:
        return replay_history(repository, ReplayRequest(**asked))  # type: ignore[arg-type]


@given(st.integers(2, 200), st.sets(st.integers(2, 40), min_size=1))
def test_every_whole_window_of_each_width_is_the_beginning_of_a_chain(
    count: int, widths: set[int]
) -> None:
    found = windows.chain_lengths(count, sorted(widths))
    for width in widths:
        bases = range(0, count - width + 1, width)
        assert all(found[base] >= width for base in bases)
    assert all(base + length <= count for base, length in found.items())


def test_a_change_that_needs_the_one_before_it_is_a_pick_and_others_merge(empty: Repo) -> None:
    lands(empty, {"a": text(), "b": text()})
    lands(empty, {"a": text(l3="one")})
    lands(empty, {"a": text(l3="two")})
    lands(empty, {"b": text(l9="far")})
    lands(empty, {"a": text(l3="two", l16="three")})
    _, fates = windowed((4,))
    assert [fates[WindowTask(0, at)].how for at in range(4)] == ["clean", "pick", "clean", "clean"]
    assert fates[WindowTask(0, 1)].paths == {b"a"}


def test_a_window_whose_changes_all_land_ends_as_history_did(empty: Repo) -> None:
    for number in range(9):
        lands(empty, {f"f{number}": text()})
    changes, fates = windowed((8,))
    assert {fate.how for fate in fates.values()} == {ConflictKind.CLEAN}
    assert len(changes) == 8


def test_the_three_readings_part_where_they_must(empty: Repo) -> None:
    lands(empty, {"a": text(), "b": text()})
    lands(empty, {"a": text(l3="one")}, "Ann")
    lands(empty, {"a": text(l3="two")}, "Ann")  # needs Ann's own
    lands(empty, {"b": text(l3="one")}, "Ann")
    lands(empty, {"b": text(l3="two")}, "Ben")  # needs another's
    changes, fates = windowed((2,))
    found = metrics.window_curves(changes, fates, (2,))
    shares = {name: points[0].share for name, points in found.items()}
    assert (shares["lower"], shares["middle"], shares["upper"]) == (0.0, 0.5, 1.0)
    assert (shares["same_file"], shares["textual"], shares["structural"]) == (1.0, 1.0, 0.0)


def test_lists_of_changes_and_vendored_trees_are_told_apart(empty: Repo) -> None:
    lands(empty, {"CHANGES.rst": text(), "vendor/x": text()})
    lands(empty, {"CHANGES.rst": text(l3="one"), "vendor/x": text(l3="one")})
    lands(empty, {"CHANGES.rst": text(l3="two")})
    lands(empty, {"vendor/x": text(l3="two")})
    changes, fates = windowed((3,))
    assert [fates[WindowTask(0, at)].conflicts for at in range(3)] == [False, True, False]
    assert not fates[WindowTask(0, 1)].in_code
    assert changes[2].paths == frozenset()


@settings(max_examples=60, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(history=lines())
def test_what_is_plainly_clean_is_clean_to_git(
    history: History, tmp_path_factory: pytest.TempPathFactory
) -> None:
    repo = Repo.init(tmp_path_factory.mktemp("drawn"))
    history.write(repo, {})
    with repo.inside() as repository:
        changes = first_parent_changes.read_first_parent_log(repository, "main", 100).changes
        tasks = staleness.list_stale_changes(changes, 0, (1, 2, 3, 4))
        plain = [task for task in tasks if staleness.is_trivially_clean(changes, task)]
        fates = staleness.merge_stale_changes(repository, changes, plain, quiet)
    assert {fate.how for fate in fates.values()} <= {ConflictKind.CLEAN}


def stale(repo: Repo, behind: int) -> tuple[bool, MergeOutcome]:
    """Whether the last change, begun so many changes earlier, is plainly clean; and its fate."""
    with repo.inside() as repository:
        changes = first_parent_changes.read_first_parent_log(repository, "main", 100).changes
        task = StaleChange(len(changes) - 1, behind)
        fates = staleness.merge_stale_changes(repository, changes, [task], quiet)
        return staleness.is_trivially_clean(changes, task), fates[task]


def test_a_change_that_shares_no_path_with_those_between_is_plainly_clean(empty: Repo) -> None:
    lands(empty, {"a": text(), "b": text(), "c": text()})
    lands(empty, {"a": text(l3="one"), "new": "new\n", "c": None})
    lands(empty, {"b": text(l3="two")})
    assert stale(empty, 1) == (True, CLEAN)


def test_a_file_where_there_was_a_directory_is_left_to_git(empty: Repo) -> None:
    lands(empty, {"d": text(), "a": text()})
    lands(empty, {"d": None})
    lands(empty, {"d/x": "x\n"})
    plain, fate = stale(empty, 1)
    assert (plain, fate.how) == (False, ConflictKind.PICK)


def test_a_directory_that_moves_away_under_a_new_file_is_left_to_git(empty: Repo) -> None:
    lands(empty, {"d/x": text(), "d/y": text(l1="other")})
    lands(empty, {"d/new": "new\n"})
    lands(empty, {"d/x": None, "d/y": None, "e/x": text(), "e/y": text(l1="other")})
    plain, fate = stale(empty, 1)
    assert (plain, fate.how) == (False, ConflictKind.MERGE)


def test_what_moved_into_a_vendored_tree_is_left_to_git(empty: Repo) -> None:
    lands(empty, {"src/x": text(), "a": text()})
    lands(empty, {"src/x": None, "vendor/x": text(l3="one")})
    lands(empty, {"vendor/x": text(l3="two")})
    plain, fate = stale(empty, 1)
    assert not plain
    assert fate.paths == {b"src/x"}


def test_a_stale_change_conflicts_from_where_its_text_was_written(empty: Repo) -> None:
    lands(empty, {"a": text(), "b": text()})
    lands(empty, {"a": text(l3="one")})
    lands(empty, {"b": text(l3="else")})
    lands(empty, {"a": text(l3="two")})
    with Repository.discover() as repository:
        changes = first_parent_changes.read_first_parent_log(repository, "HEAD", 100).changes
        tasks = staleness.list_stale_changes(changes, 2, (1, 2))
        fates = staleness.replay_stale_changes(repository, changes, tasks, quiet)
    assert not fates[StaleChange(2, 1)].conflicts
    assert fates[StaleChange(2, 2)].conflicts


def test_a_merge_belongs_to_the_author_of_its_branch(empty: Repo) -> None:
    lands(empty, {"a": text()})
    empty.branch("work")
    lands(empty, {"b": text()}, "Ben")
    empty.switch("main")
    empty.git("merge", "-q", "--no-ff", "-m", "merge", "work")
    with Repository.discover() as repository:
        (change,) = first_parent_changes.read_first_parent_log(repository, "HEAD", 100).changes
    assert (change.author, change.paths) == ("ben@example.com", frozenset((b"b",)))


def test_a_branch_that_catches_up_is_counted_by_what_it_missed(empty: Repo) -> None:
    lands(empty, {"a": text(), "b": text()})
    empty.branch("work")
    lands(empty, {"a": text(l3="branch")})
    empty.switch("main")
    for number in range(3):
        lands(empty, {"b": text(l3=str(number))})
    empty.switch("work")
    empty.git("merge", "-q", "-m", "catch up", "main")
    empty.switch("main")
    lands(empty, {"a": text(l3="trunk")})
    with Repository.discover() as repository:
        at = repository.resolve("HEAD") or ""
        merges = past_merges.list_past_merges(repository, at)
        fates = past_merges.replay_past_merges(repository, merges, quiet)
    found = past_merges.past_merge_shares(merges, fates)
    assert [merge.missed for merge in merges] == [3]
    assert (found.anywhere.tasks, found.reached.tasks, found.landed.tasks) == (1, 0, 0)
    assert [point.tasks for point in found.by_missed if point.at == 4] == [1]


def test_a_replay_of_a_sha256_repository_is_a_replay(
    tmp_path: "Path", monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = Repo.init(tmp_path / "long", "--object-format=sha256")
    monkeypatch.chdir(repo.root)
    busy(repo, 8)
    found = replayed(widths=(2, 4))
    assert len(found.at) == 64
    assert found.windows["upper"][1].tasks == 6


def test_wider_windows_than_the_history_are_left_out_and_said(empty: Repo) -> None:
    busy(empty, 5)
    found = replayed(widths=(2, 4, 8))
    assert [point.at for point in found.windows["upper"]] == [2, 4]
    assert found.remarks == ("the history is shorter than windows of 8.",)


def test_a_history_of_one_commit_has_nothing_to_replay(empty: Repo) -> None:
    with pytest.raises(CouldNotCheck, match="there is no commit yet"):
        replayed()
    lands(empty, {"a": text()})
    with pytest.raises(CouldNotCheck, match="this history has 0 changes"):
        replayed()


def test_a_shallow_clone_is_replayed_as_far_as_it_reaches(
    empty: Repo, tmp_path: "Path", monkeypatch: pytest.MonkeyPatch
) -> None:
    busy(empty, 8)
    clone = empty.clone(tmp_path / "clone", "--depth=5")
    monkeypatch.chdir(clone.root)
    found = replayed(widths=(2,))
    assert (found.tasks, found.historic) == (4, None)
    assert any("shallow" in remark for remark in found.remarks)


def test_a_clone_without_contents_is_a_sentence_and_fetches_nothing(
    empty: Repo, tmp_path: "Path", monkeypatch: pytest.MonkeyPatch
) -> None:
    busy(empty, 8)
    empty.git("config", "uploadpack.allowFilter", "true")
    clone = empty.clone(tmp_path / "clone", "--filter=blob:none", "--no-checkout")
    monkeypatch.chdir(clone.root)
    with pytest.raises(CouldNotCheck, match="nothing is fetched"):
        replayed(widths=(2,))


def test_the_same_history_gives_the_same_replay(empty: Repo) -> None:
    busy(empty, 12)
    assert replayed(widths=(2, 4)) == replayed(widths=(2, 4))


def test_no_encoding_of_logs_changes_a_replay(empty: Repo) -> None:
    busy(empty, 12)
    plain = replayed(widths=(2, 4))
    empty.git("config", "i18n.logOutputEncoding", "UTF-16")
    assert replayed(widths=(2, 4)) == plain


def test_wider_windows_never_share_fewer_files(empty: Repo) -> None:
    busy(empty, 32)
    points = replayed(widths=(2, 4, 8, 16))
    shares = [point.share for point in points.windows["same_file"]]
    assert all(low <= high for low, high in pairwise(shares))
