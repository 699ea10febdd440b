"""Several processes on this machine: what a dead worker had in hand is tried again, alone.

Workers are started afresh (spawned), hear no Ctrl-C of their own, and end with their parent,
however that ends.
"""

import multiprocessing
import os
import signal
import threading
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TYPE_CHECKING

from remit_sim.experiment.executors import DeadWorker
from remit_sim.experiment.jobs import run_batch

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from concurrent.futures import Future

    from remit_sim.experiment.executors import Finished
    from remit_sim.experiment.jobs import ReplicationBatch, Row

_ATTEMPTS = 3


class ProcessExecutor:
    """So many worker processes."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def execute(self, batches: "Sequence[ReplicationBatch]", finished: "Finished", /) -> None:
        """Run all of them; raises `DeadWorker` for a run that always ends its worker."""
        left = list(batches)
        while left:
            in_hand = _pooled(left, self.workers, finished)
            for batch in in_hand:
                for single in batch.singles():
                    _alone(single, finished)


def _alone(single: "ReplicationBatch", finished: "Finished") -> None:
    """One run in a worker of its own, so that nobody else can be what ends it."""
    for _ in range(_ATTEMPTS):
        if not _pooled([single], 1, finished):
            return
    raise DeadWorker(single)


def _pooled(
    left: "list[ReplicationBatch]", workers: int, finished: "Finished"
) -> "list[ReplicationBatch]":
    """Take from `left` and run, up to its end or to a worker's; what was in hand then."""
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(min(workers, len(left)), context, initializer=_begun)
    running = dict["Future[list[Row]]", "ReplicationBatch"]()
    left.reverse()
    try:
        while left or running:
            while left and len(running) < workers + 1:
                batch = left.pop()
                with _unheard_interrupts():
                    running[pool.submit(run_batch, batch)] = batch
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                finished(running[future], future.result())
                del running[future]
    except BrokenProcessPool:
        return _in_hand(running, finished)
    finally:
        left.reverse()
        _stopped(pool)
    return []


def _in_hand(
    running: "dict[Future[list[Row]], ReplicationBatch]", finished: "Finished"
) -> "list[ReplicationBatch]":
    """The batches that a dead worker may have had; of the others that are done, nothing is lost."""
    lost = list["ReplicationBatch"]()
    for future, batch in running.items():
        if future.done() and not future.cancelled() and future.exception() is None:
            finished(batch, future.result())
        else:
            lost.append(batch)
    return lost


def _stopped(pool: ProcessPoolExecutor) -> None:
    """End the workers now: nobody waits for what they have in hand."""
    processes = list((pool._processes or {}).values())  # noqa: SLF001 - public from Python 3.14 on
    for process in processes:
        process.kill()
    pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _unheard_interrupts() -> "Generator[None]":
    """What is started inside never hears Ctrl-C; here it is heard afterwards."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begun() -> None:
    """In a worker: hear no Ctrl-C, and end when the parent does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_followed, daemon=True).start()


def _followed() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
