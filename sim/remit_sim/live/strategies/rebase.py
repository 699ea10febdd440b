"""Worktrees with continuous rebase, for real: `git rebase` whenever the trunk has moved."""

from typing import TYPE_CHECKING

from remit_sim.live.strategies.in_order import LiveInOrder
from remit_sim.live.strategies.worktree import TaskWorktree
from remit_sim.world.events import Activity

if TYPE_CHECKING:
    from remit_sim.live.run_script import ScriptTask
    from remit_sim.live.tasklist import TakenTask


class LiveRebase(LiveInOrder):
    """An agent commits early and rebases while it works, at once or every so many minutes.

    What is left to conflict at the end is found and resolved as without rebasing.
    """

    def perform(self, task: "ScriptTask", taken: "TakenTask") -> None:
        """Branch, work and rebase in turns, be reviewed, merge."""
        worktree = TaskWorktree(self._agent, task, taken)
        worktree.begins()
        done = 0
        while done < task.ticks:
            done += self._works(task.ticks - done, worktree.base)
            if self._agent.tasks.version() > worktree.base:
                worktree.rebases(min(done, task.ticks))
        self._agent.is_reviewed()
        worktree.lands()

    def _works(self, left: int, base: int) -> int:
        """Work until it is time to rebase or all is done; the ticks that this took."""
        agent, every = self._agent, self._agent.script.terms.rebase_every
        begun = agent.pace.now
        if every:
            with agent.phase(Activity.USEFUL, min(left, every)):
                pass
        else:
            with agent.phase(Activity.USEFUL):
                while agent.pace.now - begun < left and agent.tasks.version() == base:
                    agent.glances()
        return agent.pace.now - begun
