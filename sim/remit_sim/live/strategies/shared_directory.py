"""One directory for all, for real: each writes what it had read, with its own edit on top."""

from typing import TYPE_CHECKING

from remit_sim.live.strategies.in_order import LiveInOrder
from remit_sim.live.strategies.one_directory import read_task_files, write_task_files
from remit_sim.world.events import Activity

if TYPE_CHECKING:
    from remit_sim.live.run_script import ScriptTask
    from remit_sim.live.tasklist import TakenTask


class LiveSharedDirectory(LiveInOrder):
    """Read the files some time before the end (`gap_share`), write them at the end, whole."""

    def perform(self, task: "ScriptTask", taken: "TakenTask") -> None:
        """Work, read, work, write."""
        agent = self._agent
        gap = round(task.ticks * agent.script.terms.gap_share)
        with agent.phase(Activity.USEFUL, task.ticks - gap, "work"):
            pass
        with agent.phase(Activity.USEFUL, gap, "work"):
            base = agent.tasks.version()
            seen = read_task_files(agent, task)
        agent.is_reviewed()
        write_task_files(agent, task, taken.attempt, seen)
        agent.lands(task, taken.attempt, base)
