"""A plan as one HTML file that needs no network: figures, a chart, tables; made with jinja2."""

import math
from typing import TYPE_CHECKING, NamedTuple

from remit.paths import quote_path
from remit.plan.advice import advise_on_plan, find_start_delays
from remit.report.html_page import render_page
from remit.report.plan_text import (
    describe_advice,
    describe_delay,
    describe_unmet_options,
    format_percent,
    plan_figures,
    task_title,
)
from remit.text_safety import count_noun

if TYPE_CHECKING:
    from remit.plan.plan import Plan

_ROW = 22  # height of a bar with its gap, in units of the drawing
_LEFT, _WIDTH = 210, 980
_CURVE = (45, 340, 25, 165)  # left, right, top and bottom of the frontier's axes
_FILES = 8
_TICKS = 8
_MARKS = 5  # of an axis of the frontier
_RISKY = 0.25


class TaskBar(NamedTuple):
    """One task in the chart, in units of the drawing."""

    id: str
    says: str
    x: float
    y: int
    width: float
    agent: int
    risky: bool


def render(plan: "Plan") -> str:
    """The page."""
    bars = _bars(plan)
    return render_page(
        "plan.html.j2",
        title=f"Plan of {count_noun(len(plan.tasks), 'task')}",
        summary=plan_figures(plan),
        unmet=describe_unmet_options(plan),
        bars=bars,
        ticks=_ticks(plan),
        height=_ROW * len(bars) + 30,
        width=_WIDTH,
        tasks=[_row(plan, task) for task in range(len(plan.tasks))],
        waits=[
            (plan.tasks[each.task].id, plan.tasks[each.on].id, describe_delay(each))
            for each in find_start_delays(plan)
        ],
        advice=[describe_advice(plan, each) for each in advise_on_plan(plan)],
        points=[
            (
                each.makespan,
                f"{each.speed_up:.1f}",
                format_percent(each.collisions),
                place == plan.chosen,
            )
            for place, each in enumerate(plan.points)
        ],
        frontier=_frontier(plan),
    )


def _scale(plan: "Plan") -> float:
    return (_WIDTH - _LEFT - 20) / max(1, plan.schedule.makespan)


def _bars(plan: "Plan") -> list[TaskBar]:
    scale, exposed, agents = _scale(plan), plan.exposures, plan.agents
    starts = plan.schedule.starts
    order = sorted(range(len(plan.tasks)), key=lambda task: (starts[task], agents[task]))
    return [
        TaskBar(
            plan.tasks[task].id,
            f"{plan.tasks[task].id}: minute {starts[task]} to {plan.end(task)}, agent "
            f"{agents[task] + 1}, {format_percent(exposed[task])} chance to collide",
            round(_LEFT + starts[task] * scale, 1),
            _ROW * row + 24,
            round(max(2.0, plan.problem.minutes[task] * scale), 1),
            agents[task] + 1,
            exposed[task] >= _RISKY,
        )
        for row, task in enumerate(order)
    ]


def _ticks(plan: "Plan") -> list[tuple[float, int]]:
    """Where minutes are marked."""
    scale, span = _scale(plan), plan.schedule.makespan
    return [(round(_LEFT + minute * scale, 1), minute) for minute in _round_numbers(span, _TICKS)]


def _round_numbers(last: int, most: int) -> range:
    """Multiples of 1, 2 or 5 times a power of ten from 0 to `last`, at most so many and 0.

    >>> list(_round_numbers(70, 8))
    [0, 10, 20, 30, 40, 50, 60, 70]
    """
    step = 1
    while last / step > most:
        step = step * 2 if str(step)[0] != "2" else step * 5 // 2
    return range(0, last + 1, step)


def _row(plan: "Plan", task: int) -> dict[str, object]:
    expected, said = plan.forecasts[task], plan.tasks[task]
    likely = [
        (quote_path(path), format_percent(chance)) for path, chance in expected.chances.items()
    ]
    return {
        "id": said.id,
        "title": task_title(plan, task),
        "agent": plan.agents[task] + 1,
        "start": plan.schedule.starts[task],
        "end": plan.end(task),
        "collides": format_percent(plan.exposures[task]),
        "basis": expected.basis,
        "files": likely[:_FILES],
        "more": max(0, len(likely) - _FILES),
    }


class FrontierChart(NamedTuple):
    """The points of the frontier (the chosen one marked) and where its axes have which numbers."""

    points: list[tuple[float, float, bool]]
    speed_ups: list[tuple[float, str]]
    shares: list[tuple[float, str]]


def _frontier(plan: "Plan") -> FrontierChart:
    left, right, top, bottom = _CURVE
    fastest = math.ceil(max(each.speed_up for each in plan.points))
    riskiest = math.ceil(100 * max(each.collisions for each in plan.points)) or 1

    def x(speed_up: float) -> float:
        return round(left + (right - left) * speed_up / fastest, 1)

    def y(share: float) -> float:
        return round(bottom - (bottom - top) * 100 * share / riskiest, 1)

    points = [
        (x(each.speed_up), y(each.collisions), place == plan.chosen)
        for place, each in enumerate(plan.points)
    ]
    speed_ups = [(x(each), str(each)) for each in _round_numbers(fastest, _MARKS)]
    shares = [(y(each / 100), f"{each}%") for each in _round_numbers(riskiest, _MARKS)]
    return FrontierChart(points, speed_ups, shares)
