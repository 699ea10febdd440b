"""`remit`'s overlap and judge: which tasks may run side by side, which files are violations."""

from functools import lru_cache
from typing import TYPE_CHECKING

from remit.changes import REGULAR, Change
from remit.judge import judge
from remit.manifest.policy import Policy
from remit.manifest.scope import Files, Scope
from remit.patterns.overlap import Area, meetings
from remit_sim.world.tasks import path

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from remit_sim.world.tasks import Task

_POLICY = Policy()
_OLD, _NEW = "1" * 40, "2" * 40


def remit_of(task: "Task", declared: tuple[int, ...]) -> Scope:
    """The scope that lets the task write the declared files."""
    name = f"task-{task.number}"
    return Scope(name, (name,), files=Files(write=tuple(map(path, declared))))


@lru_cache(maxsize=64)
def overlapping(declared: tuple[tuple[int, ...], ...]) -> tuple[frozenset[int], ...]:
    """For each task, the others whose scopes could meet its own."""
    areas = {str(task): Area(tuple(map(path, files))) for task, files in enumerate(declared)}
    others = [set[int]() for _ in declared]
    for one, other, _ in meetings(areas, lambda _one, _other: False):
        others[int(one)].add(int(other))
        others[int(other)].add(int(one))
    return tuple(map(frozenset, others))


def violations(task: "Task", scope: Scope) -> tuple[int, ...]:
    """The files of the task that the judge finds outside its scope."""
    files = {path(file).encode(): file for file in task.files}
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
