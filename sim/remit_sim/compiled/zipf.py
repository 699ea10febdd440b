"""Which file a draw falls on: uniformly, or by Zipf's law."""

from bisect import bisect
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from remit_sim.scenarios.fields import Parameter

if TYPE_CHECKING:
    from collections.abc import Callable

    from remit_sim.engine import RandomStream

CHOICE = (
    Parameter("choice", "choice", "which files", '"zipf"', choices=("uniform", "zipf")),
    Parameter("zipf_exponent", "number", "how much busier the busiest are", "0.8", 0, 2),
)


@lru_cache(maxsize=8)
def cumulative_weights(choice: str, files: int, exponent: float) -> tuple[float, ...]:
    """The weights of the files, each summed up from the first on; none where all are equal."""
    if choice == "uniform":
        return ()
    return tuple(accumulate(rank**-exponent for rank in range(1, files + 1)))


def file_sampler(choice: str, files: int, exponent: float) -> "Callable[[RandomStream], int]":
    """What draws one file."""
    weights = cumulative_weights(choice, files, exponent)
    if not weights:
        return lambda stream: stream.below(files)
    last = weights[-1]
    return lambda stream: min(bisect(weights, stream.uniform() * last), files - 1)
