"""Between the two events of a shell call: what the working tree held before it, and what it did.

The note of a call is one file in the worktree's git directory; the event after the call uses it up.
"""

import os
import time
from binascii import crc32
from typing import TYPE_CHECKING

from remit.errors import RemitError
from remit.git.repository import Repository
from remit.git.worktree_places import find_git_directory, find_worktree, find_worktrees
from remit.system.atomic_write import replace_file
from remit.system.bounded_read import read_bounded

if TYPE_CHECKING:
    from remit.git.worktree_state import WorktreeState
    from remit_hooks.agent.event import ToolEvent

_CALLS = "remit/calls"
_MOST_BYTES = 1 << 26
_LONGEST = 3600  # seconds after which nobody waits for the end of a call any more


def note_state(event: "ToolEvent", folder: str) -> None:
    """Note what the working tree holds before a call, where it is a task's."""
    for root in find_worktrees(folder):
        with Repository.at(root) as repository:
            if _note_state_of_task(repository, event):
                return


def _note_state_of_task(repository: Repository, event: "ToolEvent") -> bool:
    """Note what a working tree holds; whether it is a task's, of which alone that is noted."""
    from remit.gates.tool_call import find_task
    from remit.git.worktree_state import read_worktree_state

    if repository.bare or repository.up or find_task(repository) is None:
        return False
    state = read_worktree_state(repository).serialize()
    calls = f"{repository.git_dir}/{_CALLS}"
    try:
        os.makedirs(calls, mode=0o700, exist_ok=True)  # noqa: PTH103 - pathlib costs 9 ms here
        _forget_old(calls)
        replace_file(f"{calls}/{_key(event)}", state, 0o600)
    except OSError:
        pass  # nothing can be written there; the commit judges all the same
    return True


def report_effect(event: "ToolEvent", folder: str, *, revert: bool) -> str | None:
    """What the call has changed outside of the scope; None where that is nothing or unknown."""
    for root in find_worktrees(folder):
        with Repository.at(root) as repository:
            before = _taken(repository, event)
            if before is not None:
                return _report_since(repository, event, before, revert=revert)
    return None


def _report_since(
    repository: Repository, event: "ToolEvent", before: "WorktreeState", *, revert: bool
) -> str | None:
    """What has changed outside of the scope of this worktree since `before`."""
    from remit.gates.effect_check import judge_effect, revert_effect

    effect = judge_effect(repository, before)
    _refresh_notes(event, repository.folder, effect.changed)
    if not effect.violations and not effect.committed:
        return None
    from remit.report.tool_call_text import render_effect
    from remit_hooks.agent.call_log import log_effect

    log_effect(repository, effect)
    alone = not _open_calls(f"{repository.git_dir}/{_CALLS}")
    if not revert or not alone or not effect.violations or not effect.enforced:
        return render_effect(effect)
    name = f"{time.strftime('%Y%m%d-%H%M%S')}-{_key(event)}"
    return render_effect(effect, revert_effect(repository, effect, before, name))


def has_open_call(event: "ToolEvent", folder: str) -> bool:
    """Whether a shell call of the same agent has not ended yet: changes may be its own work."""
    root = find_worktree(folder)
    try:
        calls = f"{find_git_directory(root)}/{_CALLS}" if root else ""
    except RemitError:
        return False
    beginning = _agent_key(event)
    return any(name.startswith(beginning) for name in _open_calls(calls))


def _taken(repository: Repository, event: "ToolEvent") -> "WorktreeState | None":
    """The note of a call, which is used up; None where there is none."""
    path = f"{repository.git_dir}/{_CALLS}/{_key(event)}"
    try:
        text = read_bounded(path, _MOST_BYTES)
        os.unlink(path)  # noqa: PTH108 - as above
    except OSError:
        return None
    from remit.git.worktree_state import parse_worktree_state

    return parse_worktree_state(text)


def _refresh_notes(event: "ToolEvent", root: str, changed: frozenset[bytes]) -> None:
    """What a call of the agent's own has changed is no change of somebody else."""
    from remit_hooks.agent.read_notes import open_read_notes

    notes = open_read_notes(event, root)
    if notes is not None and notes.knows():
        notes.refresh(f"{root}/{os.fsdecode(path)}" for path in changed)


def _open_calls(calls: str) -> list[str]:
    """The calls that may still run."""
    try:
        with os.scandir(calls) as entries:
            now = time.time()
            return [each.name for each in entries if now - each.stat().st_mtime < _LONGEST]
    except OSError:
        return []


def _forget_old(calls: str) -> None:
    """Remove the notes of calls whose end nobody has told."""
    recent = set(_open_calls(calls))
    for name in os.listdir(calls):  # noqa: PTH208 - as above
        if name not in recent:
            os.unlink(f"{calls}/{name}")  # noqa: PTH108 - as above


def _key(event: "ToolEvent") -> str:
    """The name of a call: by the agent's id for it, or by what is called."""
    import json

    called = event.call or json.dumps([event.tool, event.arguments], sort_keys=True)
    return f"{_agent_key(event)}{_checksum(called)}"


def _agent_key(event: "ToolEvent") -> str:
    return f"{_checksum(f'{event.session}/{event.agent}')}-"


def _checksum(text: str) -> str:
    raw = text.encode("utf-8", "surrogatepass")
    return f"{crc32(raw):08x}{len(raw) & 0xFFFF:04x}"
