"""One remit and the policy, compiled for judging many paths; what they mean is in `files`."""

from functools import cached_property
from typing import TYPE_CHECKING

from remit.boundary.guard import Guard
from remit.paths import shown
from remit.patterns.index import PathIndex
from remit.patterns.syntax import literal_path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from remit.manifest import Remit
    from remit.policy import Policy
    from remit.ports import Owners

_MANIFESTS = ".remit/"
_LISTED = 3


class Bounds:
    """What one task may do, by list; `protected` holds what must be named exactly."""

    def __init__(self, remit: "Remit", policy: "Policy", owners: "Owners") -> None:
        files = remit.files
        fold = policy.case == "fold"
        self.task = remit.id
        self.policy = policy
        self.write = PathIndex(files.write)
        self.create = PathIndex(files.create)
        self.append = PathIndex(files.append)
        self.symbols = PathIndex(symbols.path for symbols in remit.symbols)
        self.deny = Guard(files.deny, fold=fold)
        self.protected = Guard((_MANIFESTS, *policy.protected), fold=fold)
        self.submodules = _exact(files.write)
        self.named = self.submodules | _exact((*files.create, *files.append))
        self._anywhere = (*files.write, *files.create)
        self._grants = (*self._anywhere, *files.append)
        self._owners = owners

    def neighbours(self, path: bytes) -> tuple[str, ...]:
        """The other tasks that may write `path`."""
        return tuple(task for task in self._owners(path) if task != self.task)

    @cached_property
    def anywhere(self) -> PathIndex:
        """What may be written or created."""
        return PathIndex(self._anywhere)

    def near(self, path: bytes) -> str:
        """What the task may write, the patterns nearest to `path` first, as the end of a sentence.

        Takes time in the logarithm of the number of patterns: those beside `path` in sorted order
        share the longest beginning with it.
        """
        from bisect import bisect

        if not self._sorted:
            return "its manifest lets it write nothing"
        place = bisect(self._sorted, path)
        nearest = self._sorted[max(0, place - _LISTED) : place + _LISTED]
        chosen = sorted(nearest, key=lambda text: -_shared(text, path))[:_LISTED]
        more = len(self._sorted) - len(chosen)
        listed = ", ".join(f"`{shown(text)}`" for text in chosen)
        return f"it may write {listed}" + (f" and {more} more" if more else "")

    @cached_property
    def _sorted(self) -> list[bytes]:
        return sorted({text.encode("utf-8", "surrogateescape") for text in self._grants})


def _exact(patterns: "Iterable[str]") -> frozenset[bytes]:
    paths = map(literal_path, patterns)
    return frozenset(path for path in paths if path is not None)


def _shared(left: bytes, right: bytes) -> int:
    for place, (a, b) in enumerate(zip(left, right, strict=False)):
        if a != b:
            return place
    return min(len(left), len(right))
