"""Tasks as a history has them: drawn anew from its sets of files, or its very own, in its order."""

from functools import cached_property
from math import log
from typing import TYPE_CHECKING

from remit_sim.engine import Stream
from remit_sim.fitting.fading import weights
from remit_sim.world.tasks import Task, length

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit_sim.fitting.overlap import Recency
    from remit_sim.world.scenario import Work


class Bootstrap:
    """Sets of files drawn by their weight, none twice before all were; some with a recent file.

    Efraimidis and Spirakis, "Weighted random sampling with a reservoir", IPL 97(5), 2006.
    """

    def __init__(
        self, sets: "Sequence[frozenset[bytes]]", recency: "Recency", work: "Work"
    ) -> None:
        """`sets` are in their order, oldest first; one without files is left out."""
        self._sets = [each for each in sets if each]
        self._recency, self._work = recency, work
        self._weights = weights(len(self._sets))

    @cached_property
    def _numbered(self) -> list[tuple[int, ...]]:
        return numbered(self._sets)

    def tasks(self, draws: "tuple[int | str, ...]", /) -> tuple[Task, ...]:
        """The tasks of one replication."""
        lengths = Stream(*draws, "durations")
        files = self.files(self._work.tasks, *draws)
        return tuple(
            Task(number, length(self._work, lengths), each) for number, each in enumerate(files)
        )

    def files(self, count: int, *draws: int | str) -> list[tuple[int, ...]]:
        """The files of so many tasks, each ascending."""
        order = Stream(*draws, "sets")
        stream = Stream(*draws, "recency")
        found = list[tuple[int, ...]]()
        while self._sets and len(found) < count:
            for number in self._shuffled(order)[: count - len(found)]:
                found.append(self._recent(self._numbered[number], found, stream))
        return found

    def _shuffled(self, stream: Stream) -> list[int]:
        keys = [log(1 - stream.uniform()) / weight for weight in self._weights]
        return sorted(range(len(keys)), key=lambda number: (-keys[number], number))

    def _recent(
        self, files: tuple[int, ...], past: "Sequence[tuple[int, ...]]", stream: Stream
    ) -> tuple[int, ...]:
        """With some chance, one file is swapped for one of a task not long ago."""
        swaps = stream.uniform() < self._recency.share
        back = 1 + int(stream.exponential(self._recency.tasks))
        dropped, taken = stream.uniform(), stream.uniform()
        if not swaps or back > len(past):
            return files
        new = past[-back][int(taken * len(past[-back]))]
        if new in files:
            return files
        kept = [*files]
        kept[int(dropped * len(kept))] = new
        return tuple(sorted(kept))


class Trace:
    """The newest changes of a history as they were: their files, in their order."""

    def __init__(self, sets: "Sequence[frozenset[bytes]]", work: "Work") -> None:
        """The newest `work.tasks` of the sets that have files."""
        kept = [each for each in sets if each][-work.tasks :]
        self._files = numbered(kept)
        self._work = work

    def __len__(self) -> int:
        return len(self._files)

    def tasks(self, draws: "tuple[int | str, ...]", /) -> tuple[Task, ...]:
        """The same files in each replication; durations are drawn."""
        lengths = Stream(*draws, "durations")
        return tuple(
            Task(number, length(self._work, lengths), each)
            for number, each in enumerate(self._files)
        )


def numbered(sets: "Sequence[frozenset[bytes]]") -> list[tuple[int, ...]]:
    """Each set with numbers for paths, the same path the same number, each ascending."""
    numbers: dict[bytes, int] = {}
    return [
        tuple(sorted(numbers.setdefault(path, len(numbers)) for path in sorted(files)))
        for files in sets
    ]
