"""The advice: one strategy, one number of agents, and what is to be known about both.

A strategy that loses work is never advised. The number of agents is the largest with which an added
agent still does a fifth of what it would do alone; a larger number may be faster and is named.
"""

from typing import TYPE_CHECKING, NamedTuple

from remit.errors import UsageError
from remit_sim.advice.bottlenecks import Bottleneck, find_bottlenecks
from remit_sim.advice.sensitivity import AdviceUncertainty, InputChange, assumed_inputs, vary_inputs
from remit_sim.advice.speedup_curves import (
    AdviceTrial,
    fastest_sample,
    is_significant,
    measure_speedup_curves,
    paired_difference,
)
from remit_sim.advice.usl import UslFit, fit_usl
from remit_sim.fitting.history_workload import HistoryWorkload
from remit_sim.fitting.model_error import estimate_model_errors
from remit_sim.strategies import find_strategy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from remit_sim.advice.speedup_curves import SpeedupCurve
    from remit_sim.experiment.replications import Estimate

PAYS = 0.2
"""An agent pays while it adds this share of what it would do alone."""

_FITTED = frozenset(("textual_share",))
"""Inputs that a history gives, as far as they are among those that are tried at other values."""


class RivalStrategy(NamedTuple):
    """Another strategy with as many agents; `behind` in pairs, `tells` whether that is a result."""

    strategy: str
    speed_up: float
    behind: "Estimate"
    tells: bool


class AgentAdvice(NamedTuple):
    """Of one strategy: how many agents pay, how many are fastest, and the fitted law.

    `unsure`: the next number of agents would pay by its mean, but these runs cannot tell.
    """

    strategy: str
    pays: int
    unsure: bool
    fastest: int
    law: UslFit | None


class SimulationAdvice(NamedTuple):
    """Everything that is said; `margin` is the speed-up below which nothing is a result.

    It is by how much the two halves of a history disagree about differences between strategies;
    None where the tasks are not from a history. `residual` is how far the older half was off in
    predicting the conflicts of the newer one, a share.
    """

    trial: AdviceTrial
    curves: "tuple[SpeedupCurve, ...]"
    strategy: str
    agents: int
    speed_up: "Estimate"
    scaling: tuple[AgentAdvice, ...]
    rivals: tuple[RivalStrategy, ...]
    losing: tuple[tuple[str, float], ...]
    limits: tuple[Bottleneck, ...]
    assumed: tuple[str, ...]
    changes: tuple[InputChange, ...]
    residual: float | None
    margin: float | None


def advise_on_trial(
    trial: AdviceTrial, progress: "Callable[[int, int], None] | None" = None
) -> SimulationAdvice:
    """The advice for a trial; raises `UsageError` where every strategy loses work."""
    found = measure_speedup_curves(trial, progress)
    keeping = [curve for curve in found if not curve.loses]
    if not keeping:
        raise UsageError(
            "every one of these strategies loses work, so none is advised.",
            "add one that does not: --strategies worktrees,scopes,locks",
        )
    scaling = {curve.strategy: _scaling(curve) for curve in keeping}
    chosen = fastest_sample([curve.samples[scaling[curve.strategy].pays] for curve in keeping])
    agents, strategy = chosen.agents, chosen.strategy
    safe = trial._replace(strategies=tuple(curve.strategy for curve in keeping))
    past = trial.scenario.workload
    grounded = past if isinstance(past, HistoryWorkload) else None
    margin = _margin(safe, agents)
    known = _FITTED if grounded else frozenset[str]()
    return SimulationAdvice(
        trial,
        found,
        strategy,
        agents,
        chosen.estimates["speed_up"],
        tuple(scaling.values()),
        tuple(_rivals(keeping, strategy, agents, margin or 0.0)),
        tuple(_losing(found)),
        find_bottlenecks(trial, chosen),
        assumed_inputs(trial.scenario, known),
        vary_inputs(safe, strategy, agents, AdviceUncertainty(known, margin or 0.0)),
        None if grounded is None else grounded.residual.conflict,
        margin,
    )


def _scaling(curve: "SpeedupCurve") -> AgentAdvice:
    fastest = fastest_sample(list(curve.samples.values())).agents
    return AgentAdvice(curve.strategy, *_paying(curve), fastest, fit_usl(curve.means))


def _paying(curve: "SpeedupCurve") -> tuple[int, bool]:
    """The last number of agents of which each more added enough, and certainly something.

    Then whether the next one only failed to be certain.
    """
    first, *more = curve.samples
    alone = curve.means[first] / first
    pays = first
    for agents in more:
        gain = paired_difference(curve.samples[agents], curve.samples[pays])
        enough = gain.mean >= PAYS * alone * (agents - pays)
        if not enough or not is_significant(gain):
            return pays, enough
        pays = agents
    return pays, False


def _rivals(
    keeping: "Sequence[SpeedupCurve]", strategy: str, agents: int, margin: float
) -> "Iterator[RivalStrategy]":
    """The others at the same number of agents, the nearest first."""
    samples = {curve.strategy: curve.samples[agents] for curve in keeping}
    rows = [sample for name, sample in samples.items() if name != strategy]
    for row in sorted(rows, key=lambda row: (-row.estimates["speed_up"].mean, row.strategy)):
        behind = paired_difference(samples[strategy], row)
        tells = is_significant(behind, margin)
        yield RivalStrategy(row.strategy, row.estimates["speed_up"].mean, behind, tells)


def _losing(found: "Sequence[SpeedupCurve]") -> "Iterator[tuple[str, float]]":
    """Each strategy that loses work, and the most that it loses with any number of agents."""
    for curve in found:
        if curve.loses:
            lost = (each.estimates["lost_tasks"].mean for each in curve.samples.values())
            yield curve.strategy, max(lost)


def _margin(trial: AdviceTrial, agents: int) -> float | None:
    """By how much the halves of a history disagree; None for tasks from elsewhere."""
    makers = {name: find_strategy(name) for name in trial.strategies}
    found = estimate_model_errors(trial.scenario, makers, (agents,), trial.seed, trial.replications)
    return found.get(agents)
