"""Better parts by moving one vertex at a time, worse moves included, then the best moment kept.

C. M. Fiduccia, R. M. Mattheyses, "A linear-time heuristic for improving network partitions",
Design Automation Conference (1982), with parts more than two and a heap for the buckets.
"""

from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

from remit.split.partition.problem import loads

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from remit.split.partition.problem import Problem

_PASSES = 8
_PATIENCE = 60  # moves in a row that gain nothing
_CUT = 16  # what a whole net counts beside one part fewer in a net that stays cut


def refined(problem: "Problem", labels: "Sequence[int]") -> tuple[int, ...]:
    """Parts made from `labels` by moves: within the balance where moves reach it, and no dearer."""
    state = _State(problem, labels)
    state.unload()
    for _ in range(_PASSES):
        if not state.improve():
            break
    return tuple(state.labels)


class _State:
    """Labels, and what follows from them: loads, and how many vertices of a net each part has."""

    def __init__(self, problem: "Problem", labels: "Sequence[int]") -> None:
        self.problem = problem
        self.labels = list(labels)
        self.loads = loads(problem, labels)
        self.nets = [(net, weight) for net, weight in problem.nets.items() if weight]
        self.held = [[0] * problem.parts for _ in self.nets]
        self.around: list[list[int]] = [[] for _ in labels]
        for index, (net, _) in enumerate(self.nets):
            for vertex in net:
                self.around[vertex].append(index)
                self.held[index][self.labels[vertex]] += 1

    def unload(self) -> None:
        """Move vertices out of parts that weigh too much, the cheapest move first."""
        for part in range(self.problem.parts):
            while self.loads[part] > self.problem.most:
                vertices = (v for v, at in enumerate(self.labels) if at == part)
                moves = [self.best(v) for v in vertices if self.problem.weights[v]]
                best = max((move for move in moves if move), default=None)
                if best is None:
                    break
                self.move(best[1], best[2])

    def improve(self) -> bool:
        """One pass: each vertex moves at most once; whether the best moment gains anything."""
        queue = [(-gain, v, part) for gain, v, part in self._moves(range(len(self.labels)))]
        heapify(queue)
        free = [True] * len(self.labels)
        made: list[tuple[int, int]] = []
        gained = best = length = 0
        while queue and len(made) - length < _PATIENCE:
            gain, vertex, part = heappop(queue)
            found = self.best(vertex) if free[vertex] else None
            if found is None or found != (-gain, vertex, part):
                if found is not None and found[0] < -gain:
                    heappush(queue, (-found[0], vertex, found[2]))
                continue
            free[vertex] = False
            made.append((vertex, self.labels[vertex]))
            near = self.move(vertex, part)
            gained -= gain
            if gained > best:
                best, length = gained, len(made)
            for gain, other, to in self._moves(each for each in near if free[each]):
                heappush(queue, (-gain, other, to))
        for vertex, part in reversed(made[length:]):
            self.move(vertex, part)
        return best > 0

    def best(self, vertex: int) -> tuple[int, int, int] | None:
        """The gain, the vertex and the part of its best move that keeps the balance, if any."""
        weight, here = self.problem.weights[vertex], self.labels[vertex]
        stays = 0
        gains = [0] * self.problem.parts
        for index in self.around[vertex]:
            held, cost = self.held[index], self.nets[index][1]
            size = len(self.nets[index][0])
            stays += cost * (_CUT * (held[here] == size) - (held[here] == 1))
            for part, count in enumerate(held):
                if count:
                    gains[part] += cost * (_CUT * (count == size - 1) + 1)

        lost = sum(self.nets[index][1] for index in self.around[vertex])
        moves = [
            (gain - stays - lost, vertex, part)
            for part, gain in enumerate(gains)
            if part != here and self.loads[part] + weight <= self.problem.most
        ]
        return max(moves, key=lambda move: (move[0], -move[2]), default=None)

    def move(self, vertex: int, part: int) -> "Sequence[int]":
        """Move it; the vertices whose gains may have changed."""
        here = self.labels[vertex]
        self.labels[vertex] = part
        self.loads[here] -= self.problem.weights[vertex]
        self.loads[part] += self.problem.weights[vertex]
        near: dict[int, None] = {}
        for index in self.around[vertex]:
            held, net = self.held[index], self.nets[index][0]
            held[here] -= 1
            held[part] += 1
            if held[here] <= 1 or held[part] <= 2 or max(held[here], held[part]) >= len(net) - 2:  # noqa: PLR2004
                near.update(dict.fromkeys(net))
        near.pop(vertex, None)
        return list(near)

    def _moves(self, vertices: "Iterator[int] | range") -> "Iterator[tuple[int, int, int]]":
        for vertex in vertices:
            move = self.best(vertex)
            if move is not None:
                yield move
