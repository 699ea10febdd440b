"""A merge queue, for real: agents hand over a commit and go on; the queue's process lands it."""

from typing import TYPE_CHECKING

from remit_sim.live.strategies.in_order import LiveInOrder
from remit_sim.live.strategies.worktree import TaskWorktree

if TYPE_CHECKING:
    from remit_sim.live.run_script import ScriptTask
    from remit_sim.live.tasklist import TakenTask


class LiveMergeQueue(LiveInOrder):
    """Worktrees that land through the merge queue; whoever is free takes up what is sent back."""

    def perform(self, task: "ScriptTask", taken: "TakenTask") -> None:
        """Branch, work, commit, be reviewed, queue; the agent is free then."""
        worktree = TaskWorktree(self._agent, task, taken)
        worktree.works()
        worktree.commits()
        self._agent.is_reviewed()
        self._agent.tasks.enqueue(task.number, worktree.head, worktree.base)
