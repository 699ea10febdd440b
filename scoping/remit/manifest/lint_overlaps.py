"""Two tasks that can run at the same time and can both change one path, with that path.

`append` next to `append` is no collision, since added lines can be merged by union; two shares of
one file collide only where their symbols do. Everything else that two scopes both cover is one.
"""

from itertools import combinations, islice, zip_longest
from typing import TYPE_CHECKING, Literal, NamedTuple

from remit.manifest.lint_findings import (
    MOST_PAIRS,
    KeyPositions,
    LintFinding,
    PairFindings,
    example_of,
)
from remit.patterns.matcher import PathIndex
from remit.patterns.overlap import (
    ExamplePath,
    PathArea,
    UndecidedOverlap,
    find_overlap,
    find_overlap_folded,
    find_overlapping_pairs,
    find_overlapping_pairs_folded,
)
from remit.text_safety import escape_unsafe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from remit.manifest.catalog import Catalog
    from remit.manifest.scope import Scope
    from remit.manifest.task_order import TaskOrder


# Branches that two tasks name, so that neither can be judged there, and tasks that name the base.


def find_shared_branches(catalog: "Catalog", places: KeyPositions) -> PairFindings:
    """Each pair of tasks that both name some branch; `after` does not excuse it."""
    branches = _branches_by_task(catalog)
    areas = {task: PathArea(tuple(patterns)) for task, patterns in sorted(branches.items())}
    met = list(islice(find_overlapping_pairs(areas, lambda _left, _right: False), MOST_PAIRS + 1))
    findings = (_shared(*meeting, branches, places) for meeting in met[:MOST_PAIRS])
    return PairFindings(tuple(findings), len(met) > MOST_PAIRS)


def _branches_by_task(catalog: "Catalog") -> dict[str, list[str]]:
    branches: dict[str, list[str]] = {}
    for pattern, task in catalog.branch_patterns:
        branches.setdefault(task, []).append(pattern)
    return branches


def _shared(
    left: str,
    right: str,
    found: "ExamplePath | UndecidedOverlap",
    branches: dict[str, list[str]],
    places: KeyPositions,
) -> LintFinding:
    other = f"{places.where(right)}:{_line(right, found.right, branches, places)}"
    meet = f"'{escape_unsafe(found.left)}' here, '{escape_unsafe(found.right)}' in {other}"
    example, shown = example_of(found)
    return LintFinding(
        "shared-branch",
        places.where(left),
        _line(left, found.left, branches, places),
        f"'{left}' and '{right}' both name the branch {shown}: {meet}.",
        "give each task branches of its own; where two name one, neither can be judged",
        (left, right),
        example,
        other,
    )


def _line(task: str, pattern: str, branches: dict[str, list[str]], places: KeyPositions) -> int:
    return places.line(task, ("task", "branch", branches[task].index(pattern)))


def find_tasks_of_base(
    catalog: "Catalog", base: str | None, places: KeyPositions
) -> "Iterator[LintFinding]":
    """Each task that names the base branch itself."""
    for task in catalog.tasks_of_branch(base) if base else ():
        yield LintFinding(
            "base-branch",
            places.where(task),
            places.line(task, ("task", "branch")),
            f"'{task}' names the base branch {escape_unsafe(str(base))}.",
            "narrow `branch`, or else repairs of manifests on the base are judged by this remit",
            (task,),
            str(base).encode("utf-8", "surrogateescape"),
        )


# Do two dotted names with `*` share a symbol? Decided exactly, with a symbol that proves it.
#
# `*` stands for any letters within one part, and a name covers what is defined inside it, so two
# names meet if their parts do, as far as the shorter one goes.


def common_symbol(left: str, right: str) -> str | None:
    """A symbol that both names cover, or None.

    >>> common_symbol("LoginService.*", "*Service.log*")
    'LoginService.log'
    >>> common_symbol("a.get_*", "a.set_*") is None
    True
    """
    parts: list[str] = []
    for mine, theirs in zip_longest(left.split("."), right.split(".")):
        part = _common_part(mine or "*", theirs or "*")
        if part is None:
            return None
        parts.append(part)
    return ".".join(parts)


def _common_part(left: str, right: str) -> str | None:
    """A non-empty text that both globs match: a search over pairs of positions in them."""
    paths = [(0, 0, "")]
    seen: set[tuple[int, int]] = set()
    while paths:
        i, j, text = paths.pop()
        if (i, j) == (len(left), len(right)):
            return text or "x"
        if (i, j) not in seen:
            seen.add((i, j))
            paths += _steps(left, right, i, j, text)
    return None


def _steps(left: str, right: str, i: int, j: int, text: str) -> list[tuple[int, int, str]]:
    mine, theirs = left[i : i + 1], right[j : j + 1]
    steps: list[tuple[int, int, str]] = []
    if mine == "*":
        steps.append((i + 1, j, text))
        if theirs not in {"", "*"}:
            steps.append((i, j + 1, text + theirs))
    if theirs == "*":
        steps.append((i, j + 1, text))
        if mine not in {"", "*"}:
            steps.append((i + 1, j, text + mine))
    if mine == theirs and mine not in {"", "*"}:
        steps.append((i + 1, j + 1, text + mine))
    return steps


Role = Literal["write", "append", "symbols", "claim"]
_HINT = "narrow one of the two, deny the path in one, or order the tasks with `after`"


class _Share(NamedTuple):
    """What one task may do in one way."""

    task: str
    role: Role


class _Meeting(NamedTuple):
    left: str
    right: str
    found: ExamplePath | UndecidedOverlap
    symbol: str = ""


def find_task_collisions(
    scopes: "Sequence[Scope]", order: "TaskOrder", places: KeyPositions, *, folded: bool
) -> PairFindings:
    """One finding for each pair of tasks that collide, at most `MOST_PAIRS`.

    The left task of a pair is the one that comes first in `scopes`.
    """
    by_id = {scope.id: scope for scope in scopes}
    pairs: dict[tuple[str, str], _Meeting] = {}
    for meeting in _meetings(scopes, order, folded=folded):
        pairs.setdefault((meeting.left, meeting.right), meeting)
        if len(pairs) > MOST_PAIRS:
            break
    listed = list(pairs.values())[:MOST_PAIRS]
    findings = (_finding(meeting, by_id, places) for meeting in listed)
    return PairFindings(tuple(findings), len(pairs) > MOST_PAIRS)


def find_shared_files(
    left: "Scope", right: "Scope", *, folded: bool
) -> "tuple[tuple[Role, ExamplePath | UndecidedOverlap], ...]":
    """Where two tasks may both change a file that is no collision.

    By appending, by symbols, or one after the other by claims.
    """
    decide = find_overlap_folded if folded else find_overlap
    ours, theirs = _roles(left), _roles(right)
    both: list[Role] = [role for role in ours if role in theirs and role != "write"]
    found: list[tuple[Role, ExamplePath | UndecidedOverlap | None]] = [
        (
            role,
            decide(PathArea(ours[role], left.files.deny), PathArea(theirs[role], right.files.deny)),
        )
        for role in both
    ]
    stated = (*_stated(left), *_stated(right))
    claims = (PathArea(one.files.claim, one.files.deny + stated) for one in (left, right))
    found.append(("claim", decide(*claims)))
    return tuple((role, met) for role, met in found if met)


def _stated(scope: "Scope") -> tuple[str, ...]:
    return (*scope.files.stated, *(entry.path for entry in scope.symbols))


def _meetings(
    scopes: "Sequence[Scope]", order: "TaskOrder", *, folded: bool
) -> "Iterator[_Meeting]":
    yield from _symbol_meetings(scopes, order)
    shares: dict[str, _Share] = {}
    areas: dict[str, PathArea] = {}
    for scope in scopes:
        for role, patterns in _roles(scope).items():
            key = f"{role} {scope.id}"
            shares[key] = _Share(scope.id, role)
            areas[key] = PathArea(patterns, scope.files.deny)

    def excused(left: str, right: str) -> bool:
        one, two = shares[left], shares[right]
        if one.task == two.task or (one.role == two.role and one.role != "write"):
            return True
        return order.ordered(one.task, two.task)

    every = (
        find_overlapping_pairs_folded(areas, excused)
        if folded
        else find_overlapping_pairs(areas, excused)
    )
    for left, right, found in every:
        yield _Meeting(shares[left].task, shares[right].task, found)


def _roles(scope: "Scope") -> "dict[Role, tuple[str, ...]]":
    """What a task states, by role; what it may only claim collides with nothing."""
    files = scope.files
    roles: dict[Role, tuple[str, ...]] = {
        "write": files.write + files.create,
        "append": files.append,
        "symbols": tuple(dict.fromkeys(entry.path for entry in scope.symbols)),
    }
    return {role: patterns for role, patterns in roles.items() if patterns}


def _symbol_meetings(scopes: "Sequence[Scope]", order: "TaskOrder") -> "Iterator[_Meeting]":
    """Shares of one file whose symbols meet."""
    files: dict[str, dict[str, list[str]]] = {}
    for scope in scopes:
        denied = PathIndex(scope.files.deny)
        for entry in scope.symbols:
            if not denied.covers(entry.path.encode()):
                files.setdefault(entry.path, {}).setdefault(scope.id, []).extend(entry.write)
    for path, tasks in files.items():
        for (left, mine), (right, theirs) in combinations(tasks.items(), 2):
            symbol = None if order.ordered(left, right) else _common(mine, theirs)
            if symbol:
                yield _Meeting(left, right, ExamplePath(path.encode(), path, path), symbol)


def _common(left: "Sequence[str]", right: "Sequence[str]") -> str | None:
    symbols = (common_symbol(mine, theirs) for mine in left for theirs in right)
    return next((symbol for symbol in symbols if symbol), None)


def _finding(meeting: _Meeting, by_id: "dict[str, Scope]", places: KeyPositions) -> LintFinding:
    left, right, found, symbol = meeting
    line = places.line(left, places.of_pattern(by_id[left], found.left))
    there = places.line(right, places.of_pattern(by_id[right], found.right))
    other = f"{places.where(right)}:{there}"
    meet = f"'{escape_unsafe(found.left)}' here, '{escape_unsafe(found.right)}' in {other}"
    example, shown = example_of(found)
    subject = f"the symbol {symbol} of {shown}" if symbol else shown
    what = f"'{left}' and '{right}' may both change {subject} at one time: {meet}."
    kind: Literal["undecided", "overlap"] = "undecided" if example is None else "overlap"
    return LintFinding(kind, places.where(left), line, what, _HINT, (left, right), example, other)
