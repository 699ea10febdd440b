"""A sweep, for people (where does which strategy lead?) and as JSON."""

from collections import Counter
from typing import TYPE_CHECKING

from remit.text_safety import count_noun
from remit_sim.report.json import dump_line, estimate_fields, scenario_fields
from remit_sim.report.text import scenario_heading

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from remit_sim.experiment.design import Value
    from remit_sim.experiment.sweep import PointResult, SweepPlan

_ROWS = 60
_WIDTH = 80


def text(plan: "SweepPlan", found: "Sequence[PointResult]") -> str:
    """One line for each point: who leads, by how much work per minute, and who is as good."""
    lines = [*scenario_heading(plan.scenario), _size(plan), "", *_table(plan, found)]
    if len(found) > _ROWS:
        lines.append(f"  ... and {len(found) - _ROWS} more points: in --out, or with --format json")
    lines += ["", *_leaders(found), *_legend(plan)]
    return "\n".join(lines) + "\n"


def json(plan: "SweepPlan", found: "Sequence[PointResult]") -> str:
    """Every figure of each strategy at each point, and the places there."""
    return dump_line(
        {
            "kind": "sweep",
            **scenario_fields(plan.scenario, plan.seed, plan.replications),
            "over": {axis.name: _values(plan, place) for place, axis in enumerate(plan.over)},
            "strategies": plan.strategies,
            "runs": plan.runs,
            "ranked_by": "speed_up",
            "points": [_point(plan, each) for each in found],
        }
    )


def _point(plan: "SweepPlan", each: "PointResult") -> dict[str, object]:
    return {
        "values": {axis.name: value for axis, value in zip(plan.over, each.point, strict=True)},
        "agents": each.agents,
        "rows": [
            {"strategy": row.strategy, "figures": estimate_fields(row.estimates)}
            for row in each.samples
        ],
        "places": [
            {"place": place.place, "strategies": place.strategies} for place in each.ranking.places
        ],
        "losing_work": each.ranking.losing,
    }


def _values(plan: "SweepPlan", place: int) -> "list[Value]":
    """The values that the points really have, in the order in which they come."""
    return list(dict.fromkeys(point[place] for point in plan.points))


def _size(plan: "SweepPlan") -> str:
    points, strategies = count_noun(len(plan.points), "point"), len(plan.strategies)
    agents = "" if any(axis.name == "agents" for axis in plan.over) else f", {plan.agents} agents"
    kinds = "1 strategy" if strategies == 1 else f"{strategies} strategies"
    runs = count_noun(plan.replications, "run")
    return f"{points}, {kinds}{agents}, {runs} of each, seed {plan.seed}"


def _table(plan: "SweepPlan", found: "Sequence[PointResult]") -> "Iterator[str]":
    keys = [axis.name.rpartition(".")[2] for axis in plan.over]
    shown = [[_worded(value) for value in each.point] for each in found[:_ROWS]]
    widths = [
        max(len(key), *(len(row[place]) for row in shown), 5) for place, key in enumerate(keys)
    ]
    yield (
        "  "
        + "".join(f"{key:>{width}}  " for key, width in zip(keys, widths, strict=True))
        + ("speed-up  best")
    )
    for row, each in zip(shown, found, strict=False):
        cells = "".join(f"{value:>{width}}  " for value, width in zip(row, widths, strict=True))
        line = f"  {cells}{_lead(each)}"
        yield line if len(line) <= _WIDTH else line[: _WIDTH - 3] + "..."


def _lead(each: "PointResult") -> str:
    """The best strategy's speed-up, its name, and those that cannot be told from it."""
    speeds = {row.strategy: row.estimates["speed_up"].mean for row in each.samples}
    if not each.ranking.places:
        best = max(speeds, key=lambda name: speeds[name])
        return f"{speeds[best]:8.2f}  {best} (not ranked)"
    first, *others = each.ranking.places[0].strategies
    return f"{speeds[first]:8.2f}  {first}" + "".join(f", {other}" for other in others)


def _leaders(found: "Sequence[PointResult]") -> "Iterator[str]":
    """How often each strategy leads, or cannot be told from the one that does."""
    firsts = (place for each in found for place in each.ranking.places[:1])
    leads = Counter(strategy for place in firsts for strategy in place.strategies)
    losing = Counter(strategy for each in found for strategy in each.ranking.losing)
    of = count_noun(len(found), "point")
    for strategy, count in leads.most_common():
        yield f"{strategy} is best, or within the error of it, at {count} of {of}."
    for strategy, count in losing.most_common():
        yield f"{strategy} loses work at {count} of {of}, and is not ranked there."


def _legend(plan: "SweepPlan") -> "Iterator[str]":
    if plan.replications == 1:
        yield "One run of each has no error to state, so nothing is ranked."
    else:
        yield "Strategies in one line cannot be told apart by these runs (95%, in pairs)."


def _worded(value: "Value") -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.6g}" if isinstance(value, float) else str(value)
