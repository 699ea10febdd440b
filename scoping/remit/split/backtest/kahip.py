"""KaHIP on the graph of pairs: kaffpa, preset eco for social networks.

P. Sanders, C. Schulz, "Think locally, act globally: highly balanced graph partitioning", SEA 2013.
"""

from typing import TYPE_CHECKING, Protocol, cast

from remit.errors import CouldNotCheck
from remit.split.backtest.pair_graph import SEEDS, build_pair_graph, to_csr
from remit.split.backtest.registry import require_library

if TYPE_CHECKING:
    from remit.split.input import SplitInput

_FEWEST = 4
"""Files in a scope: at two or three, version 3.25 can go on for ever."""


def split(material: "SplitInput", scopes: int, *, balance: float, seed: int) -> tuple[int, ...]:
    """The scope of each file; raises `LibraryMissing`, or `CouldNotCheck` with too few files."""
    kahip = cast("_Kahip", require_library("kahip"))
    if len(material.files) - len(material.shared) < _FEWEST * scopes:
        raise CouldNotCheck(f"KaHIP is not asked for less than {_FEWEST} files in a scope.")
    graph = to_csr(build_pair_graph(material), len(material.files))
    _, labels = kahip.kaffpa(
        list(material.weights),
        graph.starts,
        graph.weights,
        graph.neighbours,
        scopes,
        balance - 1,
        True,  # be silent
        seed % SEEDS,
        kahip.ECOSOCIAL,
    )
    return tuple(labels)


class _Kahip(Protocol):
    """What is used of `kahip`, which has no types."""

    ECOSOCIAL: int

    def kaffpa(  # noqa: PLR0913, PLR0917 - as the library has it
        self,
        weights: list[int],
        starts: list[int],
        edge_weights: list[int],
        neighbours: list[int],
        scopes: int,
        imbalance: float,
        silent: bool,  # noqa: FBT001 - as the library has it
        seed: int,
        mode: int,
        /,
    ) -> tuple[int, list[int]]:
        """The cut and the scope of each vertex."""
        ...
