"""What is asked of every study: whose strategies, on what, from which seed, how often, by whom."""

from typing import TYPE_CHECKING, NamedTuple

from remit_sim.experiment.comparison import assembled, compared, doubted
from remit_sim.experiment.jobs import Cell
from remit_sim.experiment.run_samples import samples
from remit_sim.fitting.model_error import errors

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from remit.history.progress import Progress
    from remit_sim.experiment.comparison import Comparison
    from remit_sim.experiment.executors import Executor
    from remit_sim.strategies import Make
    from remit_sim.world.scenario import Scenario


class Question(NamedTuple):
    """A comparison that can be made again elsewhere.

    `model_errors` are those of a workload from history, for each number of agents: strategies that
    differ by less are not told apart. Without an `executor`, all runs are in this process; with
    one, strategies are found again by their names.
    """

    scenario: "Scenario"
    makers: "Mapping[str, Make]"
    seed: int
    replications: int
    model_errors: "Mapping[int, float]" = {}  # noqa: RUF012
    executor: "Executor | None" = None


def answer(
    question: Question, agents: "Sequence[int]", told: "Progress | None" = None
) -> "Comparison":
    """Every strategy with every number of agents."""
    (found,) = answers([question], agents, told)
    return found


def answers(
    questions: "Sequence[Question]", agents: "Sequence[int]", told: "Progress | None" = None
) -> "list[Comparison]":
    """The answer to each; all have the strategies, the runs and the executor of the first."""
    if not questions:
        return []
    executor = questions[0].executor
    if executor is not None:
        return _spread(questions, agents, executor, told)
    found = list["Comparison"]()
    for done, question in enumerate(questions):
        if told:
            told(done, len(questions))
        scenario, makers, seed, replications, off, _ = question
        found.append(doubted(compared(scenario, makers, agents, seed, replications), off))
    return found


def doubting(question: Question, agents: "tuple[int, ...]") -> Question:
    """The question with the errors of its model, where its workload is from a history."""
    scenario, makers, seed, replications, *_ = question
    return question._replace(model_errors=errors(scenario, makers, agents, seed, replications))


def best(found: "Comparison") -> tuple[str, ...]:
    """The first place of a comparison with one number of agents; empty where nobody has one."""
    (ranking,) = found.rankings
    return ranking.places[0].strategies if ranking.places else ()


def _spread(
    questions: "Sequence[Question]",
    agents: "Sequence[int]",
    executor: "Executor",
    told: "Progress | None",
) -> "list[Comparison]":
    """All runs of all questions at once, so that no worker waits for the end of a question."""
    names, replications = tuple(questions[0].makers), questions[0].replications
    cells = [
        Cell(each.scenario, name, count, each.seed)
        for each in questions
        for count in agents
        for name in names
    ]
    found = iter(samples(cells, replications, executor, told))
    return [
        doubted(assembled([[next(found) for _ in names] for _ in agents]), each.model_errors)
        for each in questions
    ]
