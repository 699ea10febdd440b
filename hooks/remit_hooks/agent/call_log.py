"""What `remit log` tells of tool calls: those that were refused, or would have been."""

from typing import TYPE_CHECKING

from remit.git.repository import Repository
from remit.git.verdict_log import LogItem, append_entry
from remit.git.worktree_places import find_worktree

if TYPE_CHECKING:
    from remit.gates.effect_check import Effect
    from remit.gates.tool_call import WriteDecision


def log_refusal(decision: "WriteDecision", folder: str) -> None:
    """Append a refused call to the log of its repository, which may not be around `folder`."""
    items = [LogItem(each.rule or each.cause, each.path) for each in decision.refusals]
    _append_call(decision, folder, items, enforced=decision.enforced)


def log_switches(decision: "WriteDecision", folder: str) -> None:
    """Append a call that would have switched checks off; no policy lets that pass."""
    _append_call(decision, folder, [LogItem("control", None)], enforced=True)


def _append_call(
    decision: "WriteDecision", folder: str, items: "list[LogItem]", *, enforced: bool
) -> None:
    root = decision.root or find_worktree(folder)
    if root is not None:
        with Repository.at(root) as repository:
            append_entry(repository, "agent", decision.task, items, enforced=enforced)


def log_effect(repository: Repository, effect: "Effect") -> None:
    """Append what a call has done; nothing could refuse it."""
    found = (*effect.violations, *effect.committed)
    items = [LogItem(each.rule, each.change.path if each.change else None) for each in found]
    append_entry(repository, "agent", effect.task, items, enforced=False)
