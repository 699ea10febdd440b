"""Worktrees with scopes, for real: manifests on `main`, and the gate of the commit hook judges."""

from typing import TYPE_CHECKING

from remit.gates.commit import judge_commit
from remit.git.repository import Repository
from remit_sim.live.manifests import manifest_path, task_manifest
from remit_sim.live.strategies.worktree import TaskWorktree
from remit_sim.world.events import Activity, EventKind
from remit_sim.world.library_bridge import find_overlapping_tasks
from remit_sim.world.tasks import file_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit_sim.live.agent import LiveAgent
    from remit_sim.live.run_script import ScriptTask
    from remit_sim.live.tasklist import TakenTask


class Scopes:
    """Tasks whose scopes could meet never run together; violations must ask.

    What is granted is written into the task's manifest by a commit on `main`, and judged again:
    that is the only place where the judge would believe it.
    """

    def __init__(self, agent: "LiveAgent") -> None:
        self._agent = agent
        self._declared = tuple(task.declared for task in agent.script.tasks)
        self._meetings = find_overlapping_tasks(self._declared)

    def choose(self, tasks: "Sequence[int]", held: frozenset[int]) -> int | None:
        """The first task whose scope meets none of those at work."""
        return next((task for task in tasks if self._meetings[task].isdisjoint(held)), None)

    def perform(self, task: "ScriptTask", taken: "TakenTask") -> None:
        """Branch, work, be judged, ask for violations, be reviewed, merge."""
        agent = self._agent
        worktree = TaskWorktree(agent, task, taken)
        worktree.works()
        agent.tasks.is_held(task.number)
        granted = list(task.declared)
        for file in self._violations(worktree):
            agent.note(EventKind.VIOLATIONS, str(task.number), file)
            self._asks(file)
            granted.append(file)
            self._grant(task.number, granted)
        if left := self._violations(worktree):
            raise RuntimeError(f"task {task.number} was granted {granted} and violations to {left}")
        worktree.commits()
        agent.is_reviewed()
        worktree.lands()

    def _violations(self, worktree: TaskWorktree) -> list[int]:
        """The files that the judge refuses, of all that the worktree has changed."""
        agent, names = self._agent, {file_path(file).encode(): file for file in worktree.task.files}
        with agent.phase(Activity.MERGE, 0, "judge"):
            agent.workshop.stage(worktree.place)
            verdict = judge_commit(Repository.at(str(worktree.place)))
        if verdict.outcome not in {"clean", "violations"}:
            raise RuntimeError(f"the judge says {verdict.outcome} about {worktree.place}")
        return [
            names[violation.change.path] for violation in verdict.violations if violation.change
        ]

    def _asks(self, file: int) -> None:
        agent = self._agent
        with agent.phase(Activity.WAITING, agent.script.terms.request):
            pass
        agent.waits_until(lambda: not self._claimed(file))

    def _claimed(self, file: int) -> bool:
        return any(file in self._declared[task] for task in self._agent.tasks.working())

    def _grant(self, task: int, files: list[int]) -> None:
        """Widen the manifest on the base."""
        agent = self._agent
        with agent.at_the_door(), agent.phase(Activity.MERGE, 0, "judge"):
            widened = {manifest_path(task): task_manifest(task, files)}
            agent.workshop.publish(f"widen task {task}", widened)
