"""Where the processes of a real run begin: `python -m remit_sim.live.worker_main FOLDER NUMBER`.

Number 0 is the merge queue, the others are agents. A process says that it is ready, and begins when
everybody is, at the moment that the folder's file `begun` names.
"""

import sys
from pathlib import Path

from remit.system import clock
from remit.system.processes import die_with_parent
from remit_sim.live.agent import LiveAgent
from remit_sim.live.merge_queue_worker import QUEUE, MergeQueueWorker
from remit_sim.live.run_directory import RunDirectory
from remit_sim.live.run_script import RunScript, parse_script
from remit_sim.live.strategies import LiveStrategy, find_live_strategy
from remit_sim.live.tasklist import TakenTask
from remit_sim.live.time_scale import TimeScale
from remit_sim.world.events import Activity

_GLANCE_SECONDS = 0.005


def run_worker(folder: Path, number: int) -> None:
    """The whole life of one process."""
    ground = RunDirectory(folder)
    script = parse_script(ground.script.read_text("utf-8"))
    if number != QUEUE and not find_live_strategy(script.strategy).in_one_directory:
        ground.workshop().open(ground.workspace(number))
    ground.ready(number).touch()
    while not ground.begun.exists():
        clock.sleep_until(clock.monotonic_now() + _GLANCE_SECONDS)
    pace = TimeScale(script.minutes_per_second, float(ground.begun.read_text("utf-8")))
    if number == QUEUE:
        landing = MergeQueueWorker(ground, script, pace)
        pace.sleep_until(0)
        landing.run()
    else:
        agent = LiveAgent(ground, script, pace, number)
        pace.sleep_until(0)
        _live(agent, script)


def _live(agent: LiveAgent, script: RunScript) -> None:
    """Take tasks and do them, until all have landed."""
    way = find_live_strategy(script.strategy).way(agent)
    while agent.tasks.unfinished():
        taken = agent.tasks.take(agent.number, way.choose) or _waited(agent, way)
        if taken is not None:
            task = script.tasks[taken.number]
            if not taken.attempt:
                agent.starts(task)
            way.perform(task, taken)


def _waited(agent: LiveAgent, way: LiveStrategy) -> TakenTask | None:
    """The next task, as soon as there is one that may begin; None where all have landed."""
    kind = Activity.WAITING if agent.tasks.opened() else Activity.IDLE
    with agent.phase(kind):
        while agent.tasks.unfinished():
            agent.glances()
            taken = agent.tasks.take(agent.number, way.choose)
            if taken is not None:
                return taken
    return None


if __name__ == "__main__":
    die_with_parent()
    run_worker(Path(sys.argv[1]), int(sys.argv[2]))
