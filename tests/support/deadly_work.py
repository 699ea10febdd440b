"""Tasks that do something to the process that draws them; workers of any executor import this."""

import os
import signal
import time
from pathlib import Path
from typing import NamedTuple

from remit_sim.world.scenario import Scenario
from remit_sim.world.tasks import SimulatedTask

TASKS = (SimulatedTask(0, 60_000, (0,)), SimulatedTask(1, 120_000, (0, 1)))


class Calm(NamedTuple):
    """Two tasks, whose lengths depend on the replication, after so many seconds."""

    seconds: float = 0.0

    def tasks(self, draws: tuple[int | str, ...]) -> tuple[SimulatedTask, ...]:
        """The tasks of one replication."""
        time.sleep(self.seconds)
        return tuple(task._replace(ticks=task.ticks * (2 + int(draws[1]))) for task in TASKS)


class Deadly(NamedTuple):
    """As calm, but one replication kills its process: `times` times, as files in `folder` count."""

    folder: str
    replication: int
    times: int = 1_000

    def tasks(self, draws: tuple[int | str, ...]) -> tuple[SimulatedTask, ...]:
        """The tasks of one replication, if it comes to that."""
        if draws[1] == self.replication:
            before = len(list(Path(self.folder).iterdir()))
            if before < self.times:
                (Path(self.folder) / f"{before}-{os.getpid()}").touch()
                os.kill(os.getpid(), signal.SIGKILL)
        return Calm().tasks(draws)


def scenario(work: Calm | Deadly) -> Scenario:
    """A scenario of these tasks."""
    return Scenario("work", workload=work)
