"""What remit says about one tool call, before and after it; None is no opinion.

Agents' protocols are not known here. A worktree of no task is left alone.
"""

import os
from typing import TYPE_CHECKING

from remit.gates.planned_writes import PlannedWrite, find_landing
from remit.gates.tool_call import judge_writes
from remit.git.worktree_places import find_git_directory, find_worktree, find_worktrees
from remit.namedtuples import NamedTuple
from remit_hooks.agent.tools import ShellCall, ToolCall, read_tool_call

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.gates.tool_call import WriteDecision
    from remit_hooks.agent.event import ToolEvent


class Objection(NamedTuple):
    """Why a call must not be made, or, where it is not `enforced`, what it is warned of."""

    text: str
    enforced: bool = True


def judge_before(event: "ToolEvent", folder: str) -> Objection | None:
    """Why the call must not be made; raises a `RemitError` where that could not be checked."""
    call = read_tool_call(event)
    if call.reads:
        _note_read(event, folder, call.reads)
    if call.shell is not None or call.opaque:
        return _judge_shell(event, folder, call)
    return _judge_files(event, folder, call.writes) if call.writes else None


def judge_after(event: "ToolEvent", folder: str, *, revert: bool) -> str | None:
    """What the call has done outside of the scope."""
    call = read_tool_call(event)
    if call.shell is not None or call.opaque:
        from remit_hooks.agent.call_effect import report_effect

        return report_effect(event, folder, revert=revert)
    if call.writes:
        _note_written(event, folder, call.writes)
    return None


def _judge_files(
    event: "ToolEvent", folder: str, writes: "Sequence[PlannedWrite]"
) -> Objection | None:
    decision = judge_writes(folder, writes, claiming=True)
    if decision.refusals:
        return _say_refusal(decision, folder)
    if decision.task is None or not event.session or not _has_notes(folder):
        return None
    change = _lost_update(event, folder, writes)
    return Objection(change) if change else None


def _say_refusal(decision: "WriteDecision", folder: str) -> Objection:
    """The words of a refusal, which goes into the log."""
    from remit.report.tool_call_text import render_write_refusal
    from remit_hooks.agent.call_log import log_refusal

    log_refusal(decision, folder)
    root, place = os.fsencode(decision.root), os.path.realpath(folder)
    if decision.root not in find_worktrees(folder):
        text = render_write_refusal(decision, elsewhere=root)
    else:
        text = render_write_refusal(decision, b"" if place == decision.root else root + b"/")
    return Objection(text, enforced=decision.enforced)


def _judge_shell(event: "ToolEvent", folder: str, call: ToolCall) -> Objection | None:
    from remit_hooks.agent.call_effect import note_state

    objection = None
    if call.shell is not None:
        where = os.path.join(folder, call.shell.folder)  # noqa: PTH118 - pathlib costs 9 ms here
        objection = _object_to_shell(where, call.shell)
        if objection is not None and objection.enforced:
            return objection
    note_state(event, folder)
    return objection


def _object_to_shell(folder: str, call: ShellCall) -> Objection | None:
    """Why a shell command must not run, as far as its text tells."""
    from remit_hooks.agent.shell_writes import ShellWrites

    found = ShellWrites(folder, os.path.expanduser("~"))  # noqa: PTH111 - as above
    if isinstance(call.command, str):
        found.read(call.command)
    else:
        found.call(call.command)
    if not found.writes and not found.switches:
        return None
    decision = judge_writes(folder, found.writes, claiming=not found.switches)
    if found.switches and decision.task is not None:
        from remit.report.tool_call_text import render_switch_refusal
        from remit_hooks.agent.call_log import log_switches

        log_switches(decision, folder)
        return Objection(render_switch_refusal(decision.task, found.switches))
    return _say_refusal(decision, folder) if decision.refusals else None


# What an agent knows of files.


def _note_read(event: "ToolEvent", folder: str, path: str) -> None:
    from remit_hooks.agent.read_notes import open_read_notes

    place = find_landing(folder, PlannedWrite(path))
    notes = open_read_notes(event, place)
    if notes is not None:
        notes.note(place)


def _has_notes(folder: str) -> bool:
    """Whether any agent has notes there; asked first, since mostly none has."""
    root = find_worktree(folder)
    return root is not None and os.path.isdir(f"{find_git_directory(root)}/remit/reads")  # noqa: PTH112 - as above


def _lost_update(event: "ToolEvent", folder: str, writes: "Sequence[PlannedWrite]") -> str | None:
    """Why an edit would overwrite what somebody else has written since the agent saw the file."""
    from remit_hooks.agent.read_notes import open_read_notes

    notes = open_read_notes(event, folder)
    if notes is None or not notes.knows():
        return None
    from remit_hooks.agent.call_effect import has_open_call

    places = [find_landing(folder, write) for write in writes]
    for place in places:
        change = None if has_open_call(event, folder) else notes.foreign_change(place)
        if change:
            from remit.paths import quote_path

            root = find_worktree(folder) or ""
            shown = quote_path(os.fsencode(place.removeprefix(f"{root}/")))
            return (
                f"remit refused: somebody else has changed {shown} since you saw it. What is new:\n"
                f"{change}\nKeep these changes, and make yours again."
            )
    notes.forget(places)  # what they hold from now on is noted after the call
    return None


def _note_written(event: "ToolEvent", folder: str, writes: "Sequence[PlannedWrite]") -> None:
    from remit_hooks.agent.read_notes import open_read_notes

    notes = open_read_notes(event, folder)
    if notes is not None:
        for place in (find_landing(folder, write) for write in writes):
            notes.note(place)
