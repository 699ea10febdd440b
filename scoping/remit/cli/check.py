"""`remit check`: the judgement of the index, of a range, or of the working tree."""

import sys
from typing import TYPE_CHECKING

from remit.cli.check_arguments import CheckArguments
from remit.cli.output import FORMATS, add_format, print_answer, wants_colour
from remit.errors import UsageError
from remit.git.repository import Repository
from remit.report.context import violation_path
from remit.report.git_commands import shell_word
from remit.report.load_context import load_report_context

if TYPE_CHECKING:
    import argparse

    from remit.report.context import ReportContext, Source
    from remit.verdict import Verdict

PATHS = "paths"
OWN = (*FORMATS, PATHS)  # the others are accounts
DESCRIPTION = (
    "Judge a set of changes against the scope of its task. Manifests and policy come from the "
    "base, never from the change."
)


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """What to judge, as which task, and how to answer."""
    from remit.cli.report_files import ALL, add_reports
    from remit.cli.values import REVISION, TASK

    what = parser.add_mutually_exclusive_group()
    what.add_argument("--staged", action="store_true", help="the index (default)")
    what.add_argument(
        "--range", metavar="BASE...HEAD", help="what merging HEAD into BASE would change"
    )
    what.add_argument("--worktree", action="store_true", help="the working tree, untracked too")
    parser.add_argument(
        "--base",
        metavar="BASE",
        type=REVISION,
        help="the base of the range, as its own option (trusted)",
    )
    parser.add_argument(
        "--head",
        metavar="HEAD",
        type=REVISION,
        help="the head of the range, as its own option (judged)",
    )
    parser.add_argument("--every-commit", action="store_true", help="each commit of the range too")
    parser.add_argument(
        "--task", metavar="ID", type=TASK, help="the task, where the branch does not say it"
    )
    parser.add_argument(
        "--branch",
        metavar="NAME",
        type=REVISION,
        help="the name of the branch at the head of the range, if HEAD is detached (CI)",
    )
    parser.add_argument(
        "--deepen", action="store_true", help="fetch what a shallow or partial clone lacks for it"
    )
    add_format(parser, (*ALL, PATHS))
    add_reports(parser)


def run(arguments: "argparse.Namespace") -> int:
    """The exit code of the verdict."""
    return run_check(CheckArguments(**vars(arguments)))


def run_check(call: CheckArguments) -> int:
    """The exit code of the verdict; an expected failure is said in every form that is asked for."""
    if call.format == "text" and not call.report:
        return _check(call)
    from remit.cli.report_files import run_with_reports

    return run_with_reports("check", call, lambda: _check(call))


def _check(arguments: CheckArguments) -> int:
    asked = _range(arguments)
    repository = Repository.discover()
    if (asked or arguments.worktree) and sys.stderr and sys.stderr.isatty():
        from remit.cli import progress

        with progress.working("judging"):
            verdict, source = _judge(repository, arguments, asked)
    else:
        verdict, source = _judge(repository, arguments, asked)
    return _answer(repository, verdict, arguments, source, asked[1] if asked else "HEAD")


def _judge(
    repository: Repository, arguments: CheckArguments, asked: tuple[str | None, str] | None
) -> "tuple[Verdict, Source]":
    if asked is not None:
        from remit.gates.range import judge_range

        base, head = asked
        every = arguments.every_commit
        verdict = judge_range(
            repository,
            base,
            head,
            arguments.task,
            branch=arguments.branch,
            every_commit=every,
            deepen=arguments.deepen,
        )
        return verdict, "commits" if every else "range"
    if arguments.worktree:
        from remit.gates.worktree import judge_worktree

        return judge_worktree(repository, arguments.task), "worktree"
    from remit.gates.commit import judge_commit

    return judge_commit(repository, arguments.task), "staged"


def _range(arguments: CheckArguments) -> tuple[str | None, str] | None:
    """Base and head of the range that is asked for, if one is; raises `UsageError`."""
    by_ends = arguments.base is not None or arguments.head is not None
    if by_ends and (arguments.range is not None or arguments.staged or arguments.worktree):
        raise UsageError(
            "--base and --head are the ends of a range.", "leave --range, --staged, --worktree out"
        )
    if arguments.range is not None:
        return parse_range(arguments.range)
    if by_ends:
        return arguments.base or None, arguments.head or "HEAD"
    for name, value in (
        ("every-commit", arguments.every_commit),
        ("branch", arguments.branch),
        ("deepen", arguments.deepen),
    ):
        if value not in {None, False}:
            raise UsageError(f"--{name} needs --range.", "name one: --range BASE...HEAD")
    return None


def parse_range(text: str) -> tuple[str | None, str]:
    """Base and head of `BASE...HEAD`; either may be left out. Raises `UsageError` for `A..B`.

    >>> parse_range("origin/main...agent/x"), parse_range("...topic"), parse_range("main...")
    (('origin/main', 'agent/x'), (None, 'topic'), ('main', 'HEAD'))
    """
    base, dots, head = text.partition("...")
    if not dots or head.startswith("."):
        given, two, end = text.partition("..")
        hint = f"write it with three dots: --range {shell_word(f'{given}...{end}')}" if two else ""
        raise UsageError(
            "a range is written BASE...HEAD, with three dots: what merging HEAD changes on BASE.",
            hint,
        )
    return base or None, head or "HEAD"


def _answer(
    repository: Repository,
    verdict: "Verdict",
    arguments: CheckArguments,
    source: "Source",
    head: str,
) -> int:
    context = load_report_context(repository, verdict, source, head, _again(arguments))
    if arguments.format in OWN and not arguments.report:
        return _printed(verdict, context, arguments.format)
    from remit.cli.report_files import deliver_report, write_report_files
    from remit.report.platforms.report_items import report_verdict

    account = report_verdict(verdict, context)
    if arguments.format not in OWN:
        return deliver_report(arguments.format, account, arguments.report)
    written = write_report_files(arguments.report, account)
    return _printed(verdict, context, arguments.format) or written


def _printed(verdict: "Verdict", context: "ReportContext", form: str) -> int:
    """The exit code of an answer in one of our own formats."""
    if form == PATHS:
        return print_answer(_paths(verdict, context), verdict.exit_code)
    if form == "json":
        from remit.report import verdict_json

        return print_answer(verdict_json.render(verdict, context), verdict.exit_code)
    from remit.report import verdict_text

    return print_answer(
        verdict_text.render(verdict, context, colour=wants_colour()), verdict.exit_code
    )


def _paths(verdict: "Verdict", context: "ReportContext") -> bytes:
    """Every path that keeps the verdict from being clean, each ended by NUL.

    The other ends of moves are among them: these are the paths that the printed commands need.
    """
    placed = [violation for violation in verdict.violations if violation.change]
    violations = [violation_path(violation) for violation in context.with_moved(placed)]
    paths = dict.fromkeys((*violations, *(doubt.path for doubt in verdict.doubts)))
    return b"".join(path + b"\0" for path in paths)


def _again(arguments: CheckArguments) -> str:
    """This call as a shell command, without its format."""
    words = ["remit check"]
    if _range(arguments) is None:
        words.append("--worktree" if arguments.worktree else "--staged")
    for name, value in (
        ("range", arguments.range),
        ("base", arguments.base),
        ("head", arguments.head),
        ("task", arguments.task),
        ("branch", arguments.branch),
    ):
        words += _option(name, value) if value else []
    words += ["--every-commit"] if arguments.every_commit else []
    return " ".join(words)


def _option(name: str, value: str) -> list[str]:
    return (
        [f"--{name}={shell_word(value)}"]
        if value.startswith("-")
        else [f"--{name}", shell_word(value)]
    )
