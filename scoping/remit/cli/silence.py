"""What compiled libraries print is no part of an answer: METIS complains on standard output."""

import ctypes
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

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
