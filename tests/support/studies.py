"""Small studies for the tests of reports."""

from remit_sim.experiment.comparison import Comparison
from remit_sim.scenarios.reading import scenario
from remit_sim.strategies import named
from remit_sim.study.comparison_request import Question, answer
from remit_sim.study.merge_queue_curves import Point, batched, speculative
from remit_sim.study.regimes import regimes
from remit_sim.study.sensitivity import sensitivity
from remit_sim.study.study import Study, brief
from remit_sim.world.scenario import Files, Scenario, Work

KEEPING = ("worktrees", "scopes", "locks")


def question(
    names: tuple[str, ...] = ("shared-directory", *KEEPING),
    *,
    replications: int = 3,
    which: Scenario | None = None,
) -> Question:
    """Eight tasks of unequal length on eight files."""
    files = Files(total=8, per_task=2, choice="uniform")
    work = Work(tasks=8, durations="exponential")
    small = which or scenario("one-file")._replace(work=work, files=files)
    makers = {name: named(name) for name in names}
    return Question(small, makers, 1, replications)


def comparison(asked: Question, agents: tuple[int, ...] = (1, 3)) -> Comparison:
    """The answer to it."""
    return answer(asked, agents)


def small(asked: Question | None = None) -> Study:
    """A study with every part; the points of its queues lie on their curves."""
    asked = asked or question()
    study = brief(asked, (1, 3), comparison(asked))
    points = tuple(
        Point(kind, share, size, form(share, size), form(share, size))
        for kind, form in (("batch", batched), ("speculation", speculative))
        for share in (0.67, 0.9)
        for size in (1, 2, 4)
    )
    return study._replace(
        regimes=regimes(asked, 3), sensitivity=sensitivity(asked, 3), queues=points
    )
