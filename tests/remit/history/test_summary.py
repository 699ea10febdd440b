"""A history in figures, from commits and what they touched."""

from past_commits import AUTHOR, commit

from remit.history.records import Commit, Contributor
from remit.history.renames import trace_to_cut
from remit.history.summary import (
    CochangedPair,
    LandingCounts,
    PathActivity,
    count_landings,
    rank_cochanged_pairs,
    rank_paths,
    summarise_history,
)

BOT = Contributor("deps", "deps[bot]@example.com")
COMMITS = (
    commit("M a/x", "M b/y", time=500),
    commit("M a/x", "M b/y", message="Bump y", time=400),
    commit("M a/x", "M b/y", author=BOT, time=300),
    commit("M a/x", message="Fix (#12)", time=200),
    commit(*(f"A {number}" for number in range(51)), time=100),
    commit("A gone", time=50),
)
LIVE = {b"a/x", b"b/y", b"c"}
LINE = LandingCounts(0, 1, 2)


def test_a_history_is_summed_up() -> None:
    found = summarise_history(COMMITS, trace_to_cut(COMMITS, LIVE), len(LIVE), LINE)
    assert (found.changes, found.first, found.last) == (6, 50, 500)
    assert (found.authors, found.leading, found.bots, found.routine) == (2, ((AUTHOR, 5),), 1, 1)
    assert (found.files, found.touched, found.landing) == (3, 2, LINE)
    assert (found.touching, found.several, found.bulk) == (4, 3, 1)
    assert found.busiest == (PathActivity(b"a/x", 4, 500), PathActivity(b"b/y", 3, 500))
    assert found.directories == (PathActivity(b"a", 4, 500), PathActivity(b"b", 3, 500))
    assert found.hubs == (PathActivity(b"a/x", 3, 500), PathActivity(b"b/y", 3, 500))
    assert found.pairs == (CochangedPair(b"a/x", b"b/y", 3, 1.0),)


def test_no_history_is_summed_up_too() -> None:
    found = summarise_history((), (), 0, LandingCounts(0, 0, 0))
    assert (found.changes, found.first, found.busiest, found.pairs) == (0, 0, (), ())


def test_a_merge_is_nobodys_routine() -> None:
    merge = commit("M c", message="Merge pull request #1")._replace(parents=("1", "2"))
    assert summarise_history((merge,), (), 1, LINE).routine == 0


def test_pairs_of_busy_files_that_seldom_meet_are_none() -> None:
    apart = [commit("M a/x") for _ in range(4)] + [commit("M b/y") for _ in range(4)]
    touches = trace_to_cut((*COMMITS, *apart), LIVE)
    assert rank_cochanged_pairs(touches, rank_paths((0, touch.files) for touch in touches)) == ()


def test_a_change_of_many_files_pairs_nothing() -> None:
    names = [f"f{number:02}" for number in range(21)]
    many: list[Commit] = [commit(*(f"M {name}" for name in names))] * 3
    touches = trace_to_cut(many, [name.encode() for name in names])
    assert rank_cochanged_pairs(touches, rank_paths((0, touch.files) for touch in touches)) == ()


def test_a_line_grows_by_merges_squashes_and_single_commits() -> None:
    line = [(2, "Merge x (#1)"), (1, "Fix (#12)"), (1, "Fix (see #12)"), (1, "(#)"), (0, "first")]
    assert count_landings(line) == LandingCounts(1, 1, 3)
