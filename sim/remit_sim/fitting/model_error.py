"""How far a comparison of strategies may be off because the workload is: the model's own error.

The same comparison on the older and on the newer half of the history says different things; by how
much the difference of two strategies moves between them is the error that a fit on the past makes
about the future, in the unit of the result itself.
"""

from itertools import combinations
from typing import TYPE_CHECKING

from remit_sim.experiment.comparison import RANKED_BY
from remit_sim.experiment.replications import outcomes, sample_outcomes
from remit_sim.fitting.history_workload import HistoryWorkload

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from remit_sim.strategies import Make
    from remit_sim.world.scenario import Scenario


def estimate_model_errors(
    scenario: "Scenario",
    makers: "Mapping[str, Make]",
    agents: "Sequence[int]",
    seed: int,
    replications: int,
) -> dict[int, float]:
    """For each number of agents, the most by which the speed-ups of two strategies shift.

    Nothing for a workload that is not from history.
    """
    if not isinstance(scenario.workload, HistoryWorkload):
        return {}
    halves = scenario.workload.halves
    return {
        count: _shift(
            [_speeds(half, makers, count, seed, replications) for half in halves], [*makers]
        )
        for count in agents
    }


def _speeds(
    scenario: "Scenario", makers: "Mapping[str, Make]", agents: int, seed: int, replications: int
) -> dict[str, float]:
    return {
        name: sample_outcomes(
            name, agents, seed, outcomes(scenario, make, agents, seed, range(replications))
        )
        .estimates[RANKED_BY]
        .mean
        for name, make in makers.items()
    }


def _shift(halves: "Sequence[Mapping[str, float]]", names: "Sequence[str]") -> float:
    older, newer = halves
    pairs = combinations(names, 2)
    return max((abs(older[a] - older[b] - newer[a] + newer[b]) for a, b in pairs), default=0.0)
