"""The manifests that a plan asks for: what each task may write, and the order between tasks.

Two tasks that may run at one time get no file in common: where both are likely to change one, it
goes to the likelier, or one of them waits. So `remit lint` finds no overlap between them.
"""

from typing import TYPE_CHECKING, NamedTuple

from remit.manifest import catalog
from remit.manifest.lint_findings import Places
from remit.manifest.lint_overlaps import collisions
from remit.manifest.scope import Files, Remit
from remit.manifest.task_order import Order
from remit.plan.contention import remit_of
from remit.split.globs.braces import spelled_path

if TYPE_CHECKING:
    from remit.plan.proposal import Plan

LIKELY = 0.25
"""A file with this chance is in the remit; the likeliest one always is."""
MOST = 12


class Drafted(NamedTuple):
    """A manifest for each task, in their order, and the files that a task had to leave out.

    `left_out` has the task, the path and the task that has it instead.
    """

    remits: tuple[Remit, ...]
    left_out: tuple[tuple[int, bytes, int], ...]


def drafted(plan: "Plan") -> Drafted:
    """The manifests of a plan; those that exist are kept but for `after`."""
    draft = _Draft(plan)
    draft.share_out()
    draft.order()
    return Drafted(tuple(draft.remits()), tuple(draft.left_out))


class _Draft:
    def __init__(self, plan: "Plan") -> None:
        self.plan = plan
        self.left_out: list[tuple[int, bytes, int]] = []
        self.files = [_chosen(plan, task) for task in range(len(plan.tasks))]
        self.after = {task.id: list(task.after) for task in plan.tasks}

    def share_out(self) -> None:
        """Give a file that tasks at one time both want to the one that is likelier to change it."""
        starts = self.plan.schedule.starts
        for right, files in enumerate(self.files):
            for left in range(right):
                apart = self.plan.end(left) <= starts[right] or self.plan.end(right) <= starts[left]
                for path in () if apart else sorted(files.keys() & self.files[left].keys()):
                    self._give(path, left, right)

    def _give(self, path: bytes, left: int, right: int) -> None:
        taker, giver = left, right
        if self.files[right][path] > self.files[left][path]:
            taker, giver = right, left
        if len(self.files[giver]) == 1:
            taker, giver = giver, taker
        if len(self.files[giver]) > 1:
            del self.files[giver][path]
            self.left_out.append((giver, path, taker))

    def order(self) -> None:
        """Let the later of two tasks that overlap, or hold one thing, wait for the earlier."""
        starts, tasks = self.plan.schedule.starts, self.plan.tasks
        numbers = {task.id: number for number, task in enumerate(tasks)}
        pairs = [(each.left, each.right) for each in self.plan.contentions]
        order = Order(self.after)
        found = collisions(tuple(self.remits()), order, Places(catalog.read({})), folded=False)
        pairs += [(numbers[one], numbers[two]) for one, two in (f.tasks for f in found.findings)]
        latest = sorted(
            {tuple(sorted(pair, key=lambda task: (starts[task], task))) for pair in pairs},
            key=lambda pair: (starts[pair[1]], pair[1], -starts[pair[0]], -pair[0]),
        )
        for first, second in latest:
            if not Order(self.after).ordered(tasks[first].id, tasks[second].id):
                self.after[tasks[second].id].append(tasks[first].id)

    def remits(self) -> "list[Remit]":
        found: list[Remit] = []
        for number, task in enumerate(self.plan.tasks):
            remit = remit_of(task)._replace(after=tuple(self.after[task.id]))
            if not task.files:
                write = tuple(sorted(map(spelled_path, self.files[number])))
                remit = remit._replace(files=Files(write), goal=_goal(task.text))
            found.append(remit)
        return found


def _chosen(plan: "Plan", task: int) -> dict[bytes, float]:
    """The files that a task without a list gets, with their chances; none where it has one."""
    if plan.tasks[task].files:
        return {}
    likely = [*plan.forecasts[task].chances.items()][:MOST]
    return {
        path: chance for place, (path, chance) in enumerate(likely) if not place or chance >= LIKELY
    }


def _goal(text: str) -> str:
    """What is left of a text after its first line."""
    return text.partition("\n")[2].strip()
