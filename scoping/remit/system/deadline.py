"""A time by which something has to be done: at its end all is left, whatever is waited for."""

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

from remit.errors import LimitExceeded

if TYPE_CHECKING:
    from collections.abc import Generator


class _TimeIsUp(BaseException):
    """Like an interruption, it is no failure of what it meets: nobody may take it for an answer."""


@contextmanager
def enforce_deadline(seconds: float, hint: str) -> "Generator[None]":
    """Within, no more than so many seconds pass; 0 means no limit.

    Raises `LimitExceeded` with `hint` otherwise, and contexts on the way end what they began: git's
    processes are killed. For the main thread.
    """

    def ring(*_: object) -> None:
        raise _TimeIsUp

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    except _TimeIsUp:
        raise LimitExceeded(f"judging takes longer than {seconds} s.", hint) from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
