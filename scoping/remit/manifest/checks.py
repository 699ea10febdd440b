"""What a single string must look like: each check gives what is wrong and a hint, or None.

Both are written without a capital and a full stop; `locate_problems` adds what is missing.
"""

import re
from typing import TYPE_CHECKING

from remit.patterns.parser import PatternError, literal_path, parse_patterns
from remit.text_safety import quote_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from remit.manifest.tables import Check

Complaint = tuple[str, str]

ID = r"[a-z0-9](?:[a-z0-9_-]|\.(?!\.|$|lock$))*"
"""Fit for a part of a branch's name, so no `..`, and neither `.` nor `.lock` at the end."""
LONGEST_ID = 100
TASK_PLACE = "{task}"
"""Where the id of a task goes in a pattern for the branches of any task."""
NAME = r"[\w$*]+(?:\.[\w$*]+)*"

# Expressions are compiled when they are first asked: nearly every name is one of these letters.
_PLAIN = "abcdefghijklmnopqrstuvwxyz0123456789-_"
_NO_BRANCH = r"[\x00-\x20\x7f~:]|\.\.|//|@\{"
_NO_PLAIN_BRANCH = r"[*?\[\\^]|^[/.-]|/\.|[/.]$|\.lock(?:/|$)|^@$"


def accept_any(_text: str) -> Complaint | None:
    """Any text will do."""
    return None


def check_not_blank(text: str) -> Complaint | None:
    """Not empty, and not only blanks."""
    return None if text.strip() else ("an empty string says nothing", "remove it or fill it in")


def check_task_id(text: str) -> Complaint | None:
    """A task's id."""
    plain = text[:1].isalnum() and not text.strip(_PLAIN)
    if (plain or re.fullmatch(ID, text)) and len(text) <= LONGEST_ID:
        return None
    if len(text) > LONGEST_ID:
        return (
            f"{quote_text(text)} is no id: it is longer than {LONGEST_ID}",
            "choose a shorter one",
        )
    return (
        f"{quote_text(text)} is no id",
        (
            "an id has lower-case letters, digits, `-`, `_` and single `.` between them, and "
            "begins with a letter or digit"
        ),
    )


def check_path_pattern(text: str) -> Complaint | None:
    """A pattern over paths."""
    try:
        parse_patterns(text)
    except PatternError as error:
        sentence = error.sentence
        return sentence[:1].lower() + sentence[1:].removesuffix("."), error.hint
    return None


def check_branch_pattern(text: str) -> Complaint | None:
    """A pattern over branch names that some branch could match."""
    if text.startswith("refs/"):
        short = text.removeprefix("refs/heads/")
        return (
            f"{quote_text(text)} is a ref, not a branch",
            f"write the branch's name: {quote_text(short)}",
        )
    plain = not text.strip(_PLAIN + "/*") and "//" not in text
    unfit = None if plain else re.search(_NO_BRANCH, text)
    if unfit:
        return (
            f"no branch is called {quote_text(text)}",
            f"git forbids {quote_text(unfit[0])} in a branch",
        )
    return check_path_pattern(text)


def check_branch_template(text: str) -> Complaint | None:
    """A pattern over the branches of any task: `{task}` stands for its id."""
    if TASK_PLACE not in text:
        hint = "two tasks cannot have one branch: write {task} where the id goes"
        return f"{quote_text(text)} does not say whose branch it is", hint
    return check_branch_pattern(text.replace(TASK_PLACE, "task"))


def check_branch_name(text: str) -> Complaint | None:
    """The name of one branch (git-check-ref-format)."""
    if text.startswith("refs/"):
        return check_branch_pattern(text)
    if not text or re.search(_NO_BRANCH, text) or re.search(_NO_PLAIN_BRANCH, text):
        return f"{quote_text(text)} is no name of a branch", 'write one branch, such as "main"'
    return None


def check_file_path(text: str) -> Complaint | None:
    """The exact path of one file."""
    complaint = check_path_pattern(text)
    if complaint:
        return complaint
    if literal_path(text) is None:
        return f"{quote_text(text)} does not name one file", "write one [[symbols]] entry per file"
    return None


def check_dotted_name(text: str) -> Complaint | None:
    """A dotted name, in which `*` stands for any letters within one part."""
    if re.fullmatch(NAME, text):
        return None
    return (
        f"{quote_text(text)} is no dotted name",
        "write names like `Service.login`; `*` stands for any letters between two dots",
    )


CHECKS: "dict[Check, Callable[[str], Complaint | None]]" = {
    "": accept_any,
    "filled": check_not_blank,
    "id": check_task_id,
    "pattern": check_path_pattern,
    "branch": check_branch_name,
    "branch pattern": check_branch_pattern,
    "branch template": check_branch_template,
    "path": check_file_path,
    "name": check_dotted_name,
}
