"""The risk of every pair of tasks: -log(1 - chance), so that risks of one task add up."""

import math
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.plan.forecast import Forecast
    from remit.plan.knowledge import Knowledge
    from remit.plan.task import Task

_MOST = 0.99


def risk_table(
    knowledge: "Knowledge", tasks: "Sequence[Task]", forecasts: "Sequence[Forecast]"
) -> tuple[tuple[float, ...], ...]:
    """A row for each task; two lists of files that are both stated have no risk here.

    Whether those overlap is decided exactly, see `contention`.
    """
    pairs = knowledge.pairs(tasks, forecasts)
    rows = [[0.0] * len(tasks) for _ in tasks]
    for left, right in combinations(range(len(tasks)), 2):
        if not (forecasts[left].basis == forecasts[right].basis == "stated"):
            chance = min(_MOST, knowledge.chance(pairs, left, right))
            rows[left][right] = rows[right][left] = -math.log1p(-chance)
    return tuple(map(tuple, rows))
