"""The list of tasks that all agents take from, and the order in which tasks landed."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from remit_sim.live.run_script import ScriptTask
    from remit_sim.live.store import SharedStore


class TakenTask(NamedTuple):
    """A task that an agent has: how often it was sent back before, and where it was begun then."""

    number: int
    attempt: int
    head: str


class TaskList:
    """Every method is one transaction."""

    def __init__(self, store: "SharedStore", tasks: "Sequence[ScriptTask]" = ()) -> None:
        """`tasks` say what each waits for; without them nothing does."""
        self._store, self._tasks = store, tasks

    def take(
        self, agent: int, choose: "Callable[[Sequence[int], frozenset[int]], int | None]"
    ) -> TakenTask | None:
        """The task that `choose` names, of those that may begin beside those that others hold."""
        with self._store.change() as file:
            opened = file.execute(
                "SELECT number FROM task WHERE state = 'open' ORDER BY place, number"
            )
            numbers = [number for (number,) in opened]
            states = file.execute("SELECT number, state FROM task WHERE state <> 'open'")
            elsewhere = dict[int, str](states.fetchall())
            busy = frozenset(n for n, state in elsewhere.items() if state in {"working", "held"})
            ready = [number for number in numbers if self._may_begin(number, elsewhere, busy)]
            chosen = choose(ready, busy) if ready else None
            if chosen is None:
                return None
            row = file.execute("SELECT attempt, head FROM task WHERE number = ?", (chosen,))
            attempt, head = row.fetchone()
            file.execute(
                "UPDATE task SET state = 'working', agent = ? WHERE number = ?", (agent, chosen)
            )
        return TakenTask(chosen, attempt, head)

    def _may_begin(self, number: int, states: "Mapping[int, str]", busy: frozenset[int]) -> bool:
        """Those before it have landed, and nobody uses what it needs."""
        if not self._tasks:
            return True
        task = self._tasks[number]
        used = {name for other in busy for name in self._tasks[other].resources}
        landed = all(states.get(each) == "landed" for each in task.after)
        return landed and used.isdisjoint(task.resources)

    def is_held(self, task: int) -> None:
        """Its work is done; what it wrote is still its own."""
        with self._store.change() as file:
            file.execute("UPDATE task SET state = 'held' WHERE number = ?", (task,))

    def working(self) -> frozenset[int]:
        """The tasks at work now."""
        rows = self._store.rows("SELECT number FROM task WHERE state = 'working'")
        return frozenset(int(number or 0) for (number,) in rows)

    def enqueue(self, task: int, head: str, base: int) -> None:
        """The task's commit wants to land; the merge queue will see to it."""
        with self._store.change() as file:
            file.execute(
                "UPDATE task SET state = 'queued', head = ?, base = ? WHERE number = ?",
                (head, base, task),
            )

    def send_back(self, task: int) -> None:
        """Somebody takes it up again, before the others."""
        with self._store.change() as file:
            file.execute(
                "UPDATE task SET state = 'open', attempt = attempt + 1,"
                " place = (SELECT MIN(place) FROM task) - 1 WHERE number = ?",
                (task,),
            )

    def land(self, task: int) -> None:
        """It has landed, after all that have."""
        with self._store.change() as file:
            file.execute("UPDATE task SET state = 'landed' WHERE number = ?", (task,))
            file.execute(
                "INSERT INTO landed SELECT IFNULL(MAX(version), 0) + 1, ? FROM landed", (task,)
            )

    def version(self) -> int:
        """How many tasks have landed."""
        return self._store.number("SELECT IFNULL(MAX(version), 0) FROM landed")

    def since(self, version: int) -> list[int]:
        """The tasks that landed after that many."""
        rows = self._store.rows(
            "SELECT task FROM landed WHERE version > ? ORDER BY version", version
        )
        return [int(task or 0) for (task,) in rows]

    def opened(self) -> int:
        """How many tasks nobody works on."""
        return self._store.number("SELECT COUNT(*) FROM task WHERE state = 'open'")

    def unfinished(self) -> int:
        """How many tasks have not landed."""
        return self._store.number("SELECT COUNT(*) FROM task WHERE state <> 'landed'")

    def agents(self) -> dict[int, int]:
        """Who has, or had, each task that somebody took."""
        rows = self._store.rows("SELECT number, agent FROM task WHERE agent IS NOT NULL")
        return {int(task or 0): int(agent or 0) for task, agent in rows}

    def queued(self) -> list[tuple[int, int, str, int]]:
        """Each task that wants to land: its number, attempt, commit and base."""
        rows = self._store.rows(
            "SELECT number, attempt, head, base FROM task WHERE state = 'queued'"
        )
        return [(int(a or 0), int(b or 0), str(c), int(d or 0)) for a, b, c, d in rows]
