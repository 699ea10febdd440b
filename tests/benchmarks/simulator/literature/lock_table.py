"""Shared and exclusive locks with upgrades, first come, first served, and circles of waiting."""

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Request(NamedTuple):
    who: int
    exclusive: bool


class _Lock:
    __slots__ = ("holders", "queue")

    def __init__(self) -> None:
        self.holders: dict[int, bool] = {}  # who holds it, and whether exclusively
        self.queue: list[_Request] = []

    def admits(self, request: _Request) -> bool:
        """Whether it goes together with those who hold the lock."""
        others = self.holders.keys() - {request.who}
        return not others or not (request.exclusive or any(self.holders[one] for one in others))


class LockTable:
    """Who holds what, by numbers; a number waits for one object at a time."""

    def __init__(self) -> None:
        self._locks = defaultdict[int, _Lock](_Lock)
        self._held = defaultdict[int, set[int]](set)
        self._waits: dict[int, int] = {}

    def ask(self, who: int, what: int, *, exclusive: bool) -> bool:
        """True where the lock is given at once; else the request waits.

        Who holds the lock already and wants it exclusively goes before those who do not.
        """
        lock, request = self._locks[what], _Request(who, exclusive)
        upgrade = who in lock.holders
        if (upgrade or not lock.queue) and lock.admits(request):
            self._give(lock, request, what)
            return True
        place = sum(one.who in lock.holders for one in lock.queue) if upgrade else len(lock.queue)
        lock.queue.insert(place, request)
        self._waits[who] = what
        return False

    def leave(self, who: int) -> list[int]:
        """Give back everything and wait no more; who is given a lock by that, in order."""
        touched = self._held.pop(who, set[int]())
        waited = self._waits.pop(who, None)
        if waited is not None:
            lock = self._locks[waited]
            lock.queue = [one for one in lock.queue if one.who != who]
            touched.add(waited)
        for what in touched:
            self._locks[what].holders.pop(who, None)
        return [one for what in sorted(touched) for one in self._admitted(what)]

    def circle(self, who: int) -> list[int]:
        """Those who wait for each other in a circle with `who`, itself included; else nobody."""
        path, seen = [(who, self._behind(who))], {who}
        while path:
            other = next(path[-1][1], None)
            if other is None:
                path.pop()
            elif other == who:
                return [one for one, _ in path]
            elif other not in seen:
                seen.add(other)
                path.append((other, self._behind(other)))
        return []

    def _behind(self, who: int) -> "Iterator[int]":
        """Those that `who` waits for: holders in its way, and those before it in the queue."""
        what = self._waits.get(who)
        if what is None:
            return
        lock = self._locks[what]
        for request in lock.queue:
            if request.who == who:
                yield from _in_the_way(lock, request)
                return
            yield request.who

    def _admitted(self, what: int) -> "Iterator[int]":
        lock = self._locks[what]
        while lock.queue and lock.admits(lock.queue[0]):
            request = lock.queue.pop(0)
            del self._waits[request.who]
            self._give(lock, request, what)
            yield request.who

    def _give(self, lock: _Lock, request: _Request, what: int) -> None:
        lock.holders[request.who] = request.exclusive or lock.holders.get(request.who, False)
        self._held[request.who].add(what)


def _in_the_way(lock: _Lock, request: _Request) -> "Iterator[int]":
    for holder, exclusive in lock.holders.items():
        if holder != request.who and (exclusive or request.exclusive):
            yield holder
