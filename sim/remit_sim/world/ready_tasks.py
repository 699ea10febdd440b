"""Which tasks can begin: those whose predecessors have landed and whose resources are free."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit_sim.world.tasks import Task


class Offers:
    """The tasks that nobody works on, in the order in which they are taken up."""

    def __init__(self, tasks: "Sequence[Task]") -> None:
        numbers = {task.number for task in tasks}
        self._waits = {
            task.number: left for task in tasks if (left := numbers.intersection(task.after))
        }
        self._later = [task for task in tasks if task.number in self._waits]
        self._open = [task for task in tasks if task.number not in self._waits]
        self._plain = not any(task.resources for task in tasks)
        self._used = set[str]()

    def __bool__(self) -> bool:
        return bool(self._open or self._later)

    def ready(self) -> "tuple[Task, ...]":
        """The tasks that can begin now."""
        if self._plain:
            return tuple(self._open)
        return tuple(task for task in self._open if self._used.isdisjoint(task.resources))

    def take(self, task: "Task") -> None:
        """Somebody works on it, with its resources."""
        self._open.remove(task)
        self._used.update(task.resources)

    def give_back(self, task: "Task") -> None:
        """Nobody works on it any more: its resources are free."""
        self._used.difference_update(task.resources)

    def again(self, task: "Task") -> None:
        """The task has to be begun once more, before the others."""
        self._open.insert(0, task)

    def landed(self, task: "Task") -> None:
        """Tasks that only waited for this one can begin, after those that could before."""
        if not self._later:
            return
        for left in self._waits.values():
            left.discard(task.number)
        free = [other for other in self._later if not self._waits[other.number]]
        self._later = [other for other in self._later if self._waits[other.number]]
        self._open += free
