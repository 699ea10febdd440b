"""A bar for what takes long, on standard error: rich's where it is installed, else one line.

Silent unless standard error is a terminal, and while what is read takes less than a moment.
"""

import ctypes
import os
import sys
import time
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from remit.history.progress import Progress

_MOMENT = 0.5  # seconds


@contextmanager
def shown(what: str) -> "Generator[Progress | None]":
    """What to call with how far it is; None where nobody looks."""
    if not sys.stderr or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield None
        return
    with (_bar if find_spec("rich") else _line)(what) as draw:
        started = time.monotonic()

        def told(done: int, total: int) -> None:
            if time.monotonic() - started > _MOMENT:
                draw(done, total)

        yield told


@contextmanager
def _bar(what: str) -> "Generator[Callable[[int, int], None]]":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Bar(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None, visible=False)

        def draw(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, visible=True)

        yield draw


@contextmanager
def _line(what: str) -> "Generator[Callable[[int, int], None]]":
    width = 0

    def draw(done: int, total: int) -> None:
        nonlocal width
        text = f"{what}: {done:,} of {total:,}"
        width = max(width, len(text))
        sys.stderr.write(f"\r{text}")
        sys.stderr.flush()

    try:
        yield draw
    finally:
        if width:
            sys.stderr.write(f"\r{' ' * width}\r")
            sys.stderr.flush()


# What compiled libraries print is no part of an answer: METIS complains on standard output.


_OUTPUT = 1


@contextmanager
def silence() -> "Generator[None]":
    """Standard output leads nowhere meanwhile, also for what Python writes."""
    if sys.stdout is None:  # pyright: ignore[reportUnnecessaryComparison] - started without one
        yield
        return
    sys.stdout.flush()
    kept, nowhere = os.dup(_OUTPUT), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, _OUTPUT)
    os.close(nowhere)
    try:
        yield
    finally:
        ctypes.CDLL(None).fflush(None)  # what they printed may still lie in C's buffer
        os.dup2(kept, _OUTPUT)
        os.close(kept)
