"""Mt-KaHyPar, as far as it is used here, with types, and the same parts for the same seed.

L. Gottesbüren, T. Heuer, N. Maas, P. Sanders, S. Schlag, "Scalable high-quality hypergraph
partitioning", ACM Transactions on Algorithms 20 (2024).
"""

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from remit.split.partition.multilevel import shuffle_vertices

if TYPE_CHECKING:
    from remit.split.partition.problem import PartitionProblem


def is_installed() -> bool:
    """Whether the extra `split` is there."""
    try:
        import_module("mtkahypar")
    except ImportError:
        return False
    return True


def partition_with_kahypar(problem: "PartitionProblem", seed: int) -> tuple[int, ...]:
    """The part of each vertex; `seed` orders the vertices, 0 leaves them as they are.

    Only the deterministic presets give the same parts twice (the others differ even within one
    process), and they ignore the library's own seed.
    """
    order = shuffle_vertices(len(problem.weights), seed)
    place = [0] * len(order)
    for new, old in enumerate(order):
        place[old] = new
    library = _library()
    engine = _engine()
    context = engine.context_from_preset(library.PresetType.DETERMINISTIC)
    context.set_partitioning_parameters(problem.parts, problem.balance - 1, library.Objective.CUT)
    context.logging = False
    graph = engine.create_hypergraph(
        context,
        len(order),
        len(problem.nets),
        [[place[vertex] for vertex in net] for net in problem.nets],
        [problem.weights[old] for old in order],
        list(problem.nets.values()),
    )
    found = graph.partition(context).get_partition()
    return tuple(found[new] for new in place)


@cache
def _engine() -> "_Engine":
    """Set up once in a process, on one thread: the graphs are small, and other programs run too."""
    return _library().initialize(1, False)


def _library() -> "_Library":
    return cast("_Library", import_module("mtkahypar"))


class _Parts(Protocol):
    def get_partition(self) -> list[int]: ...


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
    DETERMINISTIC: object


class _Objectives(Protocol):
    CUT: object


class _Library(Protocol):
    """What is used of `mtkahypar`, which has no types."""

    PresetType: _Presets
    Objective: _Objectives

    def initialize(self, threads: int, warnings: bool) -> _Engine: ...  # noqa: FBT001 - its own
