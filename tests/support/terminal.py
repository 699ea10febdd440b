"""A shell at a terminal: keys go in, and the test waits for what the shell shows."""

import os
import pty
import select
import signal
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

_PATIENCE = 30  # seconds until a shell that shows nothing counts as broken


class Terminal:
    """The keyboard and the screen of a program."""

    def __init__(self, device: int) -> None:
        self._device = device
        self._shown = ""

    def type(self, keys: str) -> None:
        """Press these keys."""
        os.write(self._device, keys.encode())

    def until(self, text: str) -> str:
        """What was shown up to `text`; fails where it never comes."""
        end = time.monotonic() + _PATIENCE
        while text not in self._shown:
            ready, _, _ = select.select([self._device], [], [], max(0, end - time.monotonic()))
            assert ready, f"no {text!r} in {self._shown!r}"
            try:
                self._shown += os.read(self._device, 1 << 16).decode("utf-8", "replace")
            except OSError:  # Linux says so at the end of the program
                raise AssertionError(f"no {text!r} in {self._shown!r}") from None
        before, _, self._shown = self._shown.partition(text)
        return before


@contextmanager
def at_terminal(words: "Sequence[str]", **variables: str) -> "Generator[Terminal]":
    """A program that runs at a terminal of its own; it is ended at the end."""
    process, device = pty.fork()
    if process == 0:  # pragma: no cover - the other process
        os.execvpe(words[0], [*words], {**os.environ, **variables})  # noqa: S606 - a shell of the test
    try:
        yield Terminal(device)
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(device)
