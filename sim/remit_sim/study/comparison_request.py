"""What is asked of every study: whose strategies, on what, from which seed, how often, by whom."""

from typing import TYPE_CHECKING, NamedTuple

from remit_sim.experiment.comparison import (
    assemble_comparison,
    compare_strategies,
    widen_by_model_error,
)
from remit_sim.experiment.jobs import ExperimentCell
from remit_sim.experiment.run_samples import sample_cells
from remit_sim.fitting.model_error import estimate_model_errors

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from remit.history.progress import Progress
    from remit_sim.experiment.comparison import StrategyComparison
    from remit_sim.experiment.executors import Executor
    from remit_sim.strategies import Make
    from remit_sim.world.scenario import Scenario


class ComparisonRequest(NamedTuple):
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


def answer_request(
    question: ComparisonRequest, agents: "Sequence[int]", told: "Progress | None" = None
) -> "StrategyComparison":
    """Every strategy with every number of agents."""
    (found,) = answer_requests([question], agents, told)
    return found


def answer_requests(
    questions: "Sequence[ComparisonRequest]",
    agents: "Sequence[int]",
    told: "Progress | None" = None,
) -> "list[StrategyComparison]":
    """The answer to each; all have the strategies, the runs and the executor of the first."""
    if not questions:
        return []
    executor = questions[0].executor
    if executor is not None:
        return _spread(questions, agents, executor, told)
    found = list["StrategyComparison"]()
    for done, question in enumerate(questions):
        if told:
            told(done, len(questions))
        scenario, makers, seed, replications, off, _ = question
        found.append(
            widen_by_model_error(
                compare_strategies(scenario, makers, agents, seed, replications), off
            )
        )
    return found


def with_model_errors(question: ComparisonRequest, agents: "tuple[int, ...]") -> ComparisonRequest:
    """The question with the errors of its model, where its workload is from a history."""
    scenario, makers, seed, replications, *_ = question
    return question._replace(
        model_errors=estimate_model_errors(scenario, makers, agents, seed, replications)
    )


def first_place(found: "StrategyComparison") -> tuple[str, ...]:
    """The first place of a comparison with one number of agents; empty where nobody has one."""
    (ranking,) = found.rankings
    return ranking.places[0].strategies if ranking.places else ()


def _spread(
    questions: "Sequence[ComparisonRequest]",
    agents: "Sequence[int]",
    executor: "Executor",
    told: "Progress | None",
) -> "list[StrategyComparison]":
    """All runs of all questions at once, so that no worker waits for the end of a question."""
    names, replications = tuple(questions[0].makers), questions[0].replications
    cells = [
        ExperimentCell(each.scenario, name, count, each.seed)
        for each in questions
        for count in agents
        for name in names
    ]
    found = iter(sample_cells(cells, replications, executor, told))
    return [
        widen_by_model_error(
            assemble_comparison([[next(found) for _ in names] for _ in agents]), each.model_errors
        )
        for each in questions
    ]
