"""The actions of a task: when the agent looks, when it acts, and on which element."""

from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

from remit_sim.world.events import TICKS_PER_MINUTE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal

    from remit_sim.engine import RandomStream
    from remit_sim.world.desktop import DesktopSettings
    from remit_sim.world.tasks import SimulatedTask

_TICKS_PER_SECOND = TICKS_PER_MINUTE // 60


class DesktopAction(NamedTuple):
    """Pause, look, and act `look` ticks later on one element of one of the task's files."""

    number: int
    pause: int
    look: int
    file: int
    element: int


def ticks_from_seconds(seconds: float) -> int:
    """Seconds as ticks of the simulation, to the nearest millisecond."""
    return round(seconds * _TICKS_PER_SECOND)


def sample_actions(
    task: "SimulatedTask", desktop: "DesktopSettings", chance: "RandomStream"
) -> tuple[DesktopAction, ...]:
    """What the task is made of; all pauses and looks together take exactly the task's ticks.

    Looks are as long as `desktop` says, and pauses share what is left of the task. Where nothing is
    left, the looks are shortened until they fit.
    """
    count = desktop.actions_per_task
    looks = _weights(desktop.looks, count, chance)
    pauses = _weights(desktop.pauses, count, chance)
    wanted = desktop.look_to_act_seconds * _TICKS_PER_SECOND * sum(looks)
    looking = min(task.ticks, round(wanted))
    each = zip(_shared(task.ticks - looking, pauses), _shared(looking, looks), strict=True)
    return tuple(
        DesktopAction(number, pause, look, _one(task.files, chance), chance.below(desktop.elements))
        for number, (pause, look) in enumerate(each)
    )


def _weights(
    kind: "Literal['fixed', 'exponential']", count: int, chance: "RandomStream"
) -> "Sequence[float]":
    drawn = [chance.exponential(1.0) for _ in range(count)]
    return drawn if kind == "exponential" else [1.0] * count


def _shared(whole: int, weights: "Sequence[float]") -> list[int]:
    """`whole` in parts as large as the weights say, rounded so that nothing is lost."""
    ends = [0, *(round(whole * part / sum(weights)) for part in accumulate(weights))]
    return [later - earlier for earlier, later in pairwise(ends)]


def _one(files: "Sequence[int]", chance: "RandomStream") -> int:
    return files[chance.below(len(files))]
