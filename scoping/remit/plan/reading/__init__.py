"""Tasks from lists of several kinds; all that is wrong with a list is said at once."""

from typing import TYPE_CHECKING

from remit.errors import Fault, ManifestError
from remit.plan.reading.validation import validate_tasks

if TYPE_CHECKING:
    from remit.plan.task import PlanTask

LARGEST = 1 << 20


def read_tasks(data: bytes, where: str) -> "tuple[PlanTask, ...]":
    """The tasks of a list; raises `ManifestError` with every fault.

    TOML where the name ends in `.toml` or the text begins a `[[task]]`; else Markdown or plain
    text: the tasks of Spec Kit, the stories of BMAD, items of a list, or lines.
    """
    text = _text(data, where)
    if where.endswith(".toml") or text.lstrip().startswith("[[task]]"):
        from remit.plan.reading.toml_list import parse_toml_tasks as parse_markdown_tasks
    else:
        from remit.plan.reading.markdown import parse_markdown_tasks
    return validate_tasks(
        parse_markdown_tasks(data if where.endswith(".toml") else text.encode(), where), where
    )


def is_without_list(data: bytes, where: str) -> bool:
    """Whether a text that `read` reads has no list in it, so that each line is taken as a task."""
    from remit.plan.reading.markdown import has_task_list

    text = _text(data, where)
    return not (
        where.endswith(".toml") or text.lstrip().startswith("[[task]]") or has_task_list(text)
    )


def _text(data: bytes, where: str) -> str:
    if len(data) > LARGEST:
        raise _unreadable(where, "the list is larger than 1 MiB.", "plan a part of it")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ManifestError((Fault(where, line, "this is not UTF-8.", _TEXT),)) from None
    if "\0" in text:
        raise _unreadable(where, "this is a binary file.", _TEXT)
    if not text.strip():
        raise _unreadable(where, "there is no task in it.", "one task a line is enough")
    return text


_TEXT = "a list of tasks is text: TOML, Markdown, or one task a line"


def _unreadable(where: str, what: str, hint: str) -> ManifestError:
    return ManifestError((Fault(where, 0, what, hint),))
