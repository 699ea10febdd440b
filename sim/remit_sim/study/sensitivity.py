"""What the answer hangs on: each parameter of the scenario halved and doubled, one at a time."""

from statistics import fmean
from typing import TYPE_CHECKING, NamedTuple, cast

from remit_sim.experiment.runs import Estimate, estimate
from remit_sim.scenarios.fields import TABLES
from remit_sim.study.question import answer, best

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from remit.history.progress import Progress
    from remit_sim.experiment.comparison import Comparison
    from remit_sim.scenarios.fields import Parameter
    from remit_sim.study.question import Question
    from remit_sim.world.scenario import Scenario

_NOT_VARIED = {"experiment", "scenario", "tokens"}  # the last moves cost alone
_PROBES = 2  # runs that tell whether a parameter has any effect
_OF_TASKS = {"work", "files"}  # without a meaning where the tasks come from somewhere else


class Turn(NamedTuple):
    """One parameter at another value: the paired change of the leader's speed-up, and who leads."""

    value: float
    change: Estimate
    best: tuple[str, ...]


class Swing(NamedTuple):
    """One parameter, by table and key, at half and at twice its value, within its bounds."""

    table: str
    key: str
    value: float
    turns: tuple[Turn, ...]

    @property
    def width(self) -> float:
        """The largest change of the leader's speed-up, either way."""
        return max(abs(turn.change.mean) for turn in self.turns)


class Sensitivity(NamedTuple):
    """The swings that move anything, widest first."""

    agents: int
    replications: int
    leader: str
    speed_up: float
    swings: tuple[Swing, ...]
    unmoved: tuple[str, ...]


def sensitivity(
    question: "Question", agents: int, told: "Progress | None" = None
) -> Sensitivity | None:
    """Every swing; None where no strategy leads (one replication, or all lost work)."""
    here = answer(question, (agents,))
    leaders = best(here)
    if not leaders:
        return None
    base = _speeds(here, leaders[0])
    swings, unmoved = list[Swing](), list[str]()
    varied = list(_varied(question.scenario))
    for done, (table, parameter, value) in enumerate(varied):
        if told:
            told(done, len(varied))
        others = {
            other: _changed(question, table, parameter.key, other)
            for other in _others(parameter, value)
        }
        if not any(_moves(there, agents, here) for there in others.values()):
            unmoved.append(parameter.key)
            continue
        turns = tuple(
            _turn(answer(there, (agents,)), leaders[0], base, other)
            for other, there in others.items()
        )
        swing = Swing(table, parameter.key, value, turns)
        if turns and (swing.width or any(leaders[0] not in turn.best for turn in turns)):
            swings.append(swing)
        else:
            unmoved.append(parameter.key)
    swings.sort(key=lambda each: (-each.width, each.table, each.key))
    return Sensitivity(
        agents,
        question.replications,
        leaders[0],
        fmean(base),
        tuple(swings),
        tuple(unmoved),
    )


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


def _changed(question: "Question", table: str, key: str, value: float) -> "Question":
    scenario = question.scenario
    parameters = getattr(scenario, table)._replace(**{key: value})
    return question._replace(scenario=scenario._replace(**{table: parameters}))


def _moves(there: "Question", agents: int, here: "Comparison") -> bool:
    """Whether any of the first runs of any strategy comes out differently."""
    found = answer(there._replace(replications=_PROBES), (agents,))
    first = {row.strategy: row.values["speed_up"][:_PROBES] for row in here.rows}
    return any(row.values["speed_up"] != first[row.strategy] for row in found.rows)


def _turn(found: "Comparison", leader: str, base: "Sequence[float]", value: float) -> Turn:
    pairs = zip(_speeds(found, leader), base, strict=True)
    return Turn(value, estimate([there - here for there, here in pairs]), best(found))


def _speeds(found: "Comparison", strategy: str) -> "Sequence[float]":
    return next(row.values["speed_up"] for row in found.rows if row.strategy == strategy)
