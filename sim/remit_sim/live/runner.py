"""One real run: the ground is prepared, processes begin together, and what they left is read."""

import json
import os
import sys
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from remit.errors import RemitError
from remit.git.managed_repository import managed_environment
from remit.system import clock
from remit.system.processes import ProcessGroup, defer_interrupts
from remit_sim.engine import TraceNote
from remit_sim.live.agent import OVERHEAD
from remit_sim.live.edit_placement import edits_in_content, initial_contents
from remit_sim.live.manifests import script_manifests
from remit_sim.live.merge_queue_worker import QUEUE
from remit_sim.live.run_directory import RunDirectory
from remit_sim.live.run_script import dump_script
from remit_sim.live.store import SharedStore
from remit_sim.live.strategies import find_live_strategy
from remit_sim.live.tasklist import TaskList
from remit_sim.outcome.metrics import RunOutcome, tally_outcome
from remit_sim.world.events import EventKind
from remit_sim.world.tasks import file_path

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

    from remit_sim.live.run_script import RunScript

_GLANCE_SECONDS = 0.02
_READY_SECONDS = 120.0
_HEAD_START_SECONDS = 0.1


class LiveRunError(RemitError):
    """A real run did not come to its end."""


class LiveRun(NamedTuple):
    """What a real run came to.

    `overheads`: by kind, the ticks that git, the store and the machine took beyond the scenario,
    summed over all processes. `there` of `edits` edits of landed tasks are in the files at the end.
    """

    outcome: RunOutcome
    overheads: "Mapping[str, int]"
    edits: int
    there: int
    worktrees: int


def perform_script(script: "RunScript", folder: Path, limit_seconds: float) -> LiveRun:
    """Run it in that folder, which is not there yet; raises `LiveRunError`.

    Every process that it started has ended when this returns or raises, an interruption included.
    """
    ground = RunDirectory(folder)
    _prepare(ground, script)
    with _families(ground, script) as families:
        _begin(ground, families)
        _attend(ground, families, clock.monotonic_now() + limit_seconds)
    return _found(ground, script)


def _prepare(ground: RunDirectory, script: "RunScript") -> None:
    ground.prepare()
    ground.script.write_text(dump_script(script), "utf-8")
    files = initial_contents(script)
    if script.strategy == "scopes":
        files |= script_manifests(script)
    workshop = ground.workshop()
    workshop.begin(files)
    if find_live_strategy(script.strategy).in_one_directory:
        workshop.check_out()
    SharedStore.begin(ground.database, len(script.tasks))


@contextmanager
def _families(ground: RunDirectory, script: "RunScript") -> "Generator[dict[int, ProcessGroup]]":
    numbers = [
        *([QUEUE] if find_live_strategy(script.strategy).queued else []),
        *range(1, script.agents + 1),
    ]
    known = os.pathsep.join(filter(None, sys.path))
    told = {**managed_environment(ground.folder / "home"), "PYTHONPATH": known}
    call = (sys.executable, "-P", "-m", "remit_sim.live.worker_main", str(ground.folder))
    families = dict[int, ProcessGroup]()
    try:
        for number in numbers:
            said = ground.said(f"process-{number}")
            families[number] = ProcessGroup((*call, str(number)), told, ground.folder, said)
        yield families
    finally:
        with defer_interrupts():
            for family in families.values():
                family.kill()


def _begin(ground: RunDirectory, families: "Mapping[int, ProcessGroup]") -> None:
    """Wait until everybody has started, then name the moment at which all begin."""
    late = clock.monotonic_now() + _READY_SECONDS
    while not all(ground.ready(number).exists() for number in families):
        _glance(ground, families, late)
    begun = ground.folder / "begins"
    begun.write_text(repr(clock.monotonic_now() + _HEAD_START_SECONDS), "utf-8")
    begun.rename(ground.begun)


def _attend(ground: RunDirectory, families: "Mapping[int, ProcessGroup]", late: float) -> None:
    while any(family.ended() is None for family in families.values()):
        _glance(ground, families, late)
    _glance(ground, families, late)


def _glance(ground: RunDirectory, families: "Mapping[int, ProcessGroup]", late: float) -> None:
    """Look whether anybody failed, or all take too long, and let a moment pass."""
    for number, family in families.items():
        if code := family.ended():
            words = ground.said(f"process-{number}").read_text("utf-8", "replace").split("\n")
            last = next((line for line in reversed(words) if line.strip()), "it said nothing")
            raise LiveRunError(
                f"process {number} of the real run ended with code {code}: {last}",
                "keep the run with --keep DIR and read its notes",
            )
    if clock.monotonic_now() > late:
        raise LiveRunError(
            "the real run took longer than its time limit and was ended.",
            "allow more --limit-seconds, or let more --minutes-per-second pass",
        )
    clock.sleep_until(clock.monotonic_now() + _GLANCE_SECONDS)


def _found(ground: RunDirectory, script: "RunScript") -> LiveRun:
    notes = sorted(_notes(ground), key=lambda note: note.at)
    end = max((note.at for note in notes if note.what == EventKind.LANDS), default=0)
    if not find_live_strategy(script.strategy).in_one_directory:
        _tidy(ground, script)
    files = {file_path(file) for task in script.tasks for file in task.files}
    kept = {name: edits_in_content((ground.repository / name).read_text("utf-8")) for name in files}
    lost = [
        (task, file)
        for task in script.tasks
        for file in task.files
        if task.number not in kept[file_path(file)]
    ]
    notes += (
        TraceNote(end, "", EventKind.OVERWRITTEN, str(task.number), file) for task, file in lost
    )
    notes += (
        TraceNote(end, "", EventKind.WASTES, str(task.number), task.ticks // len(task.files))
        for task, _ in lost
    )
    notes.append(TraceNote(end, "", EventKind.ENDS))
    overheads = Counter[str]()
    for note in notes:
        if note.what == OVERHEAD:
            overheads[note.about] += note.amount
    edits = sum(len(task.files) for task in script.tasks)
    worktrees = ground.workshop().worktrees()
    outcome = tally_outcome(notes, script.agents)
    unfinished = TaskList(SharedStore(ground.database)).unfinished()
    if unfinished:
        raise LiveRunError(f"{unfinished} tasks of the real run have not landed.")
    return LiveRun(outcome, overheads, edits, edits - len(lost), worktrees)


def _tidy(ground: RunDirectory, script: "RunScript") -> None:
    """Take the agents' worktrees away, and write what has landed into the directory itself."""
    workshop = ground.workshop()
    for number in range(1, script.agents + 1):
        workshop.close(ground.workspace(number))
    workshop.check_out()


def _notes(ground: RunDirectory) -> "Iterator[TraceNote]":
    for file in sorted((ground.folder / "notes").glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            yield TraceNote(*json.loads(line))
