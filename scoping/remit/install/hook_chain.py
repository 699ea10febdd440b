"""Hooks in the directory that git reads: remit's stubs before what is there, and away again."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from remit.install.file_transaction import find_free_name, read_through_links
from remit.install.hook_managers import backup_suffix, identify_writer
from remit.install.hook_script import (
    OURS,
    SERVER,
    StubInterpreter,
    chained_hook_name,
    chained_hook_word,
    is_remit_hook,
    render_hook_stub,
)
from remit.install.repository_paths import InstallError

if TYPE_CHECKING:
    from remit.install.file_transaction import FileTransaction

LATER_MANAGERS = (".legacy", ".old")


def chain_hooks(
    directory: Path,
    interpreter: StubInterpreter,
    work: "FileTransaction",
    names: tuple[str, ...] = OURS,
) -> list[str]:
    """Put remit's hooks into a directory; a hook that is there is moved aside and runs after."""
    said: list[str] = []
    written: list[str] = []
    for name in names:
        path = directory / name
        if _overtaken(path):
            who = identify_writer(read_hook_file(path))
            said.append(f"{name}: {who} had moved remit's hook away; it is first again.")
            _unchain_one(path, work)
        said += _keep_aside(path, work)
        if write_stub(path, render_hook_stub(name, interpreter, chained_hook_word(name)), work):
            written.append(name)
    if written:
        return [f"installed in {directory}: {', '.join(written)}.", *said]
    return [f"the hooks in {directory} are as they should be."]


def unchain_hooks(directory: Path, work: "FileTransaction") -> list[str]:
    """Take remit's hooks out of a directory, and put back what was moved aside."""
    said: list[str] = []
    removed: list[str] = []
    for name in (*OURS, *SERVER):
        path = directory / name
        removed += [name] if _mine(path) else []
        said += _unchain_one(path, work)
        said += _rename_back(path, work)
    told = [f"removed from {directory}: {', '.join(removed)}."] if removed else []
    return told + said


def find_stub_behind_pre_commit(path: Path) -> Path | None:
    """Where remit's stub is, if pre-commit was installed over it and runs it before its own."""
    legacy = _with(path, backup_suffix("pre-commit"))
    theirs = identify_writer(read_hook_file(path)) == "pre-commit"
    return legacy if theirs and is_remit_hook(read_hook_file(legacy)) else None


def write_stub(path: Path, stub: bytes, work: "FileTransaction") -> bool:
    """Write a stub unless it is there already, executable; True when something was written."""
    if read_hook_file(path) == stub and os.access(path, os.X_OK):
        return False
    work.write(path, stub)
    return True


def read_hook_file(path: Path) -> bytes:
    """The bytes of a hook file, empty where there is none; raises `InstallError` for no file."""
    try:
        return read_through_links(path) or b""
    except IsADirectoryError as error:
        raise InstallError(f"{path} is a directory, not a hook.", "move it away.") from error
    except OSError as error:
        raise InstallError(f"{path} cannot be read: {error.strerror}.", "move it away.") from error


def _mine(path: Path) -> list[Path]:
    """Where remit's hook of this name is: in its place, or where a later manager moved it."""
    places = (path, *(_with(path, suffix) for suffix in LATER_MANAGERS))
    return [place for place in places if is_remit_hook(read_hook_file(place))]


def _overtaken(path: Path) -> bool:
    """Whether another manager was installed over remit's hook, and keeps it under another name."""
    return bool(_mine(path)) and not is_remit_hook(read_hook_file(path)) and _there(path)


def _unchain_one(path: Path, work: "FileTransaction") -> list[str]:
    """Make it as if remit had never been there: a later manager would have moved the other hook.

    What was moved aside takes the place of remit's hook in one step, so that it always runs.
    """
    mine = _mine(path)
    aside = path.with_name(chained_hook_name(path.name))
    said = [_put_back(aside, path, mine, work)] if _there(aside) else []
    for place in mine:
        if is_remit_hook(read_hook_file(place)):
            work.remove(place)
    return said


def _rename_back(path: Path, work: "FileTransaction") -> list[str]:
    """Give the file that had the name of a hook moved aside, before there was one, its name again.

    Somebody's own, or what an earlier installation left.
    """
    aside = path.with_name(chained_hook_name(path.name))
    kept = _with(aside, ".1")
    if _there(aside) or not _there(kept):
        return []
    work.move(kept, aside)
    return [f"{aside.name} has its name again."]


def _put_back(aside: Path, path: Path, mine: list[Path], work: "FileTransaction") -> str:
    place = mine[0] if mine else path
    if _there(path) and path not in mine and _replaces(read_hook_file(path), read_hook_file(aside)):
        work.remove(aside)
        return f"removed {aside.name}: {path.name} is its newer form."
    if _there(place) and place not in mine:
        return f"left {aside}: another hook has taken its place; look which one you want."
    work.move(aside, place)
    return f"put {place.name} back as it was."


def _keep_aside(path: Path, work: "FileTransaction") -> list[str]:
    """Give a hook that is not remit's another name; whatever was moved aside before is never lost.

    It keeps its own name too until remit's hook takes that, so that some hook always runs.
    """
    if not _there(path) or is_remit_hook(read_hook_file(path)):
        return []
    aside = path.with_name(chained_hook_name(path.name))
    said: list[str] = []
    if _there(aside) and not _replaces(read_hook_file(path), read_hook_file(aside)):
        kept = find_free_name(aside)
        work.move(aside, kept)
        said.append(f"kept an earlier {aside.name} as {kept.name}; it does not run.")
    who = identify_writer(read_hook_file(path))
    work.copy(path, aside)
    return [*said, f"{path.name}: the hook of {who} is now {aside.name} and runs after remit's."]


def _replaces(new: bytes, old: bytes) -> bool:
    """Whether one content stands for the other: the same, or a newer form by the same manager."""
    return new == old or (identify_writer(new) == identify_writer(old) != "somebody")


def _there(path: Path) -> bool:
    """Whether something is there, a dangling link as well."""
    return os.path.lexists(path)


def _with(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)
