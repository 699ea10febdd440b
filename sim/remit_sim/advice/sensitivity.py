"""Which assumed inputs would change the answer: one at a time, at both ends of what is plausible.

The ends are from published studies where there are any: textual conflicts of one shared file 9% to
51% on five histories; semantic ones 0.1% (mined) to 7% (Brun et al. 2011); checks that pass 67% to
95%. Durations are halved and doubled against everything else that takes time.
"""

from typing import TYPE_CHECKING, NamedTuple

from remit_sim.advice.speedup_curves import (
    AdviceTrial,
    fastest_sample,
    is_significant,
    paired_difference,
    run_cells,
)
from remit_sim.experiment.jobs import ExperimentCell
from remit_sim.world.tasks import sample_tasks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remit_sim.world.scenario import Scenario
    from remit_sim.world.tasks import SimulatedTask

_SHARES: "tuple[tuple[str, str, float, float], ...]" = (
    ("edits", "textual_share", 0.09, 0.51),
    ("edits", "semantic_share", 0.001, 0.07),
    ("edits", "rework_share", 0.3, 1.0),
    ("checks", "pass_share", 0.67, 0.95),
    ("scopes", "miss_share", 0.0, 0.2),
)
_TIMES = (
    ("merge", "merge_minutes"),
    ("review", "review_minutes"),
    ("checks", "check_minutes"),
    ("scopes", "request_minutes"),
)
_FACTORS = (0.5, 2.0)
_DURATIONS = "task_minutes"


class AdviceUncertainty(NamedTuple):
    """What a history has settled (`fitted`), and the least lead that is a result."""

    fitted: frozenset[str] = frozenset()
    margin: float = 0.0


class InputChange(NamedTuple):
    """An input at one end, and who would then be advised.

    `changes`: another strategy is then ahead of the advised one by more than the error.
    """

    parameter: str
    value: str
    strategy: str
    lead: float
    changes: bool


class ScaledWorkload:
    """The scenario's own tasks, each so many times as long: a workload."""

    def __init__(self, scenario: "Scenario", factor: float) -> None:
        self._scenario, self._factor = scenario, factor

    def tasks(self, draws: tuple[int | str, ...], /) -> "tuple[SimulatedTask, ...]":
        """The tasks of that replication."""
        found = sample_tasks(self._scenario, *draws)
        return tuple(
            task._replace(ticks=max(1, round(task.ticks * self._factor))) for task in found
        )


def vary_inputs(
    trial: AdviceTrial, strategy: str, agents: int, doubt: AdviceUncertainty
) -> tuple[InputChange, ...]:
    """What each assumed input would do; those that were fitted stay as they are."""
    tries = [each for each in _variants(trial.scenario) if each[0] not in doubt.fitted]
    cells = [
        ExperimentCell(scenario, name, agents, trial.seed)
        for _, _, scenario in tries
        for name in trial.strategies
    ]
    samples, found = iter(run_cells(trial.roughly(), cells)), list[InputChange]()
    for parameter, value, _ in tries:
        rows = {name: next(samples) for name in trial.strategies}
        keeping = [row for row in rows.values() if not any(row.values["lost_tasks"])]
        ahead = fastest_sample([*keeping, rows[strategy]])
        lead = paired_difference(ahead, rows[strategy])
        found.append(
            InputChange(
                parameter, value, ahead.strategy, lead.mean, is_significant(lead, doubt.margin)
            )
        )
    return tuple(found)


def assumed_inputs(scenario: "Scenario", fitted: frozenset[str]) -> tuple[str, ...]:
    """The inputs that are tried at other values, in their order."""
    names = dict.fromkeys(parameter for parameter, _, _ in _variants(scenario))
    return tuple(name for name in names if name not in fitted)


def _variants(scenario: "Scenario") -> "Iterator[tuple[str, str, Scenario]]":
    for factor in _FACTORS:
        yield (
            _DURATIONS,
            f"x {factor:g}",
            scenario._replace(workload=ScaledWorkload(scenario, factor)),
        )
    for table, key, low, high in _SHARES:
        now = getattr(getattr(scenario, table), key)
        for value in (low, high):
            if value != now:
                yield key, f"{value:g}", _with(scenario, table, key, value)
    for table, key in _TIMES:
        now = getattr(getattr(scenario, table), key)
        if now and (table != "review" or scenario.review.reviewers):
            for factor in _FACTORS:
                yield key, f"x {factor:g}", _with(scenario, table, key, now * factor)


def _with(scenario: "Scenario", table: str, key: str, value: float) -> "Scenario":
    return scenario._replace(**{table: getattr(scenario, table)._replace(**{key: value})})
