"""A worktree per task, for real: git finds the conflicts when the task is merged."""

from typing import TYPE_CHECKING

from remit_sim.live.strategies.in_order import LiveInOrder
from remit_sim.live.strategies.worktree import TaskWorktree

if TYPE_CHECKING:
    from remit_sim.live.run_script import ScriptTask
    from remit_sim.live.tasklist import TakenTask


class LiveWorktrees(LiveInOrder):
    """A task works on the trunk as it was when it began, then is merged by its agent."""

    def perform(self, task: "ScriptTask", taken: "TakenTask") -> None:
        """Branch, work, commit, be reviewed, merge."""
        worktree = TaskWorktree(self._agent, task, taken)
        worktree.works()
        worktree.commits()
        self._agent.is_reviewed()
        worktree.lands()
