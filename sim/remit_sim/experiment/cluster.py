"""A Dask cluster, its own scheduler's or one of this machine, with the same runs and the same rows.

The scheduler gives what a dead worker had in hand to others by itself. A run that it has given up
is tried alone before it is called deadly; a scheduler that is gone is a sentence, and what had
been finished is kept by whoever was told of it.
"""

import logging
import time
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from remit.errors import RemitError, UsageError
from remit.install_command import install_command
from remit_sim.experiment.executors import DeadWorker
from remit_sim.experiment.jobs import run_batch

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Sequence

    from remit_sim.experiment.executors import Finished
    from remit_sim.experiment.jobs import ReplicationBatch, Row

LOCAL = "local"
_SECONDS = 10
_PATIENCE = 30
_SHOWN = 8
_UNREAD = "Error during deserialization"  # what a scheduler without remit says


class DaskCluster:
    """The cluster of the scheduler at `address`, or, with `local`, one of so many processes."""

    def __init__(self, address: str, workers: int) -> None:
        self.workers = workers
        self._address = address

    def execute(self, batches: "Sequence[ReplicationBatch]", finished: "Finished", /) -> None:
        """Run all of them; raises `RemitError` without a cluster, or where it goes away."""
        closed = _distributed().comm.CommClosedError
        with _quiet(), _client(self._address, self.workers) as client:
            try:
                _run(client, list(batches), finished)
            except closed:
                raise _lost() from None


def version() -> str:
    """Of remit, where this is called."""
    from importlib import metadata

    return metadata.version("remit")


def run_remote_batch(batch: "ReplicationBatch", wanted: str) -> "list[Row]":
    """What a worker does; raises `RemitError` where it has another version of remit."""
    if version() != wanted:
        raise RemitError(
            f"a worker of the cluster has remit {version()}, and this is remit {wanted}.",
            "install the same version everywhere",
        )
    return run_batch(batch)


def _distributed() -> Any:
    try:
        import distributed
    except ImportError:
        hint = f"{install_command('cluster')}; or leave --dask out"
        raise UsageError("--dask needs Dask, which is not installed.", hint) from None
    return distributed


@contextmanager
def _quiet() -> "Generator[None]":
    """Dask logs a lost scheduler with its traceback; here that is a sentence."""
    names = ("distributed", "distributed.client", "distributed.core")
    loggers = list(map(logging.getLogger, names))
    levels = [each.level for each in loggers]
    for each in loggers:
        each.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for each, level in zip(loggers, levels, strict=True):
            each.setLevel(level)


@contextmanager
def _client(address: str, workers: int) -> "Generator[Any]":
    """A client of the cluster; a local one ends with it."""
    distributed = _distributed()
    if address == LOCAL:
        with (
            distributed.LocalCluster(
                n_workers=workers, threads_per_worker=1, dashboard_address=":0", silence_logs=50
            ) as cluster,
            distributed.Client(cluster) as client,
        ):
            yield client
        return
    try:
        client = distributed.Client(address, timeout=_SECONDS)
    except (OSError, TimeoutError, ValueError) as error:
        hint = "start one with `dask scheduler`, and give its address, for example tcp://host:8786"
        raise RemitError(f"there is no Dask scheduler at {address}: {error}.", hint) from None
    try:
        yield client
    finally:
        client.close(timeout=1)


def _run(client: Any, left: "list[ReplicationBatch]", finished: "Finished") -> None:
    ours, at_once = version(), 4 * max(1, sum(client.nthreads().values()))
    running, suspects = dict[Any, "ReplicationBatch"](), list["ReplicationBatch"]()
    alone: ReplicationBatch | None = None
    left.reverse()
    while left or running or suspects:
        if suspects and not left and not running:
            alone = suspects.pop()
            left.append(alone)
        while left and len(running) < at_once:
            batch = left.pop()
            running[client.submit(run_remote_batch, batch, ours, pure=False)] = batch
        for future in _settled(client, running):
            batch = running.pop(future)
            found = _found(future)
            if found is not None:
                finished(batch, found)
            elif not _killed(future):
                left.append(_again(client, future, batch))
            elif batch is alone:
                raise DeadWorker(batch)
            else:
                suspects.extend(batch.singles())
            future.release()  # else the scheduler would make it again where its worker dies


def _settled(client: Any, running: "dict[Any, ReplicationBatch]") -> "list[Any]":
    """Those that are over, whatever came of them; raises where nobody is left to work on any."""
    futures = list(running)
    distributed, end = _distributed(), time.monotonic() + _PATIENCE
    while True:
        with suppress(TimeoutError, CancelledError):
            distributed.wait(futures, timeout=1, return_when="FIRST_COMPLETED")
        over = [future for future in futures if future.status != "pending"]
        if over:
            return over
        if client.status != "running":
            raise _lost()
        if client.nthreads():
            end = time.monotonic() + _PATIENCE
        elif time.monotonic() > end:
            raise RemitError(
                f"the cluster has had no worker for {_PATIENCE} seconds; all runs that were "
                f"finished are kept. In hand, and perhaps to blame: {_listed(running.values())}.",
                "start workers with `dask worker ADDRESS`, and call it again",
            )


def _found(future: Any) -> "list[Row] | None":
    """The rows; None after an error, or where the worker that held them died before they came."""
    if future.status != "finished":
        return None
    try:
        rows: list[Row] = future.result(timeout=_SECONDS)
    except (CancelledError, TimeoutError, OSError):
        return None
    return rows


def _killed(future: Any) -> bool:
    """Whether it, or what its worker did at that time, ended as many workers as Dask allows."""
    killed = _distributed().KilledWorker
    return future.status == "error" and isinstance(future.exception(), killed)


def _again(client: Any, future: Any, batch: "ReplicationBatch") -> "ReplicationBatch":
    """The batch, where only its worker was lost; raises for all that another try cannot mend."""
    error = future.exception() if future.status == "error" else None
    if isinstance(error, ImportError) or _UNREAD in str(error):
        hint = "install the same remit[cluster] where the scheduler and the workers are"
        raise RemitError(f"the cluster cannot run remit: {_line(error)}.", hint) from None
    if error is not None:
        raise error
    if client.status == "running":
        return batch
    raise _lost()


def _lost() -> RemitError:
    return RemitError(
        "the connection to the Dask scheduler was lost; all runs that were finished are kept.",
        "call it again when the scheduler is back: a sweep does only what is missing",
    )


def _listed(batches: "Iterable[ReplicationBatch]") -> str:
    """What each batch is, as far as there is room for it."""
    shown = [
        f"replication {', '.join(map(str, batch.replications))} of {batch.cell.strategy} "
        f"with {batch.cell.agents} agents"
        for batch in batches
    ]
    more = [f"{len(shown) - _SHOWN} more"] if len(shown) > _SHOWN else []
    return "; ".join([*shown[:_SHOWN], *more])


def _line(error: object) -> str:
    return " ".join(str(error).split())[:200].rstrip(".")
