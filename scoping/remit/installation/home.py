"""A directory of hooks of remit's own, for repositories whose `core.hooksPath` leads elsewhere."""

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from remit.installation.chain import content, write
from remit.installation.stub import (
    HANDED_THROUGH,
    HANDED_THROUGH_IF_THERE,
    OURS,
    Interpreter,
    hook_stub,
    is_ours,
    passing_stub,
)

if TYPE_CHECKING:
    from remit.installation.files import FileTransaction


def hand_over(
    home: Path, previous: str, top: Path, interpreter: Interpreter, work: "FileTransaction"
) -> list[str]:
    """Fill `home`: remit's hooks, and scripts that run every hook of `previous`.

    `previous` is a directory as git was told (relative to the working tree at `top`), or empty.
    """
    there = top / previous
    more = [name for name in HANDED_THROUGH_IF_THERE if previous and (there / name).is_file()]
    changed = False
    for name in (*OURS, *HANDED_THROUGH, *more):
        word = shlex.quote(os.path.join(previous, name) if previous else os.devnull)  # noqa: PTH118 - Path would drop a leading `./`, which a script may look at
        ours = name in OURS
        stub = hook_stub(name, interpreter, word) if ours else passing_stub(name, word)
        changed |= write(home / name, stub, work)
    told = f"installed in {home}: {', '.join(OURS)}."
    return [told if changed else f"the hooks in {home} are as they should be."]


def withdraw(home: Path, work: "FileTransaction") -> None:
    """Take a directory of remit's own away; a file that remit did not write is left, with it."""
    if not home.is_dir():
        return
    for path in sorted(home.iterdir()):
        if is_ours(content(path)):
            work.remove(path)
    work.remove_directory(home)
