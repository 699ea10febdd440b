"""Every way in which a head and the base can meet at one file, where git cannot merge them.

The oracle is what the head itself changed since it left the base, path by path, both ends of a
move: outside the scope that is a violation, unless the base ends up with the very same entry by
itself.
"""

from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from histories import FILE, LINK, PROGRAM, History, Made, Tree
from repo import Repo

from remit.gates.range import judge_range

if TYPE_CHECKING:
    from collections.abc import Callable

    from histories import Entry

MANIFEST = '[task]\nid = "login"\nbranch = "agent/login"\n[files]\nwrite = ["allowed/**"]\n'
RULES: Tree = {".remit/tasks/login.toml": (FILE, MANIFEST)}
PLACES = ("allowed/d/f", "secret/d/f")
BESIDE: Tree = {"allowed/d/x": (FILE, "x\n"), "secret/d/x": (FILE, "x\n"), "top": (FILE, "top\n")}


def text(word: str = "") -> "Entry":
    lines = [f"line {number}" for number in range(20)]
    lines[3] += word
    return FILE, "\n".join(lines)


def binary(word: str = "") -> "Entry":
    return FILE, "\0" + text(word)[1]


def edited(tree: Tree, path: str, who: str) -> Tree:
    mode, content = tree[path]
    return {**tree, path: (mode, content.replace("line 3", f"line 3 by {who}"))}


def deleted(tree: Tree, path: str, _who: str) -> Tree:
    return {each: entry for each, entry in tree.items() if each != path}


def moved(to: str, *, and_edited: bool = False) -> "Callable[[Tree, str, str], Tree]":
    def act(tree: Tree, path: str, who: str) -> Tree:
        made = edited(tree, path, who) if and_edited else tree
        return {**deleted(made, path, who), f"{to}/{who}": made[path]}

    return act


def directory_moved(to: str) -> "Callable[[Tree, str, str], Tree]":
    def act(tree: Tree, path: str, who: str) -> Tree:
        above, there = path.rpartition("/")[0], f"{to}/{who}"
        return {each.replace(f"{above}/", f"{there}/"): entry for each, entry in tree.items()}

    return act


def another_moved_here(tree: Tree, path: str, who: str) -> Tree:
    beside = f"{path.rpartition('/')[0]}/x"
    gone = deleted(deleted(tree, path, who), beside, who)
    return {**gone, path: (FILE, f"{tree[beside][1]}{who}\n")}


def executable(tree: Tree, path: str, who: str) -> Tree:
    return {**tree, path: (PROGRAM, edited(tree, path, who)[path][1])}


def linked(tree: Tree, path: str, who: str) -> Tree:
    return {**tree, path: (LINK, "x" if who == "head" else "./x")}


def a_directory(tree: Tree, path: str, who: str) -> Tree:
    return {**deleted(tree, path, who), f"{path}/{who}": (FILE, f"{who}\n")}


ACTS = {
    "edits": edited,
    "deletes": deleted,
    "moves in": moved("allowed/to"),
    "moves out": moved("secret/to"),
    "moves in and edits": moved("allowed/to", and_edited=True),
    "moves out and edits": moved("secret/to", and_edited=True),
    "moves the directory in": directory_moved("allowed/all"),
    "moves the directory out": directory_moved("secret/all"),
    "moves another file here": another_moved_here,
    "makes executable": executable,
    "makes a link": linked,
    "makes a directory": a_directory,
}


class Meeting(NamedTuple):
    """A start, and what the base and the head made of it."""

    start: Tree
    base: Tree
    head: Tree

    @property
    def own(self) -> set[str]:
        """The paths outside the scope at which the head did something."""
        paths = {*self.start, *self.head}
        changed = {path for path in paths if self.start.get(path) != self.head.get(path)}
        return {path for path in changed if not path.startswith("allowed/")}

    @property
    def violations(self) -> set[str]:
        """Those of them at which the base has something else.

        A file that the head took away counts where the base has it under another name. Where the
        base put a link in its place, the base took it away as well: git sees no conflict there.
        """
        new = [self.base[path][1] for path in set(self.base) - set(self.start)]
        kept = {content.partition("\nline 3")[0] for content in new}
        return {
            path
            for path in self.own
            if (self.head.get(path) != self.base.get(path) and not self._is_replaced(path))
            or (path in self.start and self.start[path][1].partition("\nline 3")[0] in kept)
        }

    def _is_replaced(self, path: str) -> bool:
        return path not in self.head and self.base.get(path, ("",))[0] == LINK


def meetings() -> "dict[str, Meeting]":
    found: dict[str, Meeting] = {}
    for place, kind, head, base in product(PLACES, (text, binary), ACTS, ACTS):
        if kind is text or {head, base} <= {"edits", "moves in and edits", "moves out and edits"}:
            start = {**BESIDE, place: kind()}
            made = (ACTS[who](start, place, name) for name, who in (("base", base), ("head", head)))
            found[f"{kind.__name__} {place}: head {head}, base {base}"] = Meeting(start, *made)
    return found


def test_a_head_is_never_clean_outside_its_scope_and_never_refused_inside_it(empty: Repo) -> None:
    commits: list[Made] = []
    for meeting in (all_meetings := meetings()).values():
        first = len(commits)
        commits.append(Made((), meeting.start))
        commits += [Made((first,), meeting.base), Made((first,), meeting.head)]
    oids = History(commits, {}).write(empty, RULES)
    conflicting = 0
    wrong: list[str] = []
    for number, (name, meeting) in enumerate(all_meetings.items()):
        base, head = oids[3 * number + 1], oids[3 * number + 2]
        merged = empty.attempt("merge-tree", "--write-tree", "--no-messages", base, head)
        if merged.returncode == 0:
            continue
        conflicting += 1
        with empty.inside() as repository:
            verdict = judge_range(repository, base, head, branch="agent/login")
        found = {s.change.path.decode() for s in verdict.violations if s.change}
        if meeting.violations - found:
            wrong.append(f"{name}: clean at {sorted(meeting.violations - found)}")
        if found and not meeting.own:
            wrong.append(f"{name}: refused at {sorted(found)}")
    assert conflicting > 100
    assert not wrong, "\n".join(wrong)
