"""A baseline whose library is not installed: the backtest says so and goes on without it."""

from importlib import import_module
from typing import TYPE_CHECKING

from remit.errors import RemitError

if TYPE_CHECKING:
    from types import ModuleType


class Absent(RemitError):  # noqa: N818 - what it is, in one word
    """A library is not installed; the hint is the command that installs it."""


def needed(module: str) -> "ModuleType":
    """The module of that name, whose package has the same one; raises `Absent` without it."""
    try:
        return import_module(module)
    except ImportError:
        raise Absent(f"{module} is not installed", f"pip install {module}") from None
