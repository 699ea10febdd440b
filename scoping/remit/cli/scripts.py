"""Verbs that this installation has as scripts of their own: `remit x` runs its `remit-x`.

Never one from PATH: what answers to `remit` must not depend on who could write a directory there.
"""

import os
import re
import sys
from contextlib import suppress
from difflib import get_close_matches
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from typing import TYPE_CHECKING

from remit.errors import UsageError
from remit.paths import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

_NAME = re.compile(r"[a-z][a-z0-9-]*")


def run_script(verb: str, rest: "Sequence[str]", known: "Sequence[str]") -> int:
    """Become this installation's `remit-VERB`, or raise `UsageError` with the nearest verb."""
    if _NAME.fullmatch(verb):
        script = _script(f"remit-{verb}")
        if script is not None:
            os.execv(script, [script, *rest])  # noqa: S606 - a fixed file, no shell
    raise _unknown(verb, known)


def _script(name: str) -> str | None:
    """Beside the interpreter, or where `pip install --user` has put what came with remit."""
    places = [Path(sys.executable).parent / name]
    with suppress(PackageNotFoundError):
        places += [Path(file.locate()) for file in files("remit") or () if file.name == name]
    found = (str(place) for place in places if place.is_file() and os.access(place, os.X_OK))
    return next(found, None)


def _unknown(verb: str, known: "Sequence[str]") -> UsageError:
    near = get_close_matches(verb, known, n=1)
    return UsageError(
        f"there is no verb {shown(os.fsencode(verb))}.",
        f"did you mean `remit {near[0]}`?" if near else "`remit --help` lists the verbs",
    )
