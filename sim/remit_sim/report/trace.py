"""A trace that was read again: what it comes to in words, as JSON, and as a picture."""

from typing import TYPE_CHECKING

from remit_sim.experiment.replications import sample_outcomes
from remit_sim.outcome import tally_outcome
from remit_sim.report import json as dumps
from remit_sim.report import text as words
from remit_sim.study.gantt_spans import gantt_run_from_trace
from remit_sim.world.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit_sim.engine import TraceNote
    from remit_sim.experiment.replications import RunSample
    from remit_sim.outcome.trace_file import TraceHeader


def text(header: "TraceHeader", notes: "Sequence[TraceNote]") -> str:
    """What `run` says of this one run."""
    return words.run(Scenario(header.scenario), _sample(header, notes))


def json(header: "TraceHeader", notes: "Sequence[TraceNote]", broken: "Sequence[str]") -> str:
    """Which run it is, the laws that it breaks, and its figures: null where it breaks any."""
    figures = None if broken else dumps.estimate_fields(_sample(header, notes).estimates)
    return dumps.dump_line(
        {
            "kind": "trace",
            **header._asdict(),
            "notes": len(notes),
            "broken_laws": broken,
            "figures": figures,
        }
    )


def svg(header: "TraceHeader", notes: "Sequence[TraceNote]") -> str:
    """Agent by agent, what the run was spent on; raises `UsageError` without the extra."""
    from remit_sim.report import vega_render
    from remit_sim.report.figures import gantt
    from remit_sim.report.figures.figure import require_chart_library

    require_chart_library()
    run = gantt_run_from_trace(notes, header.strategy, header.agents, header.seed)
    return vega_render.render_svg(gantt.figure([run]))


def _sample(header: "TraceHeader", notes: "Sequence[TraceNote]") -> "RunSample":
    outcome = tally_outcome(notes, header.agents)
    return sample_outcomes(header.strategy, header.agents, header.seed, (outcome,))
