"""Three ways to keep transactions apart: wait for locks, restart at once, or check at the end."""

from typing import TYPE_CHECKING, Protocol

from literature.lock_table import LockTable
from remit_sim.engine import OneShotSignal, Simulation

if TYPE_CHECKING:
    from collections.abc import Callable


class Transaction:
    """What one submission reads and writes; `doomed` where this attempt must be given up."""

    __slots__ = ("born", "committing", "doomed", "number", "reads", "started", "turn", "writes")

    def __init__(self, number: int, born: int, reads: list[int], writes: list[int]) -> None:
        self.number, self.born = number, born
        self.reads, self.writes = reads, writes
        self.doomed, self.committing, self.started = False, False, born
        self.turn: OneShotSignal | None = None


class Control(Protocol):
    """An algorithm: what a request leads to, whether a commit is good, and what its end frees."""

    delayed: bool

    def ask(self, who: Transaction, what: int, *, exclusive: bool) -> OneShotSignal | None:
        """Something to wait for, or None; `who` may be doomed afterwards."""
        ...

    def good(self, who: Transaction) -> bool:
        """Whether it may commit."""
        ...

    def end(self, who: Transaction) -> None:
        """The attempt is over."""
        ...


class Blocking:
    """Wait for locks; where that closes a circle, the youngest in it restarts."""

    delayed = False

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._locks = LockTable()
        self._active: dict[int, Transaction] = {}

    def ask(self, who: Transaction, what: int, *, exclusive: bool) -> OneShotSignal | None:
        """The turn of `who`, where the lock is not free."""
        self._active[who.number] = who
        if self._locks.ask(who.number, what, exclusive=exclusive):
            return None
        who.turn = turn = OneShotSignal(self._simulation)
        while not who.doomed and (circle := self._locks.circle(who.number)):
            victim = max((self._active[one] for one in circle), key=lambda one: one.born)
            victim.doomed = True
            self._left(victim)
            if victim.turn is not None:
                victim.turn.fire()
        return turn

    def good(self, who: Transaction) -> bool:
        """Always: its locks have seen to it."""
        return not who.doomed

    def end(self, who: Transaction) -> None:
        """Unlock."""
        self._left(who)
        self._active.pop(who.number, None)

    def _left(self, who: Transaction) -> None:
        for number in self._locks.leave(who.number):
            turn = self._active[number].turn
            if turn is not None:
                turn.fire()


class ImmediateRestart:
    """Never wait for a lock: restart, after about the time that a response takes."""

    delayed = True

    def __init__(self, simulation: Simulation) -> None:
        del simulation
        self._locks = LockTable()

    def ask(self, who: Transaction, what: int, *, exclusive: bool) -> OneShotSignal | None:
        """Nothing to wait for, ever."""
        who.doomed = not self._locks.ask(who.number, what, exclusive=exclusive)
        return None

    def good(self, who: Transaction) -> bool:
        """Always: its locks have seen to it."""
        return not who.doomed

    def end(self, who: Transaction) -> None:
        """Unlock; nobody waits for that."""
        self._locks.leave(who.number)


class Optimistic:
    """Go on, and restart at the end where something read was written by a commit since the start.

    A commit counts from its validation on; its writes take place after that.
    """

    delayed = False

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._written: dict[int, int] = {}

    def ask(self, who: Transaction, what: int, *, exclusive: bool) -> OneShotSignal | None:
        """Nothing to wait for, ever."""
        del who, what, exclusive
        return None

    def good(self, who: Transaction) -> bool:
        """Whether nothing that it read was written meanwhile."""
        good = self._fresh(who)
        if good:
            self._write(who)
        return good

    def end(self, who: Transaction) -> None:
        """Nothing is held."""

    def _fresh(self, who: Transaction) -> bool:
        return all(self._written.get(what, -1) <= who.started for what in who.reads)

    def _write(self, who: Transaction) -> None:
        self._written.update(dict.fromkeys(who.writes, self._simulation.now))


class LateOptimistic(Optimistic):
    """As `Optimistic`, but a commit counts from its last write on, and its writes are locked."""

    def __init__(self, simulation: Simulation) -> None:
        super().__init__(simulation)
        self._writing = set[int]()

    def good(self, who: Transaction) -> bool:
        """Whether nothing that it read was written meanwhile, or is being written."""
        good = self._fresh(who) and self._writing.isdisjoint(who.reads)
        if good:
            self._writing.update(who.writes)
            who.committing = True
        return good

    def end(self, who: Transaction) -> None:
        """What it wrote is there."""
        if who.committing:
            self._writing.difference_update(who.writes)
            self._write(who)


ALGORITHMS: "dict[str, Callable[[Simulation], Control]]" = {
    "blocking": Blocking,
    "immediate restart": ImmediateRestart,
    "optimistic": Optimistic,
    "optimistic, late": LateOptimistic,
}
