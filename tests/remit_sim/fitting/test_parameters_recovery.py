"""Histories made from known parameters: each fit recovers them, within what it says of itself."""

from collections import Counter
from itertools import pairwise
from math import exp
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit_sim.engine import RandomStream
from remit_sim.fitting import conflict_rate, overlap, simulated_curves
from remit_sim.fitting.bootstrap import BootstrapWorkload, TraceWorkload
from remit_sim.fitting.decay import decay_weights
from remit_sim.fitting.evidence import LADDER, HistoryEvidence, LateMeeting, ObservedChange
from remit_sim.fitting.file_sets import FileSets
from remit_sim.fitting.history_workload import fit_evidence
from remit_sim.fitting.parameters import fit_parameters
from remit_sim.fitting.staleness_law import (
    StalenessCurve,
    StalenessLaw,
    fit_staleness_law,
    monotone_curve,
)
from remit_sim.world.scenario import WorkSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

KNOWN = conflict_rate.ConflictShares(0.3, 0.7)
RETURNS = overlap.RecencyFit(0.4, 2.0)


def popular(count: int, seed: int = 1) -> list[frozenset[bytes]]:
    """Sets of one to three files, some files more popular than others."""
    stream = RandomStream(seed, "sets")
    return [
        frozenset(b"f%d" % int(400 * stream.uniform() ** 1.5) for _ in range(1 + stream.below(3)))
        for _ in range(count)
    ]


def evidence(
    files: "Sequence[tuple[int, ...]]", hits: "Callable[[int, int, int], bool]"
) -> HistoryEvidence:
    """What tasks with these files show; `hits` says of a task, how late it is, and incidences."""
    seen = list[ObservedChange]()
    for at, own in enumerate(files):
        meetings = list[LateMeeting]()
        for k in LADDER:
            if k <= at:
                before = Counter(file for other in files[at - k : at] for file in other)
                incidences = sum(before[file] for file in own)
                meetings.append(LateMeeting(k, incidences, hits(at, k, incidences)))
        seen.append(ObservedChange(own=False, meetings=tuple(meetings)))
    sets = tuple(frozenset(b"%d" % file for file in own) for own in files)
    return HistoryEvidence(tuple(seen), sets, ("ann",) * len(files))


def by_shares(law_of: StalenessLaw) -> "Callable[[int, int, int], bool]":
    """Conflicts by the law of staleness: each task has one coin, so a later base only adds."""
    coins = RandomStream(7, "coins")
    return lambda at, k, _incidences: coins.chance(law_of.share(k), at)


@pytest.mark.parametrize(
    "known", [StalenessLaw(0.05, 0.6), StalenessLaw(0.2, 0.43), StalenessLaw(0.01, 1.0)]
)
def test_the_law_is_found_in_its_own_curve(known: StalenessLaw) -> None:
    found = fit_staleness_law({k: known.share(k) for k in LADDER})
    assert found.a == pytest.approx(known.a, rel=0.01)
    assert found.b == pytest.approx(known.b, rel=0.01)


def recovered(known: dict[str, float], made: "Callable[[int], HistoryEvidence]") -> bool:
    """Whether each parameter is inside its 95% interval in at least two of three histories."""
    inside = Counter[str]()
    for seed in (3, 4, 5):
        found = fit_parameters(made(seed), resamples=40).intervals
        assert all(each.low <= each.value <= each.high for each in found.values())
        inside.update(name for name in known if found[name].low <= known[name] <= found[name].high)
    return all(inside[name] >= 2 for name in known)


def drawn(seed: int) -> "list[tuple[int, ...]]":
    return BootstrapWorkload(popular(900, seed), RETURNS, WorkSettings()).files(900, seed)


def test_the_law_of_staleness_is_recovered_from_histories_made_by_it() -> None:
    known = StalenessLaw(0.06, 0.55)
    hits = by_shares(known)
    assert recovered(
        {"staleness_a": known.a, "staleness_b": known.b}, lambda seed: evidence(drawn(seed), hits)
    )


def test_recency_and_the_chance_of_a_shared_file_are_recovered() -> None:
    def made(seed: int) -> HistoryEvidence:
        pairs, opens = RandomStream(seed, "pairs"), RandomStream(seed, "opens")

        def hits(at: int, _late: int, incidences: int) -> bool:
            chance = 1 - (1 - KNOWN.textual) ** incidences
            return opens.chance(KNOWN.open, at) and pairs.chance(chance, at)

        return evidence(drawn(seed), hits)

    known = {
        "textual_share": KNOWN.textual,
        "open_share": KNOWN.open,
        "recency_share": RETURNS.share,
        "recency_tasks": RETURNS.tasks,
    }
    assert recovered(known, made)


def never(_at: int, _late: int, _incidences: int) -> bool:
    return False


def test_sets_without_recency_have_none() -> None:
    files = BootstrapWorkload(popular(900), overlap.RecencyFit(0.0, 1.0), WorkSettings()).files(
        900, 4
    )
    assert fit_parameters(evidence(files, never), resamples=1).fitted.recency.share < 0.06


def test_the_popularity_of_files_is_recovered() -> None:
    total = sum(rank**-0.9 for rank in range(1, 101))
    sets = [
        frozenset((b"%d" % rank,))
        for rank in range(1, 101)
        for _ in range(round(20_000 * rank**-0.9 / total))
    ]
    assert overlap.fit_zipf_exponent(sets) == pytest.approx(0.9, abs=0.02)
    assert overlap.fit_zipf_exponent([frozenset((b"%d" % rank,)) for rank in range(50)]) < 0.01


def test_drawn_tasks_share_files_as_often_as_the_form_says() -> None:
    sets = popular(600)
    workload = BootstrapWorkload(sets, overlap.RecencyFit(0.0, 1.0), WorkSettings())
    meets = overlap.meeting_chances(sets, decay_weights(len(sets)))
    found = simulated_curves.simulate_window_shares(workload, KNOWN, (2, 8))
    for width, shares in found.items():
        steps = [overlap.shuffled_overlap_share(meets, k) for k in range(1, width)]
        assert shares.same_file == pytest.approx(sum(steps) / len(steps), abs=0.03)


@given(st.dictionaries(st.sampled_from(LADDER), st.floats(0, 1), min_size=1))
def test_a_curve_never_falls_and_keeps_the_mean_of_its_steps(shares: dict[int, float]) -> None:
    found = monotone_curve(shares)
    assert all(low <= high + 1e-12 for (_, low), (_, high) in pairwise(found.steps))
    assert sum(share for _, share in found.steps) == pytest.approx(sum(shares.values()))


@given(st.integers(2, 64))
def test_a_window_is_the_mean_of_its_places(width: int) -> None:
    flat = StalenessCurve(((1, 0.25), (128, 0.25)))
    assert flat.window(width) == pytest.approx(0.25)
    rising = monotone_curve({k: 1 - exp(-0.05 * k**0.6) for k in LADDER})
    expected = sum(1 - exp(-0.05 * k**0.6) for k in range(1, width)) / (width - 1)
    assert rising.window(width) == pytest.approx(expected, abs=0.01)


def test_no_set_is_drawn_twice_before_all_were() -> None:
    sets = [frozenset((b"%d" % number,)) for number in range(20)]
    files = BootstrapWorkload(sets, overlap.RecencyFit(0.0, 1.0), WorkSettings()).files(40, 1)
    assert Counter(files[:20]) == Counter(files[20:]) == Counter(FileSets(sets).files)
    assert files[:20] != files[20:]


def test_a_trace_is_the_history_in_its_order() -> None:
    sets = [frozenset(each) for each in ([b"a"], list[bytes](), [b"b", b"a"], [b"c"])]
    found = TraceWorkload(sets, WorkSettings(tasks=2)).tasks((1, 0))
    assert [task.files for task in found] == [(0, 1), (2,)]
    assert TraceWorkload(sets, WorkSettings(tasks=9)).tasks((1, 0))[1].files == (0, 1)


def test_same_seed_same_tasks() -> None:
    one, other = (BootstrapWorkload(popular(50), RETURNS, WorkSettings(tasks=30)) for _ in range(2))
    assert one.tasks((1, 0)) == other.tasks((1, 0))
    assert one.tasks((1, 0)) != one.tasks((1, 1))


def test_a_steady_history_predicts_itself() -> None:
    files = BootstrapWorkload(popular(800), RETURNS, WorkSettings()).files(800, 5)
    found = fit_evidence(evidence(files, by_shares(StalenessLaw(0.05, 0.6))))
    assert max(found.residual[:3]) < 0.06
    assert found.residual.tasks == 400
