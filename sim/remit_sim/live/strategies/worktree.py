"""A task on a branch of its own, in its agent's worktree: edited, committed, merged."""

from typing import TYPE_CHECKING

from remit_sim.world.events import Activity, EventKind

if TYPE_CHECKING:
    from remit_sim.live.agent import LiveAgent
    from remit_sim.live.run_script import ScriptTask
    from remit_sim.live.tasklist import TakenTask


class TaskWorktree:
    """What is done on the branch of one task, and on which base it was begun."""

    def __init__(self, agent: "LiveAgent", task: "ScriptTask", taken: "TakenTask") -> None:
        self._agent, self.task, self.attempt = agent, task, taken.attempt
        self.place = agent.ground.workspace(agent.number)
        self.head = ""
        with agent.phase(Activity.MERGE, 0, "workspace"):
            self.base = agent.tasks.version()
            self._trunk = agent.workshop.tip()
            self._begun = taken.head or self._trunk
            agent.workshop.switch(self.place, f"agent/task-{task.number}", self._begun)

    def begins(self) -> None:
        """Make and commit the edit at once, and finish it later."""
        self._agent.edits(self.place, self.task, self.attempt)
        self.commits()

    def works(self) -> None:
        """Do the task; where it was sent back, do again what the rework takes."""
        agent, ticks = self._agent, self.task.ticks
        with agent.phase(*self._effort(ticks), "work"):
            if self._begun != self._trunk:
                agent.workshop.pull(self.place, self._trunk)
            agent.edits(self.place, self.task, self.attempt)

    def commits(self) -> None:
        """Commit everything that was edited."""
        with self._agent.phase(Activity.MERGE, 0, "commit"):
            self._commit()

    def rebases(self, done: int) -> None:
        """Put what is committed on top of the trunk; a conflict costs its part of a rework."""
        agent, workshop, terms = self._agent, self._agent.workshop, self._agent.script.terms
        landed = agent.tasks.version() - self.base
        self.base += landed
        agent.note(EventKind.REBASES, str(self.task.number), landed)
        with agent.phase(Activity.MERGE, terms.rebase, "rebase"):
            clean = not workshop.rebase(self.place, workshop.tip())
        if not clean:
            agent.note(EventKind.CONFLICTS, str(self.task.number))
            with agent.phase(Activity.REWORK, round(done * terms.rework_share), "work"):
                agent.edits(self.place, self.task, self.attempt)
                workshop.go_on(self.place)
        self.head = workshop.head(self.place)

    def lands(self) -> None:
        """Merge into the trunk; where that conflicts, pull the trunk, resolve, and try again."""
        while (trunk := self._tried()) is not None:
            self._resolves(trunk)

    def _effort(self, ticks: int) -> tuple[Activity, int]:
        if self.attempt:
            return Activity.REWORK, round(ticks * self._agent.script.terms.rework_share)
        return Activity.USEFUL, ticks

    def _commit(self) -> None:
        message = f"task {self.task.number}, attempt {self.attempt}"
        self.head = self._agent.workshop.commit(self.place, message)

    def _tried(self) -> str | None:
        """None where it has landed, else the trunk that it conflicts with."""
        agent, workshop = self._agent, self._agent.workshop
        with agent.at_the_door():
            with agent.phase(Activity.MERGE, agent.script.terms.merge, "merge"):
                trunk = workshop.tip()
                merged = workshop.merge(trunk, self.head)
                if not merged.conflicted:
                    message = f"land task {self.task.number}"
                    commit = workshop.record(merged.tree, message, trunk, self.head)
                    if not workshop.move(commit, trunk):
                        raise RuntimeError("somebody moved the trunk past the door")
            if not merged.conflicted:
                agent.lands(self.task, self.attempt, self.base)
                return None
            agent.note(EventKind.CONFLICTS, str(self.task.number))
            self.base = agent.tasks.version()
            return trunk

    def _resolves(self, trunk: str) -> None:
        agent = self._agent
        rework = round(self.task.ticks * agent.script.terms.rework_share)
        with agent.phase(Activity.REWORK, rework, "work"):
            agent.workshop.pull(self.place, trunk)
            agent.edits(self.place, self.task, self.attempt)
            self._commit()
