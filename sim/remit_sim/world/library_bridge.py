"""`remit`'s overlap and judge: which tasks may run side by side, which files are violations."""

from functools import lru_cache
from typing import TYPE_CHECKING

from remit.changes import REGULAR, Change
from remit.judge import judge
from remit.manifest.policy import Policy
from remit.manifest.scope import FileRules, Scope
from remit.patterns.overlap import PathArea, find_overlapping_pairs
from remit_sim.world.tasks import file_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from remit_sim.world.tasks import SimulatedTask

_POLICY = Policy()
_OLD, _NEW = "1" * 40, "2" * 40


def declared_scope(task: "SimulatedTask", declared: tuple[int, ...]) -> Scope:
    """The scope that lets the task write the declared files."""
    name = f"task-{task.number}"
    return Scope(name, (name,), files=FileRules(write=tuple(map(file_path, declared))))


@lru_cache(maxsize=64)
def find_overlapping_tasks(declared: tuple[tuple[int, ...], ...]) -> tuple[frozenset[int], ...]:
    """For each task, the others whose scopes could meet its own."""
    areas = {
        str(task): PathArea(tuple(map(file_path, files))) for task, files in enumerate(declared)
    }
    others = [set[int]() for _ in declared]
    for one, other, _ in find_overlapping_pairs(areas, lambda _one, _other: False):
        others[int(one)].add(int(other))
        others[int(other)].add(int(one))
    return tuple(map(frozenset, others))


def violations(task: "SimulatedTask", scope: Scope) -> tuple[int, ...]:
    """The files of the task that the judge finds outside its scope."""
    files = {file_path(file).encode(): file for file in task.files}
    changes = [Change(name, REGULAR, REGULAR, _OLD, _NEW) for name in files]
    found = judge(changes, scope, _POLICY, _Trees(changes), _nobody)
    return tuple(files[violation.change.path] for violation in found.violations if violation.change)


def _nobody(_path: bytes, /) -> tuple[str, ...]:
    return ()


class _Trees:
    """Trees in which nothing but the changed files matters."""

    def __init__(self, changes: "list[Change]") -> None:
        self._changes = {change.path: change for change in changes}

    def links(self) -> "Mapping[bytes, bytes]":
        return {}

    def paths(self) -> "Iterable[bytes]":
        return self._changes

    def since_base(self) -> "Mapping[bytes, Change]":
        return self._changes

    def since_fork(self) -> "Mapping[bytes, Change]":
        return self._changes

    def blob(self, oid: str) -> bytes:
        return oid.encode()
