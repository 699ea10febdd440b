"""Tasks of manifests: each changes files of the tree that its scope lets it write.

Which ones, and how many, no manifest says: the number is drawn as the scenario draws it, the files
evenly among those that are covered. A task that may write nothing that exists changes a file of
its own.
"""

from typing import TYPE_CHECKING, NamedTuple

from remit.patterns.matcher import PathIndex
from remit_sim.engine import RandomStream
from remit_sim.world.tasks import SimulatedTask, sample_file_count, sample_length

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from remit.plan.task import PlanTask as Listed
    from remit_sim.world.scenario import FileSettings, WorkSettings


class ManifestEntry(NamedTuple):
    """One task; `covered` are the numbers of the files that it may write.

    No two tasks that use one of the same applications or data sets (`holds`) run at one time.
    """

    id: str
    covered: tuple[int, ...]
    after: tuple[int, ...]
    holds: tuple[str, ...]


class ManifestWorkload(NamedTuple):
    """Manifests as a workload; `names` are the files of the tree by their numbers."""

    entries: tuple[ManifestEntry, ...]
    names: tuple[str, ...]
    work: "WorkSettings"
    files: "FileSettings"

    def tasks(self, draws: tuple[int | str, ...], /) -> tuple[SimulatedTask, ...]:
        """The tasks of the replication with these streams."""
        return tuple(self._task(number, draws) for number in range(len(self.entries)))

    def _task(self, number: int, draws: tuple[int | str, ...]) -> SimulatedTask:
        entry = self.entries[number]
        covered = list(entry.covered)
        sizes = sample_file_count(self.files, RandomStream(*draws, "sizes", number))
        picks = RandomStream(*draws, "files", number)
        picked = [covered.pop(picks.below(len(covered))) for _ in range(min(sizes, len(covered)))]
        own = len(self.names) + number
        long = sample_length(self.work, RandomStream(*draws, "durations", number))
        files = tuple(sorted(picked or [own]))
        return SimulatedTask(number, long, files, after=entry.after, resources=entry.holds)


def workload_from_manifests(
    tasks: "Sequence[Listed]", tree: "Iterable[bytes]", work: "WorkSettings", files: "FileSettings"
) -> ManifestWorkload:
    """The workload of these manifests over the files of that tree; `after` names known tasks."""
    numbers = {task.id: number for number, task in enumerate(tasks)}
    paths = sorted(tree)
    listed = tuple(path.decode("utf-8", "backslashreplace") for path in paths)
    entries = tuple(
        ManifestEntry(
            task.id,
            _covered(task, paths),
            tuple(numbers[name] for name in task.after),
            task.holds,
        )
        for task in tasks
    )
    return ManifestWorkload(entries, listed, work, files._replace(choice="uniform", total=_ANY))


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
