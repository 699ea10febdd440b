"""The verbs, each with the module that knows it; a module is imported when its verb is called."""

import argparse
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from remit.cli.output import answer
from remit.cli.verb import Verb
from remit.errors import RemitError, UsageError
from remit.process_exit import guarded
from remit.system.processes import ending_politely
from remit.text_safety import nearest, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

VERBS = {
    "run": Verb("remit_sim.cli.run", "one strategy: every figure"),
    "compare": Verb("remit_sim.cli.compare", "several strategies in pairs, ranked"),
    "report": Verb("remit_sim.cli.report", "a page: charts, the regime map, sensitivities"),
    "sweep": Verb("remit_sim.cli.sweep", "strategies at many values of the parameters"),
    "replay": Verb("remit_sim.cli.replay", "real merges on a history: how often changes collide"),
    "advise": Verb("remit_sim.cli.advise", "which strategy, how many agents: ten lines"),
    "live": Verb("remit_sim.cli.live", "a scenario for real: processes, worktrees, merges"),
    "fit": Verb("remit_sim.cli.fit", "what a history says about its tasks, as a scenario"),
    "backtest": Verb("remit_sim.cli.backtest", "does the older history predict the newer one?"),
    "formulas": Verb("remit_sim.cli.formulas", "simple models a million times, and closed forms"),
    "check": Verb("remit_sim.cli.check", "read a trace again: its laws, and what it comes to"),
    "list": Verb("remit_sim.cli.listing", "the scenarios and the strategies that ship"),
}


class Spoken(Protocol):
    """What a verb's module offers."""

    DESCRIPTION: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the verb's arguments."""
        ...

    def run(self, arguments: argparse.Namespace) -> int:
        """Do it, and answer the exit code."""
        ...


def main(argv: "Sequence[str] | None" = None) -> int:
    """The exit code: 0 answered, 2 cannot, 3 a bug here, 130 interrupted or told to end."""
    words = sys.argv[1:] if argv is None else argv
    return guarded("remit-sim", lambda: _politely(words), words)


def _politely(words: "Sequence[str]") -> int:
    """The exit code; SIGTERM cleans up and keeps what is finished, as Ctrl-C does."""
    with ending_politely():
        return _called(words)


def _called(words: "Sequence[str]") -> int:
    top = _top()
    try:
        called = top.parse_args(words)
        if called.verb is None:
            top.print_help()
            return 2
        spoken = _module(called.verb)
        parser = argparse.ArgumentParser(f"remit-sim {called.verb}", description=spoken.DESCRIPTION)
        spoken.add_arguments(parser)
        return _answered(spoken, parser.parse_args(called.rest))
    except SystemExit as end:  # argparse has said it already
        return end.code if isinstance(end.code, int) else 0


def _answered(spoken: Spoken, arguments: argparse.Namespace) -> int:
    """The exit code; with `--format json` an expected failure is JSON too."""
    if getattr(arguments, "format", "text") != "json":
        return spoken.run(arguments)
    try:
        return spoken.run(arguments)
    except RemitError as error:
        from remit_sim.report import json

        return answer(json.error(error), 2)


def _module(name: str) -> Spoken:
    """The module of a verb, imported now; raises `UsageError` where there is none."""
    if name not in VERBS:
        near = nearest(name, VERBS)
        hint = f"did you mean {near}?" if near else "`remit-sim --help` lists the verbs"
        raise UsageError(f"there is no verb {quoted(name)}.", hint)
    return cast("Spoken", import_module(VERBS[name].module))


def _top() -> argparse.ArgumentParser:
    width = max(map(len, VERBS))
    listed = "\n".join(f"  {name:{width}}  {verb.help}" for name, verb in VERBS.items())
    parser = argparse.ArgumentParser(
        "remit-sim",
        description="Simulate strategies for several agents in one repository.",
        usage="remit-sim VERB ...",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=f"verbs (remit-sim VERB --help says more):\n{listed}\n\n"
        "exit codes: 0 answered, 2 cannot, 3 a bug in remit, 130 interrupted",
    )
    parser.add_argument("verb", nargs="?", help=argparse.SUPPRESS)
    parser.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    return parser
