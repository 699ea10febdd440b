"""What is asked of every study: whose strategies, on what, from which seed, how often."""

from typing import TYPE_CHECKING, NamedTuple

from remit_sim.experiment.comparison import compared, doubted
from remit_sim.fitting.modelled import errors

if TYPE_CHECKING:
    from collections.abc import Mapping

    from remit_sim.experiment.comparison import Comparison
    from remit_sim.strategies import Make
    from remit_sim.world.scenario import Scenario


class Question(NamedTuple):
    """A comparison that can be made again elsewhere.

    `model_errors` are those of a workload from history, for each number of agents: strategies that
    differ by less are not told apart.
    """

    scenario: "Scenario"
    makers: "Mapping[str, Make]"
    seed: int
    replications: int
    model_errors: "Mapping[int, float]" = {}  # noqa: RUF012


def answer(question: Question, agents: "tuple[int, ...]") -> "Comparison":
    """Every strategy with every number of agents."""
    scenario, makers, seed, replications, off = question
    found = compared(scenario, makers, agents, seed, replications)
    return doubted(found, off) if off else found


def doubting(question: Question, agents: "tuple[int, ...]") -> Question:
    """The question with the errors of its model, where its workload is from a history."""
    scenario, makers, seed, replications, _ = question
    return question._replace(model_errors=errors(scenario, makers, agents, seed, replications))


def best(found: "Comparison") -> tuple[str, ...]:
    """The first place of a comparison with one number of agents; empty where nobody has one."""
    (ranking,) = found.rankings
    return ranking.places[0].strategies if ranking.places else ()
