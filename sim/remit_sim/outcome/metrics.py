"""The outcome of one run: a fold over its notes."""

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from remit_sim.world.costs import EACH
from remit_sim.world.events import TICKS_PER_MINUTE, Activity, EventKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from remit_sim.engine import TraceNote


class RunOutcome(NamedTuple):
    """Counts, and times in ticks. `spent` is summed over the agents.

    A task counts as lost where one of its updates was overwritten; else it has landed. `wasted` is
    the part of the useful time that went into what was lost or had to be done again from nothing.
    `prices` are tokens for a minute of a spending, or for one of what is paid by the piece.
    """

    agents: int
    makespan: int
    started: int
    landed: int
    lost: int
    wasted: int
    spent: "Mapping[str, int]"
    counts: "Mapping[str, int]"
    prices: "Mapping[str, int]"

    @property
    def kept(self) -> int:
        """The ticks of useful work whose result is there at the end."""
        return self.spent[Activity.USEFUL] - self.wasted

    @property
    def whole(self) -> int:
        """The ticks of all agents together."""
        return max(1, self.agents * self.makespan)

    @property
    def tokens(self) -> float:
        """What the time and the words of all agents cost."""
        pieces = {name: self.counts[what] for name, what in EACH.items()}
        return sum(
            price * pieces.get(what, self.spent[what] / TICKS_PER_MINUTE)
            for what, price in self.prices.items()
        )


def tally_outcome(notes: "Iterable[TraceNote]", agents: int) -> RunOutcome:
    """What the notes of a run come to."""
    counts = Counter[str]()
    wasted = 0
    spent = Counter[str]()
    prices = Counter[str]()
    overwritten, makespan = set[str](), 0
    for note in notes:
        counts[note.what] += 1
        if note.what == EventKind.SPENDS:
            spent[note.about] += note.amount
        elif note.what == EventKind.WASTES:
            wasted += note.amount
        elif note.what == EventKind.COSTS:
            prices[note.about] += note.amount
        elif note.what == EventKind.OVERWRITTEN:
            overwritten.add(note.about)
        elif note.what == EventKind.ENDS:
            makespan = note.at
    lost = len(overwritten)
    started, landed = counts[EventKind.STARTS], counts[EventKind.LANDS] - lost
    return RunOutcome(agents, makespan, started, landed, lost, wasted, spent, counts, prices)


def _count(what: EventKind) -> "Callable[[RunOutcome], float]":
    return lambda outcome: outcome.counts[what]


def _share(spending: Activity) -> "Callable[[RunOutcome], float]":
    return lambda outcome: outcome.spent[spending] / outcome.whole


FIGURES: "Mapping[str, Callable[[RunOutcome], float]]" = {
    "makespan_minutes": lambda outcome: outcome.makespan / TICKS_PER_MINUTE,
    "speed_up": lambda outcome: outcome.kept / max(1, outcome.makespan),
    "started_tasks": lambda outcome: outcome.started,
    "landed_tasks": lambda outcome: outcome.landed,
    "lost_tasks": lambda outcome: outcome.lost,
    "lost_updates": _count(EventKind.OVERWRITTEN),
    "conflicts_textual": _count(EventKind.CONFLICTS),
    "conflicts_structural": _count(EventKind.TEARS),
    "conflicts_semantic_landed": _count(EventKind.BREAKS),
    "conflicts_semantic_caught": _count(EventKind.CAUGHT),
    "failed_checks_landed": _count(EventKind.BROKEN),
    "failed_checks_caught": _count(EventKind.FAILS),
    "violations": _count(EventKind.VIOLATIONS),
    "fenced_writes": _count(EventKind.FENCED),
    "restarts": _count(EventKind.RESTARTS),
    "crashes": _count(EventKind.CRASHES),
    "rebases": _count(EventKind.REBASES),
    "messages": _count(EventKind.SAYS),
    "builds": _count(EventKind.BUILDS),
    "stale_actions": _count(EventKind.STALE),
    "misdirected_actions": _count(EventKind.MISDIRECTED),
    "lost_saves": _count(EventKind.LOST_SAVE),
    "refused_saves": _count(EventKind.REFUSED_SAVE),
    "tokens": lambda outcome: outcome.tokens,
    "useful_share": lambda outcome: outcome.kept / outcome.whole,
    "lost_share": lambda outcome: (outcome.wasted + outcome.spent[Activity.LOST]) / outcome.whole,
    "waiting_share": _share(Activity.WAITING),
    "rework_share": _share(Activity.REWORK),
    "review_share": _share(Activity.REVIEW),
    "merge_share": _share(Activity.MERGE),
    "focus_share": _share(Activity.FOCUS),
    "idle_share": _share(Activity.IDLE),
}
"""Every figure by its name, with the unit in it; shares are of the time of all agents."""
