"""Tasks of manifests: each changes files of the tree that its scope lets it write.

Which ones, and how many, no manifest says: the number is drawn as the scenario draws it, the files
evenly among those that are covered. A task that may write nothing that exists changes a file of
its own.
"""

from typing import TYPE_CHECKING, NamedTuple

from remit.patterns.matcher import PathIndex
from remit_sim.engine import Stream
from remit_sim.world.tasks import Task, length, size

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from remit.plan.task import Task as Listed
    from remit_sim.world.scenario import Files, Work


class Entry(NamedTuple):
    """One task; `covered` are the numbers of the files that it may write.

    No two tasks that use one of the same applications or data sets (`holds`) run at one time.
    """

    id: str
    covered: tuple[int, ...]
    after: tuple[int, ...]
    holds: tuple[str, ...]


class Manifested(NamedTuple):
    """Manifests as a workload; `names` are the files of the tree by their numbers."""

    entries: tuple[Entry, ...]
    names: tuple[str, ...]
    work: "Work"
    files: "Files"

    def tasks(self, draws: tuple[int | str, ...], /) -> tuple[Task, ...]:
        """The tasks of the replication with these streams."""
        return tuple(self._task(number, draws) for number in range(len(self.entries)))

    def _task(self, number: int, draws: tuple[int | str, ...]) -> Task:
        entry = self.entries[number]
        covered = list(entry.covered)
        sizes = size(self.files, Stream(*draws, "sizes", number))
        picks = Stream(*draws, "files", number)
        picked = [covered.pop(picks.below(len(covered))) for _ in range(min(sizes, len(covered)))]
        own = len(self.names) + number
        long = length(self.work, Stream(*draws, "durations", number))
        files = tuple(sorted(picked or [own]))
        return Task(number, long, files, after=entry.after, resources=entry.holds)


def manifested(
    tasks: "Sequence[Listed]", tree: "Iterable[bytes]", work: "Work", files: "Files"
) -> Manifested:
    """The workload of these manifests over the files of that tree; `after` names known tasks."""
    numbers = {task.id: number for number, task in enumerate(tasks)}
    paths = sorted(tree)
    listed = tuple(path.decode("utf-8", "backslashreplace") for path in paths)
    entries = tuple(
        Entry(
            task.id,
            _covered(task, paths),
            tuple(numbers[name] for name in task.after),
            task.holds,
        )
        for task in tasks
    )
    return Manifested(entries, listed, work, files._replace(choice="uniform", total=_ANY))


_ANY = 1_000_000


def _covered(task: "Listed", paths: "Sequence[bytes]") -> tuple[int, ...]:
    if task.scope is None:
        return ()
    writes, denies = PathIndex(task.scope.files.write), PathIndex(task.scope.files.deny)
    return tuple(
        number
        for number, path in enumerate(paths)
        if writes.covers(path) and not denies.covers(path)
    )
