"""What a plan needs of a repository: its past, and an older cut of it to calibrate by."""

from typing import TYPE_CHECKING, NamedTuple

from remit.analysis import split
from remit.git.log import Log
from remit.plan.history_model import Calibration, Knowledge, calibrated
from remit.plan.prediction.index import Index

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.git.repository import Repository
    from remit.history.progress import Progress
    from remit.history.records import Touch, Unit
    from remit.split.input import Past


class Held(NamedTuple):
    """The past at a cut, the changes after it, and a calibration from before it."""

    head: str
    past: "Past"
    test: "Sequence[Touch]"
    calibration: Calibration


def knowledge(
    repository: "Repository", at: str, unit: "Unit", *, progress: "Progress | None" = None
) -> Knowledge:
    """What is known at the revision `at`, calibrated on the newest changes that led there."""
    read = Log(repository)
    past = split.past(repository, at, unit, read=read, progress=progress)
    return Knowledge(Index(past), _calibration(repository, past.at, unit, read))


def held(
    repository: "Repository", head: str, unit: "Unit", *, progress: "Progress | None" = None
) -> Held:
    """The history of `head` with its newest part held out; the rest is calibrated by itself."""
    read = Log(repository)
    trial = split.trial(repository, head, unit, read=read, progress=progress)
    calibration = _calibration(repository, trial.past.at, unit, read)
    return Held(trial.head, trial.past, trial.test, calibration)


def _calibration(repository: "Repository", at: str, unit: "Unit", read: Log) -> Calibration:
    """From the newest part of the history of `at`; none where there is too little of it."""
    trial = split.trial(repository, at, unit, read=read)
    found = calibrated(trial.past, trial.test) if trial.past.touches else Calibration()
    return found._replace(remarks=tuple(read.remarks))
