"""Options that several verbs share: the scenario, its seed, its replications, numbers of agents."""

from typing import TYPE_CHECKING, NamedTuple

from remit.cli.output import FORMATS, add_format
from remit.cli.values import FILES, Kind
from remit.errors import UsageError
from remit_sim.advice.agents_option import parse_agent_counts
from remit_sim.cli.workload import add_workload, has_workload, with_workload
from remit_sim.scenarios.reading import shipped_scenarios
from remit_sim.strategies import STRATEGIES, find_strategy

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from remit_sim.experiment.executors import Executor
    from remit_sim.strategies import Make
    from remit_sim.study.comparison_request import ComparisonRequest
    from remit_sim.world.scenario import Scenario

STRATEGY = Kind(lambda: [(name, known.about) for name, known in STRATEGIES.items()])
SCENARIO = Kind(lambda: [*((name, "") for name in shipped_scenarios()), (FILES, "")])
MOST_AGENTS = 1000
OWN_TASKS = "own-tasks"
_MOST_RUNS = 1_000_000
_MOST_WORKERS = 512


class ScenarioRequest(NamedTuple):
    """A scenario, where its chance begins, and how many runs of it are wanted."""

    scenario: "Scenario"
    seed: int
    replications: int


def add_scenario(
    parser: "argparse.ArgumentParser",
    formats: tuple[str, ...] = FORMATS,
    replications: str = "the scenario's",
) -> None:
    """Declare the scenario, what replaces its own seed and replications, and any `--format`."""
    parser.add_argument(
        "scenario",
        metavar="SCENARIO",
        nargs="?",
        type=SCENARIO,
        help="a file, or one that ships: `list`",
    )
    parser.add_argument("--seed", type=int, metavar="N", help="default: the scenario's")
    parser.add_argument("--replications", type=int, metavar="N", help=f"default: {replications}")
    add_workload(parser)
    if formats:
        add_format(parser, formats)


def add_comparison(parser: "argparse.ArgumentParser") -> None:
    """Declare what is compared."""
    add_strategies(parser)
    parser.add_argument(
        "--agents",
        metavar="N..M|N,M,...",
        help="a range is thinned out; default: those of the scenario",
    )


def add_strategies(parser: "argparse.ArgumentParser") -> None:
    """Declare the strategies that `wanted` reads."""
    parser.add_argument("--strategies", metavar="A,B,...", help="default: those of the scenario")


def strategies_from_options(
    arguments: "argparse.Namespace",
    scenario: "Scenario",
    default: "Iterable[str]" = tuple(STRATEGIES),
) -> "dict[str, Make]":
    """The strategies that the options or the scenario name, else `default`; raises `UsageError`."""
    own = scenario.experiment.strategies or default
    names = own if arguments.strategies is None else arguments.strategies.split(",")
    return {name: find_strategy(name) for name in names}


def agent_counts_from_options(
    arguments: "argparse.Namespace", scenario: "Scenario"
) -> tuple[int, ...]:
    """The numbers of agents that the option or the scenario names; raises `UsageError`."""
    given = arguments.agents
    if given is None:
        return tuple(dict.fromkeys(scenario.experiment.agents))
    return parse_agent_counts(given, MOST_AGENTS)


def add_executor(parser: "argparse.ArgumentParser") -> None:
    """Declare who runs the replications; the answer is the same."""
    parser.add_argument(
        "--workers", type=int, metavar="N", help="processes (default: one per core; 1: none)"
    )
    parser.add_argument(
        "--dask", metavar="ADDRESS", help="the scheduler of a Dask cluster, or `local` to start one"
    )


def executor_from_options(arguments: "argparse.Namespace") -> "Executor":
    """What the options of `add_executor` say; raises `UsageError`."""
    from remit_sim.experiment.executors import make_executor

    if arguments.workers is not None:
        require_between(arguments.workers, 1, "--workers", _MOST_WORKERS)
    return make_executor(arguments.workers, arguments.dask)


def scenario_from_options(arguments: "argparse.Namespace") -> ScenarioRequest:
    """What the options of `add_scenario` say; raises `UsageError` and `ManifestError`."""
    found = with_workload(_scenario(arguments), arguments)
    runs = require_between(
        arguments.replications, found.experiment.replications, "--replications", _MOST_RUNS
    )
    seed = found.experiment.seed if arguments.seed is None else arguments.seed
    return ScenarioRequest(found, seed, runs)


def comparison_from_options(
    arguments: "argparse.Namespace",
) -> "tuple[ComparisonRequest, tuple[int, ...]]":
    """What all options of a comparison ask, and of how many agents; raises as `asked` does."""
    from remit_sim.study.comparison_request import ComparisonRequest

    scenario, seed, replications = scenario_from_options(arguments)
    makers, counts = (
        strategies_from_options(arguments, scenario),
        agent_counts_from_options(arguments, scenario),
    )
    by = executor_from_options(arguments)
    return ComparisonRequest(scenario, makers, seed, replications, executor=by), counts


def _scenario(arguments: "argparse.Namespace") -> "Scenario":
    """The scenario that is named; for own tasks without a name, the one that ships for them."""
    from remit_sim.scenarios.reading import load_scenario

    if arguments.scenario is None and not has_workload(arguments):
        raise UsageError("no scenario is named, and no tasks.", "`remit-sim list` names scenarios")
    return load_scenario(OWN_TASKS if arguments.scenario is None else arguments.scenario)


def require_between(value: int | None, default: int, option: str, most: int) -> int:
    """The value, or the default; raises `UsageError` where it is not from 1 to `most`."""
    if value is None:
        return default
    if not 1 <= value <= most:
        raise UsageError(f"{option} must be from 1 to {most}.")
    return value
