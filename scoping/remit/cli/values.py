"""What the value of an argument is, where a shell can list the possible ones.

A kind of value is the `type` of an argument: it leaves the text as it is, and says what could stand
there. What is listed is quick to find, and nothing where it cannot be found.
"""

from argparse import ArgumentTypeError
from typing import TYPE_CHECKING

from remit.errors import RemitError
from remit.text_safety import escape_unsafe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Candidates = Iterable[tuple[str, str]]


_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def seconds_of(text: str) -> int:
    """The seconds of a time such as `90s`, `10m`, `2h`, `1d`; raises `ArgumentTypeError`.

    >>> seconds_of("2h")
    7200
    """
    number, unit = text[:-1], text[-1:]
    if not (number.isascii() and number.isdigit() and len(number) < 7 and unit in _UNITS):  # noqa: PLR2004 - digits
        raise ArgumentTypeError("a time is a number with s, m, h or d, such as 10m")
    return int(number) * _UNITS[unit]


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


def _requests() -> "Candidates":
    from remit.gates.access_requests import list_access_requests
    from remit.git.repository import Repository
    from remit.paths import quote_path

    try:
        found = list_access_requests(Repository.discover().common_dir)
    except RemitError:
        return []
    return [
        (each.id, escape_unsafe(f"{each.task}: {quote_path(each.paths[0])}"))
        for each in found
        if each.state == "open"
    ]


REQUEST = Kind(_requests)
TASK = Kind(_tasks)
RULE = Kind(_rules)
REVISION = Kind(_branches)
