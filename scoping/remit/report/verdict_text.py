"""A verdict as text for people and agents. What can be done about it is decided in `fixes`.

Most verdicts are clean: what words a violation is imported when there is one.
"""

from collections import Counter
from typing import TYPE_CHECKING

from remit.changes import ABSENT
from remit.paths import escape_text, quote_path
from remit.report.console import Paint
from remit.report.context import ReportContext, violation_path
from remit.text_safety import count_noun
from remit.verdict import violated_paths

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from remit.manifest.scope import FileRules
    from remit.report.remedies import Remedy
    from remit.verdict import Doubt, Verdict, VerdictBase, Violation

DETAILED = 10
_ABBREVIATED = 10
_LONGEST_LINE = 120
_WARNED = "warning, this would be refused"
_TITLES = {
    "request_access": "Request access",
    "wait": "Wait",
    "send_to_owner": "Send to the owner",
    "unstage": "Unstage",
    "undo": "Undo",
}
_SOURCES = {
    "staged": "the index",
    "range": "the effect of {head} on the base",
    "commits": "the effect of {head} on the base and its single commits",
    "worktree": "the working tree",
}


def render(
    verdict: "Verdict", context: ReportContext | None = None, *, colour: bool = False
) -> str:
    """The whole answer, with a line break at its end; what was not checked is always said."""
    context = context or ReportContext()
    paint = Paint(colour=colour)
    lines = [verdict_headline(verdict, context, paint)]
    if verdict.violations or verdict.doubts:
        lines += ["", *_findings(verdict, paint, context), *_fixes(verdict, context, paint)]
    lines += _remarks(verdict, paint)
    return "\n".join(lines) + "\n"


def render_refusal(
    verdict: "Verdict", context: ReportContext | None = None, *, colour: bool = False
) -> str:
    """What a hook says where a verdict has findings: the same words as the command line's."""
    return render(verdict, context, colour=colour)


def verdict_headline(verdict: "Verdict", context: ReportContext, paint: Paint) -> str:
    """The verdict in one sentence: what was judged, for which task, by whose manifests."""
    changes = count_noun(verdict.judged, "change")
    against = f"{_named(verdict)}, by the manifests of {_base(verdict.base)}"
    match verdict.outcome:
        case "clean":
            what = _SOURCES[context.source].format(head=quote_path(context.head))
            return f"remit: {paint('good', 'clean')}: {changes} in {what}; {against}"
        case "unassigned":
            what = paint("doubt", "no task for this branch")
            return f"remit: {what}, so nothing was checked: {_unassigned(verdict)}"
        case "violations":
            among = f" among {changes}" if verdict.judged else ""
            what = count_noun(len(verdict.violations), "violation") + among
            said = paint("bad", "refused") if verdict.enforced else paint("doubt", _WARNED)
            return f"remit: {said}: {what}; {against}"
        case "could_not_check":
            what = f"{count_noun(len(verdict.doubts), 'path')} of {changes} cannot be checked"
            said = "could not check" if verdict.enforced else _WARNED
            return f"remit: {paint('doubt', said)}: {what}; {against}"


def _named(verdict: "Verdict") -> str:
    task = f"task {verdict.task}" if verdict.task else "no task"
    return f"{task} on {_branch(verdict)}"


def _branch(verdict: "Verdict") -> str:
    if verdict.branch is None:
        return "a detached HEAD"
    return quote_path(verdict.branch)


def _unassigned(verdict: "Verdict") -> str:
    if verdict.base is None:
        return "there is no base to read manifests from"
    return f"no task on {_base(verdict.base)} claims {_branch(verdict)}"


def _base(base: "VerdictBase | None") -> str:
    if base is None:
        return "no base"
    name = base.ref.removeprefix("refs/heads/").removeprefix("refs/remotes/")
    commit = base.commit[:_ABBREVIATED]
    named = quote_path(name)
    return commit if base.commit.startswith(name) else f"{named} ({commit})"


def _findings(verdict: "Verdict", paint: Paint, context: ReportContext) -> "Iterator[str]":
    # a move is one change, told where its first end stands
    units = [[each for each in unit if each.reason] for unit in context.units(verdict.violations)]
    for unit in units[:DETAILED]:
        yield from _change(unit, verdict, context, paint)
        yield ""
    rest = [violation for unit in units[DETAILED:] for violation in unit]
    if rest:
        yield from _summary(rest)
        yield ""
    for doubt in verdict.doubts[:DETAILED]:
        yield from _doubt(doubt, paint)
        yield ""
    if len(verdict.doubts) > DETAILED:
        yield f"  and {len(verdict.doubts) - DETAILED} more paths that cannot be checked"
        yield ""


def _change(
    violations: "Sequence[Violation]", verdict: "Verdict", context: ReportContext, paint: Paint
) -> "Iterator[str]":
    """The violations of one change: of several where it is a move, or where they hang together."""
    paths = violated_paths(violations)
    moves = [
        move
        for move in context.moves
        if paths & {violation_path(move.old), violation_path(move.new)}
    ]
    for move in moves:
        old, new = (
            paint("strong", quote_path(violation_path(end))) for end in (move.old, move.new)
        )
        yield f"  R  moved from {old} to {new}"
    for violation in violations:
        if not moves or violation.change is None:
            yield from _heading(violation, paint)
        elif len(violations) > 1:
            yield f"     {quote_path(violation.change.path)}"
        yield from _reasons(violation, verdict, context, paint)


def _heading(violation: "Violation", paint: Paint) -> "Iterator[str]":
    if violation.change:
        path = paint("strong", quote_path(violation.change.path))
        yield f"  {violation.change.status}  {path}{_modes(violation)}"


def _reasons(
    violation: "Violation", verdict: "Verdict", context: ReportContext, paint: Paint
) -> "Iterator[str]":
    from remit.report.remedies import nearest_patterns
    from remit.rules import RULES

    rule = f"{paint('bad', violation.rule)} {RULES.get(violation.rule, '')}"
    if violation.change is None:
        yield f"  {rule}"
        yield f"     {escape_text(violation.reason)}"
        return
    path = violation.change.path
    yield f"     {rule}: {escape_text(violation.reason)}"
    if verdict.task and violation.rule != "R107":
        yield f"     {verdict.task} may {nearest_patterns(path, context.files)}"
    if violation.owners and violation.rule not in {"R102", "R701"}:
        yield f"     in the scope of {', '.join(violation.owners)}"


def _modes(violation: "Violation") -> str:
    change = violation.change
    if change is None or ABSENT in {change.old_mode, change.new_mode}:
        return ""
    if change.old_mode == change.new_mode:
        return ""
    return f" ({change.old_mode:06o} -> {change.new_mode:06o})"


def _doubt(doubt: "Doubt", paint: Paint) -> "Iterator[str]":
    yield f"  ?  {paint('strong', quote_path(doubt.path))}"
    yield f"     {escape_text(doubt.reason)}"


def _summary(violations: "Sequence[Violation]") -> "Iterator[str]":
    more = count_noun(len(violations), "more violation")
    yield f"  and {more}, by directory (all of them: --format json):"
    for directory, count in group_by_directory(
        violation.change.path for violation in violations if violation.change
    ):
        yield f"  {count:>7}  {quote_path(directory) + '/' if directory else 'the root'}"


def _fixes(verdict: "Verdict", context: ReportContext, paint: Paint) -> "Iterator[str]":
    from remit.report.remedies import doubt_as_violation, remedies

    violations = (*verdict.violations, *map(doubt_as_violation, verdict.doubts))
    ways = remedies(violations, verdict, context)
    if ways:
        yield paint("strong", "How to fix, from the root of the working tree:")
    for way in ways:
        yield f"  {_TITLES[way.kind]}: {way.says}{_colon(way)}"
        yield from (f"      {line}" for line in _manifest_lines(way, context.files))
        yield from (f"      {paint('command', command)}" for command in way.commands)
        if way.there:
            yield f"    and there: {paint('command', way.there)}"
    if context.partial:
        yield "  Then commit without `-a` and without paths, or name only paths of this task."
    if ways:
        yield ""


def _colon(way: "Remedy") -> str:
    return ":" if way.commands or way.add or way.remove else "."


def _manifest_lines(way: "Remedy", files: "FileRules") -> "Iterator[str]":
    """The lists as they are to be where that fits a line, else what changes in them."""
    from remit.report.manifest_patch import toml_string

    write = _list("write", (*files.write, *way.add))
    if len(write) <= _LONGEST_LINE and not way.more:
        yield from [write] if way.add else []
    else:
        yield from (f"write: add {toml_string(text)}" for text in way.add[:DETAILED])
        more = max(0, len(way.add) - DETAILED) + way.more
        yield from [f"write: add {more} more, or a pattern that covers them"] if more else []
    deny = _list("deny", tuple(each for each in files.deny if each not in way.remove))
    if len(deny) <= _LONGEST_LINE:
        yield from [deny] if way.remove else []
    else:
        yield from (f"deny: take out {toml_string(text)}" for text in way.remove)


def _list(key: str, patterns: tuple[str, ...]) -> str:
    from remit.report.manifest_patch import toml_string

    return f"{key} = [{', '.join(map(toml_string, patterns))}]"


def _remarks(verdict: "Verdict", paint: Paint) -> "Iterator[str]":
    for what in verdict.not_checked:
        yield paint("faint", f"not checked: {escape_text(what)}")
    for note in verdict.notes:
        yield paint("faint", f"note: {escape_text(note)}")
    rules = sorted({violation.rule for violation in verdict.violations})
    if rules:
        yield paint("faint", f"more about a rule: remit rule {rules[0]}")


# Many paths as a few directories with counts.


MOST = 12


def group_by_directory(paths: "Iterable[bytes]") -> list[tuple[bytes, int]]:
    """At most `MOST` directories (b"" is the root) that hold all `paths`, with counts, by name.

    The deepest level that stays within the bound; where even the top level is too wide, the rest
    of it is counted under b"...".
    """
    counts = Counter(path.rpartition(b"/")[0] for path in paths)
    depth = max((directory.count(b"/") + 1 for directory in counts), default=0)
    while len(counts) > MOST and depth > 1:
        depth -= 1
        shallower: Counter[bytes] = Counter()
        for directory, count in counts.items():
            shallower[b"/".join(directory.split(b"/")[:depth])] += count
        counts = shallower
    if len(counts) <= MOST:
        return sorted(counts.items())
    kept = counts.most_common(MOST - 1)
    return [*sorted(kept), (b"...", counts.total() - sum(count for _, count in kept))]
