"""Tasks as a history has them: drawn anew from its sets of files, or its very own, in its order."""

from math import log
from typing import TYPE_CHECKING, NamedTuple

from remit_sim.engine import RandomStream
from remit_sim.fitting.file_sets import FileSets, PickedFile, picked_files
from remit_sim.world.tasks import SimulatedTask, sample_length

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from remit_sim.fitting.edit_locations import Spots
    from remit_sim.fitting.overlap import RecencyFit
    from remit_sim.world.scenario import WorkSettings


class FileSetLocations(NamedTuple):
    """The places of each set in each of its paths, and how often a task returns to a place.

    `same_place` is the share, of tasks that return to a file, of those that edit where the task
    before them did.
    """

    spots: "Sequence[Mapping[bytes, Spots]]" = ()
    same_place: float = 0.0


NOWHERE_KNOWN = FileSetLocations()


class BootstrapWorkload:
    """Sets of files drawn by their weight, none twice before all were; some with a recent file.

    Where places are known, a file comes with those of its set. One that a task returns to comes
    with the places of the task that it returns to, or else with those of any set that has it.
    Efraimidis and Spirakis, "Weighted random sampling with a reservoir", IPL 97(5), 2006.
    """

    def __init__(
        self,
        sets: "Sequence[frozenset[bytes]]",
        recency: "RecencyFit",
        work: "WorkSettings",
        ground: FileSetLocations = NOWHERE_KNOWN,
    ) -> None:
        """`sets` are in their order, oldest first; one without files is left out."""
        self.sets = FileSets(sets, ground.spots)
        self._recency, self._work, self._same = recency, work, ground.same_place

    def tasks(self, draws: "tuple[int | str, ...]", /) -> tuple[SimulatedTask, ...]:
        """The tasks of one replication."""
        lengths = RandomStream(*draws, "durations")
        return tuple(
            SimulatedTask(
                number,
                sample_length(self._work, lengths),
                picked_files(each),
                hunks=self.sets.hunks(each),
            )
            for number, each in enumerate(self.picked(self._work.tasks, *draws))
        )

    def files(self, count: int, *draws: int | str) -> list[tuple[int, ...]]:
        """The files of so many tasks, each ascending."""
        return [picked_files(each) for each in self.picked(count, *draws)]

    def picked(self, count: int, *draws: int | str) -> list[tuple[PickedFile, ...]]:
        """The files of so many tasks, each ascending, with whose places they edit."""
        order = RandomStream(*draws, "sets")
        streams = RandomStream(*draws, "recency"), RandomStream(*draws, "places")
        found = list[tuple[PickedFile, ...]]()
        while self.sets.files and len(found) < count:
            for number in self._shuffled(order)[: count - len(found)]:
                found.append(self._recent(self.sets.picked(number), found, *streams))
        return found

    def _shuffled(self, stream: RandomStream) -> list[int]:
        keys = [log(1 - stream.uniform()) / weight for weight in self.sets.weights]
        return sorted(range(len(keys)), key=lambda number: (-keys[number], number))

    def _recent(
        self,
        files: tuple[PickedFile, ...],
        past: "Sequence[tuple[PickedFile, ...]]",
        stream: RandomStream,
        where: RandomStream,
    ) -> tuple[PickedFile, ...]:
        """With some chance, one file is swapped for one of a task not long ago."""
        swaps = stream.uniform() < self._recency.share
        back = 1 + int(stream.exponential(self._recency.tasks))
        dropped, taken = stream.uniform(), stream.uniform()
        same, other = where.uniform() < self._same, where.uniform()
        if not swaps or back > len(past):
            return files
        new = past[-back][int(taken * len(past[-back]))]
        if new.file in picked_files(files):
            return files
        kept = [*files]
        kept[int(dropped * len(kept))] = new if same else self.sets.elsewhere(new, other)
        return tuple(sorted(kept))


class TraceWorkload:
    """The newest changes of a history as they were: their files, in their order."""

    def __init__(
        self,
        sets: "Sequence[frozenset[bytes]]",
        work: "WorkSettings",
        spots: "Sequence[Mapping[bytes, Spots]]" = (),
    ) -> None:
        """The newest `work.tasks` of the sets that have files."""
        newest = [number for number, each in enumerate(sets) if each][-work.tasks :]
        kept = [sets[number] for number in newest]
        self._sets = FileSets(kept, [spots[number] for number in newest] if spots else ())
        self._work = work

    def __len__(self) -> int:
        return len(self._sets.files)

    def tasks(self, draws: "tuple[int | str, ...]", /) -> tuple[SimulatedTask, ...]:
        """The same files in each replication; durations are drawn."""
        lengths = RandomStream(*draws, "durations")
        return tuple(
            SimulatedTask(
                number,
                sample_length(self._work, lengths),
                files,
                hunks=self._sets.hunks(self._sets.picked(number)),
            )
            for number, files in enumerate(self._sets.files)
        )
