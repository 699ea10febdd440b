"""A trace that was read again: what it comes to in words, as JSON, and as a picture."""

from typing import TYPE_CHECKING

from remit_sim.experiment.replications import sample
from remit_sim.outcome import tally
from remit_sim.report import json as dumps
from remit_sim.report import text as words
from remit_sim.study.gantt_spans import drawable
from remit_sim.world.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit_sim.engine import Note
    from remit_sim.experiment.replications import Sample
    from remit_sim.outcome.trace_file import Header


def text(header: "Header", notes: "Sequence[Note]") -> str:
    """What `run` says of this one run."""
    return words.run(Scenario(header.scenario), _sample(header, notes))


def json(header: "Header", notes: "Sequence[Note]", broken: "Sequence[str]") -> str:
    """Which run it is, the laws that it breaks, and its figures: null where it breaks any."""
    figures = None if broken else dumps.estimates(_sample(header, notes).estimates)
    return dumps.dumped(
        {
            "kind": "trace",
            **header._asdict(),
            "notes": len(notes),
            "broken_laws": broken,
            "figures": figures,
        }
    )


def svg(header: "Header", notes: "Sequence[Note]") -> str:
    """Agent by agent, what the run was spent on; raises `UsageError` without the extra."""
    from remit_sim.report import vega_render
    from remit_sim.report.figures import gantt
    from remit_sim.report.figures.figure import drawn

    drawn()
    run = drawable(notes, header.strategy, header.agents, header.seed)
    return vega_render.svg(gantt.figure([run]))


def _sample(header: "Header", notes: "Sequence[Note]") -> "Sample":
    outcome = tally(notes, header.agents)
    return sample(header.strategy, header.agents, header.seed, (outcome,))
