"""What comes before what, by `after`: its closure, its cycles, and names that nobody has."""

from typing import TYPE_CHECKING

from remit.errors import ManifestError
from remit.manifest.lint_findings import KeyPositions, LintFinding
from remit.manifest.reader import load_toml
from remit.manifest.tables import is_array, is_table
from remit.text_safety import nearest_word, quote_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from remit.manifest.catalog import Catalog


class TaskOrder:
    """The transitive closure of `after` among known tasks, as one integer of bits per task."""

    def __init__(self, after: "Mapping[str, Sequence[str]]") -> None:
        self.after = {
            task: [name for name in names if name in after] for task, names in after.items()
        }
        self.knots = tuple(sorted(knot) for knot in _components(self.after))
        self._bits = {task: 1 << number for number, task in enumerate(self.after)}
        self._before: dict[str, int] = {}
        for knot in self.knots:  # dependencies first
            inside = sum(self._bits[task] for task in knot)
            outside = 0
            for task in knot:
                for name in self.after[task]:
                    outside |= self._bits[name] | self._before.get(name, 0)
            for task in knot:
                self._before[task] = outside | (inside if len(knot) > 1 else 0)

    def ordered(self, left: str, right: str) -> bool:
        """One of the two may run only when the other has landed."""
        return bool(
            self._before[left] & self._bits[right] or self._before[right] & self._bits[left]
        )


def _components(edges: "Mapping[str, Sequence[str]]") -> "list[list[str]]":
    """The strongly connected components, each after those it leads to.

    R. Tarjan, "Depth-first search and linear graph algorithms", SIAM J. Comput. 1 (1972), without
    recursion: a chain of a thousand tasks is no reason to fail.
    """
    found: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_: dict[str, None] = {}
    components: list[list[str]] = []
    for root in edges:
        path = [] if root in found else [(root, iter(edges[root]))]
        while path:
            task, following = path[-1]
            if task not in found:
                found[task] = lowest[task] = len(found)
                open_[task] = None
            step = next((name for name in following if name not in found or name in open_), None)
            if step is None:
                path.pop()
                if path:
                    above = path[-1][0]
                    lowest[above] = min(lowest[above], lowest[task])
                if lowest[task] == found[task]:
                    components.append(_popped(open_, task))
            elif step in found:
                lowest[task] = min(lowest[task], found[step])
            else:
                path.append((step, iter(edges[step])))
    return components


def _popped(open_: "dict[str, None]", last: str) -> list[str]:
    component: list[str] = []
    while not component or component[-1] != last:
        component.append(open_.popitem()[0])
    return component


def read_stated_order(catalog: "Catalog", places: KeyPositions) -> dict[str, tuple[str, ...]]:
    """The names in every task's `after` as written: a manifest with other faults has them too.

    One that is no TOML at all waits for nothing; an item that is no text is an empty name.
    """
    after = {scope.id: scope.after for scope in catalog.scopes()}
    after |= {faulty.task: _listed(places.source(faulty.task)) for faulty in catalog.faulty}
    return dict(sorted(after.items()))


def _listed(source: bytes) -> tuple[str, ...]:
    try:
        task = load_toml(source, "")[1].get("task")
    except ManifestError:
        return ()
    names = task.get("after") if is_table(task) else None
    return tuple(name if type(name) is str else "" for name in names) if is_array(names) else ()


def find_cycles(
    after: "Mapping[str, Sequence[str]]", places: KeyPositions
) -> "Iterator[LintFinding]":
    """A shortest cycle through each knot of tasks that all wait for each other."""
    order = TaskOrder(after)
    for knot in order.knots:
        if len(knot) > 1:
            ring = _ring(knot, order.after)
            way = " -> ".join((*ring, ring[0]))
            task, following = ring[0], ring[1]
            yield LintFinding(
                "cycle",
                places.where(task),
                places.line(task, ("task", "after", after[task].index(following))),
                f"tasks wait for each other: {way}.",
                "remove one `after` on the way",
                tuple(knot),
            )


def _ring(knot: "Sequence[str]", after: "Mapping[str, Sequence[str]]") -> list[str]:
    """A shortest cycle through the first task of a knot, which has at least two."""
    start = knot[0]
    reached: dict[str, str] = {}
    queue = [start]
    for task in queue:
        for name in after[task]:
            if name in knot and name not in reached:
                reached[name] = task
                queue.append(name)
    ring = [reached[start]]
    while ring[-1] != start:
        ring.append(reached[ring[-1]])
    return ring[::-1]


def find_unknown_tasks(
    after: "Mapping[str, Sequence[str]]", places: KeyPositions
) -> "Iterator[LintFinding]":
    """Names in `after` that no manifest has."""
    for task, names in after.items():
        for name in filter(None, dict.fromkeys(names)):
            if name not in after:
                near = nearest_word(name, after.keys() - {task})
                meant = f"did you mean '{near}'? " if near else ""
                yield LintFinding(
                    "unknown-after",
                    places.where(task),
                    places.line(task, ("task", "after", names.index(name))),
                    f"`after` names {quote_text(name)}, which is no task.",
                    f"{meant}if that task has landed, remove the name",
                    (task,),
                )
