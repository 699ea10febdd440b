"""What is handed out to executors: runs of one strategy with one number of agents, in batches."""

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from remit_sim.experiment.replications import outcome_figures, outcomes
from remit_sim.strategies import find_strategy
from remit_sim.world.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Row: TypeAlias = "tuple[float, ...]"
"""The figures of one run, in the order of `FIGURES`."""

_MOST = 10  # runs in a batch: what is lost where a worker is stopped in the middle


class ExperimentCell(NamedTuple):
    """Everything that decides what a run comes to, but its replication."""

    scenario: Scenario
    strategy: str
    agents: int
    seed: int


class ReplicationBatch(NamedTuple):
    """Some replications of one cell; what an executor hands to a worker.

    `place` is that of the cell among those that were wanted.
    """

    place: int
    cell: ExperimentCell
    replications: tuple[int, ...]

    def singles(self) -> "Iterator[ReplicationBatch]":
        """The same, one replication each."""
        return (self._replace(replications=(number,)) for number in self.replications)


def run_batch(batch: ReplicationBatch) -> list[Row]:
    """The rows of a batch, in order: what a worker does."""
    cell = batch.cell
    make = find_strategy(cell.strategy)
    each = outcomes(cell.scenario, make, cell.agents, cell.seed, batch.replications)
    return list(map(outcome_figures, each))


def split_batches(
    wanted: "Iterable[tuple[ExperimentCell, Iterable[int]]]", workers: int
) -> list[ReplicationBatch]:
    """The wanted replications in batches small enough for all workers to have work to the end."""
    listed = [(cell, tuple(numbers)) for cell, numbers in wanted]
    runs = sum(len(numbers) for _, numbers in listed)
    size = max(1, min(_MOST, runs // (workers * 8)))
    return [
        ReplicationBatch(place, cell, numbers[first : first + size])
        for place, (cell, numbers) in enumerate(listed)
        for first in range(0, len(numbers), size)
    ]
