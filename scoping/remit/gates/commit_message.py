"""The gate of a commit message: a task's commit names its task in a trailer, and no other one."""

from typing import TYPE_CHECKING

from remit import trailer
from remit.errors import CouldNotCheck, GitError
from remit.gates.context import load_judgement_context
from remit.git import manifests
from remit.git.trusted_base import BaseSearch
from remit.paths import quote_path
from remit.system.atomic_write import replace_file

if TYPE_CHECKING:
    from remit.git.repository import Repository

_SHOWN, _LONGEST = 3, 80


def stamp_message_file(repository: "Repository", file: str, task: str | None = None) -> str | None:
    """Make the message in `file` name the task in force; the task, or None for a branch of none.

    The file is replaced whole or not at all, and not touched where the trailer is there already.
    Raises `CouldNotCheck` where it names another task or more than one.
    """
    with repository:
        asked = repository.start("config", "--get", "core.commentChar")
        objects = repository.objects()
        search = BaseSearch(repository, objects)
        trusted = search.trusted()
        if trusted is None:
            return None
        catalog = manifests.read_cached_catalog(repository, objects, trusted.base.commit)
        bound = load_judgement_context(repository, catalog, trusted, task, repository.branch).task
        comment = asked.output(1).strip()
    if bound is None:
        return None
    message = _read(file)
    # git's own `auto` picks another character only where a line of the message begins with `#`
    changed = stamp_message(message, bound, b"#" if comment in {b"", b"auto"} else comment)
    if changed != message:
        _replace(file, changed)
    return bound


def stamp_message(message: bytes, task: str, comment: bytes = b"#") -> bytes:
    """The message with the trailer that names `task`; raises `CouldNotCheck` if it names others."""
    wanted = task.encode("utf-8", "surrogateescape")
    named = trailer.parse_task_trailer(message, comment)
    if len(named) > 1:
        listed = ", ".join(map(_cut, named[:_SHOWN]))
        raise CouldNotCheck(
            f"the message names more than one task: {listed}.",
            f"leave one line of them: Remit-Task: {task}",
        )
    if named and named[0] != wanted:
        raise CouldNotCheck(
            f"the message names the task {_cut(named[0])}, but this branch belongs to {task}.",
            "drop the line `Remit-Task:`, or commit on that task's branch",
        )
    return message if named else trailer.add_task_trailer(message, wanted, comment)


def _cut(name: bytes) -> str:
    """A name that anybody may have put into a message, safe to show and not too long."""
    return quote_path(name if len(name) <= _LONGEST else name[:_LONGEST] + b"...")


def _read(file: str) -> bytes:
    try:
        with open(file, "rb") as message:  # noqa: PTH123 - pathlib costs 9 ms here
            return message.read()
    except OSError as error:
        raise GitError(f"the message {file} cannot be read: {error.strerror}.") from None


def _replace(file: str, content: bytes) -> None:
    try:
        replace_file(file, content)
    except OSError as error:
        raise GitError(
            f"the message {file} cannot be written: {error.strerror}.",
            "make room on the disk and commit again; the message is as it was",
        ) from None
