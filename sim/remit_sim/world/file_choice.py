"""Which files a task changes and reads: by popularity, by module, and by what was busy lately."""

from bisect import bisect
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from remit_sim.engine import RandomStream

if TYPE_CHECKING:
    from collections.abc import Iterable

    from remit_sim.world.scenario import FileSettings


def count_modules(files: "FileSettings") -> int:
    """How many modules there are; 0 where files have none. File f is in module f modulo this."""
    return -(-files.total // files.module_files) if files.module_files else 0


class FileChooser:
    """Chooses the files of one task after the other."""

    def __init__(self, files: "FileSettings", *names: int | str) -> None:
        self._parameters = files
        self._modules = count_modules(files)
        self._stream, self._recency = RandomStream(*names, "files"), RandomStream(*names, "recency")
        self._near, self._reads = RandomStream(*names, "modules"), RandomStream(*names, "reads")
        self._past: list[tuple[int, ...]] = []

    def files(self, size: int) -> tuple[int, ...]:
        """The files that the next task changes, ascending."""
        choice = self._parameters.choice
        if choice == "own":
            first = sum(map(len, self._past))
            picked = set(range(first, first + size))
        elif choice == "same":
            picked = set(range(size))
        else:
            picked = self._drawn(size)
            self._remember(picked)
        self._past.append(tuple(sorted(picked)))
        return self._past[-1]

    def reads(self, changed: "Iterable[int]") -> tuple[int, ...]:
        """Files that the same task reads and leaves as they are, ascending."""
        files, taken = self._parameters, set(changed)
        if not files.reads_per_task or files.choice in {"own", "same"}:
            return ()
        wanted = self._reads.geometric(files.reads_per_task + 1) - 1
        read = set[int]()
        while len(read) < min(wanted, files.total - len(taken)):
            file = self._popular(self._reads)
            if file not in taken:
                read.add(file)
        return tuple(sorted(read))

    def _drawn(self, size: int) -> set[int]:
        first = self._popular(self._stream)
        picked = {first}
        while len(picked) < size:
            picked.add(self._next(first, picked))
        return picked

    def _next(self, first: int, picked: set[int]) -> int:
        share = self._parameters.module_share
        if self._modules and self._near.uniform() < share:
            home = range(first % self._modules, self._parameters.total, self._modules)
            beside = [file for file in home if file not in picked]
            if beside:
                return beside[self._near.below(len(beside))]
        return self._popular(self._stream)

    def _popular(self, stream: RandomStream) -> int:
        files = self._parameters
        if files.choice == "uniform":
            return stream.below(files.total)
        weights = _cumulated(files.total, files.zipf_exponent)
        return min(bisect(weights, stream.uniform() * weights[-1]), files.total - 1)

    def _remember(self, picked: set[int]) -> None:
        """With some chance, one file is swapped for one of a task not long ago."""
        files, stream = self._parameters, self._recency
        swaps = stream.uniform() < files.recency_share
        back, dropped, taken = 1 + int(stream.exponential(files.recency_tasks)), *_two(stream)
        if swaps and back <= len(self._past):
            earlier = self._past[-back]
            new = earlier[int(taken * len(earlier))]
            if new not in picked:
                picked.remove(sorted(picked)[int(dropped * len(picked))])
                picked.add(new)


def _two(stream: RandomStream) -> tuple[float, float]:
    return stream.uniform(), stream.uniform()


@lru_cache(maxsize=8)
def _cumulated(count: int, exponent: float) -> tuple[float, ...]:
    return tuple(accumulate(rank**-exponent for rank in range(1, count + 1)))
