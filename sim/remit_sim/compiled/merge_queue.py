"""Merge queues where each change passes by itself, in runs of CI: retest, bisect, speculate.

A replication is one batch (or, with speculation, one round) that lands and drops all it looks at.
"""

from typing import TYPE_CHECKING, Literal, NamedTuple

from remit_sim.compiled.arrays import append_event
from remit_sim.compiled.compiled_rng import STEP, next_uniform, stream_state
from remit_sim.compiled.jit import compile_native, rows_as_tuples, to_u64
from remit_sim.compiled.model import (
    CompiledModel,
    ModelFigure,
    no_parameter_faults,
    number_parameter,
    whole_parameter,
)
from remit_sim.engine import RandomStream
from remit_sim.scenarios.fields import Parameter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from remit_sim.compiled.arrays import Numbers, Table
    from remit_sim.compiled.model import Event, Row

    Take = Callable[[Event], None]

_MODES = ("retest", "bisect", "speculate")


class MergeQueueParameters(NamedTuple):
    """`size` is the batch, or the depth of speculation; a change passes with `pass_share`."""

    mode: Literal["retest", "bisect", "speculate"] = "bisect"
    size: int = 8
    pass_share: float = 0.9


def _plain(values: MergeQueueParameters, seed: int, replication: int, take: "Take | None") -> "Row":
    """Runs of CI, changes landed, and changes processed (landed or dropped).

    An event is a run: its first change, how many changes are in it, whether it passes.
    """
    stream = _stream(seed).numbered(replication)
    good = [stream.uniform() < values.pass_share for _ in range(values.size)]
    runs = 0

    def passes(first: int, size: int) -> bool:
        nonlocal runs
        runs += 1
        passed = all(good[first : first + size])
        if take is not None:
            take((first, size, int(passed), 0))
        return passed

    def bisect(first: int, size: int) -> None:
        if not passes(first, size) and size > 1:
            bisect(first, size // 2)
            bisect(first + size // 2, size - size // 2)

    if values.mode == "bisect":
        bisect(0, values.size)
        return runs, sum(good), values.size
    if values.mode == "retest":
        if not passes(0, values.size) and values.size > 1:
            for change in range(values.size):
                passes(change, 1)
        return runs, sum(good), values.size
    for depth in range(values.size):
        passes(0, depth + 1)
    landed = good.index(False) if False in good else values.size
    return runs, landed, min(landed + 1, values.size)


def _stream(seed: int) -> RandomStream:
    return RandomStream(seed, "merge queue", "checks")


def _native(values: MergeQueueParameters, seed: int, first: int, count: int) -> "Sequence[Row]":
    return _many(values, seed, first, count, 0)[0]


def _events(values: MergeQueueParameters, seed: int, replication: int) -> "Sequence[Event]":
    """The events of one replication, by the compiled twin."""
    return _many(values, seed, replication, 1, 2 * values.size)[1]


def _many(
    values: MergeQueueParameters, seed: int, first: int, count: int, told: int
) -> "tuple[Sequence[Row], Sequence[Event]]":
    simulated = compile_native(_simulated)
    import numpy as np

    arrays = tuple(np.empty(values.size + 1, np.int64) for _ in range(3))
    rows, events = np.empty((count, 3), np.int64), np.empty((told, 4), np.int64)
    key, mode = np.uint64(_stream(seed).key), _MODES.index(values.mode)
    happened = simulated(key, first, mode, values.pass_share, arrays, rows, events)
    return rows_as_tuples(rows), rows_as_tuples(events[:happened])


def _simulated(  # noqa: PLR0913, PLR0917 - compiled code takes plain arrays and numbers
    key: int,
    first: int,
    mode: int,
    share: float,
    arrays: "tuple[Numbers, Numbers, Numbers]",
    rows: "Table",
    events: "Table",
) -> int:
    """A row for each replication; how many events the last one has."""
    bad, firsts, sizes = arrays
    size, runs = len(bad) - 1, 0
    for replication in range(len(rows)):
        state = stream_state(key, first + replication)
        bad[0] = 0  # from here on: how many of the changes before each one fail
        landed = size
        for change in range(size):
            state = to_u64(state + to_u64(STEP))
            fails = next_uniform(state) >= share
            if fails and landed == size:
                landed = change
            bad[change + 1] = bad[change] + fails
        if mode == 0:
            runs = _retested(bad, events)
        elif mode == 1:
            runs = _bisected(bad, firsts, sizes, events)
        else:
            runs = _speculated(bad, events)
        row = rows[replication]
        row[0], row[1], row[2] = runs, size - bad[size], size
        if mode > 1:
            row[1], row[2] = landed, min(landed + 1, size)
    return runs


def _run(bad: "Numbers", events: "Table", runs: int, first: int, size: int) -> int:
    return append_event(events, runs, (first, size, bad[first + size] == bad[first], 0))


def _retested(bad: "Numbers", events: "Table") -> int:
    size = len(bad) - 1
    runs = _run(bad, events, 0, 0, size)
    if bad[size] > 0 and size > 1:
        for change in range(size):
            runs = _run(bad, events, runs, change, 1)
    return runs


def _bisected(bad: "Numbers", firsts: "Numbers", sizes: "Numbers", events: "Table") -> int:
    """With a stack of what is left to do, since compiled code had better not call itself."""
    runs, left = 0, 1
    firsts[0], sizes[0] = 0, len(bad) - 1
    while left > 0:
        left -= 1
        first, size = firsts[left], sizes[left]
        runs = _run(bad, events, runs, first, size)
        if bad[first + size] > bad[first] and size > 1:
            half = size // 2
            firsts[left], sizes[left] = first + half, size - half
            firsts[left + 1], sizes[left + 1] = first, half
            left += 2
    return runs


def _speculated(bad: "Numbers", events: "Table") -> int:
    runs = 0
    for depth in range(1, len(bad)):
        runs = _run(bad, events, runs, 0, depth)
    return runs


def _figures(_values: MergeQueueParameters) -> tuple[ModelFigure, ...]:
    return (
        ModelFigure(
            "runs_per_change", "runs of CI by change that landed or was dropped", 0, 1.0, per=2
        ),
        ModelFigure("landed_per_round", "changes that land, by batch or round", 1),
    )


def _exact(values: MergeQueueParameters) -> "Mapping[str, float]":
    share, size = values.pass_share, values.size
    if values.mode == "bisect":
        return {
            "runs_per_change": expected_bisection_runs(size, share) / size,
            "landed_per_round": share * size,
        }
    if values.mode == "retest":
        again = 1 - share**size if size > 1 else 0.0
        return {"runs_per_change": 1 / size + again, "landed_per_round": share * size}
    if share == 1.0:
        return {"runs_per_change": 1.0, "landed_per_round": float(size)}
    processed = (1 - share**size) / (1 - share)
    return {"runs_per_change": size / processed, "landed_per_round": share * processed}


def expected_bisection_runs(size: int, share: float) -> float:
    """The expected runs of CI for one batch: E(n) = 1 + E(n/2) + E(n - n/2) - 2 q^n.

    Where the batch passes, with q^n, the run that each half would take is saved.
    """
    if size == 1:
        return 1.0
    half = size // 2
    return (
        1
        + expected_bisection_runs(half, share)
        + expected_bisection_runs(size - half, share)
        - 2 * share**size
    )


MERGE_QUEUE = CompiledModel(
    "merge-queue",
    "runs of CI for batches retested or halved, and for speculation",
    (
        Parameter("mode", "choice", "what is done with a batch", '"bisect"', choices=_MODES),
        whole_parameter("size", "changes in a batch, or the depth of speculation", "8", 1, 256),
        number_parameter(
            "pass_share", "the chance that a change passes (0.01 to 1)", "0.9", 0.01, 1
        ),
    ),
    MergeQueueParameters(),
    _figures,
    _plain,
    _native,
    _events,
    _exact,
    no_parameter_faults,
)
