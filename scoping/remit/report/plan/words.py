"""Sentences about a plan that text and HTML share; everything in them is safe to print."""

from typing import TYPE_CHECKING

from remit.paths import readable, shown

if TYPE_CHECKING:
    from remit.plan.advice import Advice, Wait
    from remit.plan.plan import Plan

_MOST = 6


def percent(share: float) -> str:
    """A share for people.

    >>> percent(0.034), percent(0.5), percent(0.0)
    ('3%', '50%', '0%')
    """
    return f"{round(100 * share)}%"


def title(plan: "Plan", task: int) -> str:
    """The first line of a task's text, printable."""
    return readable(plan.tasks[task].text.strip().partition("\n")[0])


def names(plan: "Plan", tasks: "tuple[int, ...]") -> str:
    """The ids of some tasks, the first few of many."""
    some = ", ".join(plan.tasks[task].id for task in tasks[:_MOST])
    return some if len(tasks) <= _MOST else f"{some} and {len(tasks) - _MOST} more"


def waiting(wait: "Wait") -> str:
    """Why a task waits for another one."""
    where = shown(wait.path) if wait.path else "some path"
    match wait.why:
        case "after":
            return "stated by `after`"
        case "overlap":
            return f"both may write {where}"
        case "lease":
            return f"both hold {readable(wait.resource)}"
        case "risk":
            return f"{percent(wait.chance)}: both may change {where}"


def advised(plan: "Plan", advice: "Advice") -> str:
    """A piece of advice as a sentence."""
    tasks, chance = names(plan, advice.tasks), percent(advice.chance)
    where = shown(advice.path) if advice.path else "the same files"
    match advice.kind:
        case "merge":
            return f"merge {tasks}: {chance} that both change {where}"
        case "owner":
            return f"give {tasks} to one agent, one after the other: they meet in {where}"
        case "cut":
            files = round(sum(plan.forecasts[advice.tasks[0]].chances.values()))
            some = f"about {files} file{'' if files == 1 else 's'}"
            return f"cut {tasks} differently: {some}, in the way of {chance} of the others"
        case "shared":
            how = "let them append" if advice.chance else "give it one owner, or a lease"
            return f"{where} will be changed by {len(advice.tasks)} tasks ({tasks}): {how}"
        case "name":
            return f"say which files {tasks} is about: no word of it is known here"


def summary(plan: "Plan") -> "list[tuple[str, str]]":
    """The figures of a plan as labels and values."""
    chosen, least, count = plan.schedule, plan.least, len(plan.tasks)
    over = chosen.makespan / least - 1 if least else 0.0
    met = "this plan meets it" if over <= 0 else f"this plan is {percent(over)} above"
    share, tasks = percent(chosen.collisions), chosen.collisions * count
    return [
        ("tasks", f"{count} for {_agents(plan.wish.agents)}, {plan.problem.work} min of work"),
        ("makespan", f"{chosen.makespan} min, {chosen.speed_up:.1f} times as fast as one agent"),
        ("lower bound", f"{least} min; {met}"),
        ("collisions", f"{share} of the tasks may collide, {tasks:.1f} expected"),
        ("evidence", evidence(plan)),
        *(("note", remark) for remark in plan.calibration.remarks),
    ]


def _agents(count: int) -> str:
    return f"{count} agent{'' if count == 1 else 's'}"


def evidence(plan: "Plan") -> str:
    """What the chances rest on."""
    if not plan.calibration.changes:
        return "no past changes to check the chances on: take them as guesses"
    return f"chances checked on {plan.calibration.changes} past changes of this repository"


def unmet(plan: "Plan") -> str:
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
        f"No plan was found in which at most {percent(wish.collisions)} of the tasks collide: "
        f"{percent(best.collisions)} is the least."
    )
