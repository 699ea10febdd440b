"""The commit hook where the pre-commit framework runs it outside of a commit, by hand or in CI.

`pre-commit run --from-ref A --to-ref B` is about a range: what B would change on the base is
judged, by the manifests of the base that a commit would be judged by. A says which files the
framework looks at, and is trusted with nothing. `pre-commit run --all-files` is about no change at
all, and that is said.
"""

import os
from typing import TYPE_CHECKING

from remit.errors import CouldNotCheck
from remit.gates.range import judge_range
from remit.process_exit import print_error, print_output
from remit.report import verdict_text
from remit.report.git_commands import shell_word
from remit.report.load_context import load_report_context
from remit.verdict import CLEAN

if TYPE_CHECKING:
    from remit.git.repository import Repository

TO, BRANCH = "PRE_COMMIT_TO_REF", "REMIT_BRANCH"
_NOTHING = """\
remit: nothing is staged and no range was given, so NOTHING WAS JUDGED.
hint: pre-commit run --from-ref origin/BASE --to-ref HEAD, or remit check --range BASE...HEAD"""

_NAMELESS = f"say which branch it is: {BRANCH}=NAME pre-commit run --from-ref ... --to-ref ..."


def check_head_range(repository: "Repository", head: str) -> int:
    """The exit code of judging what `head` would change on the base; always said.

    `REMIT_BRANCH` says which branch it is where HEAD is detached, as CI leaves it.
    """
    branch = os.environ.get(BRANCH) or None
    try:
        verdict = judge_range(repository, None, head, branch=branch)
    except CouldNotCheck as error:
        if branch is None and "--branch" in error.hint:  # the framework passes no options on
            raise CouldNotCheck(error.sentence, _NAMELESS) from None
        raise
    again = f"remit check --range ...{shell_word(head)}"
    context = load_report_context(repository, verdict, "range", head, again)
    said = verdict_text.render(verdict, context, colour=False)
    if verdict.exit_code == CLEAN:
        return print_output(said)
    print_error(said.removesuffix("\n"))
    return verdict.exit_code


def report_nothing_to_judge() -> int:
    """Say that there was nothing to judge; 0, since nothing is to be refused either."""
    return print_output(f"{_NOTHING}\n")
