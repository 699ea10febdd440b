"""What changed together stays together: past changes, directories and names as one hypergraph.

One cut of one such graph is a draw: cuts of equal cost differ by more on later changes than most
ideas gain. So the past is cut several times, seen differently each time, and the last cut follows
what the others agree on: a change that most of them kept whole is worth keeping, one that all of
them cut is given up.
"""

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from remit.split import graph
from remit.split.imports.edges import imported
from remit.split.methods.simplified import Ground, Limits, simplified
from remit.split.partition.problem import Problem
from remit.split.partition.solver import parted, quick
from remit.split.rulebook import fewest_rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from remit.split.material import Material
    from remit.split.partition.problem import Net

MOST_RULES = 10
"""Path rules per scope."""
MOST_GLOBS = 16
"""Patterns in one manifest, `write` and `deny`."""
TIES = (1.0, 4.0, 8.0, 12.0, 32.0)
"""What a path rule costs, in changes made now; more only where a split is not said in few."""
USED = 30.0
"""What it counts that one file uses another: a third of a change made now."""
_PINS = 120_000  # of all cuts together: some five seconds
_DOUBT = 0.02  # what a change counts that every view cut
_NEAR = 1.7  # times the rules that there may be: so many can go one by one
_ROOM = 0.6  # of the unevenness that was asked for
_TRUST = 0.5  # 0 would not listen to the views, 1 fully


class _Ground(NamedTuple):
    """What all cuts have in common; `hints` are the nets that come from names and imports."""

    material: "Material"
    scopes: int
    balance: float
    hints: "Mapping[Net, float]"


def split(material: "Material", scopes: int, *, balance: float, seed: int) -> tuple[int, ...]:
    """The scope of each file when as little as possible of the past would have crossed scopes."""
    whole, *views = _views(material)
    ground = _Ground(material, scopes, balance, _hints(material, len(whole)))
    cuts = [_cut(ground, nets, seed + at) for at, nets in enumerate(_affordable(whole, views))]
    if cuts:
        whole = _agreed(whole, cuts)
    for tie in TIES:
        labels, few = _said_in_few(ground, _cut(_slack(ground, tie), whole, seed, tie), whole)
        if few:
            break
    return labels


def sketch(material: "Material", scopes: int, *, balance: float, seed: int) -> tuple[int, ...]:
    """The same by one cut, whatever its rules: quicker, and hardly worse in the mean."""
    whole = _views(material)[0]
    ground = _Ground(material, scopes, balance, _hints(material, len(whole)))
    return _cut(ground, whole, seed)


def _affordable(
    whole: "Mapping[Net, float]", views: "list[Mapping[Net, float]]"
) -> "list[Mapping[Net, float]]":
    """As many views as the size of the graph leaves time for; none without the extra."""
    count = _PINS // max(1, sum(map(len, whole))) if quick() else 0
    return [whole, whole, *views][:count] if count > 1 else []


def _hints(material: "Material", known: int) -> dict["Net", float]:
    """Files of one name; and files that use each other, where fewer changes than files are known.

    Beside a rich history imports gain nothing that can be measured, and reading them takes longer
    than everything else.
    """
    files, shared = material.files, material.shared
    nets = graph.namesakes(files, shared)
    if known < len(files):
        for pair in imported(files, material.contents):
            if shared.isdisjoint(pair):
                nets[pair] = nets.get(pair, 0.0) + USED
    return nets


def _views(material: "Material") -> "list[Mapping[Net, float]]":
    """The nets of past changes: all of them by age first, then other ways to see them."""
    commits, landed = material.touches, material.also

    def nets(fresh: "Iterable[list[float]]") -> dict["Net", float]:
        total: dict[Net, float] = defaultdict(float)
        for touches, shares in zip((commits, landed), fresh, strict=False):
            found = graph.changes(material.files, touches, material.shared, shares)
            for net, weight in found.items():
                total[net] += weight
        return total

    return [
        nets([graph.by_age(commits), graph.by_age(landed)]),
        nets([graph.by_age(commits)]),
        nets([graph.by_rank(commits, 2), graph.by_rank(landed, 2)]),
        nets([graph.by_rank(commits, 4), graph.by_rank(landed, 4)]),
        nets([graph.by_rank(commits, 2)]),
    ]


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
    files = ground.material.files
    folders, ties = graph.tree(files, graph.FRESH * tie)
    every = graph.summed((ties, nets, ground.hints))
    weights = (*ground.material.weights, *(0 for _ in range(folders)))
    return parted(Problem(weights, every, ground.scopes, ground.balance), seed)[: len(files)]


def _slack(ground: _Ground, tie: float) -> _Ground:
    """More even than asked for where rules will have to go: what goes needs room elsewhere."""
    if tie == TIES[0]:
        return ground
    return ground._replace(balance=1 + _ROOM * (ground.balance - 1))


def _said_in_few(
    ground: _Ground, labels: tuple[int, ...], nets: "Mapping[Net, float]"
) -> tuple[tuple[int, ...], bool]:
    """The labels, or ones near them that take few enough rules, and whether there are any."""
    files, weights, shared, *_ = ground.material
    free = [-1 if file in shared else label for file, label in enumerate(labels)]
    if fewest_rules(files, free, ground.scopes) > _NEAR * MOST_RULES * ground.scopes:
        return labels, False  # a cut that is dearer for it loses less than so many moves
    whole = graph.summed((nets, ground.hints))
    most = ground.balance * sum(weights) / ground.scopes
    limits = Limits(most, MOST_RULES * ground.scopes, MOST_GLOBS)
    return simplified(Ground(files, weights, shared, whole), labels, ground.scopes, limits)
