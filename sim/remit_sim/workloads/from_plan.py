"""Tasks of a plan: each changes each file with the chance that the plan predicts.

Files that nearly every change touches (`shared`) are drawn as well: a plan leaves them out of its
collisions, but whoever runs its tasks side by side meets them. A task without any prediction
changes a file of its own. Minutes that the list gave are fixed, guessed ones spread as the
scenario's durations do.
"""

from typing import TYPE_CHECKING, NamedTuple

from remit_sim.engine import RandomStream
from remit_sim.world.events import ticks_from_minutes
from remit_sim.world.tasks import SimulatedTask, sample_length

if TYPE_CHECKING:
    from remit_sim.world.scenario import WorkSettings


class PlanEntry(NamedTuple):
    """One task of a plan; `files` are (number, chance), `after` numbers of tasks.

    No two tasks that hold one of the same things (`holds`) run at one time.
    """

    id: str
    minutes: float
    given: bool
    files: tuple[tuple[int, float], ...]
    after: tuple[int, ...]
    holds: tuple[str, ...]


class PlanWorkload(NamedTuple):
    """A plan as a workload; `names` are its files by their numbers."""

    entries: tuple[PlanEntry, ...]
    names: tuple[str, ...]
    work: "WorkSettings"

    def tasks(self, draws: tuple[int | str, ...], /) -> tuple[SimulatedTask, ...]:
        """The tasks of the replication with these streams."""
        return tuple(self._task(number, draws) for number in range(len(self.entries)))

    def _task(self, number: int, draws: tuple[int | str, ...]) -> SimulatedTask:
        entry, coins = self.entries[number], RandomStream(*draws, "planned")
        files = tuple(file for file, p in entry.files if coins.chance(p, number, file))
        spread = RandomStream(*draws, "durations", number)
        long = ticks_from_minutes(entry.minutes)
        if not entry.given:
            long = sample_length(self.work._replace(task_minutes=entry.minutes), spread)
        return SimulatedTask(
            number,
            max(1, long),
            tuple(sorted(files or self._fallback(number))),
            after=entry.after,
            resources=entry.holds,
        )

    def _fallback(self, number: int) -> tuple[int, ...]:
        """The likeliest file, since every task changes something; else one of its own."""
        files = self.entries[number].files
        return (max(files, key=lambda pair: pair[1])[0] if files else len(self.names) + number,)
