"""One remit and the policy, compiled for judging many paths; what they mean is in `files`."""

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from remit.boundary.guard import Guard
from remit.patterns.matcher import PathIndex
from remit.patterns.parser import literal_path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from remit.manifest.policy import Policy
    from remit.manifest.scope import Remit
    from remit.ports import Owners

_MANIFESTS = ".remit/"


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
        self._owners = owners

    def neighbours(self, path: bytes) -> tuple[str, ...]:
        """The other tasks that may write `path`."""
        return tuple(task for task in self._owners(path) if task != self.task)

    @cached_property
    def anywhere(self) -> PathIndex:
        """What may be written or created."""
        return PathIndex(self._anywhere)


@lru_cache(maxsize=4)
def compiled(remit: "Remit", policy: "Policy", owners: "Owners") -> Bounds:
    """The bounds of a remit, made once: thousands of commits are judged one by one."""
    return Bounds(remit, policy, owners)


def _exact(patterns: "Iterable[str]") -> frozenset[bytes]:
    paths = map(literal_path, patterns)
    return frozenset(path for path in paths if path is not None)
