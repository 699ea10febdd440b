"""Who waits to land and what is being built, as one value."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

Tasks = tuple[str, ...]


class Batch(NamedTuple):
    """Build up to `size` tasks as one; where that fails, each half by itself. 1 is serial."""

    size: int = 1


class Rounds(NamedTuple):
    """Build the first, the first two, up to the first `depth` tasks side by side, round by round.

    A round ends with its first failure or with its last task; only then come new tasks.
    """

    depth: int


class Window(NamedTuple):
    """As `Rounds`, but every task that lands makes room for the next one at once."""

    depth: int


Mode = Batch | Rounds | Window


class Entry(NamedTuple):
    """A finished task and the commit that wants to land."""

    task: str
    head: str


class Build(NamedTuple):
    """The checks of one content: `base` with the heads of `tasks` merged in this order.

    Where another build holds a beginning of `tasks`, its merge commits are the first of this one's,
    so that landing the beginning leaves the rest of this build good.
    """

    number: int
    base: str
    tasks: Tasks


class State(NamedTuple):
    """The queue, oldest first, over the commit `base`.

    `groups`: the tasks at work now, then what is left of a batch that failed. `builds` run or have
    ended; `passed` gives the commit of those that passed, `failed` are the others that ended. At
    most `lanes` run at once.
    """

    base: str
    mode: Mode = Batch()
    lanes: int = 1
    entries: "Mapping[str, Entry]" = {}  # noqa: RUF012 - never changed: states are values
    groups: tuple[Tasks, ...] = ()
    builds: "Mapping[int, Build]" = {}  # noqa: RUF012
    passed: "Mapping[int, str]" = {}  # noqa: RUF012
    failed: frozenset[int] = frozenset()
    next_number: int = 1

    @property
    def running(self) -> tuple[Build, ...]:
        """The builds that have not ended, oldest first."""
        ended = self.passed.keys() | self.failed
        return tuple(build for build in self.builds.values() if build.number not in ended)
