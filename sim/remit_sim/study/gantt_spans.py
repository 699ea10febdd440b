"""Who did what when, in one run: what a Gantt chart draws, read from a trace."""

from typing import TYPE_CHECKING, NamedTuple

from remit_sim.experiment.replications import trace_run
from remit_sim.world.events import TICKS_PER_MINUTE, EventKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from remit_sim.engine import TraceNote
    from remit_sim.strategies import Make
    from remit_sim.world.scenario import Scenario

_MARKED = (
    EventKind.CONFLICTS,
    EventKind.TEARS,
    EventKind.VIOLATIONS,
    EventKind.FENCED,
    EventKind.RESTARTS,
)
_PREFIX = "agent-"


class ActivitySpan(NamedTuple):
    """One agent does one thing from `begin` to `end`, in minutes."""

    agent: int
    begin: float
    end: float
    spending: str
    task: str


class EventMark(NamedTuple):
    """Something happened to an agent, at a minute."""

    agent: int
    at: float
    what: str


class GanttRun(NamedTuple):
    """One strategy, one seed, every agent from the first minute to the last."""

    strategy: str
    agents: int
    seed: int
    spans: tuple[ActivitySpan, ...]
    marks: tuple[EventMark, ...]

    @property
    def minutes(self) -> float:
        """The end of the run."""
        return max((span.end for span in self.spans), default=0.0)


def simulate_gantt_run(
    scenario: "Scenario", strategy: str, make: "Make", agents: int, seed: int
) -> GanttRun:
    """The first replication of a strategy."""
    return gantt_run_from_trace(trace_run(scenario, make, agents, seed, 0), strategy, agents, seed)


def gantt_run_from_trace(
    notes: "Sequence[TraceNote]", strategy: str, agents: int, seed: int
) -> GanttRun:
    """The run that a trace tells of."""
    return GanttRun(strategy, agents, seed, tuple(_spans(notes)), tuple(_marks(notes)))


def _spans(notes: "Iterable[TraceNote]") -> list[ActivitySpan]:
    """The spans, in order; what goes on is one span, and nothing takes no time."""
    tasks, found, last = dict[int, str](), list[ActivitySpan](), dict[int, int]()
    for note in notes:
        agent = _agent(note.who)
        if agent and note.what == EventKind.STARTS:
            tasks[agent] = note.about
        if not agent or note.what != EventKind.SPENDS or not note.amount:
            continue
        begin, end = (note.at - note.amount) / TICKS_PER_MINUTE, note.at / TICKS_PER_MINUTE
        span = ActivitySpan(agent, begin, end, note.about, tasks.get(agent, ""))
        place = last.get(agent)
        if place is not None and found[place][3:] == span[3:] and found[place].end == begin:
            found[place] = found[place]._replace(end=end)
            continue
        last[agent] = len(found)
        found.append(span)
    return found


def _marks(notes: "Iterable[TraceNote]") -> "Iterable[EventMark]":
    return (
        EventMark(agent, note.at / TICKS_PER_MINUTE, note.what)
        for note in notes
        if note.what in _MARKED and (agent := _agent(note.who))
    )


def _agent(who: str) -> int:
    """The number of an agent; 0 for everything else that has a process."""
    number = who.removeprefix(_PREFIX)
    return int(number) if who.startswith(_PREFIX) and number.isdecimal() else 0
