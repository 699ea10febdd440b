"""One directory for all, for real: each writes what it had read, with its own edit on top."""

from typing import TYPE_CHECKING

from remit_sim.live.strategies.in_order import InOrder
from remit_sim.live.strategies.one_directory import read, write
from remit_sim.world.events import Spending

if TYPE_CHECKING:
    from remit_sim.live.run_script import Played
    from remit_sim.live.tasklist import Taken


class SharedDirectory(InOrder):
    """Read the files some time before the end (`gap_share`), write them at the end, whole."""

    def perform(self, task: "Played", taken: "Taken") -> None:
        """Work, read, work, write."""
        agent = self._agent
        gap = round(task.ticks * agent.script.terms.gap_share)
        with agent.phase(Spending.USEFUL, task.ticks - gap, "work"):
            pass
        with agent.phase(Spending.USEFUL, gap, "work"):
            base = agent.tasks.version()
            seen = read(agent, task)
        agent.is_reviewed()
        write(agent, task, taken.attempt, seen)
        agent.lands(task, taken.attempt, base)
