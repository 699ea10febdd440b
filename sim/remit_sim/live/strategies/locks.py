"""Locks on files, for real: leases in SQLite on all files of a task, kept alive by a heartbeat."""

from typing import TYPE_CHECKING

from remit_sim.live.strategies.in_order import LiveInOrder
from remit_sim.live.strategies.one_directory import read_task_files, write_task_files
from remit_sim.world.events import Activity, EventKind
from remit_sim.world.tasks import file_path

if TYPE_CHECKING:
    from remit.coordination.lease_state import Lease
    from remit_sim.live.run_script import ScriptTask
    from remit_sim.live.tasklist import TakenTask


class LiveLocks(LiveInOrder):
    """Lock, work, write, unlock; again where the lease had ended before the write.

    With fencing, the write happens inside the transaction that finds the lease valid: a lease that
    ends meanwhile cannot pass to anybody before the files are written.
    """

    def perform(self, task: "ScriptTask", taken: "TakenTask") -> None:
        """Until the files are written under a lease that holds."""
        slow = task.slow
        while not self._tried(task, taken, slow=slow):
            slow = False

    def _tried(self, task: "ScriptTask", taken: "TakenTask", *, slow: bool) -> bool:
        agent, terms = self._agent, self._agent.script.terms
        with agent.phase(Activity.WAITING):
            lease = agent.acquire(map(file_path, task.files), terms.ttl)
        gap = round(task.ticks * terms.gap_share)
        self._works(lease, task.ticks - gap)
        base, seen = agent.tasks.version(), read_task_files(agent, task)
        with agent.phase(Activity.WAITING, terms.slow if slow else 0):
            pass
        self._works(lease, gap)
        agent.is_reviewed()
        if not self._written(task, taken, lease, seen):
            agent.note(EventKind.FENCED, str(task.number))
            agent.note(EventKind.WASTES, str(task.number), task.ticks)
            return False
        agent.release(lease)
        agent.lands(task, taken.attempt, base)
        return True

    def _works(self, lease: "Lease", ticks: int) -> None:
        """Be busy, and renew the lease in time."""
        agent, heartbeat = self._agent, max(1, self._agent.script.terms.heartbeat)
        with agent.phase(Activity.USEFUL, ticks, "work"):
            end = agent.pace.now + ticks
            while agent.pace.now + heartbeat < end:
                agent.pace.sleep_until(agent.pace.now + heartbeat)
                agent.renew(lease)

    def _written(
        self, task: "ScriptTask", taken: "TakenTask", lease: "Lease", seen: dict[int, str]
    ) -> bool:
        agent = self._agent
        if not agent.script.terms.fencing:
            write_task_files(agent, task, taken.attempt, seen)
            return True
        return agent.guarded(lease, lambda: write_task_files(agent, task, taken.attempt, seen))
