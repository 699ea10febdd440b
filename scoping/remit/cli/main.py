"""The verbs, each with the module that knows it; a module is imported when its verb is called."""

import sys
from typing import TYPE_CHECKING

from remit.cli.verb import Command, Verb
from remit.process_exit import run_with_exit_codes
from remit.system.processes import sigterm_as_interrupt

if TYPE_CHECKING:
    from remit.errors import RemitError

JUDGE = "Judge changes by the manifests"
WORK = "Work with agents"
PLAN = "Split and plan work"
SET_UP = "Set up a repository"


def _error_as_json(error: "RemitError") -> str:
    from remit.report.verdict_json import render_error

    return render_error(error)


VERBS = {
    "check": Verb(
        "remit.cli.check", "judge the index, a range of commits, or the working tree", JUDGE
    ),
    "lint": Verb("remit.cli.lint", "find faults, overlaps and gaps in the manifests", JUDGE),
    "who": Verb("remit.cli.who", "say which tasks may write a path", JUDGE),
    "explain": Verb("remit.cli.explain", "say which patterns decide about a path", JUDGE),
    "show": Verb("remit.cli.show", "print the scope of a task as the base has it", JUDGE),
    "brief": Verb("remit.cli.brief", "print the scope of a task for an agent's prompt", WORK),
    "request": Verb("remit.cli.request", "ask for access to more paths", WORK),
    "requests": Verb("remit.cli.requests", "list requests for access, or wait for an answer", WORK),
    "grant": Verb("remit.cli.grant", "grant a request: widen the scope on the base", WORK),
    "refuse": Verb("remit.cli.refuse", "refuse a request, and say why", WORK),
    "mcp": Verb("remit.cli.mcp", "serve an agent over the Model Context Protocol", WORK),
    "overlap": Verb(
        "remit.cli.overlap", "say whether two sets of patterns share a possible path", JUDGE
    ),
    "rule": Verb("remit.cli.rule", "list the rules, or explain one", JUDGE),
    "history": Verb("remit.cli.history", "say who changed what, and what changes together", PLAN),
    "owners": Verb("remit.cli.owners", "say who owns paths, and why", PLAN),
    "split": Verb("remit.cli.split", "propose scopes for several agents", PLAN),
    "plan": Verb("remit.cli.plan", "say which tasks may run side by side, and in what order", PLAN),
    "init": Verb("remit.cli.init", "write a policy and a first manifest", SET_UP),
    "new": Verb("remit.cli.new", "write the manifest of a new task", SET_UP),
    "tasks": Verb("remit.cli.tasks", "list the tasks, and what stands with each", WORK),
    "close": Verb("remit.cli.close", "end a task: its manifest leaves the base", WORK),
    "log": Verb("remit.cli.log", "list what was refused here, or would have been", WORK),
    "bind": Verb("remit.cli.bind", "say which task this worktree is for", WORK),
    "unbind": Verb("remit.cli.unbind", "take a worktree from its task", WORK),
    "import": Verb("remit.cli.import_tasks", "write manifests from another tool's files", SET_UP),
    "install": Verb("remit.cli.install", "install the git hooks", SET_UP),
    "uninstall": Verb(
        "remit.cli.uninstall", "remove the git hooks and restore what was there", SET_UP
    ),
    "doctor": Verb("remit.cli.doctor", "prove that the hooks run", SET_UP),
    "agents": Verb("remit.cli.agents", "let coding agents ask remit before each tool call", SET_UP),
    "completion": Verb("remit.cli.completion", "print a completion script for a shell", SET_UP),
}
COMMAND = Command(
    "remit",
    "Many agents, one repository: each change is judged against its task's scope.",
    VERBS,
    "0 clean, 1 violations, 2 could not check, 3 a bug in remit, 130 interrupted",
    _error_as_json,
    scripts={"sim": "remit_sim.cli.main"},
)
COMPLETE = "__complete"
"""What completion scripts call; no verb for people."""


def main(argv: list[str] | None = None) -> int:
    """The exit code: 0 clean, 1 violations, 2 could not check, 3 a bug here, 130 interrupted."""
    words = sys.argv[1:] if argv is None else argv
    with sigterm_as_interrupt():
        return run_with_exit_codes("remit", lambda: _called(words), words)


def _called(words: list[str]) -> int:
    """The exit code of the verb; a usual `check` of a range goes its own, shorter way."""
    if words[:1] == ["check"]:
        from remit.cli.check_arguments import parse_common_arguments

        call = parse_common_arguments(words[1:])
        if call is not None:
            from remit.cli.check import run_check

            return run_check(call)
    if words[:1] == [COMPLETE]:
        from remit.cli.candidates import complete

        return complete(COMMAND, words[1:])
    from remit.cli.dispatch import run

    return run(COMMAND, words)
