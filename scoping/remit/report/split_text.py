"""A proposed split as text, at most 80 columns wide where patterns allow."""

import textwrap
from typing import TYPE_CHECKING, NamedTuple

from remit.history.records import Unit
from remit.paths import readable, shown
from remit.split.shared_files import Advice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from remit.analysis.propose_split import Found, Request
    from remit.plan.history_model import Goal
    from remit.report.console import Paint
    from remit.split.proposal import Evidence, ProposedScope
    from remit.split.shared_files import Shared


# A proposal together with the question that it answers.


class Answer(NamedTuple):
    """What was asked, by which method (its name), and what was found."""

    method: str
    request: "Request"
    found: "Found"


_LONGEST = 200  # characters of a goal that are said again
_LIKELIEST = 5  # files of a goal that are named
_PROBABLY, _PERHAPS = 0.5, 0.1


def sureness(goal: "Goal") -> tuple[int, int, int]:
    """How many files of a goal are touched probably, perhaps (a tenth or more), or hardly."""
    chances = list(goal.chances.values())
    sure = sum(each >= _PROBABLY for each in chances)
    likely = sum(_PERHAPS <= each < _PROBABLY for each in chances)
    return sure, likely, len(chances) - sure - likely


def likeliest(goal: "Goal") -> list[tuple[bytes, float]]:
    """The first few files of a goal, with their chances."""
    return [*goal.chances.items()][:_LIKELIEST]


def wording(goal: "Goal") -> str:
    """The goal on one line, its beginning where it is long: whoever asked has the whole."""
    text = " ".join(goal.text.split())
    return readable(text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}...")


_WIDTH = 80
WHAT = {
    Advice.APPEND: "append-only: list it in `append`; `merge=union` in .gitattributes merges it",
    Advice.GENERATED: "generated: let whoever lands last make it anew, and nobody edit it",
    Advice.OWNER: "one owner: send changes to who made most of them",
    Advice.LEASE: "lease: one task at a time, in the order of `after`",
}


def render(answer: "Answer", paint: "Paint") -> str:
    """The whole answer, with a line break at its end."""
    return "\n".join(_lines(answer, paint)) + "\n"


def _lines(answer: "Answer", paint: "Paint") -> "Iterator[str]":
    found, request = answer.found.proposal, answer.request
    change = "commit" if request.unit is Unit.COMMIT else "landed change"
    files = sum(len(scope.files) for scope in found.scopes)
    yield (
        f"{paint('strong', f'{len(found.scopes)} scopes')} for {files:,} files at {found.at[:10]}, "
        f"by {answer.method} from {found.changes:,} {change}{'' if found.changes == 1 else 's'}"
    )
    if answer.found.goal:
        yield from _goal(answer.found.goal, paint)
    of = "work expected" if answer.found.goal else "recent edits"
    for scope in found.scopes:
        yield ""
        yield from _scope(scope, answer, of, paint)
    if found.shared:
        yield ""
        yield (
            f"{paint('strong', 'shared')}: in no scope "
            "(how many of the changes of several files touch it)"
        )
        yield from _shared(found.shared, paint)
    yield ""
    yield from _evidence(found.evidence, paint, sharing=bool(found.shared))
    for remark in answer.found.remarks:
        yield from _wrapped(f"note: {remark}", "", "  ")


def _goal(goal: "Goal", paint: "Paint") -> "Iterator[str]":
    """What the goal is taken to be about, and how unsure that is."""
    sure, likely, rest = sureness(goal)
    many = f"{len(goal.chances)} files may be touched"
    said = [
        f"{paint('strong', 'goal')}: {wording(goal)}",
        f"{many}: {sure} probably, {likely} perhaps (10% or more), {rest} with less chance",
    ]
    if goal.chances:
        said.append(f"likeliest: {_chances(likeliest(goal))}")
    if goal.left_out:
        said.append(
            f"{goal.left_out} more, each with less chance, are in no scope: they would take too "
            "many patterns"
        )
    if goal.strange:
        said.append(f"nowhere in this repository: {', '.join(map(readable, goal.strange))}")
    if not goal.changes:
        said.append("too little history to say how right such chances are here")
    for line in said:
        yield from _wrapped(line, "  ", "    ")


def _chances(files: "Iterable[tuple[bytes, float]]") -> str:
    return ", ".join(f"{shown(path)} {each:.0%}" for path, each in files)


def _wrapped(line: str, first: str, later: str) -> "list[str]":
    """The line in several, with no path broken at a hyphen."""
    return textwrap.wrap(
        line,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=later,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _scope(scope: "ProposedScope", answer: "Answer", of: str, paint: "Paint") -> "Iterator[str]":
    many = "file" if len(scope.files) == 1 else "files"
    factor = answer.found.bus_factors.get(scope.id)
    bus_factor = f", bus factor {factor}" if factor else ""
    what = f"  {len(scope.files):,} {many}, {scope.churn:.0%} of the {of}{bus_factor}"
    owners = " ".join(map(readable, answer.found.owners.get(scope.id, ())))
    fits = len(scope.id) + len(what) + 2 + len(owners) <= _WIDTH
    yield f"{paint('strong', scope.id)}{what}{f'  {owners}' if owners and fits else ''}"
    if owners and not fits:
        yield f"  owner  {owners}"
    yield from _patterns("write", scope.area.allow)
    yield from _patterns("deny", scope.area.deny)


def _patterns(title: str, patterns: "Sequence[str]") -> "Iterator[str]":
    """The patterns after their title, as many on a line as fit."""
    line = f"  {title:<6}"
    start = len(line)
    for pattern in map(readable, patterns):
        if len(line) > start and len(line) + 1 + len(pattern) > _WIDTH:
            yield line.rstrip()
            line = " " * start
        line += f" {pattern}"
    if patterns:
        yield line


def _shared(shared: "Sequence[Shared]", paint: "Paint") -> "Iterator[str]":
    for advice, what in WHAT.items():
        these = [one for one in shared if one.advice is advice]
        if these:
            yield f"  {paint('command', what)}"
        for one in these:
            whose = f"  {readable(one.owner)}" if one.owner else ""
            yield f"    {one.share:>4.0%}  {shown(one.path)}{whose}"


def _evidence(evidence: "Evidence | None", paint: "Paint", *, sharing: bool) -> "Iterator[str]":
    if evidence is None:
        yield "evidence: none; too few changes of several files to hold some back and try"
        return
    mine, plain = evidence.figures, evidence.directories
    yield (
        f"{paint('strong', 'evidence')}: made at {evidence.cut[:10]} and tried on the "
        f"{evidence.changes:,} later changes of several files"
    )
    yield (
        f"  {paint('good', f'{mine.containment or 0:.0%}')} stay inside one scope "
        f"(whole directories: {plain.containment or 0:.0%})"
        + (f"; {mine.shared_touch or 0:.0%} need a shared file" if sharing else "")
    )
    yield (
        f"  {mine.touched or 0:.2f} scopes are touched on average; the busiest scope has "
        f"{mine.future_balance or 0:.1f}x its share"
    )
