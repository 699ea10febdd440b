"""The regime map: which strategy is best, by the rate of conflicts and the capacity to review."""

from typing import TYPE_CHECKING, NamedTuple

from remit_sim.study.comparison_request import answer_requests, first_place

if TYPE_CHECKING:
    from remit.history.progress import Progress
    from remit_sim.experiment.comparison import StrategyComparison
    from remit_sim.study.comparison_request import ComparisonRequest
    from remit_sim.world.scenario import Scenario

TEXTUAL_SHARES = (0.0, 0.1, 0.3, 0.6, 1.0)
ASSUMED_REVIEW = 0.5
"""How long a review takes, as a part of a task, where the scenario has no reviews."""


class RegimeCell(NamedTuple):
    """The strategies that are best at one point; the others are within the error of the first.

    Empty where every strategy lost work. `speed_up` is that of the first.
    """

    textual_share: float
    capacity: int
    best: tuple[str, ...]
    speed_up: float


class RegimeMap(NamedTuple):
    """The map. `capacity` counts reviewers, and as many lanes for checks."""

    agents: int
    replications: int
    review_minutes: float
    assumed: bool
    cells: tuple[RegimeCell, ...]


def compute_regime_map(
    question: "ComparisonRequest", agents: int, told: "Progress | None" = None
) -> RegimeMap | None:
    """The map; None where no two tasks share a file, or nobody is there to collide with."""
    scenario = question.scenario
    apart = scenario.workload is None and scenario.files.choice == "own"
    apart = apart or scenario.staleness.law == "power"  # which asks no pair of changes
    if agents == 1 or apart or question.replications == 1:
        return None
    assumed = not scenario.review.reviewers
    minutes = scenario.review.review_minutes
    if assumed:
        minutes = scenario.work.task_minutes * ASSUMED_REVIEW
    points = [(share, each) for share in TEXTUAL_SHARES for each in capacity_steps(agents)]
    asked = [
        question._replace(scenario=_at(scenario, share, capacity, minutes))
        for share, capacity in points
    ]
    found = answer_requests(asked, (agents,), told)
    cells = tuple(_cell(*point, each) for point, each in zip(points, found, strict=True))
    return RegimeMap(agents, question.replications, minutes, assumed, cells)


def capacity_steps(agents: int) -> tuple[int, ...]:
    """1, 2, 4, ... and last one for each agent.

    >>> capacity_steps(8), capacity_steps(10), capacity_steps(2)
    ((1, 2, 4, 8), (1, 2, 4, 8, 10), (1, 2))
    """
    powers = (1 << power for power in range((agents - 1).bit_length()))
    return (*(each for each in powers if each < agents), agents)


def _at(scenario: "Scenario", share: float, capacity: int, minutes: float) -> "Scenario":
    return scenario._replace(
        edits=scenario.edits._replace(textual_share=share),
        review=scenario.review._replace(reviewers=capacity, review_minutes=minutes),
        checks=scenario.checks._replace(lanes=capacity),
    )


def _cell(share: float, capacity: int, found: "StrategyComparison") -> RegimeCell:
    first = first_place(found)
    speed_ups = {row.strategy: row.estimates["speed_up"].mean for row in found.rows}
    return RegimeCell(share, capacity, first, speed_ups[first[0]] if first else 0.0)
