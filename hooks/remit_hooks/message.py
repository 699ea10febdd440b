"""When the message is written: a task's commit names its task in a `Remit-Task:` trailer.

Where remit's hooks are plain git hooks, this one also judges what the commit hook did not: another
manager may have put its own `pre-commit` in the place of ours and left this one alone.
"""

from typing import TYPE_CHECKING

from remit.errors import UsageError
from remit.gates.commit_message import stamp_message_file
from remit.git.repository import Repository
from remit.verdict import CLEAN

if TYPE_CHECKING:
    from collections.abc import Sequence

TOO = "judge-too"


def commit_msg(arguments: "Sequence[str]") -> int:
    """0 with the trailer in the file; raises `CouldNotCheck` if it names another task.

    With `judge-too` after the file, the code of judging the index, unless that was done already.
    """
    if len(arguments) not in {1, 2} or {*arguments[1:]} - {TOO}:
        raise UsageError(
            "commit-msg takes one argument, the file of the message.", "let git call it."
        )
    with Repository.discover() as repository:
        stamp_message_file(repository, arguments[0])
        if TOO not in arguments:
            return CLEAN
        from remit_hooks.judged_marker import is_index_judged

        if is_index_judged(repository):
            return CLEAN
    from remit_hooks.commit import pre_commit

    return pre_commit(())
