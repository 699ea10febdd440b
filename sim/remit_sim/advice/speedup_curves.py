"""All strategies with all numbers of agents, on the same tasks, files and coins."""

from typing import TYPE_CHECKING, NamedTuple

from remit_sim.experiment.executors import SerialExecutor
from remit_sim.experiment.jobs import ExperimentCell
from remit_sim.experiment.replications import Estimate, RunSample, estimate_mean
from remit_sim.experiment.run_samples import sample_cells

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from remit_sim.experiment.executors import Executor
    from remit_sim.world.scenario import Scenario

FIGURE = "speed_up"
_FEW = 6
_AFTER_CURVES = 2  # limits, and what other inputs would do


class AdviceTrial(NamedTuple):
    """What is tried, how often, and by whom."""

    scenario: "Scenario"
    strategies: tuple[str, ...]
    agents: tuple[int, ...]
    seed: int
    replications: int
    executor: "Executor" = SerialExecutor()

    def roughly(self) -> "AdviceTrial":
        """The same with few replications: what-ifs are many, and pairs make few runs enough."""
        return self._replace(replications=min(self.replications, _FEW))


class SpeedupCurve(NamedTuple):
    """One strategy; its samples by their number of agents, ascending."""

    strategy: str
    samples: dict[int, RunSample]

    @property
    def loses(self) -> bool:
        """Whether a task was lost in some run: such a strategy is never advised."""
        return any(any(each.values["lost_tasks"]) for each in self.samples.values())

    def speed_up(self, agents: int) -> Estimate:
        """Kept work per minute: 1 is one agent who never waits."""
        return self.samples[agents].estimates[FIGURE]

    @property
    def means(self) -> dict[int, float]:
        """The mean speed-up of each number of agents."""
        return {agents: self.speed_up(agents).mean for agents in self.samples}


def measure_speedup_curves(
    trial: AdviceTrial, progress: "Callable[[int, int], None] | None" = None
) -> tuple[SpeedupCurve, ...]:
    """The curve of each strategy; `progress` is told how many there are, of how many steps."""
    found = list[SpeedupCurve]()
    for strategy in trial.strategies:
        cells = [
            ExperimentCell(trial.scenario, strategy, agents, trial.seed) for agents in trial.agents
        ]
        of_agents = {sample.agents: sample for sample in run_cells(trial, cells)}
        found.append(SpeedupCurve(strategy, of_agents))
        if progress is not None:
            progress(len(found), len(trial.strategies) + _AFTER_CURVES)
    return tuple(found)


def run_cells(trial: AdviceTrial, cells: "Sequence[ExperimentCell]") -> list[RunSample]:
    """A sample of each cell, in their order."""
    return sample_cells(cells, trial.replications, trial.executor)


def paired_difference(one: RunSample, other: RunSample) -> Estimate:
    """How much faster `one` is, run by run: the same tasks and coins in both."""
    pairs = zip(one.values[FIGURE], other.values[FIGURE], strict=True)
    return estimate_mean([left - right for left, right in pairs])


def is_significant(found: Estimate, least: float = 0.0) -> bool:
    """Whether a difference is above its own error and above `least`."""
    return abs(found.mean) > max(found.half_width or 0.0, least) + 1e-12


def fastest_sample(rows: "Sequence[RunSample]") -> RunSample:
    """The fastest of them; ties go to fewer agents, then by name."""
    return min(
        rows, key=lambda row: (-round(row.estimates[FIGURE].mean, 9), row.agents, row.strategy)
    )
