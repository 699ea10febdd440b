"""Sentences about a plan that text and HTML share; everything in them is safe to print."""

from typing import TYPE_CHECKING

from remit.paths import escape_text, quote_path
from remit.plan.advice import advise_on_plan, find_start_delays
from remit.report.console import Paint
from remit.text_safety import count_noun

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remit.plan.advice import PlanAdvice, StartDelay
    from remit.plan.plan import Plan


_MOST = 6


def format_percent(share: float) -> str:
    """A share for people.

    >>> format_percent(0.034), format_percent(0.5), format_percent(0.0)
    ('3%', '50%', '0%')
    """
    return f"{round(100 * share)}%"


def task_title(plan: "Plan", task: int) -> str:
    """The first line of a task's text, printable."""
    return escape_text(plan.tasks[task].text.strip().partition("\n")[0])


def format_task_ids(plan: "Plan", tasks: "tuple[int, ...]") -> str:
    """The ids of some tasks, the first few of many."""
    some = ", ".join(plan.tasks[task].id for task in tasks[:_MOST])
    return some if len(tasks) <= _MOST else f"{some} and {len(tasks) - _MOST} more"


def describe_delay(wait: "StartDelay") -> str:
    """Why a task waits for another one."""
    where = quote_path(wait.path) if wait.path else "some path"
    match wait.why:
        case "after":
            return "stated by `after`"
        case "overlap":
            return f"both may write {where}"
        case "lease":
            return f"both hold {escape_text(wait.resource)}"
        case "risk":
            return f"{format_percent(wait.chance)}: both may change {where}"


def describe_advice(plan: "Plan", advice: "PlanAdvice") -> str:
    """A piece of advice as a sentence."""
    tasks, chance = format_task_ids(plan, advice.tasks), format_percent(advice.chance)
    where = quote_path(advice.path) if advice.path else "the same files"
    match advice.kind:
        case "merge":
            return f"merge {tasks}: {chance} that both change {where}"
        case "owner":
            return f"give {tasks} to one agent, one after the other: they meet in {where}"
        case "cut":
            files = round(sum(plan.forecasts[advice.tasks[0]].chances.values()))
            some = f"about {count_noun(files, 'file')}"
            return f"cut {tasks} differently: {some}, in the way of {chance} of the others"
        case "shared":
            how = "let them append" if advice.chance else "give it one owner, or a lease"
            return f"{where} will be changed by {len(advice.tasks)} tasks ({tasks}): {how}"
        case "name":
            return f"say which files {tasks} is about: no word of it is known here"


def plan_figures(plan: "Plan") -> "list[tuple[str, str]]":
    """The figures of a plan as labels and values."""
    chosen, least, count = plan.schedule, plan.least, len(plan.tasks)
    over = chosen.makespan / least - 1 if least else 0.0
    met = "this plan meets it" if over <= 0 else f"this plan is {format_percent(over)} above"
    share, tasks = format_percent(chosen.collisions), chosen.collisions * count
    return [
        ("tasks", f"{count} for {_agents(plan.wish.agents)}, ~{plan.problem.work} min of work"),
        ("makespan", f"~{chosen.makespan} min, {chosen.speed_up:.1f} times as fast as one agent"),
        ("lower bound", f"~{least} min; {met}"),
        ("collisions", f"{share} of the tasks may collide, {tasks:.1f} expected"),
        ("evidence", describe_evidence(plan)),
        *(("note", remark) for remark in plan.calibration.remarks),
    ]


def _agents(count: int) -> str:
    return count_noun(count, "agent")


def describe_evidence(plan: "Plan") -> str:
    """What the chances rest on."""
    if not plan.calibration.changes:
        return "there are no past changes to test these probabilities on: treat them as guesses"
    return f"chances checked on {plan.calibration.changes} past changes of this repository"


def describe_unmet_options(plan: "Plan") -> str:
    """What was wished for and is not possible; empty where it was."""
    if plan.met:
        return ""
    best, wish = plan.schedule, plan.wish
    if wish.speed_up is not None:
        return (
            f"No plan was found that is {wish.speed_up:g} times as fast: order and overlaps allow "
            f"{best.speed_up:.1f}."
        )
    return (
        f"No plan was found in which at most {format_percent(wish.collisions)} of the "
        "tasks collide: "
        f"{format_percent(best.collisions)} is the least."
    )


# A plan as text of at most 80 columns: figures, a Gantt chart, who waits, advice, the frontier.


_WIDTH = 80
_LABEL = 22
_FILES = 3
_BAR, _RISKY = "#", "!"
_DOUBTFUL = 0.25


def render(plan: "Plan", paint: Paint) -> str:
    """The whole answer."""
    parts = [
        [f"{label:12} {value}" for label, value in plan_figures(plan)],
        [paint("doubt", line) for line in [describe_unmet_options(plan)] if line],
        [*_gantt(plan, paint)],
        [*_listed("waits", _waits(plan), paint)],
        [*_listed("files", _files(plan), paint)],
        [
            *_listed(
                "advice",
                (f"- {describe_advice(plan, each)}" for each in advise_on_plan(plan)),
                paint,
            )
        ],
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
    yield paint("strong", f"{'plan':{_LABEL}}  0{f'~{span} min':>{room - 1}}")
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
    for each in find_start_delays(plan):
        task, other = plan.tasks[each.task].id, plan.tasks[each.on].id
        yield f"  {task} waits for {other}: {describe_delay(each)}"


def _files(plan: "Plan") -> "Iterator[str]":
    for task, each in enumerate(plan.forecasts):
        if each.basis == "stated":
            said = ", ".join(map(escape_text, plan.tasks[task].files[:_FILES]))
            more = len(plan.tasks[task].files) - _FILES
            files = said + (f" and {more} more" if more > 0 else "")
        elif each.basis == "unknown":
            files = "unknown: no word of it is known here"
        else:
            likely = list(each.chances.items())[:_FILES]
            files = ", ".join(
                f"{quote_path(path)} {format_percent(chance)}" for path, chance in likely
            )
        yield f"  {plan.tasks[task].id} ({task_title(plan, task)}): {files}"


def _listed(heading: str, lines: "Iterator[str]", paint: Paint) -> "Iterator[str]":
    every = [*lines]
    if every:
        yield paint("strong", heading)
        yield from every


def _frontier(plan: "Plan", paint: Paint) -> "Iterator[str]":
    yield paint("strong", "what could be chosen: makespan, speed-up, tasks that may collide")
    for place, each in enumerate(plan.points):
        mark = ">" if place == plan.chosen else " "
        minutes, collisions = f"~{each.makespan}", format_percent(each.collisions)
        yield f"{mark} {minutes:>6} min  {each.speed_up:5.1f}x  {collisions:>4}"
