"""Many replications of a model: exact sums, and what they say about each figure.

Sums of whole numbers do not depend on the order in which they are added, so one thread or several,
plain or compiled, come to the same bytes.
"""

from concurrent.futures import ThreadPoolExecutor
from itertools import combinations_with_replacement
from math import sqrt
from operator import mul
from typing import TYPE_CHECKING, Any, NamedTuple

from remit_sim.experiment.replications import CONFIDENCE, Estimate
from remit_sim.experiment.t_distribution import t_quantile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from remit_sim.compiled.model import CompiledModel, ModelFigure, Row

_CHUNK = 5_000


class ReplicationSums(NamedTuple):
    """Of `size` rows: each column, and each product of two columns."""

    size: int
    columns: tuple[int, ...]
    products: "Mapping[tuple[int, int], int]"


def sum_replications(  # noqa: PLR0913 - a model, its values, and how they are run
    model: "CompiledModel[Any]",
    values: Any,
    seed: int,
    replications: int,
    *,
    workers: int,
    plain: bool,
) -> ReplicationSums:
    """The sums over the replications, by the compiled twin in threads, or by the plain one."""
    firsts = range(0, replications, _CHUNK)

    def chunk(first: int) -> ReplicationSums:
        count = min(_CHUNK, replications - first)
        if plain:
            numbers = range(first, first + count)
            return _sums([model.plain(values, seed, number, None) for number in numbers])
        return _sums(model.native(values, seed, first, count))

    if plain or workers == 1 or len(firsts) == 1:
        return _together(list(map(chunk, firsts)))
    with ThreadPoolExecutor(workers) as pool:
        return _together(list(pool.map(chunk, firsts)))


def estimate_figure(figure: "ModelFigure", sums: ReplicationSums) -> Estimate:
    """The figure's mean, and half of its confidence interval (a ratio's by the delta method)."""
    count, own = sums.size, sums.columns[figure.column]
    per = figure.per
    whole = count if per is None else sums.columns[per]
    mean = own / whole if whole else 0.0
    if count == 1 or not whole:
        return Estimate(mean * figure.scale, None)
    squares = _product(sums, figure.column, figure.column)
    if per is None:
        spread = squares - own * own / count
    else:
        both, other = _product(sums, figure.column, per), _product(sums, per, per)
        spread = squares - 2 * mean * both + mean * mean * other
    width = t_quantile(CONFIDENCE, count - 1) * sqrt(max(0.0, spread) / (count - 1) / count)
    return Estimate(mean * figure.scale, width * count / whole * figure.scale)


def _sums(rows: "Sequence[Row]") -> ReplicationSums:
    columns = list(zip(*rows, strict=True))
    pairs = combinations_with_replacement(range(len(columns)), 2)
    products = {(a, b): sum(map(mul, columns[a], columns[b])) for a, b in pairs}
    return ReplicationSums(len(rows), tuple(map(sum, columns)), products)


def _together(parts: "Sequence[ReplicationSums]") -> ReplicationSums:
    return ReplicationSums(
        sum(part.size for part in parts),
        tuple(map(sum, zip(*(part.columns for part in parts), strict=True))),
        {pair: sum(part.products[pair] for part in parts) for pair in parts[0].products},
    )


def _product(sums: ReplicationSums, one: int, other: int) -> int:
    return sums.products[min(one, other), max(one, other)]
