"""What may be asked of the queue, and what it may be told."""

from typing import NamedTuple


class Enqueue(NamedTuple):
    """This commit of a finished task wants to land; a new head of a queued task goes to the end."""

    task: str
    head: str


class Dequeue(NamedTuple):
    """The task does not want to land any more."""

    task: str


class Passed(NamedTuple):
    """The build is green; `commit` is what was built and checked."""

    number: int
    commit: str


class Failed(NamedTuple):
    """The build's checks failed."""

    number: int


class Clashed(NamedTuple):
    """The build could not be made: `task` does not merge with those before it."""

    number: int
    task: str


class BaseMoved(NamedTuple):
    """Somebody else moved the base: nothing that was built is about it."""

    base: str


Request = Enqueue | Dequeue | Passed | Failed | Clashed | BaseMoved
