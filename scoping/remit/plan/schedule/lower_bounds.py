"""What no schedule can be shorter than."""

from typing import TYPE_CHECKING

from remit.plan.schedule.problem import ScheduleProblem

if TYPE_CHECKING:
    from collections.abc import Sequence


def lower_bound(problem: ScheduleProblem) -> int:
    """The largest of: work over agents, the longest chain, tasks of which no two run together."""
    if not problem.minutes:
        return 0
    per_agent = -(-problem.work // problem.agents)
    chain = max(critical_tails(problem))
    clique = max(sum(problem.minutes[one] for one in each) for each in conflict_cliques(problem))
    return max(per_agent, chain, clique)


def critical_tails(problem: ScheduleProblem) -> list[int]:
    """For each task the minutes from its start to the end of the longest chain that waits for it.

    Linear in the tasks and the `after` among them.
    """
    following: list[list[int]] = [[] for _ in problem.minutes]
    for task, before in enumerate(problem.after):
        for one in before:
            following[one].append(task)
    found = list(problem.minutes)
    for task in reversed(topological_order(problem.after)):
        longest = max((found[other] for other in following[task]), default=0)
        found[task] = problem.minutes[task] + longest
    return found


def topological_order(after: "Sequence[frozenset[int]]") -> list[int]:
    """The tasks in an order in which each comes after those that it waits for."""
    order: list[int] = []
    left = {task: len(before) for task, before in enumerate(after)}
    waiting: list[list[int]] = [[] for _ in after]
    for task, before in enumerate(after):
        for one in before:
            waiting[one].append(task)
    ready = [task for task, count in left.items() if not count]
    for task in ready:
        order.append(task)
        for other in waiting[task]:
            left[other] -= 1
            if not left[other]:
                ready.append(other)
    return order


def conflict_cliques(problem: ScheduleProblem) -> list[frozenset[int]]:
    """Sets of tasks of which no two run together, with every pair that bars each other; greedy.

    First those that hold one thing: `after` among them leaves no pair to bar, so they are given.
    The others are grown from a task by its heaviest neighbours; none is sure to be the heaviest.
    """
    grown = (_grown(problem, task) for task in range(len(problem.minutes)))
    found = dict.fromkeys((*problem.alone, *grown))
    seen = {frozenset((a, b)) for clique in found for a in clique for b in clique if a < b}
    for task, others in enumerate(problem.barred):
        for other in sorted(others):
            if task < other and frozenset((task, other)) not in seen:
                clique = _grown(problem, task, other)
                found[clique] = None
                seen |= {frozenset((a, b)) for a in clique for b in clique if a < b}
    return list(found)


def _grown(problem: ScheduleProblem, *start: int) -> frozenset[int]:
    clique = set(start)
    common = problem.barred[start[0]].intersection(*(problem.barred[task] for task in start[1:]))
    while common:
        task = min(common, key=lambda each: (-problem.minutes[each], each))
        clique.add(task)
        common &= problem.barred[task]
    return frozenset(clique)
