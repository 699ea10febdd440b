"""How far a sweep is, on standard error: a bar on a terminal, else a line now and then."""

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from remit.cli import progress
from remit.process_exit import print_error

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

_SECONDS = 10


@contextmanager
def report_progress(what: str) -> "Generator[Callable[[int, int], None]]":
    """What to call with how many are done, of how many."""
    with progress.show_progress(what) as bar:
        yield bar or _lines(what)


def _lines(what: str) -> "Callable[[int, int], None]":
    begun = last = time.monotonic()
    before = -1

    def line(done: int, total: int) -> None:
        nonlocal last, before
        now = time.monotonic()
        before = done if before < 0 else before
        if done > before and done < total and now > last + _SECONDS and sys.stderr:
            left = (now - begun) / (done - before) * (total - done)
            print_error(f"{what}: {done:,} of {total:,}, about {_worded(left)} left")
            last = now

    return line


def _worded(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{round(seconds)} s" if minutes < 2 else f"{minutes} min"  # noqa: PLR2004 - readable
