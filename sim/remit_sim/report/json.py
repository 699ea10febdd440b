"""Results as JSON, version 2; its form is in `docs/explanation/simulator.md` and only grows."""

import json
from typing import TYPE_CHECKING

from remit.errors import ManifestError
from remit_sim.report import history_notes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from remit.errors import RemitError
    from remit_sim.experiment.comparison import Comparison
    from remit_sim.experiment.replications import Estimate, Sample
    from remit_sim.world.scenario import Scenario

VERSION = 2
_DIGITS = 6


def run(scenario: "Scenario", found: "Sample") -> str:
    """One strategy: every figure, and that of each replication."""
    return dumped(
        {
            "kind": "run",
            **asked(scenario, found.seed, found.replications),
            **history_notes.keys(scenario),
            "strategy": found.strategy,
            "agents": found.agents,
            "figures": estimates(found.estimates),
            "runs": {
                name: [rounded(value) for value in each] for name, each in found.values.items()
            },
        }
    )


def comparison(scenario: "Scenario", seed: int, replications: int, found: "Comparison") -> str:
    """Every strategy with every number of agents, the paired differences, and the ranking."""
    return dumped(
        {
            "kind": "comparison",
            **asked(scenario, seed, replications),
            **history_notes.keys(scenario, found.model_errors),
            "rows": [
                {
                    "strategy": row.strategy,
                    "agents": row.agents,
                    "figures": estimates(row.estimates),
                }
                for row in found.rows
            ],
            "differences": [
                {
                    "strategy": each.strategy,
                    "baseline": each.baseline,
                    "agents": each.agents,
                    "figures": estimates(each.estimates),
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
    return dumped({"kind": "list", **named})


def error(said: "RemitError") -> str:
    """Why there is no result."""
    faults = said.faults if isinstance(said, ManifestError) else ()
    sentence = "The scenario has faults." if faults else said.sentence
    listed = [fault._asdict() for fault in faults]
    return dumped(
        {"kind": "error", "error": {"sentence": sentence, "hint": said.hint, "faults": listed}}
    )


def asked(scenario: "Scenario", seed: int, replications: int) -> dict[str, object]:
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


def estimates(found: "Mapping[str, Estimate]") -> dict[str, object]:
    """Each figure's mean and half of its confidence interval."""
    return {
        name: {
            "mean": rounded(mean),
            "half_width": None if half_width is None else rounded(half_width),
        }
        for name, (mean, half_width) in found.items()
    }


def rounded(value: float) -> float:
    """A number without digits that nobody needs."""
    return round(value, _DIGITS)


def dumped(fields: "Mapping[str, object]") -> str:
    """One line of JSON that begins with its version."""
    return json.dumps({"version": VERSION, **fields}) + "\n"
