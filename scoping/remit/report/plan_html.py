"""A plan as one HTML file that needs no network: figures, a chart, tables; made with jinja2."""

from typing import TYPE_CHECKING, NamedTuple

from remit.paths import shown
from remit.plan.advice import advice, waits
from remit.report.plan_text import advised, percent, summary, title, unmet, waiting

if TYPE_CHECKING:
    from remit.plan.plan import Plan

_ROW = 22  # height of a bar with its gap, in units of the drawing
_LEFT, _WIDTH = 210, 980
_FILES = 8
_TICKS = 8
_RISKY = 0.25


class Bar(NamedTuple):
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
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("remit.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    bars = _bars(plan)
    return environment.get_template("plan.html.j2").render(
        summary=summary(plan),
        unmet=unmet(plan),
        bars=bars,
        ticks=_ticks(plan),
        height=_ROW * len(bars) + 30,
        width=_WIDTH,
        left=_LEFT,
        tasks=[_row(plan, task) for task in range(len(plan.tasks))],
        waits=[
            (plan.tasks[each.task].id, plan.tasks[each.on].id, waiting(each))
            for each in waits(plan)
        ],
        advice=[advised(plan, each) for each in advice(plan)],
        points=[
            (each.makespan, f"{each.speed_up:.1f}", percent(each.collisions), place == plan.chosen)
            for place, each in enumerate(plan.points)
        ],
        curve=_curve(plan),
    )


def _scale(plan: "Plan") -> float:
    return (_WIDTH - _LEFT - 20) / max(1, plan.schedule.makespan)


def _bars(plan: "Plan") -> list[Bar]:
    scale, exposed, agents = _scale(plan), plan.exposures, plan.agents
    starts = plan.schedule.starts
    order = sorted(range(len(plan.tasks)), key=lambda task: (starts[task], agents[task]))
    return [
        Bar(
            plan.tasks[task].id,
            f"{plan.tasks[task].id}: minute {starts[task]} to {plan.end(task)}, agent "
            f"{agents[task] + 1}, {percent(exposed[task])} chance to collide",
            round(_LEFT + starts[task] * scale, 1),
            _ROW * row + 24,
            round(max(2.0, plan.problem.minutes[task] * scale), 1),
            agents[task] + 1,
            exposed[task] >= _RISKY,
        )
        for row, task in enumerate(order)
    ]


def _ticks(plan: "Plan") -> list[tuple[float, int]]:
    """Where minutes are marked: round numbers, at most so many."""
    span, step = max(1, plan.schedule.makespan), 1
    while span / step > _TICKS:
        step = step * 2 if str(step)[0] != "2" else step * 5 // 2
    scale = _scale(plan)
    return [(round(_LEFT + minute * scale, 1), minute) for minute in range(0, span + 1, step)]


def _row(plan: "Plan", task: int) -> dict[str, object]:
    expected, said = plan.forecasts[task], plan.tasks[task]
    likely = [(shown(path), percent(chance)) for path, chance in expected.chances.items()]
    return {
        "id": said.id,
        "title": title(plan, task),
        "agent": plan.agents[task] + 1,
        "start": plan.schedule.starts[task],
        "end": plan.end(task),
        "collides": percent(plan.exposures[task]),
        "basis": expected.basis,
        "files": likely[:_FILES],
        "more": max(0, len(likely) - _FILES),
    }


def _curve(plan: "Plan") -> list[tuple[float, float, bool]]:
    """The points of the frontier in a square of 300 by 160: speed-up to the right, risk up."""
    fastest = max(each.speed_up for each in plan.points)
    riskiest = max((each.collisions for each in plan.points), default=0.0) or 1.0
    return [
        (
            round(40 + 240 * each.speed_up / fastest, 1),
            round(140 - 120 * each.collisions / riskiest, 1),
            place == plan.chosen,
        )
        for place, each in enumerate(plan.points)
    ]
