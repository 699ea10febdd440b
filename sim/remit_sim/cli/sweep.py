"""`remit-sim sweep`: strategies at many points of the space of parameters, kept in a file."""

from pathlib import Path
from typing import TYPE_CHECKING

from remit.cli.output import print_answer
from remit.errors import UsageError
from remit.process_exit import INTERRUPTED, print_error
from remit_sim.cli.options import (
    MOST_AGENTS,
    add_executor,
    add_scenario,
    add_strategies,
    executor_from_options,
    require_between,
    scenario_from_options,
    strategies_from_options,
)
from remit_sim.cli.progress import report_progress
from remit_sim.engine import RandomStream
from remit_sim.experiment import parquet
from remit_sim.experiment.design import full_grid, latin_hypercube, parse_axes
from remit_sim.experiment.store import open_run_store
from remit_sim.experiment.sweep import (
    SweepPlan,
    read_point_results,
    require_consistent,
    run_sweep,
    sweepable_parameters,
)
from remit_sim.report import sweep as report

if TYPE_CHECKING:
    import argparse

    from remit_sim.experiment.design import Point, SweepAxis

DESCRIPTION = (
    "Run strategies at many points of the space of parameters, and say where which one leads. What "
    "--out holds already is not run again; Ctrl-C keeps what is finished."
)
_MOST_RUNS = 10_000_000
_MOST_POINTS = 100_000
_MEMORY = ":memory:"


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """The scenario, the axes, the design, and where the results go."""
    add_scenario(parser)
    parser.add_argument(
        "--over",
        action="append",
        default=[],
        metavar="NAME=VALUES",
        help="for example edits.textual_share=0.1:0.5:5 or agents=1,4,8; repeat for more",
    )
    add_strategies(parser)
    parser.add_argument("--agents", type=int, metavar="N", help="where agents are not swept over")
    parser.add_argument("--design", choices=("grid", "lhs"), default="grid", help="default: grid")
    parser.add_argument("--points", type=int, metavar="N", help="how many, for --design lhs")
    parser.add_argument("--out", metavar="FILE", help="keep all runs: .sqlite, or .parquet as well")
    parser.add_argument("--resume", action="store_true", help="only go on with what --out holds")
    add_executor(parser)


def run(arguments: "argparse.Namespace") -> int:
    """0, 2 where there can be no answer, 130 where it was interrupted."""
    plan, file = _plan(arguments), _file(arguments)
    executor = executor_from_options(arguments)
    place = str(file) if file else _MEMORY
    with open_run_store(place, plan.scenario, plan.over, must_exist=arguments.resume) as store:
        try:
            with report_progress("sweep") as progress:
                run_sweep(plan, store, executor, progress)
        except KeyboardInterrupt:
            kept = f"what is finished is in {file}, and the same call goes on from there"
            lost = "nothing was kept, since there was no --out"
            print_error(f"remit-sim: interrupted; {kept if file else lost}.")
            return INTERRUPTED
        if arguments.out is not None and arguments.out.endswith(".parquet"):
            parquet.write_parquet(Path(arguments.out), plan, store)
        found = list(read_point_results(plan, store))
    return print_answer((report.json if arguments.format == "json" else report.text)(plan, found))


def _plan(arguments: "argparse.Namespace") -> SweepPlan:
    scenario, seed, replications = scenario_from_options(arguments)
    strategies = tuple(strategies_from_options(arguments, scenario))
    over = parse_axes(arguments.over, sweepable_parameters())
    if scenario.workload is not None:
        _of_tasks(over)
    agents = require_between(
        arguments.agents, max(scenario.experiment.agents), "--agents", MOST_AGENTS
    )
    points = tuple(_points(arguments, over, seed))
    plan = SweepPlan(scenario, over, points, strategies, agents, seed, replications)
    if plan.runs > _MOST_RUNS:
        raise UsageError(
            f"that is {plan.runs:,} runs; at most {_MOST_RUNS:,} are done in one call."
        )
    require_consistent(plan)
    return plan


def _of_tasks(over: "tuple[SweepAxis, ...]") -> None:
    """Raises `UsageError` where a swept parameter could not change tasks that are given."""
    idle = [axis.name for axis in over if axis.name.startswith(("work.", "files."))]
    if idle:
        raise UsageError(f"{', '.join(idle)}: the tasks do not come from the scenario.")


def _points(
    arguments: "argparse.Namespace", over: "tuple[SweepAxis, ...]", seed: int
) -> "list[Point]":
    if not over:
        raise UsageError("there is nothing to sweep over.", "for example: --over agents=1,4,8")
    if arguments.design == "lhs":
        if arguments.points is None:
            raise UsageError("--design lhs needs --points N.")
        count = require_between(arguments.points, 1, "--points", _MOST_POINTS)
        return latin_hypercube(over, count, RandomStream(seed, "design"))
    if arguments.points is not None:
        hint = "a grid has the points that its axes give: NAME=LOW:HIGH:COUNT"
        raise UsageError("--points is for --design lhs.", hint)
    count = 1
    for axis in over:
        count *= len(axis.values)
    require_between(count, 1, "the number of points", _MOST_POINTS)
    return full_grid(over)


def _file(arguments: "argparse.Namespace") -> Path | None:
    """The store: what `--out` names, or its companion where that is Parquet."""
    if arguments.out is None:
        if arguments.resume:
            raise UsageError("--resume needs --out FILE.")
        return None
    file = Path(arguments.out)
    if file.suffix == ".parquet":
        parquet.require_pyarrow()
        return file.with_suffix(".sqlite")
    if file.suffix not in {".sqlite", ".sqlite3", ".db"}:
        raise UsageError("--out must end in .sqlite or .parquet.")
    return file
