"""What touches is what git refuses to merge; where edits are is followed to the newest lines."""

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from landing import lands

from remit.git.log import EditedFile
from remit.history.hunks import Hunk
from remit.history.records import RawEntry
from remit_sim.engine import RandomStream
from remit_sim.fitting import simulated_curves
from remit_sim.fitting.bootstrap import BootstrapWorkload, FileSetLocations, TraceWorkload
from remit_sim.fitting.conflict_rate import ConflictShares
from remit_sim.fitting.edit_locations import find_edit_locations
from remit_sim.fitting.evidence import gather_evidence
from remit_sim.fitting.overlap import RecencyFit
from remit_sim.fitting.parameters import fit_parameters
from remit_sim.replay import first_parent_changes
from remit_sim.report.fit import fit_lines
from remit_sim.world.hunks import NOWHERE, WHOLE, edits_conflict
from remit_sim.world.scenario import WorkSettings

if TYPE_CHECKING:
    from repo import Repo

    from remit_sim.fitting.evidence import HistoryEvidence

ALWAYS = ConflictShares(1.0, 1.0)


def wanders(repo: "Repo", count: int) -> None:
    """A line of changes that edit, insert and drop lines, no two of which are ever the same."""
    stream = RandomStream(3, "wandering")
    files = {f"{name}.txt": [f"{name} {line}\n" for line in range(40)] for name in range(2)}
    lands(repo, {name: "".join(lines) for name, lines in files.items()})
    for number in range(count):
        name = f"{stream.below(2)}.txt"
        lines, at = files[name], stream.below(30)
        kept = stream.below(3)
        lines[at : at + kept] = [f"by {number}, {each}\n" for each in range(stream.below(4))]
        lands(repo, {name: "".join(lines)})


def seen(repo: "Repo") -> "HistoryEvidence":
    with repo.inside() as repository:
        found = first_parent_changes.read_first_parent_log(repository, "HEAD", 1000)
        return gather_evidence(repository, found.changes, 0, lambda _: None)


def test_what_touches_is_what_git_does_not_merge(empty: "Repo") -> None:
    wanders(empty, 60)
    met = [each for one in seen(empty).seen for each in one.meetings if each.incidences]
    assert len(met) > 150
    assert {each.conflicts for each in met} == {True, False}
    assert [each for each in met if each.touches is not each.conflicts] == []


def change(
    *hunks: Hunk, path: bytes = b"a", status: str = "M", old: bytes = b""
) -> list[EditedFile]:
    return [EditedFile(RawEntry(status, old or path, path), hunks)]


def test_the_lines_around_an_edit_are_followed_to_the_newest_version() -> None:
    found = find_edit_locations(
        [
            change(Hunk(10, 1, 10, 1)),  # line 10, between 9 and 11
            change(Hunk(2, 0, 3, 5)),  # five more above it
            change(Hunk(14, 1, 14, 1)),  # what was line 9 now
        ]
    )
    assert [each[b"a"] for each in found.spots] == [((13, 16),), ((2, 8),), ((13, 15),)]
    assert found.nearest == (None, None, 2)


def test_entries_of_a_list_that_grows_at_its_top_all_touch() -> None:
    found = find_edit_locations(change(Hunk(1, 0, 2, 1)) for _ in range(5))
    assert found.nearest == (None, 1, 1, 1, 1)
    assert all(
        edits_conflict(one[b"a"], other[b"a"]) for one in found.spots for other in found.spots
    )


def test_a_file_that_comes_or_goes_touches_every_edit_of_it() -> None:
    edit, gone = change(Hunk(1, 1, 1, 1)), change(Hunk(1, 9, 0, 0), status="D")
    mode = change()
    found = find_edit_locations([edit, mode, gone])
    assert [each[b"a"] for each in found.spots] == [((0, 2),), NOWHERE, WHOLE]
    assert found.nearest == (None, None, 1)
    assert find_edit_locations([change(status="A"), edit]).nearest == (None, 1)


def test_edits_are_followed_through_a_new_name() -> None:
    moved = change(status="R", old=b"a", path=b"b")
    found = find_edit_locations(
        [change(Hunk(4, 1, 4, 1)), moved, change(Hunk(5, 1, 5, 1), path=b"b")]
    )
    assert found.nearest == (None, None, 2)
    assert set(found.spots[1]) == {b"a", b"b"}


spans = st.tuples(st.integers(0, 90), st.integers(1, 5)).map(lambda pair: (pair[0], sum(pair)))


@given(st.lists(spans, max_size=4), st.lists(spans, max_size=4))
def test_touching_is_mutual_and_means_overlap_or_no_line_between(
    ones: list[tuple[int, int]], others: list[tuple[int, int]]
) -> None:
    assert edits_conflict(ones, others) == edits_conflict(others, ones)
    apart = all(high <= low or end <= start for start, high in ones for low, end in others)
    assert edits_conflict(ones, others) == (not apart)


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(1, 3)), min_size=17, max_size=60))
def test_many_hunks_become_few_that_cover_them(drawn: list[tuple[int, int]]) -> None:
    hunks = list[Hunk]()
    shift = 0
    for start, removed in sorted(drawn):
        if not hunks or start > hunks[-1].before + hunks[-1].removed:
            hunks.append(Hunk(start + 1, removed, start + 1 + shift, removed + 1))
            shift += 1
    (spots,) = find_edit_locations([change(*hunks)]).spots
    assert len(spots[b"a"]) <= 16
    (whole,) = find_edit_locations([change(*hunks), change(status="D")]).spots[:1]
    assert whole == spots


def test_larger_edits_conflict_more_often() -> None:
    sets = [frozenset([b"a"])] * 60
    stream = RandomStream(5, "lines")
    starts = [stream.below(200) for _ in sets]
    small, large = (
        FileSetLocations([{b"a": ((start, start + size),)} for start in starts]) for size in (2, 30)
    )
    shares = [
        simulated_curves.simulate_window_shares(
            BootstrapWorkload(sets, RecencyFit(0, 1), WorkSettings(), ground), ALWAYS, (8,)
        )[8]
        for ground in (small, large)
    ]
    assert shares[0].same_file == shares[1].same_file == 1
    assert 0 < shares[0].conflict < shares[1].conflict / 2


def test_tasks_that_return_to_a_file_may_return_to_the_place() -> None:
    sets = [frozenset([b"%d" % (number % 5)]) for number in range(100)]
    spots = [dict.fromkeys(sets[number], ((3 * number, 3 * number + 2),)) for number in range(100)]
    share = [
        simulated_curves.simulate_window_shares(
            BootstrapWorkload(
                sets, RecencyFit(0.9, 1), WorkSettings(), FileSetLocations(spots, same)
            ),
            ALWAYS,
            (2,),
        )[2].conflict
        for same in (0.0, 1.0)
    ]
    assert share[0] < 0.1
    assert share[1] > 0.4


def test_tasks_carry_the_places_of_their_changes() -> None:
    sets = [frozenset([b"a", b"b"]), frozenset[bytes](), frozenset([b"b"])]
    spots = [{b"a": ((1, 3),), b"b": ((5, 9), (11, 13))}, {}, {b"b": WHOLE}]
    first, last = TraceWorkload(sets, WorkSettings(tasks=9), spots).tasks((1,))
    assert [(each.file, each.between) for each in first.hunks] == [
        (0, (1, 3)),
        (1, (5, 9)),
        (1, (11, 13)),
    ]
    assert [(each.file, each.between) for each in last.hunks] == [(1, WHOLE[0])]
    for task in BootstrapWorkload(
        sets, RecencyFit(0, 1), WorkSettings(tasks=2), FileSetLocations(spots)
    ).tasks((1,)):
        assert {hunk.file for hunk in task.hunks} == set(task.files)


def test_without_the_contents_of_one_past_file_nobody_knows_where_is_edited(empty: "Repo") -> None:
    wanders(empty, 30)
    lands(empty, {"alone.txt": "once\n"})
    wanders(empty, 30)
    oid = empty.oid("HEAD:alone.txt")
    (empty.root / f".git/objects/{oid[:2]}/{oid[2:]}").unlink()
    found = seen(empty)
    assert found.spots == ()
    assert {each.touches for one in found.seen for each in one.meetings} == {None}
    fitted = fit_parameters(found, resamples=1)
    assert fitted.fitted.contact is None
    assert "nobody knows" in "\n".join(fit_lines(fitted))


@given(st.lists(st.integers(0, 40), min_size=2, max_size=30), st.integers(1, 8))
def test_what_is_within_reach_is_found_as_without_a_bound(starts: list[int], reach: int) -> None:
    changes = [change(Hunk(at + 1, at % 3, at + 1, at % 4)) for at in starts]
    near, bound = (
        find_edit_locations(changes).nearest,
        find_edit_locations(changes, reach=reach).nearest,
    )
    assert all(b == a for a, b in zip(near, bound, strict=True) if a is None or a <= reach)
