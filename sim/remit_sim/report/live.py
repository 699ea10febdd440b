"""Real runs beside simulated ones, for people and programs."""

from textwrap import fill
from typing import TYPE_CHECKING

from remit.text_safety import count_noun
from remit_sim.live.compare_simulated import BAND_RUNS, BandFit
from remit_sim.report.json import dump_line, round_figure, scenario_fields
from remit_sim.report.text import scenario_heading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remit_sim.live.compare_simulated import ComparedFigure, LiveComparison, SimulationBand

_WIDTH = 80
_WORDS = {
    "makespan_minutes": "makespan (minutes)",
    "conflicts_textual": "merge conflicts",
    "lost_updates": "updates overwritten",
    "conflicts_semantic_landed": "semantic, landed",
    "conflicts_semantic_caught": "semantic, caught",
    "failed_checks_caught": "checks that failed",
    "violations": "violations refused",
    "fenced_writes": "writes fenced off",
}


def text(found: "LiveComparison") -> str:
    """A table, what is outside and why, the overhead, and whether the files hold the edits."""
    trial = found.trial
    agents = count_noun(trial.agents, "agent")
    runs = count_noun(len(found.rows[0].measured), "run")
    pace = f"{trial.minutes_per_second:g} minutes a second"
    lines = [
        *scenario_heading(trial.scenario),
        f"{trial.strategy} for real, {agents}, {runs}, seed {trial.seed}, {pace}",
        "",
        f"  {'':21}{'measured':>10}{'same tasks':>12}{'95% of runs':>16}{'with overhead':>17}",
        f"  {'':21}{'':10}{'simulated':>12}{'simulated':>16}{'simulated':>17}",
        *map(_row, found.rows),
        "",
        *(line for row in found.rows for line in _said(row)),
        *_overhead(found),
        fill(
            f"The files at the end hold {found.there} of {found.edits} edits of the tasks that "
            "landed.",
            _WIDTH,
        ),
    ]
    return "\n".join(lines) + "\n"


def json(found: "LiveComparison") -> str:
    """The same, with every run."""
    trial = found.trial
    runs = len(found.rows[0].measured)
    return dump_line(
        {
            "kind": "live",
            **scenario_fields(trial.scenario, trial.seed, runs),
            "strategy": trial.strategy,
            "agents": trial.agents,
            "minutes_per_second": trial.minutes_per_second,
            "band": {"share": 0.95, "simulated_runs": BAND_RUNS},
            "figures": {
                row.figure: {
                    "measured": list(map(round_figure, row.measured)),
                    "simulated_same_tasks": list(map(round_figure, row.same)),
                    "band": _ends(row.band),
                    "band_with_overhead": _ends(row.with_overhead),
                    "inside": row.inside,
                    "fit": row.fit.name.lower(),
                }
                for row in found.rows
            },
            "overhead_minutes_per_task": {
                kind: round_figure(minutes) for kind, minutes in found.overheads.items()
            },
            "edits": found.edits,
            "edits_there": found.there,
        }
    )


def _row(row: "ComparedFigure") -> str:
    digits = 1 if row.figure == "makespan_minutes" or len(row.measured) > 1 else 0
    return (
        f"  {_WORDS[row.figure]:21}{_mean(row.measured):10.{digits}f}{_mean(row.same):12.{digits}f}"
        f"{_span(row, row.band):>16}{_span(row, row.with_overhead):>17}"
    )


def _said(row: "ComparedFigure") -> "Iterator[str]":
    if row.fit is not BandFit.INSIDE:
        runs = len(row.measured)
        yield fill(
            f"{_WORDS[row.figure]}: {row.inside} of {count_noun(runs, 'run')} inside; {row.fit}.",
            _WIDTH,
        )


def _overhead(found: "LiveComparison") -> "Iterator[str]":
    minutes = sum(found.overheads.values())
    kinds = (f"{kind} {each:.2f}" for kind, each in found.overheads.items() if each >= _LEAST)
    listed = f": {', '.join(kinds)}" if minutes >= _LEAST else ""
    yield fill(
        f"Overhead: {minutes:.2f} minutes a task ({minutes / found.trial.minutes_per_second:.2f} "
        f"seconds){listed}.",
        _WIDTH,
    )


_LEAST = 0.01


def _span(row: "ComparedFigure", band: "SimulationBand") -> str:
    digits = 1 if row.figure == "makespan_minutes" else 0
    return f"{band.low:.{digits}f} .. {band.high:.{digits}f}"


def _ends(band: "SimulationBand") -> list[float]:
    return [round_figure(band.low), round_figure(band.high)]


def _mean(values: tuple[float, ...]) -> float:
    return sum(values) / len(values)
