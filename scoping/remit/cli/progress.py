"""A bar for what takes long, on standard error: rich's where it is installed, else one line.

Silent unless standard error is a terminal, and while it takes less than a moment. What cannot count
how far it is shows for how many seconds it has been at work.
"""

import os
import sys
import time
from contextlib import contextmanager
from importlib.util import find_spec
from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from remit.history.progress import Progress

    Draw = Callable[[str, int, int | None, str], None]
    """Shows what is done, how many of how many (None where nobody knows), and that in words."""

_MOMENT = 0.5  # seconds
_TICK = 1.0  # seconds between two looks; whatever counts does so more often


@contextmanager
def show_progress(what: str, then: str = "") -> "Generator[Progress | None]":
    """What to call with how far `what` is; None where nobody looks.

    While nothing has been counted for a while, and after the last of it, the seconds of `then` are
    shown, if that is given: it is what else is done in here.
    """
    if not sys.stderr or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield None
        return
    with (_bar if find_spec("rich") else _line)(what or then) as draw:
        started = counted = time.monotonic()
        ended = Event()

        def told(done: int, total: int) -> None:
            nonlocal counted
            now = time.monotonic()
            counted = started if done >= total else now
            if now - started > _MOMENT:
                draw(what, done, total, f"{done:,} of {total:,}")

        def tick() -> None:
            while not ended.wait(_TICK):
                now = time.monotonic()
                if now - counted > _TICK / 2:
                    draw(then, 0, None, f"{round(now - started):,} s")

        ticking = Thread(target=tick, daemon=True)
        if then:
            ticking.start()
        try:
            yield told
        finally:
            ended.set()
            if then:
                ticking.join()


@contextmanager
def working(what: str) -> "Generator[None]":
    """Show the seconds of `what`, which cannot count how far it is."""
    with show_progress("", what):
        yield


@contextmanager
def _bar(what: str) -> "Generator[Draw]":
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[so_far]}"),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None, visible=False, so_far="")

        def draw(what: str, done: int, total: int | None, so_far: str) -> None:
            bar.update(
                task, description=what, completed=done, total=total, so_far=so_far, visible=True
            )

        yield draw


@contextmanager
def _line(_: str) -> "Generator[Draw]":
    width = 0

    def draw(what: str, _done: int, _total: int | None, so_far: str) -> None:
        nonlocal width
        text = f"{what}: {so_far}"
        width = max(width, len(text))
        sys.stderr.write(f"\r{text:{width}}")
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
def silence_stdout() -> "Generator[None]":
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
        import ctypes

        ctypes.CDLL(None).fflush(None)  # what they printed may still lie in C's buffer
        os.dup2(kept, _OUTPUT)
        os.close(kept)
