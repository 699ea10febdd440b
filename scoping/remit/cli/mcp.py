"""`remit mcp`: what an agent asks of remit, over the Model Context Protocol on stdio.

The server speaks for the worktree that it was started in, and answers what the verbs answer. It can
ask for access and claim paths; it can grant nothing.
"""

import json
import os
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from remit.cli.context import open_context, path_from_root, require_task, worktree_root
from remit.cli.request import asked_fields, request_access
from remit.errors import RemitError, UsageError
from remit.gates.access_requests import list_access_requests
from remit.gates.planned_writes import PlannedWrite
from remit.gates.tool_call import judge_writes
from remit.install_command import install_command
from remit.judge.permission import find_permission, may_write_below
from remit.manifest.scope import FOLDER, SUFFIX
from remit.paths import quote_path
from remit.report.access_requests import request_fields
from remit.report.brief import make_brief, render_brief
from remit.report.verdict_json import path_json_fields

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from mcp.server.mcpserver import MCPServer

    from remit.cli.context import CliContext

Answer = dict[str, Any]
_Words = ParamSpec("_Words")
_Said = TypeVar("_Said")

DESCRIPTION = (
    "Serve the agent of this worktree over the Model Context Protocol, on standard input and "
    "output. Tools: my_scope, may_write, claim, request, who, check, tasks. Needs the extra `mcp`. "
    "An agent starts it itself: its configuration names the command `remit mcp`."
)
INSTRUCTIONS = (
    "remit says which files this task may change. Call my_scope first. Before you edit a file you "
    "are not sure of, call may_write. If you need one that you may not write, call request and go "
    "on with other work; a person answers. Call check before you commit."
)


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """There are none: the worktree is where it is started, or `remit -C DIR mcp`."""
    del parser


def run(arguments: "argparse.Namespace") -> int:
    """0 when the agent has closed the connection; 2 without the extra."""
    del arguments
    make_server().run("stdio")
    return 0


def make_server() -> "MCPServer[Any]":
    """The server, with its tools and resources; raises `UsageError` without the extra `mcp`."""
    try:
        from mcp.server.mcpserver import MCPServer
    except ImportError:
        raise UsageError(
            "the Model Context Protocol needs the extra `mcp`, which is not installed.",
            install_command("mcp"),
        ) from None
    server: MCPServer[Any] = MCPServer("remit", instructions=INSTRUCTIONS, log_level="ERROR")
    for tool in _tools():
        server.tool()(_explained(tool))
    server.resource("remit://brief", mime_type="text/markdown")(_explained(brief_of_worktree))
    server.resource("remit://brief/{task}", mime_type="text/markdown")(_explained(brief_of_task))
    server.resource("remit://manifest/{task}", mime_type="application/toml")(_explained(manifest))
    return server


def _tools() -> "tuple[Callable[..., Answer], ...]":
    return my_scope, may_write, claim, request, who, check, tasks


def _explained(answer: "Callable[_Words, _Said]") -> "Callable[_Words, _Said]":
    """The tool or resource, with an expected failure as an error of the protocol that says all."""
    from mcp.server.mcpserver.exceptions import ResourceError, ToolError

    expected = ToolError if answer in _tools() else ResourceError

    @wraps(answer)
    def call(*words: _Words.args, **named: _Words.kwargs) -> _Said:
        try:
            return answer(*words, **named)
        except RemitError as error:
            hint = f"\nhint: {error.hint}" if error.hint else ""
            raise expected(f"{error}{hint}") from None

    return call


# The tools. Their docstrings are what the agent reads.


def my_scope() -> Answer:
    """What this task may change, what it must deliver, and what became of its requests."""
    here = open_context()
    task = require_task(here)
    asked = list_access_requests(here.repository.common_dir, task)
    return {
        "task": task,
        "brief": render_brief(make_brief(here.catalog, task)),
        "files": here.catalog.scope(task).files._asdict(),
        "requests": [request_fields(each) for each in asked],
    }


def may_write(paths: list[str]) -> Answer:
    """Whether this task may write each of these files; relative paths start at the worktree.

    A file that is refused comes with the reason and with the tasks that it belongs to.
    """
    here = open_context()
    task = require_task(here)
    answers: list[Answer] = []
    for path in paths:
        refusals = judge_writes(_root(here), [PlannedWrite(path)]).refusals
        why = [
            {"rule": each.rule, "reason": each.reason, "tasks": each.owners} for each in refusals
        ]
        answers.append({"path": path, "allowed": not refusals, "refusals": why})
    return {"task": task, "paths": answers, "ask_with": "request" if _any_refused(answers) else ""}


def claim(paths: list[str]) -> Answer:
    """Claim files of the area that several tasks share: all of them, or none.

    The first task that claims a file holds it until its work has landed or it is released.
    """
    from remit.gates.claims import refusal_reason, take_claims
    from remit.gates.context import load_judgement_context
    from remit.system.clock import seconds_since_1970

    here = open_context()
    repository = here.repository
    wanted = _paths(here, paths)
    with repository:
        case = load_judgement_context(
            repository, here.catalog, here.trusted, None, repository.branch
        )
    scope = here.catalog.scope(require_task(here))
    outside = [
        path for path in wanted if find_permission(path, scope, case.policy).answer != "claim"
    ]
    if outside:
        raise UsageError(
            f"{quote_path(outside[0])} is not in the area that {scope.id} may claim.",
            "may_write says whether the task may write it anyway; request asks a person for it",
        )
    refused = take_claims(repository, case, wanted, seconds_since_1970())
    return {
        "task": scope.id,
        "claimed": [] if refused else [path_json_fields(path) for path in wanted],
        "refused": [
            {**path_json_fields(each.path), "reason": refusal_reason(each)} for each in refused
        ],
    }


def request(paths: list[str], why: str) -> Answer:
    """Ask a person for access to files that this task may not write. Ask once, then go on.

    The answer shows in my_scope. A directory stands for all below it.
    """
    here = open_context()
    return asked_fields(request_access(here, require_task(here), _paths(here, paths), why))


def who(paths: list[str]) -> Answer:
    """Which tasks may write each of these files, or something below a directory."""
    here = open_context()
    scopes, policy = tuple(here.catalog.scopes()), here.catalog.policy
    answers: list[Answer] = []
    for path in _paths(here, paths):
        owners = [each.id for each in scopes if find_permission(path, each, policy).allows]
        below = [
            each.id
            for each in scopes
            if each.id not in owners and may_write_below(path, each, policy)
        ]
        answers.append({**path_json_fields(path), "tasks": owners, "below": below})
    return {"paths": answers}


def check(staged: bool = False) -> Answer:  # noqa: FBT001, FBT002 - what the agent sends
    """The verdict about everything that differs from HEAD here; with `staged`, about the index."""
    from remit.gates.commit import judge_commit
    from remit.gates.worktree import judge_worktree
    from remit.git.repository import Repository
    from remit.report import verdict_json, verdict_text
    from remit.report.load_context import load_report_context

    repository = Repository.discover()
    verdict = judge_commit(repository) if staged else judge_worktree(repository)
    how = "staged" if staged else "worktree"
    context = load_report_context(
        repository, verdict, "staged" if staged else "worktree", again=f"remit check --{how}"
    )
    fields: Answer = json.loads(verdict_json.render(verdict, context))
    return {"text": verdict_text.render(verdict, context), **fields}


def tasks() -> Answer:
    """All tasks of the repository: state, title, owner, branches, worktrees, what they wait for."""
    from remit.cli.tasks import task_fields
    from remit.gates.task_states import list_task_states
    from remit.git.repository import Repository

    states = list_task_states(Repository.discover())
    return {"tasks": [task_fields(each) for each in states]}


def brief_of_worktree() -> str:
    """The brief of this worktree's task."""
    here = open_context()
    return render_brief(make_brief(here.catalog, require_task(here)))


def brief_of_task(task: str) -> str:
    """The brief of a task."""
    return render_brief(make_brief(open_context().catalog, task))


def manifest(task: str) -> str:
    """The manifest of a task as it stands on the base."""
    here = open_context()
    scope = here.catalog.scope(task)
    with here.repository:
        commit = here.trusted.base.commit
        text = here.repository.run("show", f"{commit}:{FOLDER}{scope.id}{SUFFIX}")
    return text.decode()


def _paths(here: "CliContext", paths: list[str]) -> list[bytes]:
    if not paths:
        raise UsageError("no path was named.", "name the files, from the root of the worktree")
    return [path_from_root(here.repository, os.path.join(_root(here), path)) for path in paths]  # noqa: PTH118 - `..` stays


def _root(here: "CliContext") -> str:
    """Where relative paths start: at the root of the worktree, wherever the server was started."""
    return "" if here.repository.bare else str(worktree_root(here.repository))


def _any_refused(answers: list[Answer]) -> bool:
    return not all(each["allowed"] for each in answers)
