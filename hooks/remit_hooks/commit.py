"""Before a commit or a clean merge: the index is judged, and a violation stops it."""

import os
import sys
from typing import TYPE_CHECKING

from remit.gates import unassigned
from remit.gates.commit import judge_commit
from remit.git.diff import start_staged_diff
from remit.git.repository import Repository
from remit.process_exit import print_error
from remit.verdict import CLEAN
from remit_hooks.judged_marker import write_marker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.verdict import Verdict

AGAIN = "again"
FRAMEWORK = "--framework"


def pre_commit(arguments: "Sequence[str]") -> int:
    """The exit code of judging the index; `again` as an argument leaves notes unsaid.

    With `--framework` the pre-commit framework calls. It does so for a clean merge as well (the
    gate tells by what git left behind), and outside of any commit.
    """
    if FRAMEWORK not in arguments:
        return _judged(arguments, merging=False)
    head = os.environ.get("PRE_COMMIT_TO_REF")
    empty = "GIT_INDEX_FILE" not in os.environ and _nothing_staged()  # git sets it for a commit
    code = CLEAN if empty else _judged(arguments, merging=False)
    if code != CLEAN or not (empty or head):
        return code
    from remit_hooks.precommit_framework import check_head_range, report_nothing_to_judge

    return check_head_range(Repository.discover(), head) if head else report_nothing_to_judge()


def pre_merge_commit(arguments: "Sequence[str]") -> int:
    """The exit code of judging what a clean merge brings."""
    return _judged(arguments, merging=True)


def _nothing_staged() -> bool:
    """Whether the index is HEAD's, with no merge to be ended."""
    with Repository.discover() as repository:
        return not (repository.merged_heads() or start_staged_diff(repository).output())


def _judged(arguments: "Sequence[str]", *, merging: bool) -> int:
    nonce = os.environ.get("REMIT_DOCTOR")
    with Repository.discover() as repository:
        if nonce:
            from remit_hooks.doctor_reply import refuse_probe

            return refuse_probe(repository, nonce)
        staged = start_staged_diff(repository)  # the gate reads this one too
        verdict = judge_commit(repository, merging=merging, claiming=True)
        if verdict.exit_code == CLEAN:
            code = CLEAN if FRAMEWORK in arguments else _lint(repository, staged.output())
            if code != CLEAN:
                return code
            write_marker(repository, staged.output())
    if verdict.has_findings:
        if verdict.enforced or AGAIN not in arguments:
            from remit.git.verdict_log import log_verdict

            print_error(_refusal(repository, verdict))
            log_verdict(repository, verdict)
    elif AGAIN not in arguments:
        _mention(verdict)
    return verdict.exit_code


def _lint(repository: Repository, difference: bytes) -> int:
    """The exit code of looking at the manifests, if something below `.remit` is staged."""
    if b"\0.remit" not in difference.lower():
        return CLEAN
    from remit_hooks.lint import lint_staged

    return lint_staged(repository)


def _refusal(repository: Repository, verdict: "Verdict") -> str:
    from remit.report.console import should_colour
    from remit.report.load_context import load_report_context
    from remit.report.verdict_text import render_refusal

    colour = should_colour(terminal=sys.stderr.isatty(), environment=os.environ)
    return render_refusal(
        verdict, load_report_context(repository, verdict), colour=colour
    ).removesuffix("\n")


def _mention(verdict: "Verdict") -> None:
    """One line about what somebody can act on: a note, what was not checked, or a warning."""
    if verdict.task is None:
        warned = unassigned.find_warning(verdict)
        if warned:
            print_error(f"remit: warning: {warned}")
        return
    said = list(verdict.actionable_notes)
    if verdict.not_checked:
        said.append(f"not checked: {', '.join(verdict.not_checked)}")
    if said:
        from remit.paths import escape_text

        print_error(escape_text(f"remit: {verdict.task}: clean; {'; '.join(said)}"))
