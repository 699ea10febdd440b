"""GitHub Actions, and what speaks its language: the event that started the workflow.

https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows and
https://docs.github.com/webhooks/webhook-events-and-payloads. The event is a file; nothing of it
goes through a shell.
"""

import json
import os
import re
from typing import TYPE_CHECKING

from remit.errors import CouldNotCheck
from remit.system import bounded_read
from remit_hooks.ci.event_json import EventJson
from remit_hooks.ci.request import (
    HEADS,
    CheckRequest,
    CiRemote,
    first_named_base,
    require_base,
    require_commit_id,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

PULLS = ("pull_request", "pull_request_target")
_MOST = 1 << 26  # bytes; GitHub sends 25 MB at most
EVENTS = (*PULLS, "merge_group", "push")
_QUEUED = re.compile(r"refs/heads/gh-readonly-queue/.+/pr-([0-9]+)-[0-9a-f]+")


def github(arguments: "Sequence[str]") -> int:
    """The exit code of judging what the event of this workflow is about."""
    from remit_hooks.ci.run_check import run_ci_check

    def asked(bases: "Sequence[str]", task: str) -> CheckRequest:
        return parse_github_event(os.environ, bases, _unasked if task else _branch_of)

    return run_ci_check("github", arguments, asked)


def parse_github_event(
    environment: "Mapping[str, str]",
    bases: "Sequence[str]",
    branch_of: "Callable[[Mapping[str, str], int], str | None]",
) -> CheckRequest:
    """What the event asks for; `branch_of` asks the platform for the branch of a pull request.

    Without `bases` the default branch of the repository is the only one. Raises `CouldNotCheck`
    where an event has no change to judge.
    """
    name = _variable(environment, "GITHUB_EVENT_NAME")
    if name not in EVENTS:
        raise CouldNotCheck(
            f"the event {name!r} has no change to judge.",
            f"let the workflow run on {', '.join(EVENTS[:-1])} or {EVENTS[-1]}",
        )
    event = _event(environment)
    known = bases or (event.text("repository", "default_branch"),)
    server, path = (_variable(environment, f"GITHUB_{key}") for key in ("SERVER_URL", "REPOSITORY"))
    remote = CiRemote(f"{server}/{path}", "x-access-token", environment.get("REMIT_TOKEN", ""))
    if name in PULLS:
        return _pull(event, remote, known)
    if name == "merge_group":
        return _queued(event, remote, known, lambda number: branch_of(environment, number))
    return _push(event, remote, known)


def _pull(event: EventJson, remote: CiRemote, bases: "Sequence[str]") -> CheckRequest:
    """A pull request: the base is the tip that its target has now; the event's own may be old."""
    target, number = event.text("pull_request", "base", "ref"), event.number("number")
    require_base(target, bases)
    return CheckRequest(
        remote,
        f"{HEADS}{target}",
        require_commit_id(event.text("pull_request", "head", "sha")),
        f"refs/pull/{number}/head",
        event.text("pull_request", "head", "ref"),
        event.number("pull_request", "commits"),
    )


def _queued(
    event: EventJson,
    remote: CiRemote,
    bases: "Sequence[str]",
    branch_of: "Callable[[int], str | None]",
) -> CheckRequest:
    """An entry of the merge queue: what it adds to the entries before it, as its pull request's."""
    require_base(event.text("merge_group", "base_ref").removeprefix(HEADS), bases)
    place = event.text("merge_group", "head_ref")
    found = _QUEUED.fullmatch(place)
    if not found:
        raise CouldNotCheck(
            "the ref of this merge group does not say which pull request it is for.",
            "name the task in the workflow",
        )
    base, head = (
        require_commit_id(event.text("merge_group", f"{end}_sha")) for end in ("base", "head")
    )
    return CheckRequest(remote, base, head, place, branch_of(int(found[1])))


def _push(event: EventJson, remote: CiRemote, bases: "Sequence[str]") -> CheckRequest:
    """A push: what its branch would do to the base, whatever the push has added to it."""
    ref = event.text("ref")
    head = require_commit_id(event.text("after"))
    branch = ref.removeprefix(HEADS) if ref.startswith(HEADS) else None
    return CheckRequest(remote, f"{HEADS}{first_named_base(bases)}", head, ref, branch)


def _branch_of(environment: "Mapping[str, str]", number: int) -> str:
    from remit_hooks.ci.github_api import pull_request_branch

    return pull_request_branch(environment, number)


def _unasked(_environment: "Mapping[str, str]", _number: int) -> None:
    """No branch: the workflow names the task itself, so the platform need not be asked."""


def _event(environment: "Mapping[str, str]") -> EventJson:
    path = _variable(environment, "GITHUB_EVENT_PATH")
    try:
        return EventJson(json.loads(bounded_read.read_bounded(path, _MOST)), "the event")
    except (OSError, ValueError, RecursionError) as error:
        raise CouldNotCheck(f"the event cannot be read from {path}: {error}.") from None


def _variable(environment: "Mapping[str, str]", name: str) -> str:
    value = environment.get(name, "")
    if not value:
        raise CouldNotCheck(f"{name} is not set.", "this command is for GitHub Actions")
    return value
