"""A goal in words as files: what work towards it will touch, and what is not known about it."""

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from remit.plan.forecast import forecast
from remit.plan.prediction.files import unknown
from remit.plan.task import Task
from remit.plan.text import written

if TYPE_CHECKING:
    from collections.abc import Mapping

    from remit.plan.knowledge import Knowledge

LEAST = 0.01
"""A file with less chance than this is not taken for part of the goal."""


class Goal(NamedTuple):
    """The files of one goal with their chances, the likeliest first.

    `strange` are the words of the goal, as it writes them, that occur nowhere in the repository;
    `changes` is how many past changes the chances were fitted to; `left_out` is how many files with
    less chance than those that are named may be touched, too. The chance is that of one past change
    with such a subject: a goal of several changes touches more.
    """

    text: str
    chances: "Mapping[bytes, float]"
    strange: tuple[str, ...]
    changes: int
    left_out: int = 0

    @property
    def weights(self) -> dict[bytes, int]:
        """The chances as whole numbers, in thousandths: the work that is expected in each file."""
        return {path: max(1, round(1000 * each)) for path, each in self.chances.items()}

    def likeliest(self, count: int) -> "Goal":
        """The same goal with the likeliest `count` of its files."""
        kept = dict(islice(self.chances.items(), count))
        return self._replace(chances=kept, left_out=self.left_out + len(self.chances) - len(kept))


def goal(knowledge: "Knowledge", text: str) -> Goal | None:
    """What is expected of the goal `text`; None where not a word of it is known here."""
    index, calibration = knowledge.index, knowledge.calibration
    if unknown(index, text):
        return None
    found = forecast(index, Task("goal", text), calibration.files)
    expected = {**found.hubs, **found.chances}
    ranked = sorted(expected.items(), key=lambda item: (-item[1], item[0]))
    return Goal(
        text,
        {path: each for path, each in ranked if each >= LEAST and path in index.numbers},
        tuple(word for word in written(text) if unknown(index, word)),
        calibration.changes,
    )
