"""Before a commit or a clean merge: the index is judged, and a stray stops it."""

import os
import sys
from typing import TYPE_CHECKING

from remit.adapters.git.repository import Repository
from remit.gates.commit import judge_commit
from remit.verdict import CLEAN
from remit_hooks.judged import Pending

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.verdict import Verdict

AGAIN = "again"


def pre_commit(arguments: "Sequence[str]") -> int:
    """The exit code of judging the index; `again` as an argument leaves notes unsaid."""
    nonce = os.environ.get("REMIT_DOCTOR")
    with Repository.discover() as repository:
        if nonce:
            from remit_hooks.proof import refuse

            return refuse(repository, nonce)
        pending = Pending(repository)
        verdict = judge_commit(repository)
        if verdict.exit_code == CLEAN:
            pending.leave()
            if AGAIN not in arguments:
                _mention(verdict)
            return CLEAN
    from remit_hooks.wording import refusal

    sys.stderr.write(refusal(verdict))
    return verdict.exit_code


def _mention(verdict: "Verdict") -> None:
    """One line for a task's commit that was not looked at in every respect."""
    if verdict.task is None:
        return
    said = list(verdict.notes)
    if verdict.not_checked:
        said.append(f"not checked: {', '.join(verdict.not_checked)}")
    if said:
        sys.stderr.write(f"remit: {verdict.task}: clean; {'; '.join(said)}\n")
