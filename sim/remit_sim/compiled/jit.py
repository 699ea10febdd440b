"""Turns the plain functions of this room into machine code, when one is first asked for.

What is compiled is a copy of the function that calls compiled copies of the functions of this room,
so that a file needs no numba to be imported, and no decorator to be read.
"""

from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from types import FunctionType
from typing import TYPE_CHECKING, TypeVar, cast

from remit.errors import UsageError
from remit.install_command import install_command

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    Answer = TypeVar("Answer")

_ROOM = __name__.rpartition(".")[0]
_MASK = (1 << 64) - 1


def to_u64(value: int) -> int:
    """The low 64 bits: in compiled code, where integers are 64 bits wide, a type and no work."""
    return value & _MASK


def compile_native(function: "Callable[..., Answer]") -> "Callable[..., Answer]":
    """The same function, compiled, for arrays of numpy; raises `UsageError` without numba."""
    return cast("Callable[..., Answer]", _compiled(function, kept=True))


def rows_as_tuples(table: "NDArray[np.int64]") -> list[tuple[int, ...]]:
    """The rows of a table that compiled code has filled, in integers of Python."""
    return list(map(tuple, table.tolist()))


@lru_cache(maxsize=64)
def _compiled(function: FunctionType, *, kept: bool) -> object:
    """`kept` machine code is read from numba's cache on disk the next time."""
    try:
        import numba
    except ImportError:
        hint = f"{install_command('sim')}; or ask for --plain"
        raise UsageError("compiled models need numba, which is not installed.", hint) from None
    names = dict(function.__globals__)
    for name in function.__code__.co_names:
        found = names.get(name)
        if found is to_u64:
            names[name] = numba.uint64
        elif isinstance(found, FunctionType) and found.__module__.startswith(_ROOM):
            names[name] = _compiled(found, kept=False)
    copy = FunctionType(function.__code__, names, function.__name__, function.__defaults__)
    copy.__qualname__ = f"{function.__name__}_{_digest()}"
    return numba.njit(copy, cache=kept, nogil=True, error_model="numpy")


@lru_cache(maxsize=1)
def _digest() -> str:
    """What all files of this room come to: numba's cache looks only at a function's own."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    return blake2b(b"".join(file.read_bytes() for file in sources), digest_size=8).hexdigest()
