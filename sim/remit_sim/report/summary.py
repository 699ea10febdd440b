"""The table of a comparison: each figure with its interval, and the difference to the baseline."""

from typing import TYPE_CHECKING

from remit_sim.experiment.replications import estimate_mean
from remit_sim.report.figures.figure import FigureTable
from remit_sim.report.figures.words import (
    compared_agent_counts,
    enough_agents,
    find_leading,
    find_sample,
    format_agents,
    format_estimate,
    format_number,
    format_share,
    is_everyone_first,
    join_names,
)

if TYPE_CHECKING:
    from remit_sim.experiment.comparison import PairedDifference, StrategyComparison
    from remit_sim.experiment.replications import RunSample
    from remit_sim.study.residuals import BacktestResiduals

_MINUTES = 60.0


def summary_answers(
    found: "StrategyComparison", residuals: "BacktestResiduals | None" = None
) -> tuple[tuple[str, str], ...]:
    """The answer in a few words, each with its heading."""
    most = compared_agent_counts(found)[-1]
    lead = find_leading(found, most)
    told = list[tuple[str, str]]()
    if lead.first:
        tied = f" (within the error: {join_names(lead.others)})" if lead.others else ""
        best = f"{lead.first}{tied}"
        if lead.others and is_everyone_first(found, lead):
            best = "none beyond the error"
        speed = format_estimate(find_sample(found, lead.first, most).estimates["speed_up"])
        told = [
            (f"Best with {format_agents(most)}", best),
            ("Highest speed-up without loss", speed),
        ]
        if len(compared_agent_counts(found)) > 1:
            worth = enough_agents(found, lead.first)
            heading = "Gains up to" if worth == most else "No sure gain beyond"
            told.append((heading, format_agents(worth)))
    told.append(("Loses work", join_names(lead.losing)))
    if residuals:
        off = f"{format_number(100 * residuals.errors['conflict'])} points"
        told.append((f"Conflicts on {residuals.repository} are off by", off))
    return tuple(told)


def summary_table(found: "StrategyComparison") -> FigureTable:
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
        "merge conflicts",
        *(["structural"] if torn else []),
        "semantic, landed",
        "semantic, caught",
        "wasted",
        "waiting",
        "review, hours",
        *(["tokens"] if tokens else []),
    )
    return FigureTable(
        head,
        tuple(
            _row(each, differences.get((each.strategy, each.agents)), *extra) for each in found.rows
        ),
    )


def _row(
    sample: "RunSample",
    against: "PairedDifference | None",
    conflicts: tuple[str, ...],
    costs: tuple[str, ...],
) -> tuple[str, ...]:
    figures = sample.estimates
    wasted = figures["lost_share"].mean + figures["rework_share"].mean
    return (
        sample.strategy,
        str(sample.agents),
        format_estimate(figures["makespan_minutes"]),
        format_estimate(against.estimates["makespan_minutes"], signed=True) if against else "",
        format_estimate(figures["speed_up"]),
        format_estimate(figures["lost_tasks"]),
        format_estimate(figures["conflicts_textual"]),
        *(format_estimate(figures[name]) for name in conflicts),
        format_estimate(figures["conflicts_semantic_landed"]),
        format_estimate(figures["conflicts_semantic_caught"]),
        format_share(wasted),
        format_share(figures["waiting_share"].mean),
        format_estimate(_review_hours(sample)),
        *(format_estimate(figures[name]) for name in costs),
    )


def _review_hours(sample: "RunSample") -> "Estimate":
    minutes, shares = sample.values["makespan_minutes"], sample.values["review_share"]
    pairs = zip(minutes, shares, strict=True)
    return estimate_mean([each * share * sample.agents / _MINUTES for each, share in pairs])


if TYPE_CHECKING:
    from remit_sim.experiment.replications import Estimate
