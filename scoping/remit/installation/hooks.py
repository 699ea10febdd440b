"""Hook files in one directory: putting remit's stubs beside what is there, and taking them away."""

import os
import shlex
from typing import TYPE_CHECKING

from remit.installation.files import Undoing, content_of
from remit.installation.managers import suffix_of, writer
from remit.installation.places import InstallError
from remit.installation.stub import (
    HANDED_THROUGH,
    OURS,
    Interpreter,
    beside,
    hook_stub,
    is_ours,
    moved_aside,
    passing_stub,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

LATER_MANAGERS = (".legacy", ".old")


def chain(directory: str, interpreter: Interpreter, work: Undoing) -> list[str]:
    """Put remit's hooks into a directory; a hook that is there is moved aside and runs after."""
    said: list[str] = []
    written: list[str] = []
    for name in OURS:
        path = os.path.join(directory, name)
        through = _run_by_pre_commit(path)
        if not through:
            said += _make_room(path, work)
        stub = hook_stub(name, interpreter, beside(name))
        if _write(through or path, stub, work):
            written.append(name)
        if through:
            said.append(f"{name}: pre-commit's own hook runs remit's first ({through}).")
    told = f"installed in {directory}: {', '.join(written)}." if written else ""
    return [*filter(None, [told]), *said] or [f"the hooks in {directory} are as they should be."]


def unchain(directory: str, work: Undoing) -> list[str]:
    """Take remit's hooks out of a directory, and put back what was moved aside."""
    said: list[str] = []
    removed: list[str] = []
    for name in OURS:
        path = os.path.join(directory, name)
        aside = os.path.join(directory, moved_aside(name))
        mine = [p for p in (path, *(path + s for s in LATER_MANAGERS)) if is_ours(_content(p))]
        for place in mine:
            work.remove(place)
        if mine:
            removed.append(name)
        if os.path.lexists(aside):
            said.append(_put_back(aside, mine[0] if mine else path, work))
    told = f"took away in {directory}: {', '.join(removed)}." if removed else ""
    return [*filter(None, [told]), *said]


def hand_over(directory: str, previous: str, interpreter: Interpreter, work: Undoing) -> list[str]:
    """Fill a directory of remit's own: its hooks, and for every other one a script that runs the
    hook of that name in `previous` (a directory; relative ones count from the working tree).
    """
    changed = False
    for name in (*OURS, *HANDED_THROUGH, *_others(directory, previous)):
        word = shlex.quote(os.path.join(previous, name)) if previous else "/dev/null/none"
        ours = name in OURS
        stub = hook_stub(name, interpreter, word) if ours else passing_stub(name, word)
        changed |= _write(os.path.join(directory, name), stub, work)
    if changed:
        return [f"installed in {directory}: {', '.join(OURS)}."]
    return [f"the hooks in {directory} are as they should be."]


def withdraw(directory: str, work: Undoing) -> None:
    """Take a directory of remit's own away; a file that remit did not write is left, with it."""
    if not os.path.isdir(directory):
        return
    for name in sorted(os.listdir(directory)):
        path = os.path.join(directory, name)
        if is_ours(_content(path)):
            work.remove(path)
    work.remove_directory(directory)


def _others(directory: str, previous: str) -> "Iterator[str]":
    """Hooks of `previous` that the fixed lists do not name: those git would run, by their names."""
    root = os.path.join(directory, os.pardir, os.pardir, os.pardir, previous)
    for folder in {previous, root}:
        if os.path.isabs(folder) and os.path.isdir(folder):
            for name in sorted(os.listdir(folder)):
                known = name in OURS or name in HANDED_THROUGH
                if not known and _is_hook_name(name) and os.path.isfile(os.path.join(folder, name)):
                    yield name


def _is_hook_name(name: str) -> bool:
    return name in {
        "pre-receive",
        "update",
        "post-receive",
        "post-update",
        "reference-transaction",
        "push-to-checkout",
        "proc-receive",
        "post-index-change",
        "p4-changelist",
        "p4-prepare-changelist",
        "p4-post-changelist",
        "p4-pre-submit",
    }


def _run_by_pre_commit(path: str) -> str:
    """Where remit's stub is, if pre-commit was installed over it and runs it first; else empty."""
    legacy = path + suffix_of("pre-commit")
    theirs = writer(_content(path)) == "pre-commit"
    return legacy if theirs and is_ours(_content(legacy)) else ""


def _make_room(path: str, work: Undoing) -> list[str]:
    """Move a hook aside that is not remit's; whatever was moved aside before is never lost."""
    name = os.path.basename(path)
    content = _content(path)
    if not os.path.lexists(path) or is_ours(content):
        return []
    aside = os.path.join(os.path.dirname(path), moved_aside(name))
    said: list[str] = []
    if os.path.lexists(aside) and not _replaces(content, _content(aside)):
        kept = _free_name(aside)
        work.move(aside, kept)
        said.append(f"kept an earlier {os.path.basename(aside)} as {kept}; it does not run.")
    overtaken = path + suffix_of("lefthook")
    if is_ours(_content(overtaken)):
        work.remove(overtaken)
        said.append(
            f"{name}: lefthook had moved remit's hook to {name}.old, where nothing runs it."
        )
    work.move(path, aside)
    who = writer(content)
    return [*said, f"{name}: the hook of {who} is now {moved_aside(name)} and runs after remit's."]


def _put_back(aside: str, place: str, work: Undoing) -> str:
    name = os.path.basename(aside)
    if not os.path.lexists(place):
        work.move(aside, place)
        return f"put {os.path.basename(place)} back as it was."
    if _replaces(_content(place), _content(aside)):
        work.remove(aside)
        return f"removed {name}: {os.path.basename(place)} is its newer form."
    return f"left {aside}: another hook has taken its place; look which one you want."


def _replaces(new: bytes, old: bytes) -> bool:
    """Whether one content stands for the other: the same, or a newer form by the same manager."""
    return new == old or (writer(new) == writer(old) != "somebody")


def _free_name(path: str) -> str:
    number = 1
    while os.path.lexists(f"{path}.{number}"):
        number += 1
    return f"{path}.{number}"


def _write(path: str, stub: bytes, work: Undoing) -> bool:
    """Write a stub unless it is there already, executable; True when something was written."""
    if content_of(path) == stub and os.access(path, os.X_OK):
        return False
    work.write(path, stub)
    return True


def _content(path: str) -> bytes:
    """The bytes of a hook file; empty where there is none. Raises `InstallError` for a directory."""
    try:
        return content_of(path) or b""
    except IsADirectoryError as error:
        raise InstallError(f"{path} is a directory, not a hook.", "move it away.") from error
