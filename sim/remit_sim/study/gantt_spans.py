"""Who did what when, in one run: what a Gantt chart draws, read from a trace."""

from typing import TYPE_CHECKING, NamedTuple

from remit_sim.experiment.replications import traced
from remit_sim.world.events import TICKS_PER_MINUTE, What

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from remit_sim.engine import Note
    from remit_sim.strategies import Make
    from remit_sim.world.scenario import Scenario

_MARKED = (What.CONFLICTS, What.TEARS, What.VIOLATIONS, What.FENCED, What.RESTARTS)
_PREFIX = "agent-"


class Span(NamedTuple):
    """One agent does one thing from `begin` to `end`, in minutes."""

    agent: int
    begin: float
    end: float
    spending: str
    task: str


class Mark(NamedTuple):
    """Something happened to an agent, at a minute."""

    agent: int
    at: float
    what: str


class Run(NamedTuple):
    """One strategy, one seed, every agent from the first minute to the last."""

    strategy: str
    agents: int
    seed: int
    spans: tuple[Span, ...]
    marks: tuple[Mark, ...]

    @property
    def minutes(self) -> float:
        """The end of the run."""
        return max((span.end for span in self.spans), default=0.0)


def seen(scenario: "Scenario", strategy: str, make: "Make", agents: int, seed: int) -> Run:
    """The first replication of a strategy."""
    return drawable(traced(scenario, make, agents, seed, 0), strategy, agents, seed)


def drawable(notes: "Sequence[Note]", strategy: str, agents: int, seed: int) -> Run:
    """The run that a trace tells of."""
    return Run(strategy, agents, seed, tuple(_spans(notes)), tuple(_marks(notes)))


def _spans(notes: "Iterable[Note]") -> list[Span]:
    """The spans, in order; what goes on is one span, and nothing takes no time."""
    tasks, found, last = dict[int, str](), list[Span](), dict[int, int]()
    for note in notes:
        agent = _agent(note.who)
        if agent and note.what == What.STARTS:
            tasks[agent] = note.about
        if not agent or note.what != What.SPENDS or not note.amount:
            continue
        begin, end = (note.at - note.amount) / TICKS_PER_MINUTE, note.at / TICKS_PER_MINUTE
        span = Span(agent, begin, end, note.about, tasks.get(agent, ""))
        place = last.get(agent)
        if place is not None and found[place][3:] == span[3:] and found[place].end == begin:
            found[place] = found[place]._replace(end=end)
            continue
        last[agent] = len(found)
        found.append(span)
    return found


def _marks(notes: "Iterable[Note]") -> "Iterable[Mark]":
    return (
        Mark(agent, note.at / TICKS_PER_MINUTE, note.what)
        for note in notes
        if note.what in _MARKED and (agent := _agent(note.who))
    )


def _agent(who: str) -> int:
    """The number of an agent; 0 for everything else that has a process."""
    number = who.removeprefix(_PREFIX)
    return int(number) if who.startswith(_PREFIX) and number.isdecimal() else 0
