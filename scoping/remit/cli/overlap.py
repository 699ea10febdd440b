"""`remit overlap`: whether two sets of patterns share a possible path, with one that proves it."""

from typing import TYPE_CHECKING

from remit.cli.output import add_format, print_answer
from remit.cli.values import TASK
from remit.errors import UsageError
from remit.paths import quote_path
from remit.patterns.overlap import (
    ExamplePath,
    PathArea,
    UndecidedOverlap,
    find_overlap,
    find_overlap_folded,
)
from remit.report.verdict_json import dump_versioned, path_json_fields
from remit.text_safety import escape_unsafe

if TYPE_CHECKING:
    import argparse

    from remit.manifest.lint_findings import LintFinding
    from remit.manifest.lint_overlaps import Role

    Shares = tuple[tuple[Role, ExamplePath | UndecidedOverlap], ...]

DESCRIPTION = (
    "Decide exactly, on the patterns and not on files that exist, whether a path could be in both "
    "sets. Exit codes: 0 disjoint, 1 overlapping, 2 undecided."
)


_MERGE: "dict[Role, tuple[str, str]]" = {
    "append": (
        "append to",
        (
            "git merges lines added in different places; lines that both add in one place, as at "
            "the end, are a merge conflict, unless .gitattributes gives the file `merge=union`"
        ),
    ),
    "symbols": (
        "change other symbols of",
        "git merges changes to lines that are not next to each other; others are a merge conflict",
    ),
    "claim": (
        "claim",
        "the first that writes it holds it until its work has landed; the other is refused there",
    ),
}
"""What two tasks may do to one file without an overlap, and what becomes of it in a merge."""


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """The two sets, what both deny, or two tasks."""
    parser.add_argument("patterns", metavar="PATTERN", nargs="*", help="LEFT RIGHT")
    parser.add_argument("--left", metavar="PATTERN", action="append", default=[], help="one more")
    parser.add_argument("--right", metavar="PATTERN", action="append", default=[], help="one more")
    parser.add_argument(
        "--deny", metavar="PATTERN", action="append", default=[], help="taken out of the sets"
    )
    parser.add_argument(
        "--tasks", nargs=2, metavar="ID", type=TASK, help="two tasks on the base instead"
    )
    parser.add_argument("--fold", action="store_true", help="letters of either case are equal")
    add_format(parser)


def run(arguments: "argparse.Namespace") -> int:
    """0 disjoint, 1 overlapping, 2 undecided."""
    if arguments.tasks:
        if arguments.patterns or arguments.left or arguments.right or arguments.deny:
            raise UsageError("--tasks takes the patterns from two manifests; give no others.")
        left, right = arguments.tasks
        return _of_tasks(left, right, arguments.format)
    one, other, deny = _sides(arguments)
    decide = find_overlap_folded if arguments.fold else find_overlap
    found = decide(PathArea(one, deny), PathArea(other, deny))
    return _say(found, arguments.format, ", ".join(one), ", ".join(other))


def _sides(
    arguments: "argparse.Namespace",
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    given = arguments.patterns
    if len(given) not in {0, 2}:
        raise UsageError(
            f"overlap compares two patterns, not {len(given)}.",
            "quote them, or the shell expands them: remit overlap 'src/*a.py' 'src/b*.py'",
        )
    left = (*given[:1], *arguments.left)
    right = (*given[1:], *arguments.right)
    if not left or not right:
        raise UsageError("both sides need a pattern.", "remit overlap LEFT RIGHT")
    return left, right, tuple(arguments.deny)


def _say(found: ExamplePath | UndecidedOverlap | None, form: str, left: str, right: str) -> int:
    code = 0 if found is None else 1 if isinstance(found, ExamplePath) else 2
    if form == "json":
        return print_answer(dump_versioned(_fields(found, code)), code)
    match found:
        case None:
            text = (
                f"disjoint: no path can be in both {escape_unsafe(left)} and "
                f"{escape_unsafe(right)}\n"
            )
        case ExamplePath():
            text = f"{quote_path(found.path)}\n  is in both {_plain(found)}\n"
        case UndecidedOverlap():
            text = f"undecided: {found.reason} ({_plain(found)})\n"
    return print_answer(text, code)


def _plain(found: ExamplePath | UndecidedOverlap) -> str:
    return f"{escape_unsafe(found.left)} and {escape_unsafe(found.right)}"


def _fields(found: ExamplePath | UndecidedOverlap | None, code: int) -> dict[str, object]:
    fields: dict[str, object] = {"answer": ("disjoint", "overlap", "undecided")[code]}
    fields["exit_code"] = code
    if found is not None:
        fields |= {"left": escape_unsafe(found.left), "right": escape_unsafe(found.right)}
    if isinstance(found, ExamplePath):
        fields["example"] = path_json_fields(found.path)
    elif found is not None:
        fields["reason"] = found.reason
    return fields


def _of_tasks(left: str, right: str, form: str) -> int:
    """Two tasks as lint compares them: what both append to, and other symbols, do not overlap."""
    from remit.cli.context import open_context
    from remit.manifest.task_order import TaskOrder

    catalog = open_context().catalog
    scopes = [catalog.scope(left), catalog.scope(right)]
    order = TaskOrder({scope.id: scope.after for scope in catalog.scopes()})
    if left == right:
        raise UsageError("these are one task.", "name two")
    from remit.manifest.lint_findings import KeyPositions
    from remit.manifest.lint_overlaps import find_shared_files, find_task_collisions

    folded = catalog.policy.case == "fold"
    free = TaskOrder({left: (), right: ()})
    found = find_task_collisions(scopes, free, KeyPositions(catalog), folded=folded).findings
    ordered = order.ordered(left, right)
    shares = find_shared_files(*scopes, folded=folded)
    return _say_tasks(found[0] if found else None, shares, form, left, right, ordered=ordered)


def _say_tasks(  # noqa: PLR0913 - what was found, of which tasks, said how
    found: "LintFinding | None",
    shares: "Shares",
    form: str,
    left: str,
    right: str,
    *,
    ordered: bool,
) -> int:
    code = 0 if found is None or ordered else 1 if found.example is not None else 2
    answered = ("shared" if shares else "disjoint", "overlap", "undecided")[code]
    if ordered:
        answered = "ordered"
    if form == "json":
        fields: dict[str, object] = {"answer": answered, "exit_code": code, "tasks": (left, right)}
        if found is not None and found.example is not None:
            fields["example"] = path_json_fields(found.example)
        fields["shared"] = [_share_fields(role, met) for role, met in shares]
        return print_answer(dump_versioned(fields), code)
    lines = [_collision(found)] if found else []
    lines += [f"{_share(role, met, left, right)}\n  {_MERGE[role][1]}" for role, met in shares]
    if not lines:
        lines = [f"disjoint: no path can be changed by both {left} and {right}"]
    elif ordered:
        lines.append(f"  but `after` orders {left} and {right}: they never run together")
    return print_answer("".join(f"{line}\n" for line in lines), code)


def _collision(found: "LintFinding") -> str:
    return (
        f"{quote_path(found.example)}\n  {found.what}" if found.example is not None else found.what
    )


def _share(role: "Role", met: ExamplePath | UndecidedOverlap, left: str, right: str) -> str:
    """Both tasks and a file, without its own line: no path stands before what is no overlap."""
    what = _MERGE[role][0]
    if isinstance(met, UndecidedOverlap):
        return f"undecided whether '{left}' and '{right}' may both {what} one file: {met.reason}"
    return f"no overlap, but '{left}' and '{right}' may both {what} {quote_path(met.path)}"


def _share_fields(role: "Role", met: ExamplePath | UndecidedOverlap) -> dict[str, object]:
    example = path_json_fields(met.path) if isinstance(met, ExamplePath) else None
    return {"how": role, "example": example, "merge": _MERGE[role][1]}
