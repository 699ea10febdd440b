"""Who runs the replications does not show in them; dead workers and schedulers lose nothing."""

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import distributed
import psutil
import pytest
from deadly_work import Calm, Deadly, scenario

from remit.errors import RemitError, UsageError
from remit_sim.experiment import cluster
from remit_sim.experiment.cluster import DaskCluster
from remit_sim.experiment.executors import (
    DeadWorker,
    Executor,
    PatientExecutor,
    SerialExecutor,
    make_executor,
)
from remit_sim.experiment.jobs import ExperimentCell, ReplicationBatch, Row, split_batches
from remit_sim.experiment.processes import ProcessExecutor

local: Any = distributed.LocalCluster  # it has no types
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "support")}
STRATEGIES = ("worktrees", "locks", "queue-batch")


def cells(work: Calm | Deadly) -> list[ExperimentCell]:
    return [ExperimentCell(scenario(work), name, 2, 1) for name in STRATEGIES]


class Kept:
    """The rows of all batches, and something to do when the first one is there."""

    def __init__(self, first: Callable[[], None] = lambda: None) -> None:
        self.rows = dict[tuple[int, int], Row]()
        self._first = first

    def __call__(self, batch: ReplicationBatch, rows: list[Row]) -> None:
        if not self.rows:
            self._first()
        for number, row in zip(batch.replications, rows, strict=True):
            assert self.rows.setdefault((batch.place, number), row) == row


def run(by: Executor, work: Calm | Deadly, kept: Kept, runs: int = 6) -> dict[tuple[int, int], Row]:
    by.execute(split_batches([(cell, range(runs)) for cell in cells(work)], by.workers), kept)
    return kept.rows


@pytest.fixture(scope="module")
def wanted() -> dict[tuple[int, int], Row]:
    return run(SerialExecutor(), Calm(), Kept())


@pytest.fixture(scope="module")
def dask() -> "Iterator[Any]":
    with local(
        n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=50
    ) as cluster_here:
        yield cluster_here


def children() -> set[Any]:
    return set(multiprocessing.active_children())


@pytest.fixture
def nobody_is_left() -> "Iterator[None]":
    before = children()
    yield
    assert children() <= before


alone = pytest.mark.usefixtures("nobody_is_left")


def test_the_runs_are_cut_so_that_all_workers_have_work_to_the_end() -> None:
    for runs in (1, 3, 40, 400):
        cut = split_batches([(cell, range(runs)) for cell in cells(Calm())], 2)
        assert {n for batch in cut for n in batch.replications} == set(range(runs))
        assert sum(len(batch.replications) for batch in cut) == 3 * runs
        assert max(len(batch.replications) for batch in cut) <= max(1, min(10, 3 * runs // 16))


@alone
@pytest.mark.parametrize(
    "by", [ProcessExecutor(2), PatientExecutor(ProcessExecutor(2)), ProcessExecutor(1)]
)
def test_processes_give_the_rows_of_one_process(
    by: Executor, wanted: dict[tuple[int, int], Row]
) -> None:
    assert run(by, Calm(), Kept()) == wanted


@alone
def test_what_takes_longer_than_a_moment_goes_to_processes(
    wanted: dict[tuple[int, int], Row],
) -> None:
    seen = list[int]()

    class Watched(ProcessExecutor):
        def execute(self, left: Any, finished: Any, /) -> None:
            seen.append(len(left))
            super().execute(left, finished)

    assert run(PatientExecutor(Watched(2)), Calm(0.2), Kept()) == wanted
    assert len(seen) == 1
    assert 0 < seen[0] < 18


def test_dask_gives_the_rows_of_one_process(dask: Any, wanted: dict[tuple[int, int], Row]) -> None:
    assert run(DaskCluster(dask.scheduler_address, 2), Calm(), Kept()) == wanted


@alone
def test_a_local_cluster_is_started_and_ended(wanted: dict[tuple[int, int], Row]) -> None:
    assert run(DaskCluster("local", 1), Calm(), Kept()) == wanted


@alone
def test_a_worker_that_is_killed_in_the_middle_loses_nothing(
    wanted: dict[tuple[int, int], Row],
) -> None:
    before, killed = children(), list[Any]()

    def kill() -> None:
        killed.append((children() - before).pop())
        killed[0].kill()

    assert run(ProcessExecutor(2), Calm(0.05), Kept(kill)) == wanted
    assert killed[0].exitcode == -signal.SIGKILL


def test_a_worker_of_dask_that_is_killed_in_the_middle_loses_nothing(
    dask: Any, wanted: dict[tuple[int, int], Row]
) -> None:
    def kill() -> None:
        (worker, *_) = dask.workers.values()
        os.kill(worker.process.pid, signal.SIGKILL)

    assert run(DaskCluster(dask.scheduler_address, 2), Calm(0.05), Kept(kill)) == wanted


@alone
def test_a_run_that_kills_its_worker_once_is_tried_again(
    tmp_path: Path, wanted: dict[tuple[int, int], Row]
) -> None:
    assert run(ProcessExecutor(2), Deadly(str(tmp_path), 3, times=1), Kept()) == wanted


@alone
def test_a_run_that_always_kills_its_worker_is_named_and_the_others_are_kept(
    tmp_path: Path, wanted: dict[tuple[int, int], Row]
) -> None:
    kept = Kept()
    with pytest.raises(DeadWorker, match="replication 3 of worktrees with 2 agents, seed 1"):
        run(ProcessExecutor(2), Deadly(str(tmp_path), 3), kept)
    assert kept.rows
    assert kept.rows.items() <= wanted.items()


def test_a_run_that_always_kills_its_worker_is_named_on_a_cluster_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its own name, or among those in hand where it has ended all workers that there were."""
    monkeypatch.setattr(cluster, "_PATIENCE", 5)
    with (
        local(n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=50) as own,
        pytest.raises(RemitError, match="replication 3 of "),
    ):
        run(DaskCluster(own.scheduler_address, 2), Deadly(str(tmp_path), 3), Kept())


def test_a_scheduler_that_is_lost_is_a_sentence_and_what_was_finished_is_kept(
    wanted: dict[tuple[int, int], Row],
) -> None:
    scheduler = subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_scheduler", "--port", "0", "--no-dashboard"],
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
    )
    assert scheduler.stderr is not None
    address = next(
        line.split()[-1] for line in scheduler.stderr if "Scheduler at:" in line and "tcp" in line
    )
    worker = subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_worker", address, "--no-dashboard",
         "--nthreads", "1", "--death-timeout", "60"],
        stderr=subprocess.DEVNULL,
        env=ENVIRONMENT,
    )  # fmt: skip
    kept = Kept(scheduler.kill)
    try:
        with pytest.raises(RemitError, match="the connection to the Dask scheduler was lost"):
            run(DaskCluster(address, 2), Calm(0.1), kept)
    finally:
        for process in (worker, scheduler):
            process.terminate()
            process.wait(20)
        scheduler.stderr.close()
    assert kept.rows
    assert kept.rows.items() < wanted.items()


def test_where_there_is_no_scheduler_that_is_said() -> None:
    with pytest.raises(RemitError, match="there is no Dask scheduler at tcp:"):
        run(DaskCluster("tcp://127.0.0.1:9", 2), Calm(), Kept())


def test_a_worker_of_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    (batch, *_) = split_batches([(cell, range(1)) for cell in cells(Calm())], 1)
    assert cluster.run_remote_batch(batch, cluster.version())
    with pytest.raises(RemitError, match=r"and this is remit 0\.0"):
        cluster.run_remote_batch(batch, "0.0")
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError) as refused:
        run(make_executor(None, "local"), Calm(), Kept())
    assert "[cluster]" in refused.value.hint


def test_workers_end_with_their_parent_however_it_ends(tmp_path: Path) -> None:
    code = (
        "import sys; sys.path[:0] = sys.argv[1:2]\n"
        "from deadly_work import Calm, scenario\n"
        "from remit_sim.experiment.jobs import ExperimentCell, split_batches\n"
        "from remit_sim.experiment.processes import ProcessExecutor\n"
        "def told(batch, rows): print('one', flush=True)\n"
        "if __name__ == '__main__':\n"
        "    cell = ExperimentCell(scenario(Calm(0.2)), 'worktrees', 1, 1)\n"
        "    ProcessExecutor(2).execute(split_batches([(cell, range(200))], 2), told)\n"
    )
    script = tmp_path / "parent.py"
    script.write_text(code, "utf-8")
    support = str(Path(__file__).parents[2] / "support")
    parent = subprocess.Popen(
        [sys.executable, str(script), support], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    assert parent.stdout.readline() == "one\n"
    workers = psutil.Process(parent.pid).children(recursive=True)
    assert len(workers) >= 2
    parent.kill()
    parent.wait()
    parent.stdout.close()
    gone, alive = psutil.wait_procs(workers, timeout=20)
    assert (len(gone), alive) == (len(workers), [])
