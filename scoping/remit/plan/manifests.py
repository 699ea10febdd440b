"""The manifests that a plan asks for: what each task may write, and the order between tasks.

Two tasks that may run at one time get no file in common: where both are likely to change one, it
goes to the likelier, or one of them waits. So `remit lint` finds no overlap between them.
"""

import re
from typing import TYPE_CHECKING, NamedTuple

from remit.errors import UsageError
from remit.manifest import catalog, scope
from remit.manifest.lint_findings import KeyPositions
from remit.manifest.lint_overlaps import find_task_collisions
from remit.manifest.scope import FileRules, Scope
from remit.manifest.task_order import TaskOrder
from remit.plan.exclusions import task_scope as remit_of
from remit.split.globs.braces import file_pattern

if TYPE_CHECKING:
    from remit.plan.plan import Plan

LIKELY = 0.25
"""A file with this chance is in the scope; the likeliest one always is."""
MOST = 12


class DraftedManifests(NamedTuple):
    """A manifest for each task, in their order, and the files that a task had to leave out.

    `left_out` has the task, the path and the task that has it instead.
    """

    scopes: tuple[Scope, ...]
    left_out: tuple[tuple[int, bytes, int], ...]


def draft_manifests(plan: "Plan") -> DraftedManifests:
    """The manifests of a plan; those that exist are kept but for `after`."""
    draft = _Draft(plan)
    draft.share_out()
    draft.order()
    return DraftedManifests(tuple(draft.scopes()), tuple(draft.left_out))


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
        order = TaskOrder(self.after)
        found = find_task_collisions(
            tuple(self.scopes()), order, KeyPositions(catalog.read_catalog({})), folded=False
        )
        pairs += [(numbers[one], numbers[two]) for one, two in (f.tasks for f in found.findings)]
        latest = sorted(
            {tuple(sorted(pair, key=lambda task: (starts[task], task))) for pair in pairs},
            key=lambda pair: (starts[pair[1]], pair[1], -starts[pair[0]], -pair[0]),
        )
        for first, second in latest:
            if not TaskOrder(self.after).ordered(tasks[first].id, tasks[second].id):
                self.after[tasks[second].id].append(tasks[first].id)

    def scopes(self) -> "list[Scope]":
        found: list[Scope] = []
        for number, task in enumerate(self.plan.tasks):
            task_scope = remit_of(task)._replace(after=tuple(self.after[task.id]))
            if not task.files:
                write = tuple(sorted(map(file_pattern, self.files[number])))
                task_scope = task_scope._replace(files=FileRules(write), goal=_goal(task.text))
            found.append(task_scope)
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


# Another `after` in the text of a manifest; every other byte stays as it is.


_TABLE = re.compile(rb"(?m)^[ \t]*\[[ \t]*task[ \t]*\][ \t]*(?:#[^\n]*|\r)?\n")
_KEY = re.compile(rb"(?m)^([ \t]*)after([ \t]*)=[ \t]*\[[^\]\[]*\]")
_NEXT = re.compile(rb"(?m)^[ \t]*\[")


def set_after(text: bytes, where: str, after: tuple[str, ...]) -> bytes:
    """The manifest with this `after`; raises `UsageError` where it is written too oddly for that.

    What comes out is read again: it must say what it said, but for `after`.
    """
    wanted = scope.parse_manifest(text, where)._replace(after=after)
    line = b"after = [%s]" % b", ".join(b'"%s"' % name.encode() for name in after)
    header = _TABLE.search(text)
    candidate = text if header is None else _edited(text, header.end(), line)
    if (
        scope.examine_manifest(candidate, where).faults
        or scope.parse_manifest(candidate, where) != wanted
    ):
        raise UsageError(
            f"{where} is written in a way that cannot be changed safely; nothing was written.",
            f"write this yourself: {line.decode()}",
        )
    return candidate


def _edited(text: bytes, start: int, line: bytes) -> bytes:
    """`text` with `line` for its `after` in the table that begins at `start`, or at its end."""
    following = _NEXT.search(text, start)
    end = following.start() if following else len(text)
    known = _KEY.search(text, start, end)
    if known:
        return text[: known.start()] + known[1] + line + text[known.end() :]
    body = text[start:end].rstrip()
    ending = b"\r\n" if b"\r\n" in text else b"\n"
    rest = text[start + len(body) : end] or ending
    return text[:start] + body + (ending if body else b"") + line + rest + text[end:]
