"""A branch of no task: what the policy says about it, and about who works on it."""

# See decision 0284.

import os
from typing import TYPE_CHECKING

from remit.errors import RemitError
from remit.paths import escape_text
from remit.verdict import Verdict, Violation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from remit.gates.context import JudgementContext
    from remit.git.repository import Repository
    from remit.verdict import Layer, Outcome

_WARNING = "no task covers "
_BIND = ": say which task it is: remit bind TASK"
_STRICTNESS = {"allow": 0, "warn": 1, "deny": 2}


def judge_without_task(
    layer: "Layer",
    case: "JudgementContext",
    people: "Callable[[], Iterable[str]]",
    here: "Repository | None" = None,
) -> Verdict:
    """The policy's answer for a branch of no task; nothing is judged.

    `people` gives authors and committers as `Name <mail>`; it is called only where the policy
    requires a task of some. `here` is the repository of a branch that can still be renamed.
    """
    notes, violations = case.notes, [*refuse_without_task(case, people)]
    place = f"the branch {escape_text(case.branch)}" if case.branch else "a detached HEAD"
    near, agent = _near_miss(case, here), _agent_at_work(layer, case, people)
    answers = (
        getattr(case.policy.unassigned, layer),
        case.policy.unassigned.near_miss if near else None,
        case.policy.unassigned.coding_agent if agent else None,
    )
    said = f"{agent}{near or _BIND}" if agent and layer == "commit" else f"{agent}{near}"
    if "deny" in answers:
        reason = f"No task covers {place}, and the policy denies that{said}."
        violations.append(Violation(None, "R606", reason))
    elif "warn" in answers:
        notes = (*notes, f"{_WARNING}{place}: nothing was checked{said}")
    outcome: Outcome = "violations" if violations else "unassigned"
    base = case.trusted.base
    return Verdict(layer, outcome, None, case.branch, base, 0, tuple(violations), notes=notes)


def find_warning(verdict: Verdict) -> str | None:
    """The sentence with which `answered` warned about a branch of no task; None where it did not.

    It is the last note: those before it are about the base.
    """
    last = verdict.notes[-1] if verdict.notes else ""
    return last if last.startswith(_WARNING) else None


def _agent_at_work(
    layer: "Layer", case: "JudgementContext", people: "Callable[[], Iterable[str]]"
) -> str:
    """Which coding agent's work this seems to be, as the end of a sentence; empty if nobody's.

    Looked for only where the policy's answer for agents is stricter than the layer's own: at the
    commit where that costs nothing, later among authors and committers too.
    """
    answers = case.policy.unassigned
    if _STRICTNESS[answers.coding_agent] <= _STRICTNESS[getattr(answers, layer)]:
        return ""
    from remit.gates.coding_agents import (
        find_authoring_agent,
        find_naming_agent,
        find_running_agent,
    )

    agent, sign = find_naming_agent(case.branch or ""), "the name of the branch"
    if agent is None and layer in {"commit", "push"}:
        agent, sign = find_running_agent(), "the environment"
    if agent is None:
        known = _committing_identities(people) if layer == "commit" else people()
        agent, sign = find_authoring_agent(known), "author or committer"
    return f"; it seems to be the work of {agent}, by {sign}" if agent else ""


def _committing_identities(people: "Callable[[], Iterable[str]]") -> "Iterable[str]":
    """The author, as git exports it to the hooks of a commit, and a committer that is set.

    Elsewhere git is asked; it knows nobody where it would not commit either.
    """
    named = ((f"GIT_{role}_NAME", f"GIT_{role}_EMAIL") for role in ("AUTHOR", "COMMITTER"))
    exported = [
        f"{os.environ.get(name, '')} <{os.environ[mail]}>"
        for name, mail in named
        if mail in os.environ
    ]
    try:
        return exported or people()
    except RemitError:
        return ()


def _near_miss(case: "JudgementContext", here: "Repository | None") -> str:
    """Which task the branch was probably meant for, as the end of a sentence; empty if for none."""
    branches = case.catalog.contents.branches
    if case.branch in {None, case.trusted.branch} or case.policy.unassigned.near_miss == "allow":
        return ""
    from remit.manifest.nearest_task import find_nearest_task, suggest_branch

    near = find_nearest_task(case.branch or "", branches)
    if near is None:
        return ""
    said = f"; it is nearly a branch of the task {near.task}, {escape_text(near.pattern)}"
    if here is None:
        name = suggest_branch(near.pattern, case.branch or "")
        return f"{said}: git branch -m {name}" if name else said
    from remit.gates.detached import suggest_free_branch

    name = suggest_free_branch(here, near.pattern, (case.branch or "").rpartition("/")[2])
    rename = f", or git branch -m {name}" if name else ""
    return f"{said}: remit bind {near.task}{rename}"


def commit_identities(repository: "Repository") -> "Callable[[], list[str]]":
    """A question: author and committer of a commit made now, as `Name <mail>`."""

    def ask() -> list[str]:
        author = repository.start("var", "GIT_AUTHOR_IDENT")
        committer = repository.start("var", "GIT_COMMITTER_IDENT")
        lines = (running.output().decode("utf-8", "replace") for running in (author, committer))
        return [line.rpartition(">")[0] + ">" for line in lines]

    return ask


def matches_wildcard(pattern: str, text: str) -> bool:
    """Whether `pattern`, with `*` for anything and `?` for one letter, is the whole of `text`.

    Case does not count, as in mail addresses. Takes time in the product of both lengths at most.

    >>> matches_wildcard("*[bot]*<*@bots.example>", "ci[bot] <ci@bots.example>")
    True
    >>> matches_wildcard("a?c", "ac")
    False
    """
    wanted, given = pattern.casefold(), text.casefold()
    place = here = resume = 0
    star = -1
    while here < len(given):
        if wanted[place : place + 1] == "*":
            star, resume = place, here
            place += 1
        elif wanted[place : place + 1] in {"?", given[here]}:
            place += 1
            here += 1
        elif star >= 0:
            resume += 1
            place, here = star + 1, resume
        else:
            return False
    return not wanted[place:].strip("*")


def refuse_without_task(
    case: "JudgementContext", people: "Callable[[], Iterable[str]]"
) -> "Iterator[Violation]":
    """R605 for each of `people` that the policy requires to have a task."""
    required = case.policy.require_task
    if not required:
        return
    for name in dict.fromkeys(people()):
        if any(matches_wildcard(pattern, name) for pattern in required):
            reason = (
                f"{escape_text(name)} must work on a task's branch, by the policy's require_task."
            )
            yield Violation(None, "R605", reason)
