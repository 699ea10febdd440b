"""METIS on the graph of pairs: k-way, through pymetis.

G. Karypis, V. Kumar, "A fast and high quality multilevel scheme for partitioning irregular graphs",
SIAM J. Sci. Comput. 20 (1998).
"""

from typing import TYPE_CHECKING

from remit.split.backtest.absent import needed
from remit.split.backtest.pairs import pairs, rows

if TYPE_CHECKING:
    from remit.split.material import Material


def split(material: "Material", scopes: int, *, balance: float, seed: int) -> tuple[int, ...]:
    """The scope of each file; raises `Absent` without pymetis."""
    needed("pymetis")
    import pymetis

    graph = rows(pairs(material), len(material.files))
    found = pymetis.part_graph(
        scopes,
        pymetis.CSRAdjacency(graph.starts, graph.neighbours),
        vweights=list(material.weights),
        eweights=graph.weights,
        recursive=False,
        options=pymetis.Options(ufactor=round(1000 * (balance - 1)), seed=seed),
    )
    return tuple(found.vertex_part)
