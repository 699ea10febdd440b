"""Small studies for the tests of reports."""

from remit_sim.experiment.comparison import StrategyComparison
from remit_sim.scenarios.reading import load_scenario
from remit_sim.strategies import find_strategy
from remit_sim.study.comparison_request import ComparisonRequest, answer_request
from remit_sim.study.merge_queue_curves import QueuePoint, batched_rates, speculative_rates
from remit_sim.study.regimes import compute_regime_map
from remit_sim.study.sensitivity import measure_sensitivity
from remit_sim.study.study import ComparisonStudy, brief_study
from remit_sim.world.scenario import FileSettings, Scenario, WorkSettings

KEEPING = ("worktrees", "scopes", "locks")


def question(
    names: tuple[str, ...] = ("shared-directory", *KEEPING),
    *,
    replications: int = 3,
    which: Scenario | None = None,
) -> ComparisonRequest:
    """Eight tasks of unequal length on eight files."""
    files = FileSettings(total=8, per_task=2, choice="uniform")
    work = WorkSettings(tasks=8, durations="exponential")
    small = which or load_scenario("one-file")._replace(work=work, files=files)
    makers = {name: find_strategy(name) for name in names}
    return ComparisonRequest(small, makers, 1, replications)


def comparison(asked: ComparisonRequest, agents: tuple[int, ...] = (1, 3)) -> StrategyComparison:
    """The answer to it."""
    return answer_request(asked, agents)


def small(asked: ComparisonRequest | None = None) -> ComparisonStudy:
    """A study with every part; the points of its queues lie on their curves."""
    asked = asked or question()
    study = brief_study(asked, (1, 3), comparison(asked))
    points = tuple(
        QueuePoint(kind, share, size, form(share, size), form(share, size))
        for kind, form in (("batch", batched_rates), ("speculation", speculative_rates))
        for share in (0.67, 0.9)
        for size in (1, 2, 4)
    )
    return study._replace(
        regimes=compute_regime_map(asked, 3),
        sensitivity=measure_sensitivity(asked, 3),
        queues=points,
    )
