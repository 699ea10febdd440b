"""The words for a refused tool call, short and for a model to read: what, why, and what it may do.

The same words serve every agent's hook and the MCP server; their protocols are not known here.
"""

from typing import TYPE_CHECKING

from remit.paths import quote_path
from remit.report.git_commands import shell_word
from remit.report.remedies import nearest_patterns
from remit.text_safety import count_noun

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from remit.gates.effect_check import Effect, Reversal
    from remit.gates.tool_call import WriteDecision, WriteRefusal
    from remit.manifest.scope import Scope
    from remit.verdict import Violation

_MOST = 5
_NOT_ASKED = frozenset(["R105", "R107", "R110", "R701"])


def render_write_refusal(
    decision: "WriteDecision", root: bytes = b"", elsewhere: bytes = b""
) -> str:
    """Why a call was refused, what may be written near there, and how to ask for more.

    `root` is put before the paths of the command to paste, where it will not run at the root;
    `elsewhere` is the worktree that the command has to name, where it will run in another one.
    """
    shown = decision.refusals[:_MOST]
    verb = "refused" if decision.enforced else "warns (the policy does not refuse it yet)"
    lines = [_headline(verb, decision.task, refusal) for refusal in shown]
    more = len(decision.refusals) - len(shown)
    lines += [f"and {count_noun(more, 'more path')}"] if more else []
    scoped = [each.path for each in shown if each.cause == "scope" and each.rule not in _NOT_ASKED]
    remit = f"remit -C {shell_word(quote_path(elsewhere))}" if elsewhere else "remit"
    lines += _ways_on(decision.scope, scoped, root, remit)
    if any(each.rule == "R701" for each in shown):
        lines.append(
            "Work elsewhere until it is free (remit claims shows what is held), or ask a person."
        )
    if not scoped and all(each.cause in {"control", "elsewhere"} for each in shown):
        lines.append("Leave it as it is; if the task needs it, ask a person.")
    return "\n".join(lines)


def render_switch_refusal(task: str, sentences: "Sequence[str]") -> str:
    """Why a command was refused that would switch checks off."""
    listed = "; ".join(dict.fromkeys(sentences))
    return (
        f"remit refused this command of task {task}: {listed}.\n"
        "Run it without that; if a check is wrong, ask a person."
    )


def render_effect(effect: "Effect", reversal: "Reversal | None" = None) -> str:
    """What a shell call has changed outside of the scope, and what became of it."""
    found = (*effect.violations, *effect.committed)
    count = count_noun(len(found), "path")
    lines = [f"remit: this command has changed {count} outside of the scope of task {effect.task}."]
    lines += [f"- {_violation(each)}" for each in found[:_MOST]]
    lines += [f"- and {len(found) - _MOST} more"] if len(found) > _MOST else []
    if effect.committed:
        lines.append("It has committed such changes: they will be refused at the push.")
    if reversal is not None:
        lines += _reversal(reversal)
    elif effect.violations:
        lines.append("Take these changes back: the commit would be refused.")
    return "\n".join(lines)


def _reversal(reversal: "Reversal") -> "Iterator[str]":
    if reversal.reverted:
        paths = ", ".join(map(quote_path, reversal.reverted[:_MOST]))
        more = len(reversal.reverted) - _MOST
        said = f"{paths} and {more} more" if more > 0 else paths
        yield f"Taken back: {said}. What stood there is kept in {quote_path(reversal.rescue)}"
    for path, why in reversal.left[:_MOST]:
        yield f"Not taken back: {quote_path(path)}, since {why}."


def _headline(verb: str, task: str | None, refusal: "WriteRefusal") -> str:
    rule = f" ({refusal.rule})" if refusal.rule else ""
    whose = f"task {task} may not write" if task else "nothing may be written to"
    return f"remit {verb}: {whose} {quote_path(refusal.path)}{rule}. {refusal.reason}"


def _ways_on(
    scope: "Scope | None", paths: "Sequence[bytes]", root: bytes, remit: str
) -> "Iterator[str]":
    if scope is None or not paths:
        return
    yield f"Near there it may: {nearest_patterns(paths[0], scope.files)}."
    asked = " ".join(shell_word(quote_path(root + path)) for path in paths)
    yield f'Work within that, or ask for more: {remit} request {asked} --why "REASON"'


def _violation(violation: "Violation") -> str:
    path = quote_path(violation.change.path) if violation.change else "the whole change"
    return f"{path} ({violation.rule}): {violation.reason}"
