"""How well the older part of a history predicts the newer one, which no parameter has seen.

Three curves are predicted: the shares of tasks in windows that conflict, and that have a file in
common, and the share of conflicts by staleness. Each is predicted twice: by the fitted curve, and
by tasks drawn from the fitted workload, which is what a simulation is made of.
"""

from math import exp, log
from typing import TYPE_CHECKING, NamedTuple

from remit.errors import CouldNotCheck
from remit_sim.fitting import forecast_shift, simulated_curves
from remit_sim.fitting.bootstrap import BootstrapWorkload, FileSetLocations
from remit_sim.fitting.evidence import LADDER, gather_evidence
from remit_sim.fitting.parameters import fit_parameters
from remit_sim.replay import first_parent_changes, metrics, staleness, windows
from remit_sim.replay.replay import MergeCounter
from remit_sim.world.scenario import WorkSettings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.git.repository import Repository
    from remit.history.progress import Progress
    from remit_sim.fitting.parameters import HistoryFit
    from remit_sim.replay.proportion import ProportionPoint

FITTED = 1000
"""The most changes that are fitted on; those before weigh a sixteenth and less."""
_ENOUGH = 500
"""Changes that suffice for a fit, two half-lives; what is beyond them is scored."""
FEWEST = 60
"""Changes without which nothing is predicted."""


class FitBacktestRequest(NamedTuple):
    """What is predicted: the newest `tasks` changes of a revision's first-parent line."""

    revision: str
    tasks: int
    widths: tuple[int, ...]


class Prediction(NamedTuple):
    """One share: by the fitted curve, by drawn tasks (None where these have no say), and real."""

    at: int
    predicted: float
    drawn: float | None
    real: "ProportionPoint"

    @property
    def band(self) -> tuple[float, float]:
        """Where the real share is in four of five cases."""
        return forecast_shift.forecast_band(self.predicted)

    @property
    def inside(self) -> bool:
        """Whether it is there."""
        low, high = self.band
        return low <= self.real.share <= high


class FitBacktest(NamedTuple):
    """What was fitted on which part, and the curves of the part after it."""

    at: str
    cut: str
    """The newest change that was fitted on."""
    fit: "HistoryFit"
    scored: int
    conflict: tuple[Prediction, ...]
    same_file: tuple[Prediction, ...]
    staleness: tuple[Prediction, ...]
    merges: int
    age: int
    """How many changes landed before the cut."""
    remarks: tuple[str, ...]


def curve_error(curve: "Sequence[Prediction]") -> float:
    """The mean absolute error of a fitted curve, 0..1."""
    return sum(abs(each.predicted - each.real.share) for each in curve) / len(curve)


def is_curve_missed(curve: "Sequence[Prediction]") -> bool:
    """Whether most of the real shares are outside the bands: the curve was not predicted."""
    return 2 * sum(not each.inside for each in curve) > len(curve)


def odds_ratio(curve: "Sequence[Prediction]") -> float:
    """How many times the odds predicted the real ones are, in the geometric mean.

    Shares of 0 and 1 count as half a task from there.
    """
    logs = [_log_odds(each.real.share, each) - _log_odds(each.predicted, each) for each in curve]
    return exp(sum(logs) / len(logs))


def _log_odds(share: float, among: Prediction) -> float:
    least = 0.5 / max(1, among.real.tasks)
    kept = min(1 - least, max(least, share))
    return log(kept / (1 - kept))


def sampled_curve_error(curve: "Sequence[Prediction]") -> float | None:
    """The same of the drawn tasks; None where they have no say."""
    told = [(each.drawn, each.real.share) for each in curve if each.drawn is not None]
    return sum(abs(drawn - real) for drawn, real in told) / len(told) if told else None


def backtest_fit(
    repository: "Repository",
    question: FitBacktestRequest,
    reading: "Progress | None" = None,
    merging: "Progress | None" = None,
) -> FitBacktest:
    """The answer; raises a `RemitError` where the history is too short, or not here."""
    most = question.tasks + max(question.tasks, FITTED + LADDER[-1])
    found = first_parent_changes.read_first_parent_log(repository, question.revision, most, reading)
    cut = cut_index(len(found.changes), question.tasks)
    older, newer = found.changes[:cut], found.changes[cut:]
    first = max(0, cut - FITTED)
    widths = tuple(width for width in question.widths if width <= len(newer))
    behind = tuple(k for k in LADDER if k <= cut)
    late = staleness.list_stale_changes(found.changes, cut, behind)
    told = MergeCounter(merging, len(LADDER) * (cut - first) + 2 * len(late) + 5 * len(newer))
    evidence = gather_evidence(repository, older, first, told)
    fitted = fit_parameters(evidence)
    fates = windows.replay_windows(repository, newer, widths, told)
    stale = staleness.replay_stale_changes(repository, found.changes, late, told)
    ground = FileSetLocations(evidence.spots, fitted.fitted.same_place)
    workload = BootstrapWorkload(evidence.sets, fitted.fitted.recency, WorkSettings(), ground)
    drawn = simulated_curves.simulate_window_shares(workload, fitted.fitted.meeting, widths)
    real = metrics.window_curves(newer, fates, widths)
    late_real = metrics.staleness_curves(found.changes, stale, behind)["upper"]
    return FitBacktest(
        found.at,
        older[-1].oid,
        fitted,
        len(newer),
        tuple(
            Prediction(p.at, fitted.fitted.conflict.window(p.at), drawn[p.at].conflict, p)
            for p in real["upper"]
        ),
        tuple(
            Prediction(p.at, fitted.fitted.same_file.window(p.at), drawn[p.at].same_file, p)
            for p in real["same_file"]
        ),
        tuple(Prediction(p.at, fitted.fitted.conflict.share(p.at), None, p) for p in late_real),
        told.done,
        evidence.age or 0,
        found.remarks,
    )


def cut_index(count: int, tasks: int) -> int:
    """How many of `count` changes are older: half of a short history, of a longer one at least 500.

    Raises `CouldNotCheck` where there are too few.
    """
    if count < FEWEST:
        raise CouldNotCheck(
            f"a backtest needs {FEWEST} changes on the first-parent line; here are {count}.",
            "remit-sim replay works on shorter histories",
        )
    return count - min(tasks, max(count // 2, count - _ENOUGH))
