"""Cutting a hypergraph into balanced parts with Mt-KaHyPar, the same for the same seed.

L. Gottesbüren, T. Heuer, N. Maas, P. Sanders, S. Schlag, "Scalable high-quality hypergraph
partitioning", ACM Transactions on Algorithms 20 (2024).
"""

from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol, cast

from remit.split.backtest.absent import needed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def solved(
    weights: "Sequence[int]",
    nets: "Mapping[tuple[int, ...], int]",
    scopes: int,
    *,
    balance: float,
    seed: int,
) -> tuple[int, ...]:
    """The part of each vertex when few nets, by weight, are cut; raises `Absent` without the extra.

    The deterministic preset ignores the library's own seed, so `seed` orders the vertices: 0 as
    they are.
    """
    library = cast("_Library", needed("mtkahypar"))
    order = _order(len(weights), seed)
    place = [0] * len(order)
    for new, old in enumerate(order):
        place[old] = new
    engine = _engine()
    context = engine.context_from_preset(library.PresetType.DETERMINISTIC_QUALITY)
    context.set_partitioning_parameters(scopes, balance - 1, library.Objective.CUT)
    context.logging = False
    graph = engine.create_hypergraph(
        context,
        len(weights),
        len(nets),
        [[place[vertex] for vertex in net] for net in nets],
        [weights[old] for old in order],
        list(nets.values()),
    )
    parts = graph.partition(context)
    return tuple(parts.block_id(new) for new in place)


def _order(vertices: int, seed: int) -> list[int]:
    if not seed:
        return list(range(vertices))
    return sorted(range(vertices), key=lambda v: sha256(f"{seed}:{v}".encode()).digest())


@cache
def _engine() -> "_Engine":
    """Set up once in a process, on one thread: files are few, and other programs run too."""
    return cast("_Library", needed("mtkahypar")).initialize(1, False)


class _Parts(Protocol):
    def block_id(self, vertex: int) -> int: ...


class _Context(Protocol):
    logging: bool

    def set_partitioning_parameters(self, k: int, epsilon: float, objective: object) -> None: ...


class _Graph(Protocol):
    def partition(self, context: _Context) -> _Parts: ...


class _Engine(Protocol):
    def context_from_preset(self, preset: object) -> _Context: ...

    def create_hypergraph(  # noqa: PLR0913, PLR0917 - as the library has it
        self,
        context: _Context,
        vertices: int,
        nets: int,
        pins: list[list[int]],
        vertex_weights: list[int],
        net_weights: list[int],
    ) -> _Graph: ...


class _Presets(Protocol):
    DETERMINISTIC_QUALITY: object


class _Objectives(Protocol):
    CUT: object


class _Library(Protocol):
    """What is used of `mtkahypar`, which has no types."""

    PresetType: _Presets
    Objective: _Objectives

    def initialize(self, threads: int, warnings: bool) -> _Engine: ...  # noqa: FBT001 - its own
