"""The table of a comparison: each figure with its interval, and the difference to the baseline."""

from typing import TYPE_CHECKING

from remit_sim.experiment.replications import estimate
from remit_sim.report.figures.figure import Table
from remit_sim.report.figures.words import (
    agents_of,
    counts,
    enough,
    everybody,
    leading,
    listed,
    number,
    percent,
    row,
    spread,
)

if TYPE_CHECKING:
    from remit_sim.experiment.comparison import Comparison, Difference
    from remit_sim.experiment.replications import Sample
    from remit_sim.study.residuals import Residuals

_MINUTES = 60.0


def answers(
    found: "Comparison", residuals: "Residuals | None" = None
) -> tuple[tuple[str, str], ...]:
    """The answer in a few words, each with its heading."""
    most = counts(found)[-1]
    lead = leading(found, most)
    told = list[tuple[str, str]]()
    if lead.first:
        tied = f" (within the error: {listed(lead.others)})" if lead.others else ""
        best = f"{lead.first}{tied}"
        if lead.others and everybody(found, lead):
            best = "none beyond the error"
        speed = spread(row(found, lead.first, most).estimates["speed_up"])
        told = [
            (f"Best with {agents_of(most)}", best),
            ("Highest speed-up without loss", speed),
        ]
        if len(counts(found)) > 1:
            worth = enough(found, lead.first)
            heading = "Gains up to" if worth == most else "No sure gain beyond"
            told.append((heading, agents_of(worth)))
    told.append(("Loses work", listed(lead.losing)))
    if residuals:
        off = f"{number(100 * residuals.errors['conflict'])} points"
        told.append((f"Conflicts on {residuals.repository} are off by", off))
    return tuple(told)


def table(found: "Comparison") -> Table:
    """A row for each strategy with each number of agents."""
    tokens = any("tokens" in each.values and any(each.values["tokens"]) for each in found.rows)
    torn = any(any(each.values["conflicts_structural"]) for each in found.rows)
    extra = ("conflicts_structural",) * torn, ("tokens",) * tokens
    differences = {(each.strategy, each.agents): each for each in found.differences}
    head = (
        "strategy",
        "agents",
        "makespan, minutes",
        "against the first, minutes",
        "speed-up",
        "lost tasks",
        "conflicts of text",
        *(["of structure"] if torn else []),
        "of meaning, landed",
        "of meaning, caught",
        "wasted",
        "waiting",
        "review, hours",
        *(["tokens"] if tokens else []),
    )
    return Table(
        head,
        tuple(
            _row(each, differences.get((each.strategy, each.agents)), *extra) for each in found.rows
        ),
    )


def _row(
    sample: "Sample", against: "Difference | None", clashes: tuple[str, ...], costs: tuple[str, ...]
) -> tuple[str, ...]:
    figures = sample.estimates
    wasted = figures["lost_share"].mean + figures["rework_share"].mean
    return (
        sample.strategy,
        str(sample.agents),
        spread(figures["makespan_minutes"]),
        spread(against.estimates["makespan_minutes"], signed=True) if against else "",
        spread(figures["speed_up"]),
        spread(figures["lost_tasks"]),
        spread(figures["conflicts_textual"]),
        *(spread(figures[name]) for name in clashes),
        spread(figures["conflicts_semantic_landed"]),
        spread(figures["conflicts_semantic_caught"]),
        percent(wasted),
        percent(figures["waiting_share"].mean),
        spread(_review_hours(sample)),
        *(spread(figures[name]) for name in costs),
    )


def _review_hours(sample: "Sample") -> "Estimate":
    minutes, shares = sample.values["makespan_minutes"], sample.values["review_share"]
    pairs = zip(minutes, shares, strict=True)
    return estimate([each * share * sample.agents / _MINUTES for each, share in pairs])


if TYPE_CHECKING:
    from remit_sim.experiment.replications import Estimate
