"""A sweep: several strategies at each point of a design; what is in the store is not run again."""

from typing import TYPE_CHECKING, NamedTuple

from remit.errors import UsageError
from remit_sim.experiment.comparison import StrategyRanking, rank_strategies
from remit_sim.experiment.jobs import ExperimentCell, split_batches
from remit_sim.experiment.replications import RunSample, sample_figures
from remit_sim.scenarios.fields import TABLES, Parameter
from remit_sim.scenarios.reading import find_contradictions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from remit_sim.experiment.design import Point, SweepAxis
    from remit_sim.experiment.executors import Executor
    from remit_sim.experiment.jobs import ReplicationBatch, Row
    from remit_sim.experiment.store import RunStore
    from remit_sim.world.scenario import Scenario

    Told = Callable[[int, int], None]

AGENTS = "agents"
_SHOWN = 5


class SweepPlan(NamedTuple):
    """What is to be run: each strategy at each point, so many times."""

    scenario: "Scenario"
    over: "tuple[SweepAxis, ...]"
    points: "tuple[Point, ...]"
    strategies: tuple[str, ...]
    agents: int
    seed: int
    replications: int

    @property
    def runs(self) -> int:
        """How many runs that is."""
        return len(self.points) * len(self.strategies) * self.replications

    def cells(self) -> "Iterator[tuple[Point, ExperimentCell]]":
        """The cells, strategies changing first."""
        for point in self.points:
            scenario, agents = self._at(point)
            for strategy in self.strategies:
                yield point, ExperimentCell(scenario, strategy, agents, self.seed)

    def _at(self, point: "Point") -> "tuple[Scenario, int]":
        scenario, agents = self.scenario, self.agents
        for axis, value in zip(self.over, point, strict=True):
            table, _, key = axis.name.partition(".")
            if axis.name == AGENTS:
                agents = int(value)
            else:
                part = getattr(scenario, table)._replace(**{key: value})
                scenario = scenario._replace(**{table: part})
        return scenario, agents


class PointResult(NamedTuple):
    """What the strategies came to at one point, and their places."""

    point: "Point"
    agents: int
    samples: tuple[RunSample, ...]
    ranking: StrategyRanking


def sweepable_parameters() -> "Mapping[str, Parameter]":
    """Every parameter that can be swept, by the name that `--over` knows."""
    named = {
        f"{table}.{parameter.key}": parameter
        for table, parameters in TABLES.items()
        if table not in {"scenario", "experiment"}
        for parameter in parameters
        if parameter.kind in {"number", "whole", "boolean", "choice"}
    }
    return {AGENTS: Parameter(AGENTS, "whole", "how many agents there are", "8", 1, 1000), **named}


def require_consistent(plan: SweepPlan) -> None:
    """Raises `UsageError` where parameters of a point contradict each other."""
    faults = dict[str, None]()
    for point, cell in plan.cells():
        for problem in find_contradictions(cell.scenario):
            pairs = zip(plan.over, point, strict=True)
            where = ", ".join(f"{axis.name}={value}" for axis, value in pairs)
            faults[f"{where}: {problem.what}"] = None
    if faults:
        more = [f"... and {len(faults) - _SHOWN} more points"] if len(faults) > _SHOWN else []
        listed = [*list(faults)[:_SHOWN], *more]
        raise UsageError("points that cannot be:\n  " + "\n  ".join(listed))


def run_sweep(plan: SweepPlan, store: "RunStore", executor: "Executor", told: "Told") -> None:
    """Run what is not in the store; `told` hears how many runs are there, of how many."""
    points, wanted = list["Point"](), list[tuple[ExperimentCell, list[int]]]()
    for point, cell in plan.cells():
        there = store.there(cell)
        points.append(point)
        wanted.append((cell, [n for n in range(plan.replications) if n not in there]))
    have = plan.runs - sum(len(missing) for _, missing in wanted)

    def finished(batch: "ReplicationBatch", rows: "list[Row]") -> None:
        nonlocal have
        store.add(batch.cell, points[batch.place], zip(batch.replications, rows, strict=True))
        have += len(rows)
        told(have, plan.runs)

    told(have, plan.runs)
    executor.execute(split_batches(wanted, executor.workers), finished)


def read_point_results(plan: SweepPlan, store: "RunStore") -> "Iterator[PointResult]":
    """What the store says about each point."""
    for point in plan.points:
        cells = plan._replace(points=(point,)).cells()
        samples = tuple(_sample(cell, plan, store) for _, cell in cells)
        yield PointResult(point, samples[0].agents, samples, rank_strategies(samples))


def _sample(cell: ExperimentCell, plan: SweepPlan, store: "RunStore") -> RunSample:
    rows: Sequence[Row] = [each.row for each in store.rows(cell, plan.replications)]
    return sample_figures(cell.strategy, cell.agents, cell.seed, rows)
