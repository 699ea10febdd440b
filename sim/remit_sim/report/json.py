"""Results as JSON, version 2; its form is in `docs/explanation/simulator.md` and only grows."""

import json
from typing import TYPE_CHECKING

from remit.errors import ManifestError
from remit_sim.report import history_notes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from remit.errors import RemitError
    from remit_sim.experiment.comparison import StrategyComparison
    from remit_sim.experiment.replications import Estimate, RunSample
    from remit_sim.world.scenario import Scenario

VERSION = 2
_DIGITS = 6


def run(scenario: "Scenario", found: "RunSample") -> str:
    """One strategy: every figure, and that of each replication."""
    return dump_line(
        {
            "kind": "run",
            **scenario_fields(scenario, found.seed, found.replications),
            **history_notes.residual_fields(scenario),
            "strategy": found.strategy,
            "agents": found.agents,
            "figures": estimate_fields(found.estimates),
            "runs": {
                name: [round_figure(value) for value in each] for name, each in found.values.items()
            },
        }
    )


def comparison(
    scenario: "Scenario", seed: int, replications: int, found: "StrategyComparison"
) -> str:
    """Every strategy with every number of agents, the paired differences, and the ranking."""
    return dump_line(
        {
            "kind": "comparison",
            **scenario_fields(scenario, seed, replications),
            **history_notes.residual_fields(scenario, found.model_errors),
            "rows": [
                {
                    "strategy": row.strategy,
                    "agents": row.agents,
                    "figures": estimate_fields(row.estimates),
                }
                for row in found.rows
            ],
            "differences": [
                {
                    "strategy": each.strategy,
                    "baseline": each.baseline,
                    "agents": each.agents,
                    "figures": estimate_fields(each.estimates),
                }
                for each in found.differences
            ],
            "ranked_by": "speed_up",
            "rankings": [
                {
                    "agents": ranking.agents,
                    "places": [
                        {"place": place.place, "strategies": place.strategies}
                        for place in ranking.places
                    ],
                    "losing_work": ranking.losing,
                }
                for ranking in found.rankings
            ],
        }
    )


def listing(kinds: "Mapping[str, Mapping[str, str]]") -> str:
    """Names and what they are, kind by kind."""
    named = {
        kind: [{"name": name, "about": about} for name, about in entries.items()]
        for kind, entries in kinds.items()
    }
    return dump_line({"kind": "list", **named})


def error(said: "RemitError") -> str:
    """Why there is no result."""
    faults = said.faults if isinstance(said, ManifestError) else ()
    sentence = "The scenario has faults." if faults else said.sentence
    listed = [fault._asdict() for fault in faults]
    return dump_line(
        {"kind": "error", "error": {"sentence": sentence, "hint": said.hint, "faults": listed}}
    )


def scenario_fields(scenario: "Scenario", seed: int, replications: int) -> dict[str, object]:
    """What every answer about a scenario has: all of its parameters, and how often it was run."""
    parameters = {
        key: value._asdict()
        for key, value in scenario._asdict().items()
        if key not in {"name", "about", "experiment", "workload"}
    }
    return {
        "scenario": scenario.name,
        "parameters": parameters,
        "seed": seed,
        "replications": replications,
        "confidence": 0.95,
    }


def estimate_fields(found: "Mapping[str, Estimate]") -> dict[str, object]:
    """Each figure's mean and half of its confidence interval."""
    return {
        name: {
            "mean": round_figure(mean),
            "half_width": None if half_width is None else round_figure(half_width),
        }
        for name, (mean, half_width) in found.items()
    }


def round_figure(value: float) -> float:
    """A number without digits that nobody needs."""
    return round(value, _DIGITS)


def dump_line(fields: "Mapping[str, object]") -> str:
    """One line of JSON that begins with its version."""
    return json.dumps({"version": VERSION, **fields}) + "\n"
