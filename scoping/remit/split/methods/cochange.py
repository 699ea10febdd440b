"""What changed together stays together: past changes, directories and names as one hypergraph.

One cut of one such graph is a draw: cuts of equal cost differ by more on later changes than most
ideas gain. So the past is cut several times, seen differently each time, and the last cut follows
what the others agree on: a change that most of them kept whole is worth keeping, one that all of
them cut is given up.
"""

from collections import defaultdict
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from remit.split import hypergraph
from remit.split.globs.areas import build_scope_globs
from remit.split.imports.edges import import_edges
from remit.split.methods.fewer_rules import (
    LabelledFiles,
    RuleLimits,
    SimplificationGraph,
    condense_labels,
    simplify_labels,
)
from remit.split.methods.packing import (
    PackingUnit,
    fill_empty_scopes,
    open_directories,
    pack_units,
    split_heaviest,
)
from remit.split.partition.problem import PartitionProblem
from remit.split.partition.solver import is_solver_fast, partition_hypergraph
from remit.split.path_rules import count_fewest_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from remit.history.records import Touch
    from remit.split.input import SplitInput
    from remit.split.partition.problem import Net

MOST_RULES = 10
"""Path rules per scope."""
MOST_GLOBS = 16
"""Patterns in one manifest, `write` and `deny`."""
TIES = (1.0, 2.0, 4.0, 8.0, 16.0)
"""What a path rule costs, in changes made now; more only where a split is not said in few."""
_FEW_TIES = (1.0, 12.0, 32.0)  # where a cut takes seconds: the first that does is taken
USED = 30.0
"""What it counts that one file uses another: a third of a change made now."""
_MOST_PINS = 20_000  # of one cut, the heaviest nets first: a second at most
_PINS = 130_000  # of all cuts but the last together: some five seconds
_MANY = 20_000  # files: one cut of a larger tree takes seconds
_FEWEST = 3  # views, below which one cut does as well
_DOUBT = 0.02  # what a change counts that every view cut
_NEAR = 2.0  # times the rules that there may be, beyond which a dearer tie does better
_TRUST = 0.5  # 0 would not listen to the views, 1 fully


class _Ground(NamedTuple):
    """What all cuts have in common; `hints` are the nets that come from names and imports."""

    material: "SplitInput"
    scopes: int
    balance: float
    hints: "Mapping[Net, float]"


def split(material: "SplitInput", scopes: int, *, balance: float, seed: int) -> tuple[int, ...]:
    """The scope of each file when as little as possible of the past would have crossed scopes.

    It takes no more rules and patterns than there may be, unless whole directories do, too.
    """
    views = _Views(material)
    whole = views.whole()
    ground = _Ground(material, scopes, balance, _hints(material, len(whole)))
    several = _affordable(whole, views) if len(material.files) <= _MANY else ()
    cuts = [_cut(ground, nets, seed + at) for at, nets in enumerate(several)]
    if not cuts:
        return _short(ground, whole, next(_said_in_few(ground, whole, seed, _FEW_TIES)), seed)
    agreed = _agreed(whole, cuts)
    answers = (
        fill_empty_scopes(material, each, scopes)
        for each in _said_in_few(ground, agreed, seed, TIES)
    )
    best = min(answers, key=lambda labels: _lost(ground, agreed, labels))
    return _short(ground, agreed, best, seed)


def sketch_split(
    material: "SplitInput", scopes: int, *, balance: float, seed: int
) -> tuple[int, ...]:
    """The same by one cut, whatever its rules: quicker, and hardly worse in the mean."""
    whole = _Views(material).whole()
    ground = _Ground(material, scopes, balance, _hints(material, len(whole)))
    return _cut(ground, whole, seed)


def _affordable(whole: "Mapping[Net, float]", views: "_Views") -> "Iterator[Mapping[Net, float]]":
    """As many views as the size of the graph leaves time for; none without the extra."""
    count = _PINS // max(1, sum(map(len, whole))) if is_solver_fast() else 0
    if count >= _FEWEST:
        yield from islice(chain((whole,), _blunted(whole), views.others(), (whole,)), count)


def _blunted(whole: "Mapping[Net, float]") -> "Iterator[Mapping[Net, float]]":
    """The changes, large ones less than small ones; the same in total."""
    for power in (0.5, 1.0):
        nets = {net: weight / len(net) ** power for net, weight in whole.items()}
        scale = sum(whole.values()) / (sum(nets.values()) or 1)
        yield {net: weight * scale for net, weight in nets.items()}


def _hints(material: "SplitInput", known: int) -> dict["Net", float]:
    """Files of one name; and files that use each other, where fewer changes than files are known.

    Beside a rich history imports gain nothing that can be measured, and reading them takes longer
    than everything else.
    """
    files, shared = material.files, material.shared
    nets = hypergraph.namesake_nets(files, shared)
    if known < len(files):
        for pair in import_edges(files, material.contents):
            if shared.isdisjoint(pair):
                nets[pair] = nets.get(pair, 0.0) + USED
    return nets


class _Views:
    """Past changes as nets, in several ways to see them; each is made when it is asked for."""

    def __init__(self, material: "SplitInput") -> None:
        self._past = [
            (touches, hypergraph.nets_of_changes(material.files, touches, material.shared))
            for touches in (material.touches, material.also)
        ]

    def whole(self) -> "Mapping[Net, float]":
        """All changes, by age."""
        return self._summed(hypergraph.weights_by_age, self._past)

    def others(self) -> "Iterator[Mapping[Net, float]]":
        """Without what landed; and by how much came since."""
        slow, slower = (
            partial(hypergraph.weights_by_rank, spans=2),
            partial(hypergraph.weights_by_rank, spans=4),
        )
        yield self._summed(hypergraph.weights_by_age, self._past[:1])
        yield self._summed(slow, self._past)
        yield self._summed(slower, self._past)
        yield self._summed(slow, self._past[:1])

    @staticmethod
    def _summed(
        fresh: "Callable[[Sequence[Touch]], list[float]]",
        past: "list[tuple[tuple[Touch, ...], list[Net]]]",
    ) -> "Mapping[Net, float]":
        total: dict[Net, float] = defaultdict(float)
        for touches, nets in past:
            for net, weight in hypergraph.weigh_nets(nets, fresh(touches)).items():
                total[net] += weight
        return total


def _agreed(nets: "Mapping[Net, float]", cuts: "list[tuple[int, ...]]") -> dict["Net", float]:
    """The nets, each weighed by the share of the cuts that keep it whole; the same in total."""
    worth: dict[Net, float] = {}
    for net, weight in nets.items():
        kept = sum(len({labels[file] for file in net}) == 1 for labels in cuts) / len(cuts)
        worth[net] = weight * (kept + _DOUBT) ** _TRUST
    scale = sum(nets.values()) / (sum(worth.values()) or 1)
    return {net: weight * scale for net, weight in worth.items()}


def _cut(
    ground: _Ground, nets: "Mapping[Net, float]", seed: int, tie: float = TIES[0]
) -> tuple[int, ...]:
    _, problem = _problem(ground, nets, tie)
    return partition_hypergraph(problem, seed)[: len(ground.material.files)]


def _problem(
    ground: _Ground, nets: "Mapping[Net, float]", tie: float = TIES[0]
) -> tuple[tuple[bytes, ...], PartitionProblem]:
    """The directories, and the graph whose vertices are the files and then these."""
    folders, ties = hypergraph.directory_nets(ground.material.files, hypergraph.FRESH * tie)
    every = hypergraph.sum_nets(
        (ties, hypergraph.keep_heaviest_nets(nets, _MOST_PINS), ground.hints)
    )
    weights = (*ground.material.weights, *(0 for _ in folders))
    return folders, PartitionProblem(weights, every, ground.scopes, ground.balance)


def _graph(ground: _Ground, nets: "Mapping[Net, float]") -> SimplificationGraph:
    """What few rules are looked for on."""
    files, weights, shared, *_ = ground.material
    whole = hypergraph.sum_nets((hypergraph.keep_heaviest_nets(nets, _MOST_PINS), ground.hints))
    return SimplificationGraph(
        LabelledFiles(files, weights, shared, whole), *_problem(ground, nets)
    )


def _said_in_few(
    ground: _Ground, nets: "Mapping[Net, float]", seed: int, ties: "Sequence[float]"
) -> "Iterator[tuple[int, ...]]":
    """Labels that take few enough rules, from one tie after the other until one has few itself."""
    known = _graph(ground, nets)
    limits = _limits(ground, known)
    for tie in ties:
        labels = _cut(ground, nets, seed, tie)
        rules = _rules(ground, labels)
        if rules <= limits.rules and tie == ties[0]:
            yield simplify_labels(known.ground, labels, ground.scopes, limits)[0]
        elif rules <= _NEAR * limits.rules or tie == ties[-1]:
            yield condense_labels(known, labels, limits, seed)
        if rules <= limits.rules:
            break


def _short(
    ground: _Ground, nets: "Mapping[Net, float]", labels: tuple[int, ...], seed: int
) -> tuple[int, ...]:
    """The labels, or where they take too many rules or patterns what whole directories lead to.

    Where scopes are full, no single rule can go any more: two would have to change places. Our own
    search ends there on some repositories.
    """
    material, scopes, balance, _ = ground
    if not _excess(ground, labels):
        return labels
    known = _graph(ground, nets)
    whole = [PackingUnit(tuple(range(len(material.files))))]
    starts = [
        pack_units(material, whole, scopes, balance, cut)
        for cut in (open_directories, split_heaviest)
    ]
    joined = [condense_labels(known, start, _limits(ground, known), seed) for start in starts]
    others = (fill_empty_scopes(material, each, scopes) for each in (*starts, *joined))
    return min(
        (labels, *others),
        key=lambda each: (_excess(ground, each), _lost(ground, nets, each)),
    )


def _excess(ground: _Ground, labels: tuple[int, ...]) -> int:
    """The rules, and the patterns of the longest manifest, above what there may be."""
    files, _, shared, *_ = ground.material
    written = build_scope_globs(files, labels, shared, ground.scopes).scopes
    longest = max(len(area.allow) + len(area.deny) for area in written)
    rules = _rules(ground, labels) - MOST_RULES * ground.scopes
    return max(0, rules) + max(0, longest - MOST_GLOBS)


def _limits(ground: _Ground, known: SimplificationGraph) -> RuleLimits:
    return RuleLimits(known.problem.most, MOST_RULES * ground.scopes, MOST_GLOBS)


def _lost(
    ground: _Ground, nets: "Mapping[Net, float]", labels: tuple[int, ...]
) -> tuple[int, float]:
    """The rules above those that there may be, and what is cut."""
    every = (*hypergraph.keep_heaviest_nets(nets, _MOST_PINS).items(), *ground.hints.items())
    cut = sum(weight for net, weight in every if len({labels[file] for file in net}) > 1)
    return max(0, _rules(ground, labels) - MOST_RULES * ground.scopes), cut


def _rules(ground: _Ground, labels: tuple[int, ...]) -> int:
    free = [-1 if file in ground.material.shared else at for file, at in enumerate(labels)]
    return count_fewest_rules(ground.material.files, free, ground.scopes)
