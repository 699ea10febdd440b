"""A proposed split as text, at most 80 columns wide where patterns allow."""

import textwrap
from typing import TYPE_CHECKING, NamedTuple

from remit.history.records import ChangeUnit
from remit.paths import escape_text, quote_path
from remit.split.shared_files import SharingAdvice
from remit.text_safety import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from remit.analysis.propose_split import SplitRequest, SplitResult
    from remit.plan.history_model import GoalForecast
    from remit.report.console import Paint
    from remit.split.proposal import ProposedScope, SplitEvidence
    from remit.split.shared_files import SharedFile


# A proposal together with the question that it answers.


class SplitReport(NamedTuple):
    """What was asked, by which method (its name), and what was found."""

    method: str
    request: "SplitRequest"
    found: "SplitResult"


_LONGEST = 200  # characters of a goal that are said again
_LIKELIEST = 5  # files of a goal that are named
_PROBABLY, _PERHAPS = 0.5, 0.1


def count_by_certainty(goal: "GoalForecast") -> tuple[int, int, int]:
    """How many files of a goal are touched probably, perhaps (a tenth or more), or hardly."""
    chances = list(goal.chances.values())
    sure = sum(each >= _PROBABLY for each in chances)
    likely = sum(_PERHAPS <= each < _PROBABLY for each in chances)
    return sure, likely, len(chances) - sure - likely


def likeliest_files(goal: "GoalForecast") -> list[tuple[bytes, float]]:
    """The first few files of a goal, with their chances."""
    return [*goal.chances.items()][:_LIKELIEST]


def format_goal(goal: "GoalForecast") -> str:
    """The goal on one line, its beginning where it is long: whoever asked has the whole."""
    text = " ".join(goal.text.split())
    return escape_text(text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}...")


_WIDTH = 80
WHAT = {
    SharingAdvice.APPEND: (
        "append-only: list it in `append`; `merge=union` in .gitattributes merges it"
    ),
    SharingAdvice.GENERATED: "generated: let whoever lands last make it anew, and nobody edit it",
    SharingAdvice.OWNER: "one owner: send changes to who made most of them",
    SharingAdvice.LEASE: "lease: one task at a time, in the order of `after`",
}


def render(answer: "SplitReport", paint: "Paint") -> str:
    """The whole answer, with a line break at its end."""
    return "\n".join(_lines(answer, paint)) + "\n"


def _lines(answer: "SplitReport", paint: "Paint") -> "Iterator[str]":
    found, request = answer.found.proposal, answer.request
    change = "commit" if request.unit is ChangeUnit.COMMIT else "landed change"
    files = sum(len(scope.files) for scope in found.scopes)
    yield (
        f"{paint('strong', f'{len(found.scopes)} scopes')} for {files:,} files at {found.at[:10]}, "
        f"by {answer.method} from {found.changes:,} {plural(found.changes, change)}"
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


def _goal(goal: "GoalForecast", paint: "Paint") -> "Iterator[str]":
    """What the goal is taken to be about, and how unsure that is."""
    sure, likely, rest = count_by_certainty(goal)
    many = f"{len(goal.chances)} files may be touched"
    said = [
        f"{paint('strong', 'goal')}: {format_goal(goal)}",
        f"{many}: {sure} probably, {likely} perhaps (10% or more), {rest} with less chance",
    ]
    if goal.chances:
        said.append(f"likeliest: {_chances(likeliest_files(goal))}")
    if goal.left_out:
        said.append(
            f"{goal.left_out} more, each with less chance, are in no scope: they would take too "
            "many patterns"
        )
    if goal.strange:
        said.append(f"nowhere in this repository: {', '.join(map(escape_text, goal.strange))}")
    if not goal.changes:
        said.append("too little history to say how right such chances are here")
    for line in said:
        yield from _wrapped(line, "  ", "    ")


def _chances(files: "Iterable[tuple[bytes, float]]") -> str:
    return ", ".join(f"{quote_path(path)} {each:.0%}" for path, each in files)


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


def _scope(
    scope: "ProposedScope", answer: "SplitReport", of: str, paint: "Paint"
) -> "Iterator[str]":
    many = "file" if len(scope.files) == 1 else "files"
    factor = answer.found.bus_factors.get(scope.id)
    bus_factor = f", bus factor {factor}" if factor else ""
    what = f"  {len(scope.files):,} {many}, {scope.recent_edits:.0%} of the {of}{bus_factor}"
    owners = " ".join(map(escape_text, answer.found.owners.get(scope.id, ())))
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
    for pattern in map(escape_text, patterns):
        if len(line) > start and len(line) + 1 + len(pattern) > _WIDTH:
            yield line.rstrip()
            line = " " * start
        line += f" {pattern}"
    if patterns:
        yield line


def _shared(shared: "Sequence[SharedFile]", paint: "Paint") -> "Iterator[str]":
    for advice, what in WHAT.items():
        these = [one for one in shared if one.advice is advice]
        if these:
            yield f"  {paint('command', what)}"
        for one in these:
            whose = f"  {escape_text(one.owner)}" if one.owner else ""
            yield f"    {one.share:>4.0%}  {quote_path(one.path)}{whose}"


def _evidence(
    evidence: "SplitEvidence | None", paint: "Paint", *, sharing: bool
) -> "Iterator[str]":
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
