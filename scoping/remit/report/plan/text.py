"""A plan as text of at most 80 columns: figures, a Gantt chart, who waits, advice, the frontier."""

from typing import TYPE_CHECKING

from remit.paths import readable, shown
from remit.plan.advice import advice, waits
from remit.report.colour import Paint
from remit.report.plan.words import advised, percent, summary, title, unmet, waiting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remit.plan.plan import Plan

_WIDTH = 80
_LABEL = 22
_FILES = 3
_BAR, _RISKY = "#", "!"
_DOUBTFUL = 0.25


def render(plan: "Plan", paint: Paint) -> str:
    """The whole answer."""
    parts = [
        [f"{label:12} {value}" for label, value in summary(plan)],
        [paint("doubt", line) for line in [unmet(plan)] if line],
        [*_gantt(plan, paint)],
        [*_listed("waits", _waits(plan), paint)],
        [*_listed("files", _files(plan), paint)],
        [*_listed("advice", (f"- {advised(plan, each)}" for each in advice(plan)), paint)],
        [*_frontier(plan, paint)],
    ]
    return "\n".join(line for part in parts if part for line in (*_wrapped(part), ""))


def _wrapped(lines: "list[str]") -> "Iterator[str]":
    import textwrap

    for line in lines:
        if len(line) <= _WIDTH or "\033" in line:
            yield line
        else:
            indent = " " * (len(line) - len(line.lstrip()) + 2)
            yield from textwrap.wrap(
                line,
                _WIDTH,
                subsequent_indent=indent,
                break_long_words=False,
                break_on_hyphens=False,
            )


def _gantt(plan: "Plan", paint: Paint) -> "Iterator[str]":
    """One line for each task, by start; `!` where it may well collide."""
    span = max(1, plan.schedule.makespan)
    room = _WIDTH - _LABEL - 3
    yield paint("strong", f"{'plan':{_LABEL}}  0{f'{span} min':>{room - 1}}")
    order = sorted(range(len(plan.tasks)), key=lambda task: (plan.schedule.starts[task], task))
    exposed, agents = plan.exposures, plan.agents
    for task in order:
        begin = plan.schedule.starts[task] * room // span
        end = max(begin + 1, plan.end(task) * room // span)
        risky = exposed[task] >= _DOUBTFUL
        mark = (_RISKY if risky else _BAR) * (end - begin)
        bar = f"{'.' * begin}{mark}{'.' * (room - end)}"
        label = _cut(f"{agents[task] + 1} {plan.tasks[task].id}")
        yield f"{label:{_LABEL}}  {paint('doubt', bar) if risky else bar}"


def _cut(label: str) -> str:
    return label if len(label) <= _LABEL else f"{label[: _LABEL - 3]}..."


def _waits(plan: "Plan") -> "Iterator[str]":
    for each in waits(plan):
        task, other = plan.tasks[each.task].id, plan.tasks[each.on].id
        yield f"  {task} waits for {other}: {waiting(each)}"


def _files(plan: "Plan") -> "Iterator[str]":
    for task, each in enumerate(plan.forecasts):
        if each.basis == "stated":
            said = ", ".join(map(readable, plan.tasks[task].files[:_FILES]))
            more = len(plan.tasks[task].files) - _FILES
            files = said + (f" and {more} more" if more > 0 else "")
        elif each.basis == "unknown":
            files = "unknown: no word of it is known here"
        else:
            likely = list(each.chances.items())[:_FILES]
            files = ", ".join(f"{shown(path)} {percent(chance)}" for path, chance in likely)
        yield f"  {plan.tasks[task].id} ({title(plan, task)}): {files}"


def _listed(heading: str, lines: "Iterator[str]", paint: Paint) -> "Iterator[str]":
    every = [*lines]
    if every:
        yield paint("strong", heading)
        yield from every


def _frontier(plan: "Plan", paint: Paint) -> "Iterator[str]":
    yield paint("strong", "what could be chosen: makespan, speed-up, tasks that may collide")
    for place, each in enumerate(plan.points):
        mark = ">" if place == plan.chosen else " "
        yield f"{mark} {each.makespan:6} min  {each.speed_up:5.1f}x  {percent(each.collisions):>4}"
