"""Before a push is sent, and on the server before it is taken: every ref of it is judged.

Input and arguments are those of githooks(5). `--json` as the first argument prints the verdicts as
one line on standard output, for servers with messages of their own.
"""

import os
import sys
from functools import partial
from typing import TYPE_CHECKING

from remit.errors import RemitError, UsageError
from remit.gates.push import judge_push, judge_receive, push_exit_code
from remit.gates.ref_updates import HEADS, RefUpdate, parse_push_updates, parse_receive_updates
from remit.git import push_base
from remit.git.repository import Repository
from remit.process_exit import print_error, print_output
from remit.report import push_text
from remit.system import pusher
from remit.system.deadline import enforce_deadline
from remit.verdict import UNDECIDED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.gates.push import UpdateVerdict
    from remit.report.context import ReportContext
    from remit.verdict import Verdict

JSON = "--json"
FRAMEWORK = "--framework"
WORDS_OF_UPDATE = 3
_TIME = (
    "push less at once, or ask an admin of the server to give it more time: "
    "git config remit.timeout SECONDS"
)


def pre_push(arguments: "Sequence[str]") -> int:
    """The exit code for a whole push; git gives the remote's name and its refs on standard input.

    With `--framework` the pre-commit framework says it in variables, about the first ref alone.
    """
    words = [word for word in arguments if word not in {JSON, FRAMEWORK}]
    framed = FRAMEWORK in arguments
    updates = _of_framework() if framed else parse_push_updates(_input())
    remote = os.environ.get("PRE_COMMIT_REMOTE_NAME", "") if framed else "".join(words[:1])
    repository = Repository.discover()
    try:
        answers = judge_push(repository, remote, updates)
    except RemitError as error:
        if JSON not in arguments:
            raise
        return _failed(error, arguments)
    _log(repository, answers)
    if JSON in arguments:
        return _as_json(answers)
    from remit.report.console import should_colour

    colour = should_colour(terminal=sys.stderr.isatty(), environment=os.environ)
    situated = partial(_situation, repository)
    said = push_text.render_for_pusher(answers, situated, remote, colour=colour)
    return _said(said, answers)


def pre_receive(arguments: "Sequence[str]") -> int:
    """The exit code for a whole push that a server was sent: one violation refuses all of it."""
    return _received(parse_receive_updates(_input()), arguments)


def update(arguments: "Sequence[str]") -> int:
    """The exit code for one ref of a push: `REF OLD NEW`."""
    words = [word for word in arguments if word != JSON]
    if len(words) != WORDS_OF_UPDATE:
        raise UsageError("update takes three arguments: REF OLD NEW.", "let git call it.")
    reference, old, new = words
    return _received(parse_receive_updates(f"{old} {new} {reference}\n"), arguments)


def _received(updates: "tuple[RefUpdate, ...]", arguments: "Sequence[str]") -> int:
    try:
        repository = Repository.discover()
        with enforce_deadline(push_base.read_timeout(repository), _TIME):
            answers = judge_receive(repository, updates, pusher.pusher_names())
    except RemitError as error:
        return _failed(error, arguments)
    _log(repository, answers)
    if JSON in arguments:
        return _as_json(answers)
    return _said(push_text.render_for_server(answers), answers)


def _log(repository: Repository, answers: "Sequence[UpdateVerdict]") -> None:
    """Note what is refused or warned about, for `remit log`."""
    for answer in answers:
        if answer.verdict is not None and answer.verdict.has_findings:
            from remit.git.verdict_log import log_verdict

            log_verdict(repository, answer.verdict)


def _failed(error: RemitError, arguments: "Sequence[str]") -> int:
    """2, in the form that whoever reads it can take: here it is a person far away."""
    if JSON in arguments:
        from remit.report.verdict_json import render_error

        return print_output(render_error(error)) or UNDECIDED
    print_error(push_text.render_push_failure(error).removesuffix("\n"))
    return UNDECIDED


def _said(text: str, answers: "Sequence[UpdateVerdict]") -> int:
    if text:
        print_error(text.removesuffix("\n"))
    return push_exit_code(answers)


def _as_json(answers: "Sequence[UpdateVerdict]") -> int:
    code = push_exit_code(answers)
    return print_output(push_text.render_push_json(answers, code)) or code


def _input() -> str:
    return sys.stdin.buffer.read().decode("utf-8", "surrogateescape")


def _of_framework() -> tuple[RefUpdate, ...]:
    """The first ref of the push, all that the framework passes on; none where it says nothing.

    For a branch that is new to the remote it names the commit before the first new one as the old
    end, and nothing at all where the whole history is new.
    """
    said = os.environ.get
    reference, source = said("PRE_COMMIT_REMOTE_BRANCH"), said("PRE_COMMIT_LOCAL_BRANCH")
    if not reference or not source:
        return ()
    new = said("PRE_COMMIT_TO_REF") or source
    return (RefUpdate(reference, said("PRE_COMMIT_FROM_REF") or None, new, source),)


def _situation(
    repository: Repository, answer: "UpdateVerdict", verdict: "Verdict"
) -> "ReportContext":
    """What a report of one ref must know: its fixes work on the local branch."""
    from remit.report.git_commands import shell_word
    from remit.report.load_context import load_report_context

    source, new = answer.update.source or "", answer.update.new or ""
    head = source.removeprefix(HEADS) if source.startswith(HEADS) else new
    base = verdict.base.ref if verdict.base else ""
    task = f" --task {shell_word(verdict.task)}" if verdict.task and head != verdict.branch else ""
    again = f"remit check --range {shell_word(f'{base}...{head}')}{task}"
    return load_report_context(repository, verdict, "range", head, again)
