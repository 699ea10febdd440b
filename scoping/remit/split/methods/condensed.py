"""Labels that take few enough rules, found step by step: what one rule has moves as one.

Where rules only go, files stay where a split with many more rules had put them, and scopes are too
full for what would fit better. So each time some of the rules have gone, all that one rule has is
joined to one vertex, and the small graph is cut anew. That takes no more rules than it has
vertices, and whole directories find other places.
"""

import math
from typing import TYPE_CHECKING, NamedTuple

from remit.split.methods.simplified import Ground, Limits, simplified
from remit.split.partition.coarsening import joined
from remit.split.partition.problem import badness, loads
from remit.split.partition.refinement import refined
from remit.split.partition.solver import parted, quick
from remit.split.rulebook import holders

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.split.partition.problem import Problem

_STEPS = (2.0, 1.5, 1.2, 1.0)
"""How many times the rules that there may be are left after each step."""
_STARTS = 2


class Graph(NamedTuple):
    """The files and what ties them, as `simplified` and as a partitioner see it.

    The vertices of `problem` are the files and, after them, `folders`.
    """

    ground: Ground
    folders: tuple[bytes, ...]
    problem: "Problem"


def condensed(graph: Graph, labels: "Sequence[int]", limits: Limits, seed: int) -> tuple[int, ...]:
    """Labels from `labels` on that are within `limits`, or as near as moves lead.

    The same arguments give the same answer.
    """
    scopes = graph.problem.parts
    there = holders(graph.ground.files, _free(graph.ground, labels), scopes)
    for times in _STEPS:
        most = math.ceil(times * limits.rules)
        if most < len(there.labels) or times == _STEPS[-1]:
            step = Limits(limits.weight, most)
            labels = _recut(graph, simplified(graph.ground, labels, scopes, step)[0], seed)
    return simplified(graph.ground, labels, scopes, limits)[0]


def _recut(graph: Graph, labels: tuple[int, ...], seed: int) -> tuple[int, ...]:
    """The labels, or better ones that any one rule of these gives all that it has."""
    rules = holders(graph.ground.files, _free(graph.ground, labels), graph.problem.parts)
    places = [*rules.files, *(rules.folders[folder] for folder in graph.folders)]
    numbers = {place: number for number, place in enumerate(dict.fromkeys(places))}
    if len(numbers) <= graph.problem.parts:
        return labels
    small = joined(graph.problem, [numbers[place] for place in places]).problem
    now = tuple(rules.labels[place] for place in numbers)
    others = (
        [parted(small, seed + start) for start in range(_STARTS)]
        if quick()
        else [refined(small, now)]
    )
    best = min((now, *others), key=lambda each: (loads(small, each).count(0), badness(small, each)))
    return tuple(best[numbers[place]] for place in rules.files)


def _free(ground: Ground, labels: "Sequence[int]") -> list[int]:
    return [-1 if file in ground.shared else label for file, label in enumerate(labels)]
