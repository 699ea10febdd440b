"""A history as the ground of a simulation: its parameters, its tasks, and how far it misleads.

The residual is a backtest within what was read: its older half predicts its newer half. It needs
no merge beyond those of the fit; `remit-sim backtest` scores a longer part, with whole windows.
"""

from typing import TYPE_CHECKING, NamedTuple

from remit.errors import CouldNotCheck
from remit_sim.fitting.backtest import FEWEST
from remit_sim.fitting.bootstrap import BootstrapWorkload, FileSetLocations, TraceWorkload
from remit_sim.fitting.evidence import LADDER, HistoryEvidence, gather_evidence
from remit_sim.fitting.parameters import fit_parameters
from remit_sim.fitting.staleness_law import StalenessCurve, monotone_curve
from remit_sim.replay import first_parent_changes
from remit_sim.replay.replay import WIDTHS, MergeCounter
from remit_sim.world.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Callable

    from remit.git.repository import Repository
    from remit.history.progress import Progress
    from remit_sim.fitting.evidence import LateMeeting
    from remit_sim.fitting.parameters import HistoryFit
    from remit_sim.world.tasks import SimulatedTask

TASKS = 1000
"""Changes that are read; older ones weigh a sixteenth and less in a fit."""
_MOST_PER_TASK = 1000  # as in scenarios


class FitResidual(NamedTuple):
    """Mean absolute errors, 0..1, of what the older half predicted of the newer one's tasks."""

    conflict: float
    same_file: float
    staleness: float
    tasks: int
    """How many tasks were predicted."""


class FittedHistory(NamedTuple):
    """What was read of a history up to the commit `at`."""

    at: str
    evidence: HistoryEvidence
    fit: "HistoryFit"
    halves: "tuple[tuple[HistoryEvidence, HistoryFit], tuple[HistoryEvidence, HistoryFit]]"
    """The older and the newer half, each with a fit of its own, without intervals."""
    residual: FitResidual
    remarks: tuple[str, ...]


def fit_history(
    repository: "Repository",
    revision: str = "HEAD",
    tasks: int = TASKS,
    reading: "Progress | None" = None,
    merging: "Progress | None" = None,
) -> FittedHistory:
    """The newest `tasks` changes; raises a `RemitError` where there are too few, or not here."""
    found = first_parent_changes.read_first_parent_log(
        repository, revision, tasks + LADDER[-1], reading
    )
    first = max(0, len(found.changes) - tasks)
    count = len(found.changes) - first
    if count < FEWEST:
        raise CouldNotCheck(
            f"a workload from history needs {FEWEST} changes on the first-parent line; here are "
            f"{count}.",
            "simulate a scenario instead: `remit-sim list`",
        )
    told = MergeCounter(merging, len(LADDER) * count)
    return fit_evidence(
        gather_evidence(repository, found.changes, first, told), found.at, found.remarks
    )


def fit_evidence(
    evidence: HistoryEvidence, at: str = "", remarks: tuple[str, ...] = ()
) -> FittedHistory:
    """The fit of all, those of its halves, and how well the older predicts the newer."""
    half = len(evidence.seen) // 2
    parts = tuple(_part(evidence, slice(*ends)) for ends in ((None, half), (half, None)))
    older, newer = ((part, fit_parameters(part, resamples=1)) for part in parts)
    residual = _residual(older[1], newer[0])
    return FittedHistory(at, evidence, fit_parameters(evidence), (older, newer), residual, remarks)


class HistoryWorkload(NamedTuple):
    """A workload from history, with what must be said beside every result of it."""

    source: BootstrapWorkload | TraceWorkload
    residual: FitResidual
    halves: tuple[Scenario, Scenario]
    """The scenario as the older, and as the newer half of the history alone has it."""

    def tasks(self, draws: "tuple[int | str, ...]", /) -> "tuple[SimulatedTask, ...]":
        """The tasks of the replication with these streams."""
        return self.source.tasks(draws)


def scenario_with_sampled_tasks(base: Scenario, found: FittedHistory, name: str) -> Scenario:
    """The scenario with tasks drawn from a history; what history cannot say is the base's."""
    scenario = _meeting(scenario_with_fit(base, found.fit, name), found.fit)
    source = _source(found.evidence, found.fit, base)
    about = f"{base.work.tasks} tasks drawn from {found.fit.sizes.tasks} changes of {name}"
    workload = HistoryWorkload(source, found.residual, _halves(base, found, name))
    return scenario._replace(about=f"{about} at {found.at[:10]}", workload=workload)


def scenario_with_past_tasks(base: Scenario, found: FittedHistory, name: str) -> Scenario:
    """The scenario with the newest changes themselves as its tasks, in their order."""
    scenario = _meeting(scenario_with_fit(base, found.fit, name), found.fit)
    source = TraceWorkload(found.evidence.sets, base.work, found.evidence.spots)
    about = f"the newest {len(source)} changes of {name} at {found.at[:10]}, in their order"
    workload = HistoryWorkload(source, found.residual, _halves(base, found, name))
    return scenario._replace(about=about, workload=workload)


def scenario_with_fit(base: Scenario, found: "HistoryFit", name: str) -> Scenario:
    """The scenario with parameters from history: what of it can be written to a file."""
    fitted, sizes = found.fitted, found.sizes
    return base._replace(
        name=name,
        about=f"parameters fitted to {sizes.tasks} changes of {name}",
        files=base.files._replace(
            total=max(1, sizes.files),
            per_task=max(1.0, min(sizes.files_mean, float(sizes.files))),
            sizes="geometric",
            most_per_task=max(1, min(sizes.files_most, _MOST_PER_TASK)),
            choice="zipf",
            zipf_exponent=sizes.zipf,
            recency_share=fitted.recency.share,
            recency_tasks=fitted.recency.tasks,
        ),
        edits=base.edits._replace(textual_share=fitted.clash.textual, open_share=fitted.clash.open),
    )


def _halves(base: Scenario, found: FittedHistory, name: str) -> tuple[Scenario, Scenario]:
    older, newer = (
        _meeting(scenario_with_fit(base, fitted, name), fitted)._replace(
            workload=_source(evidence, fitted, base)
        )
        for evidence, fitted in found.halves
    )
    return older, newer


def _source(evidence: HistoryEvidence, found: "HistoryFit", base: Scenario) -> BootstrapWorkload:
    ground = FileSetLocations(evidence.spots, found.fitted.same_place)
    return BootstrapWorkload(evidence.sets, found.fitted.recency, base.work, ground)


def _meeting(scenario: Scenario, found: "HistoryFit") -> Scenario:
    """The scenario in which tasks collide as those drawn from history do."""
    textual, open_ = found.fitted.meeting
    return scenario._replace(edits=scenario.edits._replace(textual_share=textual, open_share=open_))


def _part(evidence: HistoryEvidence, ends: slice) -> HistoryEvidence:
    """Some of the evidence, and how old the history was by then."""
    after = 0 if ends.stop is None else len(evidence.seen) - ends.stop
    age = None if evidence.age is None else evidence.age - after
    return HistoryEvidence(
        evidence.seen[ends], evidence.sets[ends], evidence.authors[ends], evidence.spots[ends], age
    )


def _residual(older: "HistoryFit", newer: HistoryEvidence) -> FitResidual:
    conflict = _real(newer, lambda meeting: meeting.conflicts)
    same = _real(newer, lambda meeting: meeting.incidences > 0)
    return FitResidual(
        _apart(older.fitted.conflict.window, conflict.window, WIDTHS),
        _apart(older.fitted.same_file.window, same.window, WIDTHS),
        _apart(older.fitted.conflict.share, conflict.share, LADDER),
        len(newer.seen),
    )


def _real(evidence: HistoryEvidence, hits: "Callable[[LateMeeting], bool]") -> StalenessCurve:
    """The curve as it was, every change counting alike."""
    found: dict[int, list[bool]] = {}
    for seen in evidence.seen:
        for meeting in seen.meetings:
            found.setdefault(meeting.behind, []).append(hits(meeting))
    return monotone_curve({k: sum(each) / len(each) for k, each in found.items()})


def _apart(
    told: "Callable[[int], float]", real: "Callable[[int], float]", at: tuple[int, ...]
) -> float:
    return sum(abs(told(each) - real(each)) for each in at) / len(at)
