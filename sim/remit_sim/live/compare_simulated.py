"""Measured beside simulated: the same tasks, the spread of the simulator, and what explains a gap.

The band of a figure holds 95% of simulated *single* runs, because a real run is a single one. Since
git, processes and a busy machine take time that the scenario knows nothing of, the simulator runs a
second time with that time added to each task and merge: what is inside that band alone is
explained by it, what is outside of both is not.
"""

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from remit_sim.experiment.replications import outcomes
from remit_sim.outcome.metrics import FIGURES
from remit_sim.strategies import find_strategy
from remit_sim.world.events import TICKS_PER_MINUTE, EventKind
from remit_sim.world.tasks import sample_tasks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from remit_sim.live.runner import LiveRun
    from remit_sim.outcome.metrics import RunOutcome
    from remit_sim.world.scenario import Scenario
    from remit_sim.world.tasks import SimulatedTask

BAND = 0.95
BAND_RUNS = 200
COMPARED = (
    "makespan_minutes",
    "conflicts_textual",
    "lost_updates",
    "conflicts_semantic_landed",
    "conflicts_semantic_caught",
    "failed_checks_caught",
    "violations",
    "fenced_writes",
)
"""The first three are always told, the others where one of them is not zero."""

LEEWAY = 0.03
"""The overhead that is simulated is a mean: that of one run may differ by so much of a figure."""

_MERGING, _REBASING = "merge", "rebase"
_SLACK = 1e-9


class BandFit(StrEnum):
    """How the measured runs of a figure lie to the simulator's bands."""

    INSIDE = "inside"
    OVERHEAD = "inside once the overhead is simulated too"
    ORDER = "outside: all simulated runs say the same, and real agents finish in another order"
    DRAW = "outside, as the same tasks are when they are simulated: an unusual draw"
    OUTSIDE = "outside, and the overhead does not explain it"


class SimulationBand(NamedTuple):
    """The middle 95% of single runs."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Whether the value is in it."""
        return self.low - _SLACK <= value <= self.high + _SLACK


class ComparedFigure(NamedTuple):
    """One figure: each real run, the simulated runs of the same tasks, and both bands."""

    figure: str
    measured: tuple[float, ...]
    same: tuple[float, ...]
    band: SimulationBand
    with_overhead: SimulationBand

    @property
    def inside(self) -> int:
        """How many real runs are in the band."""
        return sum(map(self.band.holds, self.measured))

    @property
    def _pairs(self) -> "Iterator[tuple[float, float]]":
        return zip(self.measured, self.same, strict=True)

    @property
    def fit(self) -> BandFit:
        """What to say of the runs together: the worst of them."""
        if self.inside == len(self.measured):
            return BandFit.INSIDE
        low = min(self.band.low, self.with_overhead.low)
        high = max(self.band.high, self.with_overhead.high)
        hull = SimulationBand(low * (1 - LEEWAY), high * (1 + LEEWAY))
        beyond = [same for each, same in self._pairs if not hull.holds(each)]
        if not beyond:
            return BandFit.OVERHEAD
        if not any(map(self.band.holds, beyond)):
            return BandFit.DRAW
        counts = self.figure != "makespan_minutes"
        return BandFit.ORDER if counts and self.band.low == self.band.high else BandFit.OUTSIDE


class LiveTrial(NamedTuple):
    """What is run for real: replications 0, 1, ... of that seed."""

    scenario: "Scenario"
    strategy: str
    agents: int
    seed: int
    minutes_per_second: float


class LiveComparison(NamedTuple):
    """Real runs of one strategy beside simulated ones.

    `overheads` are minutes of the scenario for each task, by kind.
    """

    trial: LiveTrial
    rows: tuple[ComparedFigure, ...]
    overheads: "Mapping[str, float]"
    edits: int
    there: int


class OverheadWorkload:
    """The scenario's own tasks, each so many ticks longer: a workload."""

    def __init__(self, scenario: "Scenario", ticks: int) -> None:
        self._scenario, self._ticks = scenario, ticks

    def tasks(self, draws: tuple[int | str, ...], /) -> "tuple[SimulatedTask, ...]":
        """The tasks of that replication."""
        found = sample_tasks(self._scenario, *draws)
        return tuple(task._replace(ticks=task.ticks + self._ticks) for task in found)


def compare_live(trial: LiveTrial, found: "Sequence[LiveRun]") -> LiveComparison:
    """The real runs `found`, one for each replication, beside simulated ones."""
    plain = _simulated(trial, trial.scenario)
    heavier = _simulated(trial, _burdened(trial.scenario, found))
    rows = tuple(
        ComparedFigure(
            name,
            tuple(float(FIGURES[name](each.outcome)) for each in found),
            tuple(float(FIGURES[name](each)) for each in plain[: len(found)]),
            _band(name, plain),
            _band(name, heavier),
        )
        for name in COMPARED
    )
    told = (row for place, row in enumerate(rows) if place < _ALWAYS or _matters(row))
    return LiveComparison(
        trial,
        tuple(told),
        _per_task(found),
        sum(each.edits for each in found),
        sum(each.there for each in found),
    )


_ALWAYS = 3


def _simulated(trial: LiveTrial, scenario: "Scenario") -> "tuple[RunOutcome, ...]":
    make = find_strategy(trial.strategy)
    return outcomes(scenario, make, trial.agents, trial.seed, range(BAND_RUNS))


def _matters(row: ComparedFigure) -> bool:
    return bool(any(row.measured) or any(row.same) or row.band.high)


def _band(figure: str, found: "Sequence[RunOutcome]") -> SimulationBand:
    values = sorted(float(FIGURES[figure](each)) for each in found)
    cut = int(len(values) * (1 - BAND) / 2)
    return SimulationBand(values[cut], values[-1 - cut])


def _per_task(found: "Sequence[LiveRun]") -> dict[str, float]:
    """Minutes for each task, by kind, the largest first."""
    tasks = sum(each.outcome.started for each in found) * TICKS_PER_MINUTE
    kinds = sorted({kind for each in found for kind in each.overheads})
    sums = {kind: sum(each.overheads.get(kind, 0) for each in found) / tasks for kind in kinds}
    return dict(sorted(sums.items(), key=lambda pair: -pair[1]))


def _burdened(scenario: "Scenario", found: "Sequence[LiveRun]") -> "Scenario":
    """The scenario with the overhead where it arises: in merges or builds, rebases, and tasks."""
    per_task, counts = _per_task(found), Counter[str]()
    for each in found:
        counts.update(each.outcome.counts)
    tasks = counts[EventKind.STARTS]
    merging, rebasing = (tasks * per_task.pop(kind, 0.0) for kind in (_MERGING, _REBASING))
    builds, rebases = counts[EventKind.BUILDS], max(1, counts[EventKind.REBASES])
    merge, checks, rebase = scenario.merge, scenario.checks, scenario.rebase
    a_merge = 0.0 if builds else merging / (counts[EventKind.CONFLICTS] + tasks)
    a_check = merging / builds if builds else 0.0
    a_rebase = rebase.rebase_minutes + rebasing / rebases
    return scenario._replace(
        merge=merge._replace(merge_minutes=merge.merge_minutes + a_merge),
        checks=checks._replace(check_minutes=checks.check_minutes + a_check),
        rebase=rebase._replace(rebase_minutes=a_rebase),
        workload=OverheadWorkload(scenario, round(sum(per_task.values()) * TICKS_PER_MINUTE)),
    )
