"""What the value of an argument is, where a shell can list the possible ones.

A kind of value is the `type` of an argument: it leaves the text as it is, and says what could stand
there. What is listed is quick to find, and nothing where it cannot be found.
"""

from typing import TYPE_CHECKING

from remit.errors import RemitError
from remit.text_safety import escape_unsafe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Candidates = Iterable[tuple[str, str]]


FILES = ":files"
"""The candidate that stands for all files: shells complete these better themselves."""


class Kind:
    """A kind of value; `candidates` gives possible ones, each with a word about it."""

    def __init__(self, candidates: "Callable[[], Candidates]") -> None:
        self.candidates = candidates

    def __call__(self, text: str) -> str:
        """The text: whether there is such a value is for the verb to say."""
        return text


def _tasks() -> "Candidates":
    from remit.cli.context import open_context

    try:
        catalog = open_context().catalog
        return [(each.id, escape_unsafe(each.title)) for each in catalog.scopes()]
    except RemitError:
        return []


def _rules() -> "Candidates":
    from remit.rules import RULES

    return RULES.items()


def _branches() -> "Candidates":
    from remit.git.repository import Repository

    try:
        with Repository.discover() as repository:
            places = ("refs/heads", "refs/remotes", "refs/tags")
            return [(name, "") for name in repository.refs("--format=%(refname:short)", *places)]
    except RemitError:
        return []


TASK = Kind(_tasks)
RULE = Kind(_rules)
REVISION = Kind(_branches)
