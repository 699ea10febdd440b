"""A proposal together with the question that it answers."""

from typing import TYPE_CHECKING, NamedTuple

from remit.paths import readable

if TYPE_CHECKING:
    from remit.analysis.propose_split import Found, Request
    from remit.plan.history_model import Goal


class Answer(NamedTuple):
    """What was asked, by which method (its name), and what was found."""

    method: str
    request: "Request"
    found: "Found"


_LONGEST = 200  # characters of a goal that are said again
_LIKELIEST = 5  # files of a goal that are named
_PROBABLY, _PERHAPS = 0.5, 0.1


def sureness(goal: "Goal") -> tuple[int, int, int]:
    """How many files of a goal are touched probably, perhaps (a tenth or more), or hardly."""
    chances = list(goal.chances.values())
    sure = sum(each >= _PROBABLY for each in chances)
    likely = sum(_PERHAPS <= each < _PROBABLY for each in chances)
    return sure, likely, len(chances) - sure - likely


def likeliest(goal: "Goal") -> list[tuple[bytes, float]]:
    """The first few files of a goal, with their chances."""
    return [*goal.chances.items()][:_LIKELIEST]


def wording(goal: "Goal") -> str:
    """The goal on one line, its beginning where it is long: whoever asked has the whole."""
    text = " ".join(goal.text.split())
    return readable(text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}...")
