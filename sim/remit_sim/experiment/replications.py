"""One strategy, so many agents, several replications: the same seeds give the same figures."""

from math import sqrt
from statistics import fmean, stdev
from typing import TYPE_CHECKING, NamedTuple

from remit_sim.experiment.t_distribution import quantile
from remit_sim.outcome.metrics import FIGURES, tally
from remit_sim.world.world import World

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from remit_sim.engine import Note
    from remit_sim.outcome.metrics import Outcome
    from remit_sim.strategies import Make
    from remit_sim.world.scenario import Scenario

CONFIDENCE = 0.95


class Estimate(NamedTuple):
    """A mean and half the width of its 95% confidence interval; None where one run was all."""

    mean: float
    half_width: float | None


class Sample(NamedTuple):
    """Several runs of one strategy: every figure of each, and what they say together."""

    strategy: str
    agents: int
    seed: int
    values: "Mapping[str, list[float]]"
    estimates: "Mapping[str, Estimate]"

    @property
    def replications(self) -> int:
        """How many runs there are."""
        return len(next(iter(self.values.values())))


def figures(outcome: "Outcome") -> tuple[float, ...]:
    """Every figure of one run, in the order of `FIGURES`."""
    return tuple(float(each(outcome)) for each in FIGURES.values())


def sample(strategy: str, agents: int, seed: int, found: "Sequence[Outcome]") -> Sample:
    """The outcomes of the replications, taken together."""
    return gathered(strategy, agents, seed, list(map(figures, found)))


def gathered(strategy: str, agents: int, seed: int, rows: "Sequence[tuple[float, ...]]") -> Sample:
    """The same from the figures of each run."""
    columns = map(list, zip(*rows, strict=True))
    values = dict(zip(FIGURES, columns, strict=True))
    estimates = {name: estimate(each) for name, each in values.items()}
    return Sample(strategy, agents, seed, values, estimates)


def traced(
    scenario: "Scenario", make: "Make", agents: int, seed: int, replication: int
) -> "list[Note]":
    """The notes of one run."""
    notes = list["Note"]()
    World(scenario, agents, (seed, replication), notes.append).run(make)
    return notes


def outcomes(
    scenario: "Scenario", make: "Make", agents: int, seed: int, replications: "Iterable[int]"
) -> "tuple[Outcome, ...]":
    """The outcome of each replication."""
    return tuple(
        tally(traced(scenario, make, agents, seed, number), agents) for number in replications
    )


def estimate(values: "Sequence[float]", confidence: float = CONFIDENCE) -> Estimate:
    """The mean of independent values and how sure it is."""
    size = len(values)
    if size == 1:
        return Estimate(values[0], None)
    return Estimate(fmean(values), quantile(confidence, size - 1) * stdev(values) / sqrt(size))
