"""The birthday problem of files: does any of so many concurrent tasks share a file with another?"""

from math import comb
from typing import TYPE_CHECKING, Literal, NamedTuple

from remit_sim.compiled.arrays import append_event, insert_sorted
from remit_sim.compiled.compiled_rng import STEP, next_below, next_ranked, stream_state
from remit_sim.compiled.jit import compile_native, rows_as_tuples, to_u64
from remit_sim.compiled.model import CompiledModel, ModelFigure, whole_parameter
from remit_sim.compiled.zipf import CHOICE, cumulative_weights, file_sampler
from remit_sim.engine import RandomStream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from remit_sim.compiled.arrays import Numbers, Table
    from remit_sim.compiled.model import Event, Row

NOBODY = -1


class OverlapParameters(NamedTuple):
    """Each task changes `per_task` different files."""

    tasks: int = 8
    files: int = 500
    per_task: int = 3
    choice: Literal["uniform", "zipf"] = "uniform"
    zipf_exponent: float = 0.8


def _plain(
    values: OverlapParameters, seed: int, replication: int, take: "Callable[[Event], None] | None"
) -> "Row":
    """Whether any two tasks share a file, and how many tasks share one with an earlier one.

    An event is a task, a file of it, and the last task before that has the file.
    """
    stream = _stream(seed).numbered(replication)
    choose = file_sampler(values.choice, values.files, values.zipf_exponent)
    owners, meeting = dict[int, int](), 0
    for task in range(values.tasks):
        files = set[int]()
        while len(files) < values.per_task:
            files.add(choose(stream))
        meeting += not owners.keys().isdisjoint(files)
        if take is not None:
            for file in sorted(files):
                take((task, file, owners.get(file, NOBODY), 0))
        owners.update(dict.fromkeys(files, task))
    return int(meeting > 0), meeting


def _stream(seed: int) -> RandomStream:
    return RandomStream(seed, "overlap", "files")


def _native(values: OverlapParameters, seed: int, first: int, count: int) -> "Sequence[Row]":
    return _many(values, seed, first, count, 0)[0]


def _events(values: OverlapParameters, seed: int, replication: int) -> "Sequence[Event]":
    """The events of one replication, by the compiled twin."""
    return _many(values, seed, replication, 1, values.tasks * values.per_task)[1]


def _many(
    values: OverlapParameters, seed: int, first: int, count: int, told: int
) -> "tuple[Sequence[Row], Sequence[Event]]":
    simulated = compile_native(_simulated)
    import numpy as np

    owners, chosen = np.empty(values.files, np.int64), np.empty(values.per_task, np.int64)
    rows, events = np.empty((count, 2), np.int64), np.empty((told, 4), np.int64)
    weights = np.array(
        cumulative_weights(values.choice, values.files, values.zipf_exponent), np.float64
    )
    key = np.uint64(_stream(seed).key)
    happened = simulated(key, first, values.tasks, weights, owners, chosen, rows, events)
    return rows_as_tuples(rows), rows_as_tuples(events[:happened])


def _simulated(  # noqa: PLR0913, PLR0917 - compiled code takes plain arrays and numbers
    key: int,
    first: int,
    tasks: int,
    weights: "Sequence[float]",
    owners: "Numbers",
    chosen: "Numbers",
    rows: "Table",
    events: "Table",
) -> int:
    """A row for each replication; how many events the last one has."""
    told, stamp = 0, 0
    for file in range(len(owners)):
        owners[file] = NOBODY
    for number in range(len(rows)):
        told, meeting = 0, 0
        state = stream_state(key, first + number)
        for task in range(tasks):
            size = 0
            while size < len(chosen):
                state = to_u64(state + to_u64(STEP))
                file = (
                    next_ranked(state, weights)
                    if len(weights) > 0
                    else next_below(state, len(owners))
                )
                size += insert_sorted(chosen, 0, size, file)
            meets = False
            for at in range(size):
                file = chosen[at]
                earlier = owners[file] - stamp  # what an earlier replication left is below 0
                meets = meets or earlier >= 0
                told = append_event(events, told, (task, file, max(earlier, NOBODY), 0))
                owners[file] = stamp + task
            meeting += meets
        stamp += tasks
        row = rows[number]
        row[0], row[1] = meeting > 0, meeting
    return told


def _figures(_values: OverlapParameters) -> tuple[ModelFigure, ...]:
    return (
        ModelFigure("any_overlap_share", "of the replications in which any two share a file", 0),
        ModelFigure("overlapping_tasks", "that share a file with an earlier one", 1),
    )


def _exact(values: OverlapParameters) -> "Mapping[str, float]":
    """1 - product over the tasks i of C(F - ik, k) / C(F, k), for uniform choice."""
    if values.choice != "uniform":
        return {}
    total, size = values.files, values.per_task
    apart = 1.0
    for task in range(values.tasks):
        apart *= comb(max(0, total - task * size), size) / comb(total, size)
    return {"any_overlap_share": 1 - apart}


def _faults(values: OverlapParameters) -> "Iterator[str]":
    if values.per_task > values.files:
        yield "`per_task` must not be above `files`"


OVERLAP = CompiledModel(
    "overlap",
    "do concurrent tasks share a file? The birthday problem of files",
    (
        whole_parameter("tasks", "how many tasks are concurrent", "8", 1, 10_000),
        whole_parameter("files", "how many files there are", "500"),
        whole_parameter("per_task", "how many files each task changes", "3", 1, 64),
        *CHOICE,
    ),
    OverlapParameters(),
    _figures,
    _plain,
    _native,
    _events,
    _exact,
    _faults,
)
