"""Verbs that this installation has as scripts of their own: `remit x` runs its `remit-x`.

Never one from PATH: what answers to `remit` must not depend on who could write a directory there.
"""

import os
import re
import sys
from difflib import get_close_matches
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING

from remit.errors import UsageError
from remit.paths import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

_NAME = re.compile(r"[a-z][a-z0-9-]*")


def run_script(verb: str, rest: "Sequence[str]", known: "Sequence[str]") -> int:
    """Become this installation's `remit-VERB`; raises `UsageError` with the nearest verb if none.

    The exit code is the script's own.
    """
    if _NAME.fullmatch(verb):
        beside = Path(sys.executable).parent / f"remit-{verb}"
        if beside.is_file() and os.access(beside, os.X_OK):
            os.execv(beside, [str(beside), *rest])  # noqa: S606 - a fixed file, no shell
        loaded = _entry_point(f"remit-{verb}")
        if loaded is not None:
            sys.argv = [f"remit-{verb}", *rest]
            return loaded()
    raise _unknown(verb, known)


def _entry_point(name: str) -> "_Main | None":
    try:
        points = distribution("remit").entry_points.select(group="console_scripts", name=name)
    except PackageNotFoundError:
        return None
    return next((_Main(point.load()) for point in points), None)


class _Main:
    """An entry point, whose answer is an exit code, or nothing for success."""

    def __init__(self, call: object) -> None:
        self._call = call

    def __call__(self) -> int:
        code = self._call() if callable(self._call) else 1
        return code if isinstance(code, int) else 0


def _unknown(verb: str, known: "Sequence[str]") -> UsageError:
    near = get_close_matches(verb, known, n=1)
    return UsageError(
        f"there is no verb {shown(os.fsencode(verb))}.",
        f"did you mean `remit {near[0]}`?" if near else "`remit --help` lists the verbs",
    )
