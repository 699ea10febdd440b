"""The verbs, each with the module that knows it; a module is imported when its verb is called."""

import sys
from typing import TYPE_CHECKING

from remit.cli.dispatch import run
from remit.cli.verb import Command, Verb
from remit.process_exit import run_with_exit_codes
from remit.system.processes import sigterm_as_interrupt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.errors import RemitError


def _error_as_json(error: "RemitError") -> str:
    from remit_sim.report import json

    return json.error(error)


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
    "check": Verb(
        "remit_sim.cli.check", "check a trace: whether it keeps the laws, and its figures"
    ),
    "list": Verb("remit_sim.cli.listing", "the scenarios and the strategies that ship"),
}
COMMAND = Command(
    "remit-sim",
    "Simulate strategies for several agents in one repository",
    VERBS,
    "0 there is an answer, 1 a trace breaks a law, 2 no answer is possible, 3 a bug in remit, "
    "130 interrupted",
    _error_as_json,
)


def main(argv: "Sequence[str] | None" = None) -> int:
    """The exit code, as the help has it; 130 also where the process was told to end."""
    words = sys.argv[1:] if argv is None else argv
    return run_with_exit_codes("remit-sim", lambda: _politely(words), words)


def _politely(words: "Sequence[str]") -> int:
    """The exit code; SIGTERM cleans up and keeps what is finished, as Ctrl-C does."""
    with sigterm_as_interrupt():
        return run(COMMAND, words)
