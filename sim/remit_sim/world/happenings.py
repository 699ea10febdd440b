"""What a trace of the world tells, besides the queueing that the engine notes."""

from enum import StrEnum

TICKS_PER_MINUTE = 60_000


class Spending(StrEnum):
    """What an agent does with its time; at each tick it does exactly one of these."""

    USEFUL = "useful"
    WAITING = "waiting"
    REWORK = "rework"
    REVIEW = "review"
    MERGE = "merge"
    FOCUS = "focus"  # bringing its window to the front
    IDLE = "idle"  # there is no task for it


class What(StrEnum):
    """`about` is a task's number, except for `SPENDS`, `ENDS` and `BUILDS`."""

    STARTS = "starts"
    SPENDS = "spends"  # `about` is the spending, `amount` the ticks that end now
    WASTES = "wastes"  # `amount` ticks of useful work, done before, turn out to be for nothing
    LANDS = "lands"
    OVERWRITTEN = "overwritten"  # its update of the file `amount` is gone, and nobody was told
    CONFLICTS = "conflicts"  # its text does not merge with that of the task `amount`
    BREAKS = "breaks"  # it landed beside the task `amount`, merges as text, and does not work
    CAUGHT = "caught"  # the same, found by the checks before it landed
    FAILS = "fails"  # the checks of the task alone failed
    BROKEN = "broken"  # it landed although its checks would have failed: nobody ran them
    STRAYS = "strays"  # it changed the file `amount` outside its remit; its commit was refused
    FENCED = "fenced"  # its lease had ended before it wrote; the write was refused
    BUILDS = "builds"  # `about` is the number of the build, `amount` the tasks in it
    STALE = "stale"  # its act `amount` came after another's, which it had not seen
    MISDIRECTED = "misdirected"  # and hit something else than it was meant for
    LOST_SAVE = "lost save"  # it saved over `amount` documents that others had changed
    REFUSED_SAVE = "refused save"  # the application saw that a document had changed
    ENDS = "ends"  # the run is over


def ticks(minutes: float) -> int:
    """Minutes as ticks of the simulation, to the nearest millisecond."""
    return round(minutes * TICKS_PER_MINUTE)
