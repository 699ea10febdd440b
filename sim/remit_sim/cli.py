"""The command `remit-sim`, which `remit sim` reaches too: words in, one answer out."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from remit.cli.answers import add_format, answer
from remit.crash import guarded
from remit.errors import RemitError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from remit_sim.world.scenario import Scenario

_MOST = 1_000_000


def main(argv: "Sequence[str] | None" = None) -> int:
    """The exit code: 0 answered, 2 cannot, 3 a bug here, 130 interrupted."""
    words = sys.argv[1:] if argv is None else argv
    return guarded("remit-sim", lambda: _run(words), words)


def _run(words: "Sequence[str]") -> int:
    parser = _parser()
    try:
        arguments = parser.parse_args(words)
    except SystemExit as end:  # argparse has said it already
        return end.code if isinstance(end.code, int) else 0
    if arguments.verb is None:
        parser.print_help()
        return 2
    act: Callable[[argparse.Namespace], int] = arguments.act
    if getattr(arguments, "format", "text") != "json":
        return act(arguments)
    try:
        return act(arguments)
    except RemitError as error:
        from remit_sim.report import json

        return answer(json.error(error), 2)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "remit-sim",
        description="Simulate strategies for several agents in one repository.",
        epilog="exit codes: 0 answered, 2 cannot, 3 a bug in remit, 130 interrupted",
    )
    verbs = parser.add_subparsers(dest="verb", metavar="VERB")
    run = verbs.add_parser("run", help="one strategy: every figure")
    _add_common(run)
    run.add_argument("--strategy", help="default: the first one of the scenario")
    run.add_argument("--agents", type=int, metavar="N", help="default: the most of the scenario")
    run.add_argument("--trace", metavar="FILE", help="write every event of the first run there")
    run.set_defaults(act=_one)
    compare = verbs.add_parser("compare", help="several strategies in pairs, ranked")
    _add_common(compare)
    compare.add_argument("--strategies", metavar="A,B,...", help="default: those of the scenario")
    compare.add_argument("--agents", metavar="N,M,...", help="default: those of the scenario")
    compare.set_defaults(act=_several)
    check = verbs.add_parser("check", help="read a trace again: its laws, and what it comes to")
    check.add_argument("trace", metavar="FILE", help="what `run --trace` wrote")
    check.set_defaults(act=_checked)
    listed = verbs.add_parser("list", help="the scenarios and the strategies that ship")
    listed.set_defaults(act=_listed)
    return parser


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("scenario", metavar="SCENARIO", help="a file, or one that ships: `list`")
    parser.add_argument("--seed", type=int, metavar="N", help="default: the scenario's")
    parser.add_argument("--replications", type=int, metavar="N", help="default: the scenario's")
    add_format(parser)


def _one(arguments: argparse.Namespace) -> int:
    from remit_sim.experiment.runs import outcomes, sample
    from remit_sim.report import json, text
    from remit_sim.strategies import STRATEGIES, named

    scenario, seed, replications = _asked(arguments)
    default = (*scenario.experiment.strategies, *STRATEGIES)[0]
    strategy = default if arguments.strategy is None else arguments.strategy
    agents = _given(arguments.agents, max(scenario.experiment.agents), "--agents", 1000)
    make = named(strategy)
    if arguments.trace is not None:
        _trace(arguments.trace, scenario, strategy, agents, seed)
    each = outcomes(scenario, make, agents, seed, range(replications))
    found = sample(strategy, agents, seed, each)
    said = json.run if arguments.format == "json" else text.run
    return answer(said(scenario, found))


def _trace(file: str, scenario: "Scenario", strategy: str, agents: int, seed: int) -> None:
    from remit_sim.experiment.runs import traced
    from remit_sim.outcome.trace import Header, written
    from remit_sim.strategies import named

    notes = traced(scenario, named(strategy), agents, seed, 0)
    header = Header(scenario.name, strategy, agents, seed, 0)
    try:
        with Path(file).open("w", encoding="utf-8") as lines:
            lines.writelines(written(header, notes))
    except OSError as error:
        raise UsageError(f"the trace could not be written: {error.strerror}.") from None


def _several(arguments: argparse.Namespace) -> int:
    from remit_sim.experiment.comparison import compared
    from remit_sim.report import json, text
    from remit_sim.strategies import STRATEGIES, named

    scenario, seed, replications = _asked(arguments)
    default = scenario.experiment.strategies or tuple(STRATEGIES)
    names = arguments.strategies.split(",") if arguments.strategies else default
    makers = {name: named(name) for name in names}
    agents = scenario.experiment.agents
    if arguments.agents is not None:
        agents = tuple(map(_agents, arguments.agents.split(",")))
    found = compared(scenario, makers, tuple(dict.fromkeys(agents)), seed, replications)
    said = json.comparison if arguments.format == "json" else text.comparison
    return answer(said(scenario, seed, replications, found))


def _agents(word: str) -> int:
    if not word.isdecimal():
        raise UsageError("--agents needs numbers.", "for example: --agents 1,3,10")
    return _given(int(word), 1, "--agents", 1000)


def _asked(arguments: argparse.Namespace) -> "tuple[Scenario, int, int]":
    from remit_sim.scenarios.reading import scenario

    found = scenario(arguments.scenario)
    runs = _given(arguments.replications, found.experiment.replications, "--replications", _MOST)
    seed = found.experiment.seed if arguments.seed is None else arguments.seed
    return found, seed, runs


def _given(value: int | None, default: int, option: str, most: int) -> int:
    if value is None:
        return default
    if not 1 <= value <= most:
        raise UsageError(f"{option} must be from 1 to {most}.")
    return value


def _checked(arguments: argparse.Namespace) -> int:
    from remit_sim.experiment.runs import sample
    from remit_sim.outcome import broken_laws, tally
    from remit_sim.outcome.trace import read
    from remit_sim.report import text
    from remit_sim.world.scenario import Scenario

    try:
        with Path(arguments.trace).open(encoding="utf-8") as lines:
            header, notes = read(lines, arguments.trace)
    except OSError as error:
        raise UsageError(f"the trace could not be read: {error.strerror}.") from None
    broken = broken_laws(notes, header.agents)
    if broken:
        return answer("\n".join(("This trace breaks the laws of every run:", *broken, "")), 1)
    outcome = tally(notes, header.agents)
    found = sample(header.strategy, header.agents, header.seed, (outcome,))
    return answer(text.run(Scenario(header.scenario), found))


def _listed(_arguments: argparse.Namespace) -> int:
    from remit_sim.report import text
    from remit_sim.scenarios.reading import scenario, shipped
    from remit_sim.strategies import STRATEGIES

    scenarios = {name: scenario(name).about for name in shipped()}
    strategies = {name: known.about for name, known in STRATEGIES.items()}
    return answer(text.listing({"scenarios": scenarios, "strategies": strategies}))
