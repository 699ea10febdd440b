"""Everything that one report shows."""

from typing import TYPE_CHECKING, NamedTuple

from remit_sim.study.comparison_request import answer_request, with_model_errors
from remit_sim.study.gantt_spans import simulate_gantt_run
from remit_sim.study.merge_queue_curves import compute_queue_curves
from remit_sim.study.regimes import compute_regime_map
from remit_sim.study.sensitivity import measure_sensitivity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager

    from remit.history.progress import Progress
    from remit_sim.experiment.comparison import StrategyComparison
    from remit_sim.study.comparison_request import ComparisonRequest
    from remit_sim.study.gantt_spans import GanttRun
    from remit_sim.study.merge_queue_curves import QueuePoint
    from remit_sim.study.regimes import RegimeMap
    from remit_sim.study.residuals import BacktestResiduals
    from remit_sim.study.sensitivity import SensitivityStudy

    Shown = Callable[[str], AbstractContextManager[Progress | None]]

_MOST_AGENTS = 12  # rows of a Gantt chart
_RUNS = 8  # replications at each point of a map, at most


class ComparisonStudy(NamedTuple):
    """A comparison, and as far as it was asked for, what it depends on."""

    question: "ComparisonRequest"
    comparison: "StrategyComparison"
    runs: "tuple[GanttRun, ...]" = ()
    regimes: "RegimeMap | None" = None
    sensitivity: "SensitivityStudy | None" = None
    queues: "tuple[QueuePoint, ...]" = ()
    residuals: "BacktestResiduals | None" = None


def brief_study(
    question: "ComparisonRequest", agents: "Sequence[int]", found: "StrategyComparison"
) -> ComparisonStudy:
    """The comparison, and one run of those strategies that say most about it."""
    return ComparisonStudy(question, found, _runs(question, agents, found))


def full_study(
    question: "ComparisonRequest", agents: "Sequence[int]", shown: "Shown"
) -> ComparisonStudy:
    """All of it; maps take at most eight runs at each point, so that they stay quick."""
    question = with_model_errors(question, tuple(agents))
    study = brief_study(question, agents, answer_request(question, tuple(agents)))
    mapped = question._replace(replications=min(question.replications, _RUNS))
    with shown("regime map") as told:
        regions = compute_regime_map(mapped, max(agents), told)
    with shown("sensitivity") as told:
        swings = measure_sensitivity(mapped, max(agents), told)
    with shown("merge queues") as told:
        points = compute_queue_curves(question.seed, told)
    return study._replace(regimes=regions, sensitivity=swings, queues=points)


def _runs(
    question: "ComparisonRequest", agents: "Sequence[int]", found: "StrategyComparison"
) -> "tuple[GanttRun, ...]":
    """The leader, and the strategy that loses most time, with as many agents as can be drawn."""
    drawn = [count for count in agents if count <= _MOST_AGENTS]
    if not drawn:
        return ()
    most = max(drawn)
    scenario, makers, seed = question.scenario, question.makers, question.seed
    return tuple(
        simulate_gantt_run(scenario, name, makers[name], most, seed)
        for name in _telling(found, makers, most)
    )


def _telling(found: "StrategyComparison", makers: "Mapping[str, object]", agents: int) -> list[str]:
    (ranking,) = [each for each in found.rankings if each.agents == agents]
    keeping = [name for place in ranking.places for name in place.strategies]
    names = keeping or list(makers)
    speeds = {
        row.strategy: row.estimates["speed_up"].mean for row in found.rows if row.agents == agents
    }
    return list(dict.fromkeys([names[0], min(names, key=lambda name: speeds[name])]))
