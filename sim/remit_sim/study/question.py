"""What is asked of every study: whose strategies, on what, from which seed, how often."""

from typing import TYPE_CHECKING, NamedTuple

from remit_sim.experiment.comparison import compared

if TYPE_CHECKING:
    from collections.abc import Mapping

    from remit_sim.experiment.comparison import Comparison
    from remit_sim.strategies import Make
    from remit_sim.world.scenario import Scenario


class Question(NamedTuple):
    """A comparison that can be made again elsewhere."""

    scenario: "Scenario"
    makers: "Mapping[str, Make]"
    seed: int
    replications: int


def answer(question: Question, agents: "tuple[int, ...]") -> "Comparison":
    """Every strategy with every number of agents."""
    scenario, makers, seed, replications = question
    return compared(scenario, makers, agents, seed, replications)


def best(found: "Comparison") -> tuple[str, ...]:
    """The first place of a comparison with one number of agents; empty where nobody has one."""
    (ranking,) = found.rankings
    return ranking.places[0].strategies if ranking.places else ()
