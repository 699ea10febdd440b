"""The sets of files of a history, numbers for their paths, and the places of each in its files."""

from bisect import bisect
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from remit_sim.fitting.decay import decay_weights
from remit_sim.world.hunks import WHOLE, TaskHunk

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from remit_sim.fitting.edit_locations import Spots


class PickedFile(NamedTuple):
    """A file of a task, and the number of the set whose places in it the task edits."""

    file: int
    of: int


class FileSets:
    """The sets that have files, oldest first; newer ones weigh more."""

    def __init__(
        self, sets: "Sequence[frozenset[bytes]]", spots: "Sequence[Mapping[bytes, Spots]]" = ()
    ) -> None:
        """`spots` are of each set in each of its paths; none where nobody knows."""
        self.placed = bool(spots)
        kept = [number for number, each in enumerate(sets) if each]
        numbers = _numbers(sets[number] for number in kept)
        self.files = [tuple(sorted(map(numbers.__getitem__, sets[number]))) for number in kept]
        self.weights = decay_weights(len(kept))
        self._spots = {
            PickedFile(numbers[path], of): spots[number].get(path, WHOLE)
            for of, number in enumerate(kept)
            for path in sets[number]
            if spots
        }

    def picked(self, number: int) -> tuple[PickedFile, ...]:
        """The files of a set with its own places."""
        return tuple(PickedFile(file, number) for file in self.files[number])

    def spots(self, picked: PickedFile) -> "Spots":
        """Where in the file is edited; all of it, where nobody knows."""
        return self._spots.get(picked, WHOLE)

    def hunks(self, files: "Iterable[PickedFile]") -> tuple[TaskHunk, ...]:
        """What a task edits in its files; nothing where nobody knows."""
        if not self.placed:
            return ()
        return tuple(
            TaskHunk(each.file, between=spot) for each in files for spot in self.spots(each)
        )

    def elsewhere(self, picked: PickedFile, chance: float) -> PickedFile:
        """The file with the places of any set that has it, by weight and a number of 0 to 1."""
        those, sums = self._users[picked.file]
        return PickedFile(picked.file, those[min(bisect(sums, chance * sums[-1]), len(those) - 1)])

    @cached_property
    def _users(self) -> "dict[int, tuple[list[int], list[float]]]":
        """Which sets have a file, and their weights added up."""
        found: dict[int, tuple[list[int], list[float]]] = {}
        for number, files in enumerate(self.files):
            for file in files:
                those, sums = found.setdefault(file, ([], []))
                those.append(number)
                sums.append((sums[-1] if sums else 0.0) + self.weights[number])
        return found


def picked_files(picked: "Iterable[PickedFile]") -> tuple[int, ...]:
    """The files alone."""
    return tuple(each.file for each in picked)


def _numbers(sets: "Iterable[frozenset[bytes]]") -> dict[bytes, int]:
    """The same path the same number, in the order in which they come."""
    found: dict[bytes, int] = {}
    for files in sets:
        for path in sorted(files):
            found.setdefault(path, len(found))
    return found
