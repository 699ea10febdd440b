"""Advice in ten lines, and as JSON."""

from typing import TYPE_CHECKING

from remit.text_safety import count_noun
from remit_sim.report import history_notes
from remit_sim.report.json import dump_line, round_figure, scenario_fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from remit_sim.advice.recommendation import AgentAdvice, SimulationAdvice
    from remit_sim.advice.usl import UslFit
    from remit_sim.experiment.replications import Estimate

_WIDTH = 80
_INDENT = 9
_LEAST = 0.05
_PERCENT = 100


def text(found: "SimulationAdvice") -> str:
    """Ten lines, none longer than the terminal."""
    lines = (
        _headed(found),
        ("take", [_taken(found)]),
        ("or", _others(found)),
        ("never", _never(found)),
        ("agents", [_agents(found)]),
        ("law", [_law(found)]),
        ("limits", _limits(found)),
        ("sure", [_sure(found)]),
        ("assumed", list(found.assumed)),
        ("changes", _changes(found)),
    )
    return "\n".join(line if isinstance(line, str) else _line(*line) for line in lines) + "\n"


def json(found: "SimulationAdvice") -> str:
    """Everything, with every figure of every sample."""
    trial = found.trial
    scaling = {each.strategy: each for each in found.scaling}
    return dump_line(
        {
            "kind": "advice",
            **scenario_fields(trial.scenario, trial.seed, trial.replications),
            "strategy": found.strategy,
            "agents": found.agents,
            "speed_up": _spread(found.speed_up),
            "rivals": [
                {
                    "strategy": each.strategy,
                    "speed_up": round_figure(each.speed_up),
                    "behind": _spread(each.behind),
                    "is_a_result": each.tells,
                }
                for each in found.rivals
            ],
            "losing_work": [
                {"strategy": name, "lost_tasks_at_most": round_figure(lost)}
                for name, lost in found.losing
            ],
            "curves": [
                {
                    "strategy": curve.strategy,
                    "loses_work": curve.loses,
                    "agents": list(curve.samples),
                    "speed_up": [round_figure(curve.speed_up(n).mean) for n in curve.samples],
                    "makespan_minutes": [
                        round_figure(each.estimates["makespan_minutes"].mean)
                        for each in curve.samples.values()
                    ],
                    **_scaled(scaling.get(curve.strategy)),
                }
                for curve in found.curves
            ],
            "limits": [
                {"limit": each.name, "speed_up_without": _spread(each.gain)}
                for each in found.limits
            ],
            "assumed": list(found.assumed),
            "sensitivity": [
                {
                    "parameter": each.parameter,
                    "value": each.value,
                    "strategy": each.strategy,
                    "lead": round_figure(each.lead),
                    "changes_the_answer": each.changes,
                }
                for each in found.changes
            ],
            "margin_speed_up": None if found.margin is None else round_figure(found.margin),
            **history_notes.residual_fields(trial.scenario),
        }
    )


def _headed(found: "SimulationAdvice") -> str:
    trial = found.trial
    about = f"{trial.scenario.name}: {trial.scenario.about}".removesuffix(": ")
    end = f" ({count_noun(trial.replications, 'run')} of each, seed {trial.seed})"
    return _cut(about, _WIDTH - len(end)) + end


def _taken(found: "SimulationAdvice") -> str:
    width = found.speed_up.half_width
    spread = "" if width is None else f" (+- {width:.2f})"
    return (
        f"{found.strategy} with {count_noun(found.agents, 'agent')}: "
        f"{found.speed_up.mean:.2f}{spread} times one alone"
    )


def _others(found: "SimulationAdvice") -> list[str]:
    if not found.rivals:
        return ["nothing else was tried that keeps all work"]
    return [
        f"{each.strategy} {each.speed_up:.2f}" + ("" if each.tells else " (within the error)")
        for each in found.rivals
    ]


def _never(found: "SimulationAdvice") -> list[str]:
    if not found.losing:
        return ["none of these strategies loses work"]
    return [f"{name}: loses up to {lost:.1f} tasks a run" for name, lost in found.losing]


def _agents(found: "SimulationAdvice") -> str:
    own = _own(found)
    most = found.trial.agents[-1]
    if own.pays == most:
        return f"{most} is the most that was tried, and each of them pays"
    fastest = "" if own.fastest <= own.pays else f", {own.fastest} fastest"
    if own.unsure:
        return f"beyond {own.pays} the gain is within the error of {_runs(found)}{fastest}"
    return f"beyond {own.pays} an added one adds less than a fifth of itself{fastest}"


def _runs(found: "SimulationAdvice") -> str:
    return count_noun(found.trial.replications, "run")


def _law(found: "SimulationAdvice") -> str:
    law = _own(found).law
    if law is None:
        return "not fitted: it takes one agent and two other numbers of them"
    turn = "never turns" if law.peak is None else f"turns at {law.peak:.0f} agents"
    return f"{law.sigma:.1%} serial, {law.kappa:.2%} for each pair, {turn}; off by {law.off:.2f}"


def _limits(found: "SimulationAdvice") -> list[str]:
    found_ = [each for each in found.limits if each.gain.mean >= _LEAST]
    return [f"{each.about} {each.gain.mean:+.2f}" for each in found_] or ["none worth naming"]


def _sure(found: "SimulationAdvice") -> str:
    if found.residual is None or found.margin is None:
        return "95% in pairs within the model; how far that is from you no history says"
    return (
        f"95% in pairs; below {found.margin:.2f} no result "
        f"(backtest off by {found.residual * _PERCENT:.1f} points)"
    )


def _changes(found: "SimulationAdvice") -> list[str]:
    said = [
        f"{each.parameter} {each.value} ({each.strategy} {each.lead:+.2f})"
        for each in found.changes
        if each.changes
    ]
    return said or ["nothing: no assumed input, at either end, moves the choice"]


def _own(found: "SimulationAdvice") -> "AgentAdvice":
    return next(each for each in found.scaling if each.strategy == found.strategy)


def _line(name: str, said: "Sequence[str]") -> str:
    """As many of the things to say as fit, and how many more there are."""
    room = _WIDTH - _INDENT
    shown = list(said)
    while len(shown) > 1 and len(_joined(shown, len(said))) > room:
        shown.pop()
    return f"{name:{_INDENT}}{_cut(_joined(shown, len(said)), room)}"


def _joined(shown: "Iterable[str]", whole: int) -> str:
    listed = list(shown)
    more = whole - len(listed)
    return ", ".join([*listed, *([f"{more} more"] if more else [])])


def _cut(line: str, room: int) -> str:
    return line if len(line) <= room else f"{line[: room - 3]}..."


def _spread(found: "Estimate") -> dict[str, float | None]:
    width = found.half_width
    return {
        "mean": round_figure(found.mean),
        "half_width": None if width is None else round_figure(width),
    }


def _scaled(own: "AgentAdvice | None") -> dict[str, object]:
    if own is None:
        nothing = ("pays_up_to", "gain_beyond_within_error", "fastest", "law")
        return {key: None for key in nothing}  # noqa: C420 - a dict of literal keys is none of str
    return {
        "pays_up_to": own.pays,
        "gain_beyond_within_error": own.unsure,
        "fastest": own.fastest,
        "law": own.law and _fields(own.law),
    }


def _fields(law: "UslFit") -> dict[str, float | None]:
    return {
        "sigma": round_figure(law.sigma),
        "kappa": round_figure(law.kappa),
        "fastest_agents": None if law.peak is None else round_figure(law.peak),
        "off_speed_up": round_figure(law.off),
    }
