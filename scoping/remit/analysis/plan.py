"""What a plan needs of a repository: its past, and an older cut of it to calibrate by."""

from typing import TYPE_CHECKING, NamedTuple

from remit.analysis import split
from remit.git.log import CommitLog
from remit.plan.history_model import Calibration, HistoryModel, calibrate_history
from remit.plan.prediction.index import HistoryIndex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.git.repository import Repository
    from remit.history.progress import Progress
    from remit.history.records import ChangeUnit, Touch
    from remit.split.input import SplitHistory


class HeldOutHistory(NamedTuple):
    """The past at a cut, the changes after it, and a calibration from before it."""

    head: str
    past: "SplitHistory"
    test: "Sequence[Touch]"
    calibration: Calibration


def build_history_model(
    repository: "Repository", at: str, unit: "ChangeUnit", *, progress: "Progress | None" = None
) -> HistoryModel:
    """What is known at the revision `at`, calibrated on the newest changes that led there."""
    read = CommitLog(repository)
    past = split.read_split_history(repository, at, unit, read=read, progress=progress)
    return HistoryModel(HistoryIndex(past), _calibration(repository, past.at, unit, read))


def hold_out_newest(
    repository: "Repository", head: str, unit: "ChangeUnit", *, progress: "Progress | None" = None
) -> HeldOutHistory:
    """The history of `head` with its newest part held out; the rest is calibrated by itself."""
    read = CommitLog(repository)
    trial = split.hold_out_split_history(repository, head, unit, read=read, progress=progress)
    calibration = _calibration(repository, trial.past.at, unit, read)
    return HeldOutHistory(trial.head, trial.past, trial.test, calibration)


def _calibration(
    repository: "Repository", at: str, unit: "ChangeUnit", read: CommitLog
) -> Calibration:
    """From the newest part of the history of `at`; none where there is too little of it."""
    trial = split.hold_out_split_history(repository, at, unit, read=read)
    found = calibrate_history(trial.past, trial.test) if trial.past.touches else Calibration()
    return found._replace(remarks=tuple(read.remarks))
