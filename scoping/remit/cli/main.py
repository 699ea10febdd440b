"""The verbs, each with the module that knows it; a module is imported when its verb is called."""

import sys

from remit.cli.verb import Verb
from remit.process_exit import guarded
from remit.system.processes import ending_politely

VERBS = {
    "check": Verb("remit.cli.check", "judge the index, a range of commits, or the working tree"),
    "lint": Verb("remit.cli.lint", "find faults, overlaps and gaps in the manifests"),
    "who": Verb("remit.cli.who", "say which tasks may write a path"),
    "explain": Verb("remit.cli.explain", "say which patterns decide about a path"),
    "show": Verb("remit.cli.show", "print the scope of a task as the base has it"),
    "overlap": Verb("remit.cli.overlap", "say whether two sets of patterns share a possible path"),
    "rule": Verb("remit.cli.rule", "list the rules, or explain one"),
    "history": Verb("remit.cli.history", "say who changed what, and what changes together"),
    "owners": Verb("remit.cli.owners", "say who owns paths, and why"),
    "split": Verb("remit.cli.split", "propose scopes for several agents"),
    "plan": Verb("remit.cli.plan", "say which tasks may run side by side, and in what order"),
    "init": Verb("remit.cli.init", "write a policy and a first manifest"),
    "new": Verb("remit.cli.new", "write the manifest of a new task"),
    "install": Verb("remit.cli.install", "install the git hooks"),
    "uninstall": Verb("remit.cli.uninstall", "remove the git hooks and restore what was there"),
    "doctor": Verb("remit.cli.doctor", "prove that the hooks run"),
    "completion": Verb("remit.cli.completion", "print a completion script for a shell"),
}


def main(argv: list[str] | None = None) -> int:
    """The exit code: 0 clean, 1 violations, 2 could not check, 3 a bug here, 130 interrupted."""
    words = sys.argv[1:] if argv is None else argv
    with ending_politely():
        return guarded("remit", lambda: _called(words), words)


def _called(words: list[str]) -> int:
    """The exit code of the verb; a usual `check` of a range goes its own, shorter way."""
    if words[:1] == ["check"]:
        from remit.cli.check_arguments import usual

        call = usual(words[1:])
        if call is not None:
            from remit.cli.check import called

            return called(call)
    from remit.cli.dispatch import run

    return run(VERBS, words)
