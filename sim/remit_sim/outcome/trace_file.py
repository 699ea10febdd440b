"""A trace as a file: one line of JSON for the run, one for each note."""

import json
from typing import TYPE_CHECKING, NamedTuple

from remit.errors import UsageError
from remit.text_safety import escape_unsafe
from remit_sim.engine import TraceNote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

VERSION = 1
_MOST = 100_000  # agents of one run


class TraceHeader(NamedTuple):
    """Which run it was."""

    scenario: str
    strategy: str
    agents: int
    seed: int
    replication: int


def format_trace(header: TraceHeader, notes: "Iterable[TraceNote]") -> "Iterator[str]":
    """The lines of the file, the same bytes for the same run."""
    yield json.dumps({"version": VERSION, **header._asdict()}) + "\n"
    for note in notes:
        yield json.dumps(note) + "\n"


def parse_trace(lines: "Iterable[str]", where: str) -> tuple[TraceHeader, list[TraceNote]]:
    """The run and its notes; raises `UsageError` for anything else."""
    said = iter(lines)
    try:
        header = json.loads(next(said, ""))
        if header.pop("version") != VERSION:
            raise UsageError(f"{where}: a trace of another version.", "write it again")
        return _header(**header), [_note(json.loads(line)) for line in said]
    except (ValueError, TypeError, KeyError, AttributeError):
        hint = "`remit-sim run SCENARIO --trace FILE` writes one"
        raise UsageError(f"{where} is no trace of a run.", hint) from None


def _header(*, scenario: str, strategy: str, **numbers: int) -> TraceHeader:
    counts = TraceHeader(escape_unsafe(scenario), escape_unsafe(strategy), **numbers)
    if not all(type(count) is int for count in counts[2:]) or not 1 <= counts.agents <= _MOST:
        raise ValueError("no run")
    return counts


def _note(fields: object) -> TraceNote:
    match fields:
        case [int(at), str(who), str(what), str(about), int(amount)]:
            return TraceNote(at, who, what, about, amount)
        case _:
            raise ValueError("no note")
