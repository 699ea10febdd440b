"""Tasks of a plan: each changes each file with the chance that the plan predicts.

Files that nearly every change touches (`shared`) are drawn as well: a plan leaves them out of its
collisions, but whoever runs its tasks side by side meets them. A task without any prediction
changes a file of its own. Minutes that the list gave are fixed, guessed ones spread as the
scenario's durations do.
"""

from typing import TYPE_CHECKING, NamedTuple

from remit_sim.engine import Stream
from remit_sim.world.events import ticks
from remit_sim.world.tasks import Task, length

if TYPE_CHECKING:
    from remit_sim.world.scenario import Work


class Entry(NamedTuple):
    """One task of a plan; `files` are (number, chance), `after` numbers of tasks.

    No two tasks that hold one of the same things (`holds`) run at one time.
    """

    id: str
    minutes: float
    given: bool
    files: tuple[tuple[int, float], ...]
    after: tuple[int, ...]
    holds: tuple[str, ...]


class Planned(NamedTuple):
    """A plan as a workload; `names` are its files by their numbers."""

    entries: tuple[Entry, ...]
    names: tuple[str, ...]
    work: "Work"

    def tasks(self, draws: tuple[int | str, ...], /) -> tuple[Task, ...]:
        """The tasks of the replication with these streams."""
        return tuple(self._task(number, draws) for number in range(len(self.entries)))

    def _task(self, number: int, draws: tuple[int | str, ...]) -> Task:
        entry, coins = self.entries[number], Stream(*draws, "planned")
        files = tuple(file for file, p in entry.files if coins.chance(p, number, file))
        spread = Stream(*draws, "durations", number)
        long = ticks(entry.minutes)
        if not entry.given:
            long = length(self.work._replace(task_minutes=entry.minutes), spread)
        return Task(
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
