"""Other programs: run to their end, or as a process of its own, with all that it starts.

Such a family is watched, and ended as one. It gets an environment that its caller writes down and a
session of its own, so that an interruption of the terminal reaches the caller alone. Its standard
input is a pipe that nobody writes to: it closes when the caller ends, however that ends, and
`die_with_parent` waits for that.
"""

import os
import signal
import subprocess
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple

from remit.system.temporary import remove_own_leftovers

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence
    from pathlib import Path
    from types import FrameType
    from typing import NoReturn

    Call = Sequence[str | Path]

_ENDS = (signal.SIGTERM, signal.SIGHUP)
_INTERRUPTIONS = (signal.SIGINT, *_ENDS)


class Ended(NamedTuple):
    """How a program ended: its exit code, negative for a signal, and what it wrote."""

    code: int
    output: bytes
    complaint: bytes


def run(  # noqa: PLR0913 - what a process needs
    call: "Call",
    folder: "Path | None" = None,
    environment: "Mapping[str, str] | None" = None,
    *,
    feed: bytes = b"",
    seconds: float | None = None,
    interleaved: bool = False,
) -> Ended:
    """Run a program to its end, in `folder` with `environment`; `None` is this process's own.

    `interleaved` has everything in the output, in the order in which it was written. Raises
    `TimeoutError` when it takes longer than `seconds`, another `OSError` when it cannot be started.
    """
    try:
        done = subprocess.run(
            call,
            cwd=folder,
            env=environment,
            input=feed,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if interleaved else subprocess.PIPE,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise TimeoutError(f"it did not end within {seconds} seconds.") from None
    return Ended(done.returncode, done.stdout, done.stderr or b"")


def run_attached(call: "Call", folder: str, environment: "Mapping[str, str]") -> int:
    """Run a program that reads and writes where this process does; return its exit code."""
    return subprocess.run(call, cwd=folder, env=environment, check=False).returncode


def replace_process(call: "list[str]") -> "NoReturn":
    """Become another program, named by its path, in this process."""
    os.execv(call[0], call)  # noqa: S606 - no shell


class ProcessGroup:
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
def sigterm_as_interrupt() -> "Generator[None]":
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
        remove_own_leftovers()
        for each, handler in zip(told, before, strict=True):
            signal.signal(each, handler)


def _hear_no_more(numbers: "Sequence[signal.Signals]") -> None:
    """Do nothing about these signals; a handler, because children would inherit `SIG_IGN`."""
    for each in numbers:
        signal.signal(each, _unheard)


def _unheard(_number: int, _frame: "FrameType | None") -> None:
    """Take the signal, and do nothing about it."""


@contextmanager
def defer_interrupts() -> "Generator[None]":
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


def die_with_parent() -> None:
    """From now on this process and its group end when whoever started it has ended."""
    threading.Thread(target=_end_with_the_pipe, daemon=True).start()


def _end_with_the_pipe() -> None:
    while os.read(0, 1):
        pass
    os.killpg(0, signal.SIGKILL)
