"""Strategies side by side on the same tasks, files and coins, so that differences are paired."""

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from remit_sim.experiment.replications import (
    CONFIDENCE,
    Estimate,
    RunSample,
    estimate_mean,
    outcomes,
    sample_outcomes,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from remit_sim.strategies import Make
    from remit_sim.world.scenario import Scenario

RANKED_BY = "speed_up"


class PairedDifference(NamedTuple):
    """`row` less the baseline (the first strategy) in pairs, with the same number of agents."""

    strategy: str
    baseline: str
    agents: int
    estimates: "Mapping[str, Estimate]"


class RankPlace(NamedTuple):
    """Strategies whose difference to the first of them is within the error."""

    place: int
    strategies: tuple[str, ...]


class StrategyRanking(NamedTuple):
    """The places with one number of agents; with one replication, there are none.

    `losing` are the strategies that lost a task in some run. They have no place: to be fast by
    overwriting work is no merit.
    """

    agents: int
    places: tuple[RankPlace, ...]
    losing: tuple[str, ...]


class StrategyComparison(NamedTuple):
    """Everything that was compared."""

    rows: tuple[RunSample, ...]
    differences: tuple[PairedDifference, ...]
    rankings: tuple[StrategyRanking, ...]
    model_errors: "Mapping[int, float]" = MappingProxyType({})
    """By the number of agents, what a difference of speed-ups must exceed beside its own error."""


def compare_strategies(
    scenario: "Scenario",
    makers: "Mapping[str, Make]",
    agents: "Sequence[int]",
    seed: int,
    replications: int,
) -> StrategyComparison:
    """Every strategy with every number of agents, in this process."""
    return assemble_comparison(
        [
            sample_outcomes(
                name, count, seed, outcomes(scenario, make, count, seed, range(replications))
            )
            for name, make in makers.items()
        ]
        for count in agents
    )


def assemble_comparison(groups: "Iterable[Sequence[RunSample]]") -> StrategyComparison:
    """The comparison of samples: a group for each number of agents, the baseline its first."""
    rows = list[RunSample]()
    differences = list[PairedDifference]()
    rankings = list[StrategyRanking]()
    for those in groups:
        rows += those
        differences += (_difference(row, those[0]) for row in those[1:])
        rankings.append(rank_strategies(those))
    return StrategyComparison(tuple(rows), tuple(differences), tuple(rankings))


def widen_by_model_error(
    found: StrategyComparison, model_errors: "Mapping[int, float]"
) -> StrategyComparison:
    """The same, with strategies told apart only by more than the model's own error."""
    rankings = tuple(
        rank_strategies(
            [row for row in found.rows if row.agents == agents],
            model_errors.get(agents, 0.0),
        )
        for agents in (each.agents for each in found.rankings)
    )
    return found._replace(rankings=rankings, model_errors=model_errors)


def _difference(row: RunSample, baseline: RunSample) -> PairedDifference:
    found = {
        key: estimate_mean(_paired(values, baseline.values[key]))
        for key, values in row.values.items()
    }
    return PairedDifference(row.strategy, baseline.strategy, row.agents, found)


def _paired(ones: "Sequence[float]", others: "Sequence[float]") -> list[float]:
    return [one - other for one, other in zip(ones, others, strict=True)]


def rank_strategies(rows: "Sequence[RunSample]", model_error: float = 0.0) -> StrategyRanking:
    """The places of strategies that had the same tasks and the same number of agents."""
    losing = tuple(row.strategy for row in rows if any(row.values["lost_tasks"]))
    keeping = [row for row in rows if row.strategy not in losing]
    ranked = bool(keeping) and keeping[0].replications > 1
    places = tuple(_places(keeping, model_error)) if ranked else ()
    return StrategyRanking(rows[0].agents, places, losing)


def _places(rows: "Sequence[RunSample]", model_error: float) -> "Iterator[RankPlace]":
    """Best first; the confidence holds for all pairs together (Bonferroni)."""
    pairs = max(1, len(rows) * (len(rows) - 1) // 2)
    confidence = 1 - (1 - CONFIDENCE) / pairs
    left = sorted(rows, key=lambda row: (-row.estimates[RANKED_BY].mean, row.strategy))
    place = 1
    while left:
        first = left[0]
        equal = [row for row in left if not _worse(row, first, confidence, model_error)]
        yield RankPlace(place, tuple(row.strategy for row in equal))
        place += len(equal)
        left = [row for row in left if row not in equal]


def _worse(row: RunSample, first: RunSample, confidence: float, model_error: float) -> bool:
    found = estimate_mean(_paired(first.values[RANKED_BY], row.values[RANKED_BY]), confidence)
    return found.half_width is not None and found.mean > max(found.half_width, model_error) + 1e-12
