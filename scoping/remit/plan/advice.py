"""What a person could do about a plan: order, merge, cut, name an owner, or say more."""

from itertools import combinations
from typing import TYPE_CHECKING, Literal, NamedTuple

from remit.split.weights import is_mechanical

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from remit.plan.exclusions import TaskExclusion
    from remit.plan.plan import Plan

Kind = Literal["merge", "owner", "cut", "shared", "name"]
ALIKE = 0.6
"""Two tasks with such a chance to meet are better given to one agent."""
_MERGED = 0.85
_WIDE = 12.0  # expected files
_BLOCKING = 1 / 3  # share of the other tasks
_LIKELY = 0.25
_CUTS = 10  # more than this nobody cuts anew: then all of the list is about the same files
_RISKY = 0.1
_FEWEST = 3  # tasks that make a shared file worth naming


class StartDelay(NamedTuple):
    """A task that starts only when another one has ended, and why."""

    task: int
    on: int
    why: Literal["after", "overlap", "lease", "risk"]
    chance: float
    path: bytes | None
    resource: str = ""


class PlanAdvice(NamedTuple):
    """Something to do about some tasks; `path` is the shared file where there is one."""

    kind: Kind
    tasks: tuple[int, ...]
    chance: float
    path: bytes | None = None


def find_start_delays(plan: "Plan") -> "tuple[StartDelay, ...]":
    """For each task that does not start at once, what held it until just before it started.

    Of several reasons the hardest counts: an order, an overlap, a lease, then a chance of at least
    a tenth to meet. A task with none of them waited for a free agent, and is left out.
    """
    contended = {frozenset((each.left, each.right)): each for each in plan.contentions}
    found = (_wait(plan, task, contended) for task in range(len(plan.tasks)))
    return tuple(each for each in found if each)


def likeliest_shared_file(plan: "Plan", left: int, right: int) -> bytes | None:
    """The file that two tasks are likeliest to meet in."""
    one, two = plan.forecasts[left].chances, plan.forecasts[right].chances
    both = [(one[path] * two[path], path) for path in one if path in two]
    return max(both, key=lambda item: (item[0], item[1]), default=(0.0, None))[1]


def advise_on_plan(plan: "Plan") -> tuple[PlanAdvice, ...]:
    """What to think about before the tasks are given away, the most pressing first."""
    return (*_unknown(plan), *_groups(plan), *_cut(plan), *_shared(plan))


def _wait(
    plan: "Plan", task: int, contended: "Mapping[frozenset[int], TaskExclusion]"
) -> StartDelay | None:
    start = plan.schedule.starts[task]
    ended = [
        other for other in range(len(plan.tasks)) if plan.end(other) <= start and other != task
    ]
    reasons = [reason for other in ended if (reason := _reason(plan, task, other, contended))]
    near = [each for each in reasons if plan.end(each.on) + plan.problem.minutes[task] > start]
    order = ("after", "overlap", "lease", "risk")
    return min(
        near or [each for each in reasons if each.why != "risk"],
        key=lambda each: (order.index(each.why), -plan.end(each.on), -each.chance, each.on),
        default=None,
    )


def _reason(
    plan: "Plan", task: int, other: int, contended: "Mapping[frozenset[int], TaskExclusion]"
) -> StartDelay | None:
    if other in plan.problem.after[task]:
        return StartDelay(task, other, "after", 1.0, None)
    each = contended.get(frozenset((task, other)))
    if each:
        why: Literal["lease", "overlap"] = "lease" if each.resource else "overlap"
        return StartDelay(task, other, why, 1.0, each.path, each.resource)
    chance = plan.chance(task, other)
    return (
        StartDelay(task, other, "risk", chance, likeliest_shared_file(plan, task, other))
        if chance >= _RISKY
        else None
    )


def _unknown(plan: "Plan") -> "Iterator[PlanAdvice]":
    for task, each in enumerate(plan.forecasts):
        if each.basis == "unknown":
            yield PlanAdvice("name", (task,), 0.0)


def _groups(plan: "Plan") -> "Iterator[PlanAdvice]":
    """Tasks that will probably meet, as connected groups; two that are nearly one: to be merged."""
    ordered = plan.problem.after
    held = {(each.left, each.right) for each in plan.contentions if each.resource}
    pairs = [
        (left, right)
        for left, right in combinations(range(len(plan.tasks)), 2)
        if plan.chance(left, right) >= ALIKE
        and (left, right) not in held
        and left not in ordered[right]
        and right not in ordered[left]
    ]
    for group in _connected(pairs):
        inside = [plan.chance(*pair) for pair in pairs if pair[0] in group]
        path = likeliest_shared_file(plan, group[0], group[1])
        merged = len(group) == 2 and min(inside) >= _MERGED  # noqa: PLR2004 - a pair
        yield PlanAdvice("merge" if merged else "owner", group, max(inside), path)


def _connected(pairs: "list[tuple[int, int]]") -> list[tuple[int, ...]]:
    groups: list[set[int]] = []
    for pair in pairs:
        met = [group for group in groups if group.intersection(pair)]
        groups = [group for group in groups if group not in met]
        groups.append(set(pair).union(*met))
    return sorted(tuple(sorted(group)) for group in groups)


def _cut(plan: "Plan") -> "Iterator[PlanAdvice]":
    """The few tasks most in the way of the others: wide ones, and those that many others meet."""
    found = sorted(_blocking(plan), key=lambda each: -each.chance)
    yield from found[:_CUTS]


def _blocking(plan: "Plan") -> "Iterator[PlanAdvice]":
    count = len(plan.tasks)
    for task, each in enumerate(plan.forecasts):
        met = sum(plan.chance(task, other) >= _LIKELY for other in range(count) if other != task)
        wide = sum(each.chances.values()) >= _WIDE
        if count > _FEWEST and met >= max(_FEWEST, _BLOCKING * (count - 1)):
            yield PlanAdvice("cut", (task,), met / (count - 1))
        elif wide:
            yield PlanAdvice("cut", (task,), met / max(1, count - 1))


def _shared(plan: "Plan") -> "Iterator[PlanAdvice]":
    """Hubs that several tasks will probably touch, the busiest first."""
    tasks: dict[bytes, list[int]] = {}
    for task, each in enumerate(plan.forecasts):
        for path, chance in each.hubs.items():
            if chance >= _LIKELY:
                tasks.setdefault(path, []).append(task)
    for path, some in sorted(tasks.items(), key=lambda item: (-len(item[1]), item[0])):
        if len(some) >= _FEWEST:
            grows = is_mechanical(path) and any(
                word in path.lower() for word in (b"change", b"news")
            )
            yield PlanAdvice("shared", tuple(some), 1.0 if grows else 0.0, path)
