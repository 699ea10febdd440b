"""Better parts by moving one vertex at a time, worse moves included, then the best moment kept.

C. M. Fiduccia, R. M. Mattheyses, "A linear-time heuristic for improving network partitions",
Design Automation Conference (1982), for more than two parts and with a heap for the buckets.
"""

from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

from remit.split.partition.problem import part_weights

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from remit.split.partition.problem import PartitionProblem

_PASSES = 6
_PATIENCE = 120  # moves in a row that gain nothing
_WHOLE = 16  # what a whole net counts beside one part fewer in a net that stays cut


def refine_partition(problem: "PartitionProblem", labels: "Sequence[int]") -> tuple[int, ...]:
    """Parts made from `labels` by moves: within the balance where moves reach it, else nearer."""
    state = _State(problem, labels)
    state.unload()
    for _ in range(_PASSES):
        if not state.improve():
            break
    return tuple(state.labels)


class _Move(NamedTuple):
    """The smallest is the best, and of equal ones the first vertex's."""

    loss: int
    vertex: int
    part: int


class _State:
    """Labels, and what follows from them: loads, and how many vertices of a net each part has."""

    def __init__(self, problem: "PartitionProblem", labels: "Sequence[int]") -> None:
        self.problem = problem
        self.labels = list(labels)
        self.loads = part_weights(problem, labels)
        self.nets = list(problem.nets.items())
        self.held: list[dict[int, int]] = []
        self.around: list[list[int]] = [[] for _ in labels]
        for index, (net, _) in enumerate(self.nets):
            held: dict[int, int] = {}
            for vertex in net:
                self.around[vertex].append(index)
                held[self.labels[vertex]] = held.get(self.labels[vertex], 0) + 1
            self.held.append(held)

    def unload(self) -> None:
        """Move vertices out of parts that weigh too much, the cheapest move first."""
        for part in range(self.problem.parts):
            queue = list(self._moves(v for v in self._heavy() if self.labels[v] == part))
            heapify(queue)
            while queue and self.loads[part] > self.problem.most:
                move = heappop(queue)
                found = self.best(move.vertex)
                if found == move:
                    self._make(move)
                elif found is not None:
                    heappush(queue, found)

    def improve(self) -> bool:
        """One pass: each vertex moves at most once; whether the best moment gains anything."""
        current = {move.vertex: move for move in self._moves(range(len(self.labels)))}
        queue = list(current.values())
        heapify(queue)
        made: list[tuple[int, int]] = []
        done: set[int] = set()
        lost = least = length = 0
        while queue and len(made) - length < _PATIENCE:
            move = heappop(queue)
            if current.get(move.vertex) != move:
                continue  # a newer entry of the vertex is in the queue, or none is wanted
            found = self.best(move.vertex)
            if found != move:  # loads have changed since
                _renew(current, queue, move.vertex, found)
                continue
            del current[move.vertex]
            done.add(move.vertex)
            made.append((move.vertex, self.labels[move.vertex]))
            near = self._make(move)
            lost += move.loss
            if lost < least:
                least, length = lost, len(made)
            for vertex in near:
                if vertex not in done:
                    _renew(current, queue, vertex, self.best(vertex))
        for vertex, part in reversed(made[length:]):
            self._make(_Move(0, vertex, part))
        return least < 0

    def best(self, vertex: int) -> _Move | None:
        """Its best move that keeps the balance, if any; a new part may be one of its neighbours'.

        A vertex without neighbours elsewhere may go to the lightest part.
        """
        weight, here = self.problem.weights[vertex], self.labels[vertex]
        gains: dict[int, int] = {min(range(self.problem.parts), key=self.loads.__getitem__): 0}
        stay = 0
        for index in self.around[vertex]:
            held, (net, cost) = self.held[index], self.nets[index]
            whole = len(net)
            mine = held[here]
            stay += cost * (1 + _WHOLE * (mine == whole) - (mine == 1))
            if mine != whole:
                for part, count in held.items():
                    gains[part] = gains.get(part, 0) + cost * (1 + _WHOLE * (count == whole - 1))
        moves = (
            _Move(stay - gain, vertex, part)
            for part, gain in gains.items()
            if part != here and self.loads[part] + weight <= self.problem.most
        )
        return min(moves, default=None)

    def _make(self, move: _Move) -> "Iterable[int]":
        """Move it; the vertices whose gains may have changed."""
        vertex, part = move.vertex, move.part
        here, weight = self.labels[vertex], self.problem.weights[vertex]
        self.labels[vertex] = part
        self.loads[here] -= weight
        self.loads[part] += weight
        near: dict[int, None] = {}
        for index in self.around[vertex]:
            held, net = self.held[index], self.nets[index][0]
            left, now = held[here] - 1, held.get(part, 0) + 1
            held[part] = now
            if left:
                held[here] = left
            else:
                del held[here]
            if left <= 1 or now <= 2 or now >= len(net) - 1 or left >= len(net) - 2:  # noqa: PLR2004
                near.update(dict.fromkeys(net))
        near.pop(vertex, None)
        return near

    def _heavy(self) -> "Iterator[int]":
        return (vertex for vertex, weight in enumerate(self.problem.weights) if weight)

    def _moves(self, vertices: "Iterable[int]") -> "Iterator[_Move]":
        for vertex in vertices:
            move = self.best(vertex)
            if move is not None:
                yield move


def _renew(current: dict[int, _Move], queue: list[_Move], vertex: int, found: _Move | None) -> None:
    """Let `found` be the one entry of the vertex that counts."""
    if found is None:
        current.pop(vertex, None)
    elif current.get(vertex) != found:
        current[vertex] = found
        heappush(queue, found)
