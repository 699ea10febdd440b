"""What must stand beside every result whose tasks come from a history."""

from textwrap import wrap
from typing import TYPE_CHECKING

from remit_sim.fitting.forecast_shift import BAND
from remit_sim.fitting.history_workload import HistoryWorkload

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from remit_sim.world.scenario import Scenario

_WIDTH = 80
_DIGITS = 6  # of any figure in JSON


def residual_lines(
    scenario: "Scenario", model_errors: "Mapping[int, float] | None" = None
) -> "Iterator[str]":
    """The residual in words; nothing for a workload that is not from history."""
    if not isinstance(scenario.workload, HistoryWorkload):
        return
    found = scenario.workload.residual
    yield ""
    yield from wrap(
        f"Tasks from history: its older half predicted the {found.tasks:,} changes of its newer "
        f"half with a mean error of {_points(found.conflict)} for conflicts, "
        f"{_points(found.same_file)} for files in common, and {_points(found.staleness)} for "
        "conflicts by staleness. Of 100 later shares, 80 are within "
        f"{BAND:.2f} times the odds predicted, up or down.",
        _WIDTH,
    )
    if model_errors:
        each = ", ".join(f"{error:.2f} with {count}" for count, error in model_errors.items())
        yield from wrap(
            "The two halves disagree about differences of speed-up by up to (agents): "
            f"{each}. A smaller difference is within the error.",
            _WIDTH,
        )


def residual_fields(
    scenario: "Scenario", model_errors: "Mapping[int, float] | None" = None
) -> dict[str, object]:
    """The same for programs."""
    if not isinstance(scenario.workload, HistoryWorkload):
        return {}
    found = scenario.workload.residual
    residual: dict[str, object] = {
        "conflict": round(found.conflict, _DIGITS),
        "same_file": round(found.same_file, _DIGITS),
        "staleness": round(found.staleness, _DIGITS),
        "tasks": found.tasks,
    }
    errors = [
        {"agents": count, "speed_up": round(error, _DIGITS)}
        for count, error in (model_errors or {}).items()
    ]
    return {"history": {"mean_absolute_error": residual, "model_errors": errors}}


def _points(share: float) -> str:
    return f"{100 * share:.1f} points"
