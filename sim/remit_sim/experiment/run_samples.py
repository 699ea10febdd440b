"""Samples of many cells at once, by whatever executor."""

from typing import TYPE_CHECKING

from remit_sim.experiment.jobs import split_batches
from remit_sim.experiment.replications import RunSample, sample_figures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.history.progress import Progress
    from remit_sim.experiment.executors import Executor
    from remit_sim.experiment.jobs import ExperimentCell, ReplicationBatch, Row


def sample_cells(
    cells: "Sequence[ExperimentCell]",
    replications: int,
    executor: "Executor",
    told: "Progress | None" = None,
) -> list[RunSample]:
    """A sample of each cell, in their order; `told` hears how many runs are done."""
    rows: list[dict[int, Row]] = [{} for _ in cells]
    done = 0

    def finished(batch: "ReplicationBatch", found: "list[Row]") -> None:
        nonlocal done
        done += len(found)
        rows[batch.place].update(zip(batch.replications, found, strict=True))
        if told:
            told(done, len(cells) * replications)

    wanted = ((cell, range(replications)) for cell in cells)
    executor.execute(split_batches(wanted, executor.workers), finished)
    return list(map(_sample, cells, rows))


def _sample(cell: "ExperimentCell", rows: "dict[int, Row]") -> RunSample:
    return sample_figures(cell.strategy, cell.agents, cell.seed, [rows[at] for at in sorted(rows)])
