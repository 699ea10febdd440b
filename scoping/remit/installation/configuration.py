"""Reading and editing git's configuration so that an edit can be taken back byte for byte."""

import os
from pathlib import Path
from typing import NamedTuple

from remit.installation.files import content_of, replaced
from remit.installation.places import git


class Setting(NamedTuple):
    """One value of a key: the scope and file it stands in, and the value with `~` expanded."""

    scope: str
    origin: str
    value: str


class Edit(NamedTuple):
    """Lines of a configuration file before and after: enough to take the edit back exactly."""

    file: str
    key: str
    was: str
    now: str


def settings(where: Path, key: str) -> tuple[Setting, ...]:
    """Every value that git sees for a key in `where`, the one in force last."""
    asked = ("--show-scope", "--show-origin", "-z", "--type=path", "--get-all", key)
    fields = git(where, "config", *asked, accept=(1,)).split("\0")
    rows = zip(fields[0::3], fields[1::3], fields[2::3], strict=False)
    return tuple(
        Setting(scope, origin.removeprefix("file:"), value) for scope, origin, value in rows
    )


def edited(file: Path, key: str, value: str) -> Edit:
    """Set a key in a configuration file through git; the result says which lines changed."""
    before = _text(file)
    git(file.parent, "config", "--file", str(file), key, value)
    was, now = _difference(before, _text(file))
    return Edit(str(file), key, was, now)


def composed(first: Edit | None, second: Edit) -> Edit:
    """Both edits as one, if the second changed what the first had written; else the second."""
    if first is None or not second.was or second.was not in first.now:
        return second
    return second._replace(was=first.was, now=first.now.replace(second.was, second.now))


def taken_back(edit: Edit) -> bool:
    """Undo an edit; False when its lines are no longer there and nothing was done.

    Where the file has changed around the edit so that cutting its lines out would alter another
    key, the key alone is unset.
    """
    file = Path(edit.file)
    text = _text(file)
    if not edit.now or text.count(edit.now) != 1:
        return False
    wanted = text.replace(edit.now, edit.was)
    if edit.was or _keys(file) - {edit.key.lower()} == _keys_of(file, wanted):
        replaced(file, os.fsencode(wanted))
    else:
        git(file.parent, "config", "--file", str(file), "--unset", edit.key)
    return True


def _difference(before: str, after: str) -> tuple[str, str]:
    """The whole lines that differ, between what both texts begin and end with."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    most = min(len(old), len(new))
    head = next((n for n in range(most) if old[n] != new[n]), most)
    rest = most - head
    tail = next((n for n in range(rest) if old[-1 - n] != new[-1 - n]), rest)
    return "".join(old[head : len(old) - tail]), "".join(new[head : len(new) - tail])


def _keys(file: Path) -> set[str]:
    listed = git(file.parent, "config", "--file", str(file), "--list", "-z", "--name-only")
    return set(filter(None, listed.split("\0")))


def _keys_of(beside: Path, text: str) -> set[str]:
    scratch = beside.with_name(f"{beside.name}.remit-try")
    try:
        replaced(scratch, os.fsencode(text))
        return _keys(scratch)
    finally:
        scratch.unlink(missing_ok=True)


def _text(file: Path) -> str:
    return os.fsdecode(content_of(file) or b"")
