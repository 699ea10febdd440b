"""A small past to plan by, without git: a web program with three parts and a changelog."""

from typing import TYPE_CHECKING

from remit.history.records import Commit, Contributor, Touch
from remit.plan.history_model import Calibration, HistoryModel
from remit.plan.prediction.index import HistoryIndex
from remit.split.input import SplitHistory

if TYPE_CHECKING:
    from collections.abc import Iterable

FILES = {
    b"CHANGES.md": b"# Changes\n",
    b"docs/routing.md": b"How routes are found.\n",
    b"src/web/routing.py": b"class Router:\n    def match(self, path): ...\n",
    b"src/web/session.py": b"class Session:\n    cookie = 'sid'\n",
    b"src/web/templates.py": b"def render(template): ...\n",
    b"tests/test_routing.py": b"from web.routing import Router\n",
    b"tests/test_session.py": b"from web.session import Session\n",
    b"tests/test_templates.py": b"from web.templates import render\n",
}
_SUBJECTS = {
    "routing": "routing: match paths with {} segments",
    "session": "session: refuse cookies of {} bytes",
    "templates": "templates: escape values in {} blocks",
}
_DAY = 86400


def touch(subject: str, files: "Iterable[bytes]", day: int = 0) -> Touch:
    """One past change, so many days after the first one."""
    commit = Commit(f"{day:040x}", (), day * _DAY, Contributor("A", "a@example.com"), subject, ())
    return Touch(commit, tuple(sorted(files)))


def touches(count: int = 60) -> tuple[Touch, ...]:
    """Changes of the three parts in turn, newest first; each also touches its test and the log."""
    found: list[Touch] = []
    for day in range(count):
        part = ("routing", "session", "templates")[day % 3]
        files = (f"src/web/{part}.py".encode(), f"tests/test_{part}.py".encode(), b"CHANGES.md")
        found.append(touch(_SUBJECTS[part].format(day), files, day))
    return tuple(reversed(found))


def past(changes: "tuple[Touch, ...] | None" = None) -> SplitHistory:
    """The files with some changes behind them."""
    return SplitHistory(
        "1" * 40, tuple(sorted(FILES)), touches() if changes is None else changes, FILES.get
    )


def knowledge(calibration: Calibration | None = None) -> HistoryModel:
    """What that past says."""
    return HistoryModel(HistoryIndex(past()), calibration or Calibration())
