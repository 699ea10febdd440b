"""Labels near given ones that are said in few enough rules, for as little as possible.

A rule goes if its files go with what is around them, or these with it. That costs the past changes
which would cross scopes then and do not now, and often there are none: few files of a repository
are in many changes.
"""

import math
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from remit.split.globs.areas import build_scope_globs
from remit.split.partition.multilevel import contract_groups
from remit.split.partition.problem import imbalance_and_cut, part_weights
from remit.split.partition.refinement import refine_partition
from remit.split.partition.solver import is_solver_fast, partition_hypergraph
from remit.split.path_rules import assign_rules, find_label_moves

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from remit.split.partition.problem import Net, PartitionProblem
    from remit.split.path_rules import LabelMove

_EACH_ROUND = 3
"""One of so many of the rules that are too many go before the rest is looked at again."""


class RuleLimits(NamedTuple):
    """What a scope may weigh, and how much a split may take to say."""

    weight: float
    rules: int
    """All together, one for everything included."""
    globs: int | None = None
    """Patterns in the longest manifest, `write` and `deny`; None lets there be any number."""


class LabelledFiles(NamedTuple):
    """The files, their weights, those in no scope, and what should stay together how much."""

    files: "Sequence[bytes]"
    weights: "Sequence[int]"
    shared: "Collection[int]"
    nets: "Mapping[Net, float]"


def simplify_labels(
    ground: LabelledFiles, labels: "Sequence[int]", scopes: int, limits: RuleLimits
) -> tuple[tuple[int, ...], bool]:
    """Labels near `labels`, and whether they are within `limits` (else as near as moves lead).

    A shared file keeps the label that it has, which says nothing. No scope gets heavier than it
    may be, unless it was before and does not grow. The same arguments give the same answer.
    """
    state = _State(ground, labels, scopes)
    while (many := state.rules - limits.rules) > 0:
        if not state.drop(state.moves, math.ceil(many / _EACH_ROUND), limits.weight):
            break
    few = state.rules <= limits.rules
    if limits.globs is not None:
        few = _shorten(state, limits.globs, limits.weight) and few
    return tuple(state.labels), few


def _shorten(state: "_State", most: int, weight: float) -> bool:
    """Let manifests be short enough, the longest first; whether all are."""
    while (excess := max(counts := state.globs()) - most) > 0:
        scope = counts.index(max(counts))
        its = [move for move in state.moves if scope in {move.label, state.labels[move.files[0]]}]
        if not state.drop(its, math.ceil(excess / _EACH_ROUND), weight):
            break
    return excess <= 0


class _State:
    """Labels while they change, with what follows from them."""

    def __init__(self, ground: LabelledFiles, labels: "Sequence[int]", scopes: int) -> None:
        self.labels = list(labels)
        self._ground, self._scopes = ground, scopes
        self._loads = [0] * scopes
        for weight, label in zip(ground.weights, labels, strict=True):
            self._loads[label] += weight
        self._nets = list(ground.nets.items())
        self._around: dict[int, list[int]] = defaultdict(list)
        self._held: list[dict[int, int]] = []
        for at, (net, _) in enumerate(self._nets):
            held: dict[int, int] = defaultdict(int)
            for file in net:
                self._around[file].append(at)
                held[labels[file]] += 1
            self._held.append(held)
        self._look()

    def globs(self) -> list[int]:
        """How many patterns each scope takes."""
        written = build_scope_globs(
            self._ground.files, self.labels, self._ground.shared, self._scopes
        ).scopes
        return [len(area.allow) + len(area.deny) for area in written]

    def drop(self, these: "Iterable[LabelMove]", many: int, most: float) -> int:
        """How many rules went, by those moves that lose least for each and leave all light enough.

        No two of them are inside each other.
        """
        gone, moved, above = 0, set[bytes](), set[bytes]()
        for move in sorted(these, key=lambda move: (self._loss(move) / move.saved, move.place)):
            over = set(_above(move.place))
            weight = sum(self._ground.weights[file] for file in move.files)
            apart = move.place not in above | moved and moved.isdisjoint(over)
            if apart and (not weight or self._loads[move.label] + weight <= most):
                self._move(move, weight)
                moved.add(move.place)
                above |= over
                gone += move.saved
            if gone >= many:
                break
        if gone:
            self._look()
        return gone

    def _look(self) -> None:
        shared = self._ground.shared
        free = [-1 if file in shared else label for file, label in enumerate(self.labels)]
        self.rules, found = find_label_moves(self._ground.files, free, self._scopes)
        self.moves = [move for move in found if move.files]

    def _loss(self, move: "LabelMove") -> float:
        """The weight of the nets that are whole now and would not be, less the reverse."""
        loss, old = 0.0, self.labels[move.files[0]]
        for at, count in self._counts(move).items():
            held, weight = self._held[at], self._nets[at][1]
            parts = len(held) - (held[old] == count) + (move.label not in held)
            loss += weight * ((parts > 1) - (len(held) > 1))
        return loss

    def _counts(self, move: "LabelMove") -> dict[int, int]:
        """How many of its files each net has."""
        counts: dict[int, int] = defaultdict(int)
        for file in move.files:
            for at in self._around.get(file, ()):
                counts[at] += 1
        return counts

    def _move(self, move: "LabelMove", weight: int) -> None:
        old = self.labels[move.files[0]]
        for at, count in self._counts(move).items():
            held = self._held[at]
            held[move.label] += count
            held[old] -= count
            if not held[old]:
                del held[old]
        for file in move.files:
            self.labels[file] = move.label
        self._loads[old] -= weight
        self._loads[move.label] += weight


def _above(place: bytes) -> "Iterator[bytes]":
    while place := place.rpartition(b"/")[0]:
        yield place


# Labels that take few enough rules, found step by step: what one rule has moves as one.
#
# Where rules only go, files stay where a split with many more rules had put them, and scopes are
# too full for what would fit better. So each time some of the rules have gone, all that one rule
# has is joined to one vertex, and the small graph is cut anew. That takes no more rules than it has
# vertices, and whole directories find other places.


_STEPS = (2.0, 1.5, 1.2, 1.0)
"""How many times the rules that there may be are left after each step."""
_STARTS = 2


class SimplificationGraph(NamedTuple):
    """The files and what ties them, as `simplify_labels` and as a partitioner see it.

    The vertices of `problem` are the files and, after them, `folders`.
    """

    ground: LabelledFiles
    folders: tuple[bytes, ...]
    problem: "PartitionProblem"


def condense_labels(
    graph: SimplificationGraph, labels: "Sequence[int]", limits: RuleLimits, seed: int
) -> tuple[int, ...]:
    """Labels from `labels` on that are within `limits`, or as near as moves lead.

    The same arguments give the same answer.
    """
    scopes = graph.problem.parts
    there = assign_rules(graph.ground.files, _free(graph.ground, labels), scopes)
    for times in _STEPS:
        most = math.ceil(times * limits.rules)
        if most < len(there.labels) or times == _STEPS[-1]:
            step = RuleLimits(limits.weight, most)
            labels = _recut(graph, simplify_labels(graph.ground, labels, scopes, step)[0], seed)
    return simplify_labels(graph.ground, labels, scopes, limits)[0]


def _recut(graph: SimplificationGraph, labels: tuple[int, ...], seed: int) -> tuple[int, ...]:
    """The labels, or better ones that any one rule of these gives all that it has."""
    rules = assign_rules(graph.ground.files, _free(graph.ground, labels), graph.problem.parts)
    places = [*rules.files, *(rules.folders[folder] for folder in graph.folders)]
    numbers = {place: number for number, place in enumerate(dict.fromkeys(places))}
    if len(numbers) <= graph.problem.parts:
        return labels
    small = contract_groups(graph.problem, [numbers[place] for place in places]).problem
    now = tuple(rules.labels[place] for place in numbers)
    others = (
        [partition_hypergraph(small, seed + start) for start in range(_STARTS)]
        if is_solver_fast()
        else [refine_partition(small, now)]
    )
    best = min(
        (now, *others),
        key=lambda each: (part_weights(small, each).count(0), imbalance_and_cut(small, each)),
    )
    return tuple(best[numbers[place]] for place in rules.files)


def _free(ground: LabelledFiles, labels: "Sequence[int]") -> list[int]:
    return [-1 if file in ground.shared else label for file, label in enumerate(labels)]
