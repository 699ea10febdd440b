"""What a trace of the world tells, besides the queueing that the engine notes."""

from enum import StrEnum

TICKS_PER_MINUTE = 60_000


class Activity(StrEnum):
    """What an agent does with its time; at each tick it does exactly one of these."""

    USEFUL = "useful"
    WAITING = "waiting"
    REWORK = "rework"
    REVIEW = "review"
    MERGE = "merge"
    FOCUS = "focus"  # bringing its window to the front
    LOST = "lost"  # it crashed, and nobody is in its place yet
    IDLE = "idle"  # there is no task for it


class EventKind(StrEnum):
    """`about` is a task's number, except where it is said, and for `REVIEWS` and `ENDS`."""

    COSTS = "costs"  # a minute of `about` (or one of it) costs `amount` tokens; before all else

    STARTS = "starts"
    SPENDS = "spends"  # `about` is the spending, `amount` the ticks that end now
    WASTES = "wastes"  # `amount` ticks of useful work, done before, turn out to be for nothing
    LANDS = "lands"
    OVERWRITTEN = "overwritten"  # its update of the file `amount` is gone, and nobody was told
    CONFLICTS = "conflicts"  # its text does not merge with that of the task `amount`
    TEARS = "tears"  # the same, whatever the lines: one deleted, renamed or added a file
    BREAKS = "breaks"  # it landed beside the task `amount`, merges as text, and does not work
    CAUGHT = "caught"  # the same, found by the checks before it landed
    FAILS = "fails"  # the checks of the task alone failed
    BROKEN = "broken"  # it landed although its checks would have failed: nobody ran them
    VIOLATIONS = (
        "violations"  # it changed the file `amount` outside its scope; its commit was refused
    )
    FENCED = "fenced"  # its lease had ended before it wrote; the write was refused
    RESTARTS = "restarts"  # it gave up what it had locked and done, for a file that was held
    CRASHES = "crashes"  # the agent `about` died; somebody begins again what it worked on
    REBASES = "rebases"  # it was put on top of the newest trunk while it was worked on
    REVIEWS = "reviews"  # a review of the running agent's work is over
    SAYS = "says"  # a message was sent; `about` is its key
    BUILDS = "builds"  # `about` is the number of the build, `amount` the tasks in it
    STALE = "stale"  # its act `amount` came after another's, which it had not seen
    MISDIRECTED = "misdirected"  # and hit something else than it was meant for
    LOST_SAVE = "lost save"  # it saved over `amount` documents that others had changed
    REFUSED_SAVE = "refused save"  # the application saw that a document had changed
    ENDS = "ends"  # the run is over


def ticks_from_minutes(minutes: float) -> int:
    """Minutes as ticks of the simulation, to the nearest millisecond."""
    return round(minutes * TICKS_PER_MINUTE)


def equal_part(whole: int, place: int, parts: int) -> int:
    """The ticks of one of equal parts; they add up to the whole.

    >>> [equal_part(10, place, 3) for place in range(3)]
    [3, 3, 4]
    """
    return whole * (place + 1) // parts - whole * place // parts
