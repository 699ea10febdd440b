"""METIS on the graph of pairs: k-way, through pymetis.

G. Karypis, V. Kumar, "A fast and high quality multilevel scheme for partitioning irregular graphs",
SIAM J. Sci. Comput. 20 (1998).
"""

from typing import TYPE_CHECKING

from remit.errors import CouldNotCheck
from remit.split.backtest.pair_graph import SEEDS, build_pair_graph, to_csr
from remit.split.backtest.registry import require_library

if TYPE_CHECKING:
    from remit.split.input import SplitInput


def split(material: "SplitInput", scopes: int, *, balance: float, seed: int) -> tuple[int, ...]:
    """The scope of each file; raises `LibraryMissing` without pymetis."""
    require_library("pymetis")
    import pymetis

    graph = to_csr(build_pair_graph(material), len(material.files))
    options = pymetis.Options(ufactor=_thousandths(balance), seed=seed % SEEDS)
    adjacency = pymetis.CSRAdjacency(graph.starts, graph.neighbours)
    try:
        found = pymetis.part_graph(
            scopes,
            adjacency,
            vweights=list(material.weights),
            eweights=graph.weights,
            recursive=False,
            options=options,
        )
    except RuntimeError as error:  # on some graphs without edges, and says no more than that
        raise CouldNotCheck(f"METIS gave up ({error}).") from None
    return tuple(found.vertex_part)


def _thousandths(balance: float) -> int:
    return max(1, round(1000 * (balance - 1)))
