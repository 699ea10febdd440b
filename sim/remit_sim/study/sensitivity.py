"""What the answer hangs on: each parameter of the scenario halved and doubled, one at a time."""

from statistics import fmean
from typing import TYPE_CHECKING, NamedTuple, cast

from remit_sim.experiment.replications import Estimate, estimate_mean
from remit_sim.scenarios.fields import TABLES
from remit_sim.study.comparison_request import answer_request, answer_requests, first_place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from remit.history.progress import Progress
    from remit_sim.experiment.comparison import StrategyComparison
    from remit_sim.scenarios.fields import Parameter
    from remit_sim.study.comparison_request import ComparisonRequest
    from remit_sim.world.scenario import Scenario

_NOT_VARIED = {"experiment", "scenario", "tokens"}  # the last moves cost alone
_PROBES = 2  # runs that tell whether a parameter has any effect
_OF_TASKS = {"work", "files"}  # without a meaning where the tasks come from somewhere else


class ParameterTurn(NamedTuple):
    """One parameter at another value: the paired change of the leader's speed-up, and who leads."""

    value: float
    change: Estimate
    best: tuple[str, ...]


class ParameterSwing(NamedTuple):
    """One parameter, by table and key, at half and at twice its value, within its bounds."""

    table: str
    key: str
    value: float
    turns: tuple[ParameterTurn, ...]

    @property
    def width(self) -> float:
        """The largest change of the leader's speed-up, either way."""
        return max(abs(turn.change.mean) for turn in self.turns)


class SensitivityStudy(NamedTuple):
    """The swings that move anything, widest first."""

    agents: int
    replications: int
    leader: str
    speed_up: float
    swings: tuple[ParameterSwing, ...]
    unmoved: tuple[str, ...]


def measure_sensitivity(
    question: "ComparisonRequest", agents: int, told: "Progress | None" = None
) -> SensitivityStudy | None:
    """Every swing; None where no strategy leads (one replication, or all lost work)."""
    here = answer_request(question, (agents,))
    leaders = first_place(here)
    if not leaders:
        return None
    turns = _turned(question)
    moved = _moving(turns, agents, here)
    answered = answer_requests([turn.question for turn in moved], (agents,), told)
    base = _speeds(here, leaders[0])
    by_key = dict[tuple[str, str, float], list[ParameterTurn]]()
    for turn, found in zip(moved, answered, strict=True):
        key = turn.table, turn.key, turn.was
        by_key.setdefault(key, []).append(_turn(found, leaders[0], base, turn.value))
    swings = [ParameterSwing(*key, tuple(each)) for key, each in by_key.items()]
    kept = [swing for swing in swings if swing.width or _beaten(swing, leaders[0])]
    kept.sort(key=lambda each: (-each.width, each.table, each.key))
    moving = {(swing.table, swing.key) for swing in kept}
    unmoved = tuple(
        parameter.key
        for table, parameter, _ in _varied(question.scenario)
        if (table, parameter.key) not in moving
    )
    return SensitivityStudy(
        agents,
        question.replications,
        leaders[0],
        fmean(base),
        tuple(kept),
        unmoved,
    )


class _Turned(NamedTuple):
    """A question with one parameter at another value."""

    table: str
    key: str
    was: float
    value: float
    question: "ComparisonRequest"


def _turned(question: "ComparisonRequest") -> list[_Turned]:
    return [
        _Turned(table, parameter.key, value, other, _changed(question, table, parameter.key, other))
        for table, parameter, value in _varied(question.scenario)
        for other in _others(parameter, value)
    ]


def _moving(turns: list[_Turned], agents: int, here: "StrategyComparison") -> list[_Turned]:
    """Those in which any of the first runs of any strategy comes out differently, either way."""
    probes = [turn.question._replace(replications=_PROBES) for turn in turns]
    found = answer_requests(probes, (agents,))
    first = [row.values["speed_up"][:_PROBES] for row in here.rows]
    moving = {
        (turn.table, turn.key)
        for turn, each in zip(turns, found, strict=True)
        if [row.values["speed_up"] for row in each.rows] != first
    }
    return [turn for turn in turns if (turn.table, turn.key) in moving]


def _beaten(swing: ParameterSwing, leader: str) -> bool:
    return any(leader not in turn.best for turn in swing.turns)


def _varied(scenario: "Scenario") -> "Iterator[tuple[str, Parameter, float]]":
    """The numbers of a scenario that are not zero; twice nothing is nothing."""
    fixed = _NOT_VARIED | _OF_TASKS if scenario.workload else _NOT_VARIED
    for table, parameters in TABLES.items():
        if table in fixed:
            continue
        fields = cast("Mapping[str, object]", getattr(scenario, table)._asdict())
        for parameter in parameters:
            value = fields.get(parameter.key)
            if parameter.kind in {"number", "whole"} and isinstance(value, int | float) and value:
                yield table, parameter, value


def _others(parameter: "Parameter", value: float) -> "Iterator[float]":
    """Half and twice the value, within the bounds, as whole as it must be."""
    for other in (value / 2, value * 2):
        if parameter.kind == "whole":
            whole = max(int(parameter.lowest), min(int(parameter.highest), round(other)))
            found: float = whole
        else:
            found = max(parameter.lowest, min(parameter.highest, other))
        if found != value:
            yield found


def _changed(
    question: "ComparisonRequest", table: str, key: str, value: float
) -> "ComparisonRequest":
    scenario = question.scenario
    parameters = getattr(scenario, table)._replace(**{key: value})
    return question._replace(scenario=scenario._replace(**{table: parameters}))


def _turn(
    found: "StrategyComparison", leader: str, base: "Sequence[float]", value: float
) -> ParameterTurn:
    pairs = zip(_speeds(found, leader), base, strict=True)
    return ParameterTurn(
        value, estimate_mean([there - here for there, here in pairs]), first_place(found)
    )


def _speeds(found: "StrategyComparison", strategy: str) -> "Sequence[float]":
    return next(row.values["speed_up"] for row in found.rows if row.strategy == strategy)
