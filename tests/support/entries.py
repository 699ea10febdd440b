"""The same work judged through each entry, in this process, as one answer to compare."""

import os
from typing import TYPE_CHECKING

from repo import rules

from remit.errors import RemitError
from remit.gates.commit import judge_commit
from remit.gates.push import UpdateVerdict, judge_push, judge_receive
from remit.gates.range import judge_range
from remit.gates.ref_updates import HEADS, RefUpdate
from remit.gates.worktree import judge_worktree
from remit.git.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from repo import Repo

    from remit.verdict import Verdict

    Said = tuple[str, list[tuple[bytes, str]]]

TASK = "agent/login"


def staged(repo: "Repo") -> "Said":
    """The index."""
    return _said(repo.root, judge_commit)


def worktree(repo: "Repo") -> "Said":
    """The working tree."""
    return _said(repo.root, judge_worktree)


def effect(repo: "Repo") -> "Said":
    """The branch as a pull request."""
    return _said(repo.root, lambda each: judge_range(each, "main", TASK))


def every_commit(repo: "Repo") -> "Said":
    """The branch as a pull request, commit by commit as well."""
    return _said(repo.root, lambda each: judge_range(each, "main", TASK, every_commit=True))


def push(repo: "Repo") -> "Said":
    """The branch, before it is sent."""
    update = RefUpdate(f"{HEADS}{TASK}", None, repo.oid(f"{HEADS}{TASK}"), f"{HEADS}{TASK}")
    return _said(repo.root, lambda each: _only(judge_push(each, "origin", [update])))


def receive(server: "Repo") -> "Said":
    """The branch, as a server is asked to take it that has its objects."""
    update = RefUpdate(f"{HEADS}{TASK}", None, server.oid("refs/sent"))
    return _said(server.root, lambda each: _only(judge_receive(each, [update], ())))


def _only(answers: tuple[UpdateVerdict, ...]) -> "Verdict":
    (answer,) = answers
    if answer.error:
        raise answer.error
    assert answer.verdict
    return answer.verdict


def _said(root: "Path", judge: "Callable[[Repository], Verdict]") -> "Said":
    """What is judged in a folder; the outcome, and its violations or the reason for none."""
    before = os.getcwd()  # noqa: PTH109
    os.chdir(root)
    try:
        verdict = judge(Repository.discover())
    except RemitError as error:
        return "could not check", [(b"", error.sentence)]
    finally:
        os.chdir(before)
    return verdict.outcome, rules(verdict)
