"""All strategies with all numbers of agents, on the same tasks, files and coins."""

from typing import TYPE_CHECKING, NamedTuple

from remit_sim.experiment.executors import Serial
from remit_sim.experiment.jobs import Cell
from remit_sim.experiment.replications import Estimate, Sample, estimate
from remit_sim.experiment.run_samples import samples

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from remit_sim.experiment.executors import Executor
    from remit_sim.world.scenario import Scenario

FIGURE = "speed_up"
_FEW = 6
_AFTER_CURVES = 2  # limits, and what other inputs would do


class Trial(NamedTuple):
    """What is tried, how often, and by whom."""

    scenario: "Scenario"
    strategies: tuple[str, ...]
    agents: tuple[int, ...]
    seed: int
    replications: int
    executor: "Executor" = Serial()

    def roughly(self) -> "Trial":
        """The same with few replications: what-ifs are many, and pairs make few runs enough."""
        return self._replace(replications=min(self.replications, _FEW))


class Curve(NamedTuple):
    """One strategy; its samples by their number of agents, ascending."""

    strategy: str
    samples: dict[int, Sample]

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


def curves(trial: Trial, progress: "Callable[[int, int], None] | None" = None) -> tuple[Curve, ...]:
    """The curve of each strategy; `progress` is told how many there are, of how many steps."""
    found = list[Curve]()
    for strategy in trial.strategies:
        cells = [Cell(trial.scenario, strategy, agents, trial.seed) for agents in trial.agents]
        of_agents = {sample.agents: sample for sample in tried(trial, cells)}
        found.append(Curve(strategy, of_agents))
        if progress is not None:
            progress(len(found), len(trial.strategies) + _AFTER_CURVES)
    return tuple(found)


def tried(trial: Trial, cells: "Sequence[Cell]") -> list[Sample]:
    """A sample of each cell, in their order."""
    return samples(cells, trial.replications, trial.executor)


def difference(one: Sample, other: Sample) -> Estimate:
    """How much faster `one` is, run by run: the same tasks and coins in both."""
    pairs = zip(one.values[FIGURE], other.values[FIGURE], strict=True)
    return estimate([left - right for left, right in pairs])


def is_real(found: Estimate, least: float = 0.0) -> bool:
    """Whether a difference is above its own error and above `least`."""
    return abs(found.mean) > max(found.half_width or 0.0, least) + 1e-12


def best(rows: "Sequence[Sample]") -> Sample:
    """The fastest of them; ties go to fewer agents, then by name."""
    return min(
        rows, key=lambda row: (-round(row.estimates[FIGURE].mean, 9), row.agents, row.strategy)
    )
