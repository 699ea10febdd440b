"""Everything that one report shows."""

from typing import TYPE_CHECKING, NamedTuple

from remit_sim.study.comparison_request import answer, doubting
from remit_sim.study.gantt_spans import seen
from remit_sim.study.merge_queue_curves import curves
from remit_sim.study.regimes import regimes
from remit_sim.study.sensitivity import sensitivity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager

    from remit.history.progress import Progress
    from remit_sim.experiment.comparison import Comparison
    from remit_sim.study.comparison_request import Question
    from remit_sim.study.gantt_spans import Run
    from remit_sim.study.merge_queue_curves import Point
    from remit_sim.study.regimes import Regimes
    from remit_sim.study.residuals import Residuals
    from remit_sim.study.sensitivity import Sensitivity

    Shown = Callable[[str], AbstractContextManager[Progress | None]]

_MOST_AGENTS = 12  # rows of a Gantt chart
_RUNS = 8  # replications at each point of a map, at most


class Study(NamedTuple):
    """A comparison, and as far as it was asked for, what it depends on."""

    question: "Question"
    comparison: "Comparison"
    runs: "tuple[Run, ...]" = ()
    regimes: "Regimes | None" = None
    sensitivity: "Sensitivity | None" = None
    queues: "tuple[Point, ...]" = ()
    residuals: "Residuals | None" = None


def brief(question: "Question", agents: "Sequence[int]", found: "Comparison") -> Study:
    """The comparison, and one run of those strategies that say most about it."""
    return Study(question, found, _runs(question, agents, found))


def studied(question: "Question", agents: "Sequence[int]", shown: "Shown") -> Study:
    """All of it; maps take at most eight runs at each point, so that they stay quick."""
    question = doubting(question, tuple(agents))
    study = brief(question, agents, answer(question, tuple(agents)))
    mapped = question._replace(replications=min(question.replications, _RUNS))
    with shown("regime map") as told:
        regions = regimes(mapped, max(agents), told)
    with shown("sensitivity") as told:
        swings = sensitivity(mapped, max(agents), told)
    with shown("merge queues") as told:
        points = curves(question.seed, told)
    return study._replace(regimes=regions, sensitivity=swings, queues=points)


def _runs(question: "Question", agents: "Sequence[int]", found: "Comparison") -> "tuple[Run, ...]":
    """The leader, and the strategy that loses most time, with as many agents as can be drawn."""
    drawn = [count for count in agents if count <= _MOST_AGENTS]
    if not drawn:
        return ()
    most = max(drawn)
    scenario, makers, seed = question.scenario, question.makers, question.seed
    return tuple(
        seen(scenario, name, makers[name], most, seed) for name in _telling(found, makers, most)
    )


def _telling(found: "Comparison", makers: "Mapping[str, object]", agents: int) -> list[str]:
    (ranking,) = [each for each in found.rankings if each.agents == agents]
    keeping = [name for place in ranking.places for name in place.strategies]
    names = keeping or list(makers)
    speeds = {
        row.strategy: row.estimates["speed_up"].mean for row in found.rows if row.agents == agents
    }
    return list(dict.fromkeys([names[0], min(names, key=lambda name: speeds[name])]))
