"""When the message is written: a task's commit names its task in a `Remit-Task:` trailer."""

from typing import TYPE_CHECKING

from remit.adapters.git.repository import Repository
from remit.errors import UsageError
from remit.gates.message import stamp

if TYPE_CHECKING:
    from collections.abc import Sequence


def commit_msg(arguments: "Sequence[str]") -> int:
    """0 with the trailer in the file; raises `CouldNotJudge` if it names another task."""
    if len(arguments) != 1:
        raise UsageError(
            "commit-msg takes one argument, the file of the message.", "let git call it."
        )
    with Repository.discover() as repository:
        stamp(repository, arguments[0])
    return 0
