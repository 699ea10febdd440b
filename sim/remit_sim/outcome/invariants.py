"""What must hold of every trace, whatever the strategy: time, work, queues, and ends."""

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from remit_sim.engine.trace import QueueEvent, TraceNote
from remit_sim.outcome.metrics import tally_outcome
from remit_sim.world.events import Activity, EventKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def find_broken_laws(notes: "Sequence[TraceNote]", agents: int) -> tuple[str, ...]:
    """A sentence for each law that the trace breaks; none is how it must be."""
    return (
        *_order(notes),
        *_ends(notes, agents),
        *_time(notes, agents),
        *_work(notes),
        *(sentence for name in _queues(notes) for sentence in _queue(notes, name)),
    )


def _order(notes: "Sequence[TraceNote]") -> "Iterator[str]":
    for earlier, later in pairwise(notes):
        if later.at < earlier.at:
            yield f"time runs backwards from tick {earlier.at} to {later.at}"


def _ends(notes: "Sequence[TraceNote]", agents: int) -> "Iterator[str]":
    outcome = tally_outcome(notes, agents)
    if outcome.started != outcome.landed + outcome.lost:
        yield f"{outcome.started} tasks began; {outcome.landed} landed and {outcome.lost} were lost"
    if [note.what for note in notes].count(EventKind.ENDS) != 1:
        yield "a run ends once"


def _work(notes: "Sequence[TraceNote]") -> "Iterator[str]":
    """Each task is done once: what was done again for nothing else is wasted, and told so."""
    begun = useful = redone = 0
    for before, note in pairwise((_NOTHING, *notes)):
        if note.what == EventKind.STARTS:
            begun += note.amount
        elif note.what == EventKind.SPENDS and note.about == Activity.USEFUL:
            useful += note.amount
        elif note.what == EventKind.WASTES and before.what != EventKind.OVERWRITTEN:
            redone += note.amount
    if useful - redone != begun:
        yield f"{begun} ticks of tasks began; {useful} were worked, {redone} of them for nothing"


_NOTHING = TraceNote(0, "", "")


def _time(notes: "Sequence[TraceNote]", agents: int) -> "Iterator[str]":
    """The spans of an agent lie end to end, from the first tick to the last."""
    until: dict[str, int] = {f"agent-{number}": 0 for number in range(1, agents + 1)}
    makespan = max((note.at for note in notes if note.what == EventKind.ENDS), default=0)
    for note in notes:
        if note.what != EventKind.SPENDS:
            continue
        if note.about not in set(Activity):
            yield f"{note.who} spends time on {note.about!r}, which is not known"
        if until.get(note.who) != note.at - note.amount:
            yield f"{note.who} has a gap or an overlap before tick {note.at}"
        until[note.who] = note.at
    for who, end in until.items():
        if end != makespan:
            yield f"{who} is not accounted for from tick {end} to {makespan}"


def _queues(notes: "Sequence[TraceNote]") -> list[str]:
    return sorted({note.about for note in notes if note.what == QueueEvent.ASKS})


def _queue(notes: "Sequence[TraceNote]", name: str) -> "Iterator[str]":
    """Little's law, the capacity, and no idle unit while somebody waits, in one queue."""
    own = [note for note in notes if note.about == name and note.what in set(QueueEvent)]
    capacity = next((note.amount for note in own if note.what == QueueEvent.OPENS), None)
    asked = defaultdict[str, list[int]](list)
    waiting = taken = area = waits = last = 0
    for place, note in enumerate(own):
        area += waiting * (note.at - last)
        last = note.at
        if note.what == QueueEvent.ASKS:
            asked[note.who].append(note.at)
        elif note.what in {QueueEvent.GETS, QueueEvent.QUITS}:
            waits += note.at - (asked[note.who].pop(0) if asked[note.who] else note.at)
        waiting += _WAITING.get(note.what, 0)
        taken += _TAKEN.get(note.what, 0)
        over = place + 1 == len(own) or own[place + 1].at > note.at
        if capacity is not None and over and not _sound(waiting, taken, capacity):
            yield f"{name}: {taken} of {capacity} taken and {waiting} waiting after {note.at}"
    if area != waits or waiting:
        yield f"{name}: the area under the queue is {area}, the waits sum to {waits}"


_WAITING: dict[str, int] = {QueueEvent.ASKS: 1, QueueEvent.GETS: -1, QueueEvent.QUITS: -1}
_TAKEN: dict[str, int] = {QueueEvent.GETS: 1, QueueEvent.GIVES: -1}


def _sound(waiting: int, taken: int, capacity: int) -> bool:
    return 0 <= taken <= capacity and (not waiting or taken == capacity)
