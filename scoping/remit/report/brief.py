"""The scope of a task for the prompt of an agent: short, and the same bytes for the same manifests.

What does not fit is left out in a fixed order, the least needed first, and counted. What others
have written (goal, title, patterns) stands in quotations and code spans, on lines of its own.
"""

import re
from typing import TYPE_CHECKING, NamedTuple

from remit.paths import escape_text
from remit.report.code_span import code_span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from remit.manifest.catalog import Catalog
    from remit.manifest.scope import Scope

BYTES_PER_TOKEN = 4
"""An estimate on the safe side: English prose has more bytes in a token, paths about as many."""
LEAST_TOKENS = 300
TOKENS = 600
_NEAREST = 12
_LONGEST_ITEM = 120
_SPECIAL = re.compile(r"[*?\[{\\]")


class Section(NamedTuple):
    """A part of a brief: a heading, and items of which the last ones are left out first.

    `rank` says how soon: the items of the highest go first. `total` counts all items there were.
    """

    key: str
    heading: str
    items: tuple[str, ...]
    rank: int
    total: int


class Brief(NamedTuple):
    """What an agent is told about its task, within a number of tokens."""

    task: str
    title: str
    goal: str
    branches: tuple[str, ...]
    sections: tuple[Section, ...]


def make_brief(catalog: "Catalog", task: str, tokens: int = TOKENS) -> Brief:
    """The brief of a task in at most so many tokens; raises as `catalog.scope`."""
    scope = catalog.scope(task)
    brief = Brief(
        scope.id,
        _cut(escape_text(scope.title)),
        scope.goal.strip(),
        scope.branch,
        tuple(_sections(scope, catalog)),
    )
    return _fit(brief, tokens * BYTES_PER_TOKEN)


def render_brief(brief: Brief) -> str:
    """The brief as Markdown, with a line break at its end."""
    lines = [f"# Task {code_span(brief.task)}", ""]
    if brief.title:
        lines += [f"> {brief.title}", ""]
    if brief.goal:
        lines += ["Goal, in the words of the manifest:", ""]
        lines += [f"> {escape_text(line)}".rstrip() for line in brief.goal.splitlines()]
        lines += [""]
    if not any(each.key in _GRANTS for each in brief.sections):
        lines += ["You may change no file yet: the manifest grants none.", ""]
    for section in brief.sections:
        if section.items:
            lines += [section.heading, *(f"- {item}" for item in section.items), ""]
    missing = sum(each.total - len(each.items) for each in brief.sections)
    if missing or brief.goal.endswith(_CUT):
        lines += [
            f"Left out for length: {missing} of the lists; all: `remit show {brief.task}`",
            "",
        ]
    return "\n".join((*lines, *_rules(brief)))


def brief_fields(brief: Brief) -> dict[str, object]:
    """The same for programs."""
    return {
        "task": brief.task,
        "title": brief.title,
        "goal": brief.goal,
        "branch": brief.branches,
        "sections": [
            {
                "key": each.key,
                "heading": each.heading,
                "items": each.items,
                "left_out": each.total - len(each.items),
            }
            for each in brief.sections
        ],
        "text": render_brief(brief),
    }


_GRANTS = ("write", "create", "append", "claim", "symbols")


def _rules(brief: Brief) -> list[str]:
    branches = ", ".join(code_span(_cut(escape_text(each))) for each in brief.branches)
    return [
        "Rules:",
        "- Everything else is refused: at your edit, the commit, the push and the pull request.",
        f"- Commit on a branch of this task: {branches}",
        "- Need another file? Do not edit it; ask: `remit request PATH --why 'REASON'`. A person",
        "  answers, and `remit requests --wait ID` returns then. Never change `.remit/`.",
        "- Check yourself before you commit: `remit check --worktree`. Whose is a file:",
        "  `remit who PATH`. Why: `remit explain PATH`.",
        "",
    ]


def _sections(scope: "Scope", catalog: "Catalog") -> "Iterator[Section]":
    files = scope.files
    yield from _patterns("write", "You may change, add, rename and delete:", files.write, 1)
    yield from _patterns(
        "create", "You may add new files, not change what exists:", files.create, 1
    )
    yield from _patterns("append", "You may only add lines to:", files.append, 1)
    yield from _patterns(
        "claim",
        "You may claim, if no other task holds it (your first edit claims it):",
        files.claim,
        1,
    )
    symbols = (
        f"{code_span(_cut(each.path))}: {', '.join(map(code_span, each.write))}"
        for each in scope.symbols
    )
    yield from _listed("symbols", "You may change only these symbols of:", symbols, 1)
    yield from _patterns("deny", "Never touch, whatever stands above:", files.deny, 2)
    yield from _patterns("deliver", "These files must exist at the end:", scope.expect.files, 3)
    yield from _patterns("commands", "These commands must succeed:", scope.expect.commands, 3)
    most = scope.expect.max_changed_lines
    lines = (f"at most {most} lines added and deleted",) if most else ()
    yield from _listed("lines", "How much may change:", lines, 3)
    yield from _patterns("apis", "Your code may call only:", scope.apis.allow, 3)
    yield from _patterns("no-apis", "Your code must not call:", scope.apis.deny, 3)
    yield from _patterns("not", "Not your job:", scope.outside, 4)
    yield from _patterns("after", "These tasks come before yours:", scope.after, 5)
    yield from _listed("others", "Others own, near there:", _neighbours(scope, catalog.scopes()), 6)


def _patterns(key: str, heading: str, items: "Sequence[str]", rank: int) -> "Iterator[Section]":
    yield from _listed(key, heading, (code_span(_cut(escape_text(each))) for each in items), rank)


def _listed(key: str, heading: str, items: "Iterable[str]", rank: int) -> "Iterator[Section]":
    found = tuple(items)
    if found:
        yield Section(key, heading, found, rank, len(found))


def _neighbours(scope: "Scope", others: "Iterable[Scope]") -> list[str]:
    """What other tasks may write nearest to this one's files, the nearest first."""
    mine = [
        _directories(each) for each in (*scope.files.write, *scope.files.create, *scope.files.claim)
    ]
    found: list[tuple[int, str, str]] = []
    for other in others:
        if other.id == scope.id:
            continue
        shares = (each.path for each in other.symbols)
        for pattern in (*other.files.write, *other.files.create, *shares):
            depth = max((_shared(_directories(pattern), each) for each in mine), default=0)
            if depth:
                found.append((-depth, other.id, pattern))
    nearest = sorted(found)[:_NEAREST]
    by_task: dict[str, list[str]] = {}
    for _, task, pattern in nearest:
        by_task.setdefault(task, []).append(code_span(_cut(escape_text(pattern))))
    return [f"{code_span(task)}: {', '.join(each)}" for task, each in by_task.items()]


def _directories(pattern: str) -> list[str]:
    """The directories that a pattern names on its way, letter for letter."""
    return _SPECIAL.split(pattern, maxsplit=1)[0].split("/")[:-1]


def _shared(left: list[str], right: list[str]) -> int:
    depth = 0
    for one, two in zip(left, right, strict=False):
        if one != two:
            break
        depth += 1
    return depth


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_ITEM else f"{text[: _LONGEST_ITEM - 3]}..."


# What is left out where there is too much: context first, then words, then what is delivered, and
# last what may be changed.

_CONTEXT, _CONTRACT = (6, 5, 4), (3, 2, 1)
_CUT = " ..."


def _fit(brief: Brief, room: int) -> Brief:
    """The brief in `room` bytes; items of a rank go from the end of its last section."""
    for rank in _CONTEXT:
        brief = _without_items(brief, rank, room)
    brief = _with_less_goal(brief, room, _LONGEST_ITEM)
    for rank in _CONTRACT:
        brief = _without_items(brief, rank, room)
    brief = _with_less_goal(brief, room, 0)
    if _size(brief) > room:
        brief = brief._replace(title="", branches=tuple(each[:60] for each in brief.branches[:1]))
    return brief


def _without_items(brief: Brief, rank: int, room: int) -> Brief:
    while _size(brief) > room:
        full = [each for each in brief.sections if each.rank == rank and each.items]
        if not full:
            break
        less = full[-1]._replace(items=full[-1].items[:-1])
        sections = (less if each is full[-1] else each for each in brief.sections)
        brief = brief._replace(sections=tuple(sections))
    return brief


def _with_less_goal(brief: Brief, room: int, least: int) -> Brief:
    """The brief with a goal that fits, but of no less than `least` characters."""
    words = brief.goal.removesuffix(_CUT)
    while _size(brief) > room and len(words) > least:
        words = words[: max(least, len(words) - max(20, (_size(brief) - room) // 4))]
        brief = brief._replace(goal=words.rstrip() + _CUT if words else "")
    return brief


def _size(brief: Brief) -> int:
    return len(render_brief(brief).encode())
