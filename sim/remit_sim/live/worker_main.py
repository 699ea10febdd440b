"""Where the processes of a real run begin: `python -m remit_sim.live.worker_main FOLDER NUMBER`.

Number 0 is the merge queue, the others are agents. A process says that it is ready, and begins when
everybody is, at the moment that the folder's file `begun` names.
"""

import sys
from pathlib import Path

from remit.system import clock
from remit.system.processes import outlive_nobody
from remit_sim.live.agent import Agent
from remit_sim.live.merge_queue_worker import QUEUE, Landing
from remit_sim.live.run_directory import Ground
from remit_sim.live.run_script import Script, read
from remit_sim.live.strategies import Way, real
from remit_sim.live.tasklist import Taken
from remit_sim.live.time_scale import Pace
from remit_sim.world.events import Spending

_GLANCE_SECONDS = 0.005


def run(folder: Path, number: int) -> None:
    """The whole life of one process."""
    ground = Ground(folder)
    script = read(ground.script.read_text("utf-8"))
    if number != QUEUE and not real(script.strategy).in_one_directory:
        ground.workshop().open(ground.workspace(number))
    ground.ready(number).touch()
    while not ground.begun.exists():
        clock.sleep_until(clock.now() + _GLANCE_SECONDS)
    pace = Pace(script.minutes_per_second, float(ground.begun.read_text("utf-8")))
    if number == QUEUE:
        landing = Landing(ground, script, pace)
        pace.sleep_until(0)
        landing.run()
    else:
        agent = Agent(ground, script, pace, number)
        pace.sleep_until(0)
        _live(agent, script)


def _live(agent: Agent, script: Script) -> None:
    """Take tasks and do them, until all have landed."""
    way = real(script.strategy).way(agent)
    while agent.tasks.unfinished():
        taken = agent.tasks.take(agent.number, way.choose) or _waited(agent, way)
        if taken is not None:
            task = script.tasks[taken.number]
            if not taken.attempt:
                agent.starts(task)
            way.perform(task, taken)


def _waited(agent: Agent, way: Way) -> Taken | None:
    """The next task, as soon as there is one that may begin; None where all have landed."""
    kind = Spending.WAITING if agent.tasks.opened() else Spending.IDLE
    with agent.phase(kind):
        while agent.tasks.unfinished():
            agent.glances()
            taken = agent.tasks.take(agent.number, way.choose)
            if taken is not None:
                return taken
    return None


if __name__ == "__main__":
    outlive_nobody()
    run(Path(sys.argv[1]), int(sys.argv[2]))
