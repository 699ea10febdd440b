"""Random histories of a few branches: drawn as plain trees, written by one `git fast-import`.

A merge's tree is made here, path by path, and so differs at times from what git makes of its
parents: some merges are evil by themselves.
"""

from itertools import starmap
from typing import TYPE_CHECKING, NamedTuple

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Iterator

    from repo import Repo

Entry = tuple[str, str]  # mode and content
Tree = dict[str, Entry]
FILE, PROGRAM, LINK = "100644", "100755", "120000"
PATHS = (
    "allowed/a",
    "allowed/b",
    "allowed/d/x",
    "allowed/d/y",
    "secret/s",
    "secret/d/x",
    "secret/d/y",
    "moved/d/x",
    "moved/d/y",
    "moved/d/new",
    "allowed/d/new",
    "top",
    'odd "\n\\u202e',
)
BRANCHES = ("main", "feature", "other")


class Made(NamedTuple):
    """One commit: its parents as numbers of earlier ones, and its whole tree."""

    parents: tuple[int, ...]
    tree: Tree


class History(NamedTuple):
    """Commits, oldest first, and where each branch ended."""

    commits: list[Made]
    tips: dict[str, int]

    def before(self, number: int) -> set[int]:
        """A commit and all that it contains."""
        seen: set[int] = set()
        todo = [number]
        while todo:
            here = todo.pop()
            if here not in seen:
                seen.add(here)
                todo += self.commits[here].parents
        return seen

    def write(self, repo: "Repo", more: Tree) -> dict[int, str]:
        """Every commit, with `more` in each tree; its id by its number."""
        stream = "".join(starmap(_said, ((n, c, more) for n, c in enumerate(self.commits))))
        stream += "".join(
            f"reset refs/heads/{name}\nfrom :{tip + 1}\n\n" for name, tip in self.tips.items()
        )
        marks = repo.root / ".git" / "marks"
        feed = stream.encode("utf-8", "surrogateescape")
        repo.git("fast-import", "--quiet", "--force", f"--export-marks={marks}", feed=feed)
        lines = (line.split() for line in marks.read_text().splitlines())
        return {int(mark[1:]) - 1: oid for mark, oid in lines}


def _said(number: int, made: Made, more: Tree) -> str:
    order = "".join(
        f"{'merge' if place else 'from'} :{parent + 1}\n"
        for place, parent in enumerate(made.parents)
    )
    files = "".join(
        f"M {mode} inline {_quoted(path)}\ndata {len(text.encode())}\n{text}\n"
        for path, (mode, text) in {**made.tree, **more}.items()
    )
    return (
        f"commit refs/heads/any\nmark :{number + 1}\n"
        f"committer C <c@example.com> {1767225600 + number} +0000\n"
        f"data 1\nx\n{order}deleteall\n{files}\n"
    )


def _quoted(path: str) -> str:
    escaped = path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


@st.composite
def histories(draw: st.DrawFn) -> History:
    """A start with a few files, then commits and merges on three branches."""
    start = {path: (FILE, _text(path)) for path in draw(_SOME) if path != "moved/d/new"}
    history = History([Made((), start)], dict.fromkeys(BRANCHES, 0))
    return _lengthened(draw, history, draw(st.integers(2, 9)))


@st.composite
def lines(draw: st.DrawFn) -> History:
    """One branch, on which files also come in the place of directories and go again."""
    start = {path: (FILE, _text(path)) for path in draw(_SOME)}
    commits, spot = [Made((), start)], "allowed/d"
    for number in range(draw(st.integers(3, 8))):
        before = commits[-1].tree
        tree = draw(_changed(before, draw(st.sampled_from(("", *BRANCHES)))))
        if spot in before or draw(st.integers(0, 3)) == 0:
            tree = {path: entry for path, entry in tree.items() if not path.startswith(spot)}
            put = f"{spot}/x" if spot in before else spot
            tree[put] = FILE, _text(put)
        commits.append(Made((number,), tree))
    return History(commits, {"main": len(commits) - 1})


@st.composite
def carrying(draw: st.DrawFn) -> History:
    """Somebody works on a file that the base moves; then anything may happen."""
    start = {path: (FILE, _text(path)) for path in PATHS if not path.startswith("moved/")}
    place = draw(st.sampled_from(["allowed/a", "allowed/d/x", "allowed/d/new", "secret/s"]))
    if place == "allowed/d/new":
        del start[place]
    worked, moved = dict(start), dict(start)
    worked[place] = FILE, _edited(_text(place), 3, "worked")
    for path in [path for path in start if path.startswith(place.rpartition("/")[0])]:
        if path == place or place.startswith("allowed/d/"):
            moved[f"moved/{path.partition('/')[2]}"] = moved.pop(path)
    commits = [Made((), start), Made((0,), worked), Made((0,), moved)]
    history = History(commits, {"main": 2, "feature": 1, "other": 0})
    if draw(st.booleans()):  # as git merges them, and at times with something by hand
        mode, text = worked[place]
        text = _edited(text, 6, "hand") if draw(st.booleans()) else text
        commits.append(Made((1, 2), {**moved, f"moved/{place.partition('/')[2]}": (mode, text)}))
        history.tips["feature"] = 3
    return _lengthened(draw, history, draw(st.integers(0, 4)))


def _lengthened(draw: st.DrawFn, history: History, count: int) -> History:
    commits, tips = history
    for _ in range(count):
        name = draw(st.sampled_from(BRANCHES))
        others = [tips[other] for other in BRANCHES if tips[other] != tips[name]]
        if others and draw(st.integers(0, 3)) == 0:
            made = draw(_merged(commits, tips[name], others))
        else:
            made = Made((tips[name],), draw(_changed(commits[tips[name]].tree, name)))
        commits.append(made)
        tips[name] = len(commits) - 1
    return history


_SOME = st.lists(st.sampled_from(PATHS), min_size=4, unique=True)


def _text(seed: str, line: int = -1, word: str = "") -> str:
    lines = [f"{seed!r} {number}" for number in range(9)]
    if line >= 0:
        lines[line] = word
    return "\n".join(lines)


@st.composite
def _changed(draw: st.DrawFn, before: Tree, branch: str = "") -> Tree:
    """A few changes, of the kinds by which the branches meet: one works, another moves files."""
    tree = dict(before)
    acts = ("edit", "move", "move directory", "add", "delete", "mode", "link")
    usual = {"main": ("move", "move directory"), "feature": ("edit", "add")}.get(branch, acts)
    for _ in range(draw(st.integers(1, 3))):
        inside = [each for each in sorted(tree) if each.startswith("allowed/")]
        inwards = draw(st.booleans())
        places = inside if inside and inwards else sorted(tree) or list(PATHS)
        path, other = draw(st.sampled_from(places)), draw(st.sampled_from(PATHS))
        match draw(st.sampled_from((*usual, *usual, *acts))):
            case "edit" if path in tree:
                tree[path] = tree[path][0], _edited(tree[path][1], draw(st.integers(0, 8)), path)
            case "move" if path in tree:
                tree[other] = tree.pop(path)
            case "move directory":
                here, there = draw(st.permutations(["allowed/d/", "secret/d/", "moved/d/"]))[:2]
                for each in [each for each in tree if each.startswith(here)]:
                    tree[there + each.removeprefix(here)] = tree.pop(each)
            case "delete":
                tree.pop(path, None)
            case "mode" if path in tree and tree[path][0] != LINK:
                tree[path] = PROGRAM if tree[path][0] == FILE else FILE, tree[path][1]
            case "link":
                tree[draw(st.sampled_from(["allowed/l", "secret/l"]))] = LINK, "b"
            case _:
                tree[other] = FILE, _text(other + draw(st.sampled_from("pq")))
    return tree


def _edited(text: str, line: int, word: str) -> str:
    lines = text.split("\n")
    lines[line % len(lines)] += f" {word[-1]}"
    return "\n".join(lines)


@st.composite
def _merged(draw: st.DrawFn, commits: list[Made], ours: int, others: list[int]) -> Made:
    theirs = draw(st.lists(st.sampled_from(others), min_size=1, max_size=2, unique=True))
    tree = commits[ours].tree
    for other in theirs:
        tree = dict(_both(commits[0].tree, tree, commits[other].tree))
    if draw(st.integers(0, 3)) == 0:
        tree = draw(_changed(tree))
    return Made((ours, *theirs), tree)


def _both(start: Tree, ours: Tree, theirs: Tree) -> "Iterator[tuple[str, Entry]]":
    """Path by path: theirs where ours is as at the start, else ours."""
    for path in sorted({*ours, *theirs}):
        entry = theirs.get(path) if ours.get(path) == start.get(path) else ours.get(path)
        if entry is not None:
            yield path, entry
