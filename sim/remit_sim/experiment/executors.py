"""Who runs the batches: this process, several processes, or a Dask cluster; the rows are the same.

A run is a function of its cell and its replication, so where it runs, in which order, and how often
it had to be tried again cannot show in it.
"""

import os
import time
from typing import TYPE_CHECKING, Protocol

from remit.errors import RemitError
from remit_sim.experiment.jobs import run_batch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from remit_sim.experiment.jobs import ReplicationBatch, Row

    Finished = Callable[[ReplicationBatch, list[Row]], None]

_MOMENT = 0.5  # seconds; starting two processes takes about as long
_ATTEMPTS = 3


class Executor(Protocol):
    """How batches are run; `workers` is how many at once, to size them by."""

    @property
    def workers(self) -> int:
        """At least 1."""
        ...

    def execute(self, batches: "Sequence[ReplicationBatch]", finished: "Finished", /) -> None:
        """Run all of them; `finished` is called here with each as soon as it is there."""
        ...


class DeadWorker(RemitError):  # noqa: N818 - what happened, as the log of a cluster calls it
    """A run that ended its worker each time that it was tried."""

    def __init__(self, batch: "ReplicationBatch") -> None:
        cell, (number,) = batch.cell, batch.replications
        super().__init__(
            f"replication {number} of {cell.strategy} with {cell.agents} agents, seed {cell.seed}, "
            f"ended its worker {_ATTEMPTS} times; all others that were finished are kept.",
            "is there enough memory? `--workers 1` runs it in this process, which shows why",
        )


class SerialExecutor:
    """In this process, one after the other."""

    workers = 1

    def execute(self, batches: "Sequence[ReplicationBatch]", finished: "Finished", /) -> None:
        """Run all of them."""
        for batch in batches:
            finished(batch, run_batch(batch))


class PatientExecutor:
    """In this process for a moment; what takes longer is given to the other executor."""

    def __init__(self, other: Executor) -> None:
        self._other = other
        self.workers = other.workers

    def execute(self, batches: "Sequence[ReplicationBatch]", finished: "Finished", /) -> None:
        """Run all of them."""
        end = time.monotonic() + _MOMENT
        for number, batch in enumerate(batches):
            if time.monotonic() > end:
                self._other.execute(batches[number:], finished)
                return
            finished(batch, run_batch(batch))


def make_executor(workers: int | None, dask: str | None) -> Executor:
    """What the options ask for: by default processes, as many as there are cores."""
    from remit_sim.experiment.processes import ProcessExecutor

    if dask is not None:
        from remit_sim.experiment.cluster import DaskCluster

        return DaskCluster(dask, workers or count_cores())
    if workers is None:
        return (
            PatientExecutor(ProcessExecutor(count_cores()))
            if count_cores() > 1
            else SerialExecutor()
        )
    return SerialExecutor() if workers == 1 else ProcessExecutor(workers)


def count_cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
