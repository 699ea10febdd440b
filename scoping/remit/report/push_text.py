"""What is said about a push: each ref that is refused, and a line about what was not checked.

The pusher reads the words of the command line, with every fix. A server's words arrive behind
`remote: ` in a terminal that is not ours, so there every line is short, is never empty, and names
the command that says more.
"""

import re
from textwrap import wrap
from typing import TYPE_CHECKING

from remit.errors import ManifestError
from remit.paths import escape_text, quote_path
from remit.process_exit import format_error
from remit.report import verdict_json, verdict_text
from remit.report.git_commands import shell_word
from remit.report.remedies import base_branch_name, push_remedies
from remit.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from remit.errors import RemitError
    from remit.gates.push import UpdateVerdict
    from remit.gates.ref_updates import RefUpdate
    from remit.report.context import ReportContext
    from remit.verdict import Verdict, Violation

WIDTH = 72  # with `remote: ` before it, a line of a terminal
SHOWN = 10
_USER = re.compile(r"\A(https?://)[^/]*@")  # with a password, perhaps: git asks for it again
_FAULTY = "hint: whoever runs the server corrects its base; what you push was not read"


def render_for_pusher(
    answers: "Sequence[UpdateVerdict]",
    context: "Callable[[UpdateVerdict, Verdict], ReportContext]",
    remote: str,
    *,
    colour: bool = False,
) -> str:
    """What pre-push says, ended by a line break; empty where every ref is clean and judged whole.

    `context` asks for what the report of one verdict needs; only refusals need it. `remote` is the
    name or URL that is pushed to.
    """
    parts: list[str] = []
    for answer in answers:
        if answer.error is not None:
            parts.append(escape_lines(format_error(f"remit: {_name(answer)}", answer.error)))
        elif answer.verdict is not None and answer.verdict.has_findings:
            found = answer.verdict
            parts.append(verdict_text.render_refusal(found, context(answer, found), colour=colour))
    lines = (*_one_by_one(answers, remote), *_remarks(answers))
    return "".join([*parts, *(f"{line}\n" for line in lines)])


def render_for_server(answers: "Sequence[UpdateVerdict]") -> str:
    """What a server's hook says to whoever pushes, ended by a line break."""
    lines: list[str] = []
    for answer in answers:
        if answer.error is not None:
            lines += _wrapped(escape_lines(_unjudged(_name(answer), answer.error)))
        elif answer.verdict is not None and answer.verdict.has_findings:
            lines += _refusal(answer, answer.verdict)
    if commands := [*_one_by_one(answers, "origin")]:
        lines += ["  where origin is this server:", *commands]
    for line in _remarks(answers):
        lines += _wrapped(line)
    return "".join(f"{line}\n" for line in lines)


def render_push_failure(error: "RemitError") -> str:
    """What a server says where nothing of a push could be judged, ended by a line break."""
    lines = _wrapped(escape_lines(format_error("remit", error)))
    return "".join(f"{line}\n" for line in lines)


def render_push_json(answers: "Sequence[UpdateVerdict]", exit_code: int) -> str:
    """All verdicts of a push as one line of JSON."""
    refs = [
        {
            "ref": answer.update.ref,
            "old": answer.update.old,
            "new": answer.update.new,
            **verdict_json.verdict_or_error(answer.verdict, answer.error),
            **({"first": answer.first.ref} if answer.first else {}),
        }
        for answer in answers
    ]
    return verdict_json.dump_versioned({"exit_code": exit_code, "refs": refs})


def escape_lines(said: str) -> str:
    """`said` with its line breaks, each line safe to print; ended by a line break."""
    return "".join(f"{escape_text(line)}\n" for line in said.split("\n") if line)


def _unjudged(name: str, error: "RemitError") -> str:
    """Why a server could not check what is called `name`; faults of a file say whose file it is."""
    if not isinstance(error, ManifestError):
        return format_error(f"remit: {name}", error)
    where = "the base on this server has faults below .remit/."
    return f"remit: could not check {name}: {where}\n{error}\n{_FAULTY}"


def _refusal(answer: "UpdateVerdict", verdict: "Verdict") -> "Iterator[str]":
    what = "refused" if verdict.violations else "could not be checked"
    if not verdict.enforced:
        what = "warning, this would be refused"
    who = f"task {verdict.task}" if verdict.task else "no task"
    base = (
        f", by {base_branch_name(verdict.base)} {verdict.base.commit[:10]}" if verdict.base else ""
    )
    yield from _wrapped(f"remit: {_name(answer)}: {what} ({who}{base})")
    for violation in verdict.violations[:SHOWN]:
        yield from _violation(violation)
    for doubt in verdict.doubts[:SHOWN]:
        yield f"  ?  {quote_path(doubt.path)}"
        yield from _wrapped(doubt.reason, "     ")
    rest = len(verdict.violations[SHOWN:]) + len(verdict.doubts[SHOWN:])
    if rest:
        yield f"  and {rest} more"
    yield from _hints(verdict)
    if not verdict.enforced:
        yield from _wrapped(escape_text(verdict.notes[-1]), "  ")


def _one_by_one(answers: "Sequence[UpdateVerdict]", remote: str) -> "Iterator[str]":
    """The commands that push the base first, and then the rest; none where nothing waits for it.

    They name objects: what is pushed is what was judged, whatever has moved meanwhile.
    """
    first = next((answer.first for answer in answers if answer.first), None)
    if first is None:
        return
    there = shell_word(_USER.sub(r"\1", remote))
    rest = [answer.update for answer in answers if answer.update.ref != first.ref]
    yield escape_text(f"    git push {there} {_refspec(first)}")
    if len(rest) <= SHOWN:
        leases = (
            shell_word(f"--force-with-lease={each.ref}:{each.old}") for each in rest if each.old
        )
        yield escape_text("    " + " ".join(["git push", *leases, there, *map(_refspec, rest)]))


def _refspec(update: "RefUpdate") -> str:
    return shell_word(f"{update.new or ''}:{update.ref}")


def _violation(violation: "Violation") -> "Iterator[str]":
    if violation.change is not None:
        yield f"  {violation.change.status}  {quote_path(violation.change.path)}"
    owners = f" (in the scope of {', '.join(violation.owners)})" if violation.owners else ""
    reason = escape_text(
        f"{violation.rule} {RULES.get(violation.rule, '')}: {violation.reason}{owners}"
    )
    yield from _wrapped(reason, "     ")


def _hints(verdict: "Verdict") -> "Iterator[str]":
    for way in push_remedies(verdict.violations, verdict):
        yield from _wrapped(f"hint: {way.says}", "  ")
    if verdict.task and verdict.branch and verdict.base:
        target = f"origin/{base_branch_name(verdict.base)}...{verdict.branch}"
        yield from _wrapped("hint: this shows the fixes, after `git fetch`:", "  ")
        yield f"    remit check --range {escape_text(shell_word(target))}"


def _remarks(answers: "Sequence[UpdateVerdict]") -> "Iterator[str]":
    """A line for each ref that passes without being judged, or not in every respect."""
    lines = [line for answer in answers for line in _remark(answer)]
    yield from lines[:SHOWN]
    if lines[SHOWN:]:
        yield f"remit: and {len(lines[SHOWN:])} more refs that pass like this"


def _remark(answer: "UpdateVerdict") -> "Iterator[str]":
    verdict = answer.verdict
    if verdict is None or verdict.has_findings:
        return
    said = [*verdict.actionable_notes, *(f"not checked: {what}" for what in verdict.not_checked)]
    if said:
        yield escape_text(f"remit: {_name(answer)}: {verdict.outcome}; {'; '.join(said)}")


def _name(answer: "UpdateVerdict") -> str:
    """The branch by its short name, any other ref in full; harmless to a terminal."""
    name = answer.update.branch or answer.update.ref
    return quote_path(name)


def _wrapped(said: str, indent: str = "") -> "Iterator[str]":
    for line in said.splitlines():
        more = indent + "  "
        yield from wrap(
            line,
            WIDTH,
            initial_indent=indent,
            subsequent_indent=more,
            break_long_words=False,
            break_on_hyphens=False,
        )
