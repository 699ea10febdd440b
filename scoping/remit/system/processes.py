"""A program as a process of its own, with all that it starts: watched, and ended as one.

It gets an environment that is written down by its caller and a session of its own, so that an
interruption of the terminal reaches the caller alone. Its standard input is a pipe that nobody
writes to: it closes when the caller ends, however that ends, and `outlive_nobody` waits for that.
"""

import os
import signal
import subprocess
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from remit.system.temporary import remove_left

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence
    from pathlib import Path
    from types import FrameType

_ENDS = (signal.SIGTERM, signal.SIGHUP)
_INTERRUPTIONS = (signal.SIGINT, *_ENDS)


class Family:
    """A running program and its descendants, as long as these stay in its process group."""

    __slots__ = ("_process",)

    def __init__(
        self, call: "Sequence[str]", environment: "Mapping[str, str]", folder: "Path", said: "Path"
    ) -> None:
        """Start `call` in `folder`; what it says goes to the end of the file `said`."""
        with said.open("ab") as output:
            self._process = subprocess.Popen(
                call,
                cwd=folder,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def ended(self) -> int | None:
        """The exit code, or None while it runs."""
        return self._process.poll()

    def kill(self) -> None:
        """End the whole group now; afterwards the first of it is certainly gone."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self.abandon()

    def abandon(self) -> None:
        """Let it know that nobody watches it any more, as the end of this process would."""
        if self._process.stdin is not None:
            self._process.stdin.close()


@contextmanager
def ending_politely() -> "Generator[None]":
    """Within, being told to end (SIGTERM, SIGHUP) is an interruption as by Ctrl-C.

    The first one counts: those that follow are not heard, since what it ended is being cleaned up.
    What is ignored stays so (`nohup`); outside of the main thread nothing changes.
    """
    here = threading.current_thread() is threading.main_thread()
    told = [
        each
        for each in _INTERRUPTIONS
        if here and signal.getsignal(each) not in {signal.SIG_IGN, None}
    ]

    def interrupt(_number: int, _frame: "FrameType | None") -> None:
        _hear_no_more(told)
        raise KeyboardInterrupt

    before = [signal.signal(each, interrupt) for each in told]
    try:
        try:
            yield
        finally:
            _hear_no_more(told)
    finally:  # nothing interrupts this
        remove_left()
        for each, handler in zip(told, before, strict=True):
            signal.signal(each, handler)


def _hear_no_more(numbers: "Sequence[signal.Signals]") -> None:
    """Do nothing about these signals; a handler, because children would inherit `SIG_IGN`."""
    for each in numbers:
        signal.signal(each, _unheard)


def _unheard(_number: int, _frame: "FrameType | None") -> None:
    """Take the signal, and do nothing about it."""


@contextmanager
def undisturbed() -> "Generator[None]":
    """Within, interruptions wait until the end: for cleaning up.

    Blocking the signals would not do: another thread takes them, and this one is interrupted.
    """
    waiting = list[int]()
    before = {
        each: signal.signal(each, lambda told, _: waiting.append(told)) for each in _INTERRUPTIONS
    }
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
        for told in waiting[:1]:
            signal.raise_signal(told)


def outlive_nobody() -> None:
    """From now on this process and its group end when whoever started it has ended."""
    threading.Thread(target=_end_with_the_pipe, daemon=True).start()


def _end_with_the_pipe() -> None:
    while os.read(0, 1):
        pass
    os.killpg(0, signal.SIGKILL)
