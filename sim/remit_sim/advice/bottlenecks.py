"""What holds a strategy back: what would be gained if one obstacle at a time were gone."""

from typing import TYPE_CHECKING, NamedTuple

from remit_sim.advice.speedup_curves import AdviceTrial, paired_difference, run_cells
from remit_sim.experiment.jobs import ExperimentCell
from remit_sim.experiment.replications import estimate_mean
from remit_sim.world.tasks import sample_tasks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remit_sim.experiment.replications import Estimate, RunSample
    from remit_sim.world.scenario import Scenario
    from remit_sim.world.tasks import SimulatedTask

_NO_TIME = 1e-9
_QUARTER = 0.25  # without any, a merge queue would send one task back for ever at one moment


class Bottleneck(NamedTuple):
    """An obstacle, and the speed-up that its absence would add, in pairs."""

    name: str
    about: str
    gain: "Estimate"


class DisjointWorkload:
    """The scenario's own tasks, each with files that nobody else has: a workload."""

    def __init__(self, scenario: "Scenario") -> None:
        self._scenario = scenario

    def tasks(self, draws: tuple[int | str, ...], /) -> "tuple[SimulatedTask, ...]":
        """The tasks of that replication."""
        found, first, apart = sample_tasks(self._scenario, *draws), 0, list["SimulatedTask"]()
        for task in found:
            files = tuple(range(first, first + len(task.files)))
            apart.append(task._replace(files=files))
            first += len(files)
        return tuple(apart)


def find_bottlenecks(trial: AdviceTrial, sample: "RunSample") -> tuple[Bottleneck, ...]:
    """Every obstacle that the scenario has, the largest first."""
    changed = [*_without(trial.scenario)]
    scenarios = (trial.scenario, *(scenario for _, _, scenario in changed))
    cells = [ExperimentCell(each, sample.strategy, sample.agents, trial.seed) for each in scenarios]
    plain, *others = run_cells(trial.roughly(), cells)
    found = [
        Bottleneck(name, about, paired_difference(other, plain))
        for (name, about, _), other in zip(changed, others, strict=True)
    ]
    found.append(Bottleneck("tasks", "too few tasks for all", _idle(sample)))
    return tuple(sorted(found, key=lambda limit: -limit.gain.mean))


def _without(scenario: "Scenario") -> "Iterator[tuple[str, str, Scenario]]":
    """The scenario without one obstacle, for each that it has."""
    review, merge, checks = scenario.review, scenario.merge, scenario.checks
    edits, scopes = scenario.edits, scenario.scopes
    yield "files", "files that tasks share", scenario._replace(workload=DisjointWorkload(scenario))
    if review.reviewers:
        yield "review", "review", scenario._replace(review=review._replace(reviewers=0))
    if merge.merge_minutes:
        free = scenario._replace(merge=merge._replace(merge_minutes=0.0))
        yield "merge", "merging one by one", free
    if checks.check_minutes:
        free = scenario._replace(checks=checks._replace(check_minutes=0.0))
        yield "checks", "CI", free
    if checks.pass_share < 1:
        green = scenario._replace(checks=checks._replace(pass_share=1.0))
        yield "failures", "checks that fail", green
    if edits.rework_share:
        quick = edits._replace(rework_share=edits.rework_share * _QUARTER)
        yield "rework", "3/4 of the rework", scenario._replace(edits=quick)
    if scopes.miss_share:
        exact = scenario._replace(scopes=scopes._replace(miss_share=0.0))
        yield "manifests", "what manifests miss", exact


def _idle(sample: "RunSample") -> "Estimate":
    """What the agents without any task could have done, at the speed of those that had one."""
    pairs = zip(sample.values["idle_share"], sample.values["speed_up"], strict=True)
    return estimate_mean([speed * idle / max(1 - idle, _NO_TIME) for idle, speed in pairs])
