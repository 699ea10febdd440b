"""One strategy, so many agents, several replications: the same seeds give the same figures."""

from math import sqrt
from statistics import fmean, stdev
from typing import TYPE_CHECKING, NamedTuple

from remit_sim.experiment.t_distribution import t_quantile
from remit_sim.outcome.metrics import FIGURES, tally_outcome
from remit_sim.world.world import World

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from remit_sim.engine import TraceNote
    from remit_sim.outcome.metrics import RunOutcome
    from remit_sim.strategies import Make
    from remit_sim.world.scenario import Scenario

CONFIDENCE = 0.95


class Estimate(NamedTuple):
    """A mean and half the width of its 95% confidence interval; None where one run was all."""

    mean: float
    half_width: float | None


class RunSample(NamedTuple):
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


def outcome_figures(outcome: "RunOutcome") -> tuple[float, ...]:
    """Every figure of one run, in the order of `FIGURES`."""
    return tuple(float(each(outcome)) for each in FIGURES.values())


def sample_outcomes(
    strategy: str, agents: int, seed: int, found: "Sequence[RunOutcome]"
) -> RunSample:
    """The outcomes of the replications, taken together."""
    return sample_figures(strategy, agents, seed, list(map(outcome_figures, found)))


def sample_figures(
    strategy: str, agents: int, seed: int, rows: "Sequence[tuple[float, ...]]"
) -> RunSample:
    """The same from the figures of each run."""
    columns = map(list, zip(*rows, strict=True))
    values = dict(zip(FIGURES, columns, strict=True))
    estimates = {name: estimate_mean(each) for name, each in values.items()}
    return RunSample(strategy, agents, seed, values, estimates)


def trace_run(
    scenario: "Scenario", make: "Make", agents: int, seed: int, replication: int
) -> "list[TraceNote]":
    """The notes of one run."""
    notes = list["TraceNote"]()
    World(scenario, agents, (seed, replication), notes.append).run(make)
    return notes


def outcomes(
    scenario: "Scenario", make: "Make", agents: int, seed: int, replications: "Iterable[int]"
) -> "tuple[RunOutcome, ...]":
    """The outcome of each replication."""
    return tuple(
        tally_outcome(trace_run(scenario, make, agents, seed, number), agents)
        for number in replications
    )


def estimate_mean(values: "Sequence[float]", confidence: float = CONFIDENCE) -> Estimate:
    """The mean of independent values and how sure it is."""
    size = len(values)
    if size == 1:
        return Estimate(values[0], None)
    return Estimate(fmean(values), t_quantile(confidence, size - 1) * stdev(values) / sqrt(size))
