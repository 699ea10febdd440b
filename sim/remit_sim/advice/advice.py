"""The advice: one strategy, one number of agents, and what is to be known about both.

A strategy that loses work is never advised. The number of agents is the largest with which an added
agent still does a fifth of what it would do alone; a larger number may be faster and is named.
"""

from typing import TYPE_CHECKING, NamedTuple

from remit.errors import UsageError
from remit_sim.advice.limits import Limit, limits
from remit_sim.advice.scalability import Law, fitted
from remit_sim.advice.sensitivity import Change, assumed, changes
from remit_sim.advice.trial import Trial, best, curves, difference, is_real, tried

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from remit_sim.advice.trial import Curve
    from remit_sim.experiment.runs import Estimate

PAYS = 0.2
"""An agent pays while it adds this share of what it would do alone."""

_PERCENT = 100


class Model(NamedTuple):
    """How far the model is from a real history: points of conflict, and the inputs it fitted."""

    residual_points: float
    fitted: frozenset[str]


class Rival(NamedTuple):
    """Another strategy with as many agents; `behind` in pairs, `tells` whether that is a result."""

    strategy: str
    speed_up: float
    behind: "Estimate"
    tells: bool


class Agents(NamedTuple):
    """Of one strategy: how many agents pay, how many are fastest, and the fitted law."""

    strategy: str
    pays: int
    fastest: int
    law: Law | None


class Advice(NamedTuple):
    """Everything that is said; `margin` is the speed-up below which nothing is a result.

    `margin` is None where no history says how far the model is from reality.
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
    model: Model | None
    margin: float | None


def advised(
    trial: Trial,
    model: Model | None = None,
    progress: "Callable[[int, int], None] | None" = None,
) -> Advice:
    """The advice for a trial; raises `UsageError` where every strategy loses work."""
    found = curves(trial, progress)
    keeping = [curve for curve in found if not curve.loses]
    if not keeping:
        raise UsageError(
            "every one of these strategies loses work, so none is advised.",
            "add one that does not: --strategies worktrees,remits,locks",
        )
    scaling = {curve.strategy: _scaling(curve) for curve in keeping}
    chosen = best([curve.samples[scaling[curve.strategy].pays] for curve in keeping])
    agents, strategy = chosen.agents, chosen.strategy
    margin = None if model is None else _margin(trial, strategy, agents, model.residual_points)
    known = frozenset[str]() if model is None else model.fitted
    safe = trial._replace(strategies=tuple(curve.strategy for curve in keeping))
    return Advice(
        trial,
        found,
        strategy,
        agents,
        chosen.estimates["speed_up"],
        tuple(scaling.values()),
        tuple(_rivals(keeping, strategy, agents, margin or 0.0)),
        tuple(_losing(found, agents)),
        limits(trial, chosen),
        assumed(trial.scenario, known),
        changes(safe, strategy, agents, known, progress),
        model,
        margin,
    )


def _scaling(curve: "Curve") -> Agents:
    fastest = best(list(curve.samples.values())).agents
    return Agents(curve.strategy, _paying(curve), fastest, fitted(curve.means))


def _paying(curve: "Curve") -> int:
    """The last number of agents of which each more added enough, and certainly something."""
    first, *more = curve.samples
    alone = curve.means[first] / first
    pays = first
    for agents in more:
        gain = difference(curve.samples[agents], curve.samples[pays])
        if gain.mean < PAYS * alone * (agents - pays) or not is_real(gain):
            break
        pays = agents
    return pays


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


def _losing(found: "Sequence[Curve]", agents: int) -> "Iterator[tuple[str, float]]":
    for curve in found:
        if curve.loses:
            yield curve.strategy, curve.samples[agents].estimates["lost_tasks"].mean


def _margin(trial: Trial, strategy: str, agents: int, points: float) -> float:
    """What the model's own error can move: the speed-up if conflicts were so much more frequent."""
    plain = tried(trial, trial.scenario, strategy, agents)
    edits, moved = trial.scenario.edits, list[float]()
    for sign in (-1, 1):
        share = min(1.0, max(0.0, edits.textual_share + sign * points / _PERCENT))
        scenario = trial.scenario._replace(edits=edits._replace(textual_share=share))
        moved.append(abs(difference(tried(trial, scenario, strategy, agents), plain).mean))
    return max(moved)
