"""The advice: one strategy, one number of agents, and what is to be known about both.

A strategy that loses work is never advised. The number of agents is the largest with which an added
agent still does a fifth of what it would do alone; a larger number may be faster and is named.
"""

from typing import TYPE_CHECKING, NamedTuple

from remit.errors import UsageError
from remit_sim.advice.bottlenecks import Limit, limits
from remit_sim.advice.sensitivity import Change, Doubt, assumed, changes
from remit_sim.advice.speedup_curves import Trial, best, curves, difference, is_real
from remit_sim.advice.usl import Law, fitted
from remit_sim.fitting.history_workload import Grounded
from remit_sim.fitting.model_error import errors
from remit_sim.strategies import named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from remit_sim.advice.speedup_curves import Curve
    from remit_sim.experiment.replications import Estimate

PAYS = 0.2
"""An agent pays while it adds this share of what it would do alone."""

_FITTED = frozenset(("textual_share",))
"""Inputs that a history gives, as far as they are among those that are tried at other values."""


class Rival(NamedTuple):
    """Another strategy with as many agents; `behind` in pairs, `tells` whether that is a result."""

    strategy: str
    speed_up: float
    behind: "Estimate"
    tells: bool


class Agents(NamedTuple):
    """Of one strategy: how many agents pay, how many are fastest, and the fitted law.

    `unsure`: the next number of agents would pay by its mean, but these runs cannot tell.
    """

    strategy: str
    pays: int
    unsure: bool
    fastest: int
    law: Law | None


class Advice(NamedTuple):
    """Everything that is said; `margin` is the speed-up below which nothing is a result.

    It is by how much the two halves of a history disagree about differences between strategies;
    None where the tasks are not from a history. `residual` is how far the older half was off in
    predicting the conflicts of the newer one, a share.
    """

    trial: Trial
    curves: "tuple[Curve, ...]"
    strategy: str
    agents: int
    speed_up: "Estimate"
    scaling: tuple[Agents, ...]
    rivals: tuple[Rival, ...]
    losing: tuple[tuple[str, float], ...]
    limits: tuple[Limit, ...]
    assumed: tuple[str, ...]
    changes: tuple[Change, ...]
    residual: float | None
    margin: float | None


def advised(trial: Trial, progress: "Callable[[int, int], None] | None" = None) -> Advice:
    """The advice for a trial; raises `UsageError` where every strategy loses work."""
    found = curves(trial, progress)
    keeping = [curve for curve in found if not curve.loses]
    if not keeping:
        raise UsageError(
            "every one of these strategies loses work, so none is advised.",
            "add one that does not: --strategies worktrees,scopes,locks",
        )
    scaling = {curve.strategy: _scaling(curve) for curve in keeping}
    chosen = best([curve.samples[scaling[curve.strategy].pays] for curve in keeping])
    agents, strategy = chosen.agents, chosen.strategy
    safe = trial._replace(strategies=tuple(curve.strategy for curve in keeping))
    past = trial.scenario.workload
    grounded = past if isinstance(past, Grounded) else None
    margin = _margin(safe, agents)
    known = _FITTED if grounded else frozenset[str]()
    return Advice(
        trial,
        found,
        strategy,
        agents,
        chosen.estimates["speed_up"],
        tuple(scaling.values()),
        tuple(_rivals(keeping, strategy, agents, margin or 0.0)),
        tuple(_losing(found)),
        limits(trial, chosen),
        assumed(trial.scenario, known),
        changes(safe, strategy, agents, Doubt(known, margin or 0.0)),
        None if grounded is None else grounded.residual.conflict,
        margin,
    )


def _scaling(curve: "Curve") -> Agents:
    fastest = best(list(curve.samples.values())).agents
    return Agents(curve.strategy, *_paying(curve), fastest, fitted(curve.means))


def _paying(curve: "Curve") -> tuple[int, bool]:
    """The last number of agents of which each more added enough, and certainly something.

    Then whether the next one only failed to be certain.
    """
    first, *more = curve.samples
    alone = curve.means[first] / first
    pays = first
    for agents in more:
        gain = difference(curve.samples[agents], curve.samples[pays])
        enough = gain.mean >= PAYS * alone * (agents - pays)
        if not enough or not is_real(gain):
            return pays, enough
        pays = agents
    return pays, False


def _rivals(
    keeping: "Sequence[Curve]", strategy: str, agents: int, margin: float
) -> "Iterator[Rival]":
    """The others at the same number of agents, the nearest first."""
    samples = {curve.strategy: curve.samples[agents] for curve in keeping}
    rows = [sample for name, sample in samples.items() if name != strategy]
    for row in sorted(rows, key=lambda row: (-row.estimates["speed_up"].mean, row.strategy)):
        behind = difference(samples[strategy], row)
        tells = is_real(behind, margin)
        yield Rival(row.strategy, row.estimates["speed_up"].mean, behind, tells)


def _losing(found: "Sequence[Curve]") -> "Iterator[tuple[str, float]]":
    """Each strategy that loses work, and the most that it loses with any number of agents."""
    for curve in found:
        if curve.loses:
            lost = (each.estimates["lost_tasks"].mean for each in curve.samples.values())
            yield curve.strategy, max(lost)


def _margin(trial: Trial, agents: int) -> float | None:
    """By how much the halves of a history disagree; None for tasks from elsewhere."""
    makers = {name: named(name) for name in trial.strategies}
    found = errors(trial.scenario, makers, (agents,), trial.seed, trial.replications)
    return found.get(agents)
