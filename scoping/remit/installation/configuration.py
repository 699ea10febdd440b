"""Reading and editing git's configuration so that an edit can be taken back byte for byte."""

import os
from typing import NamedTuple

from remit.installation.files import replaced
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


def settings(where: str, key: str, kind: str = "path") -> tuple[Setting, ...]:
    """Every value that git sees for a key in `where`, the one in force last."""
    asked = ("--show-scope", "--show-origin", "-z", f"--type={kind}", "--get-all", key)
    fields = git(where, "config", *asked, code=(0, 1)).split("\0")
    rows = zip(fields[0::3], fields[1::3], fields[2::3], strict=False)
    return tuple(
        Setting(scope, origin.removeprefix("file:"), value) for scope, origin, value in rows
    )


def edited(file: str, key: str, value: str) -> Edit:
    """Set a key in a configuration file through git; the result says which lines changed."""
    before = _text(file)
    git(os.path.dirname(file), "config", "--file", file, key, value)
    was, now = _difference(before, _text(file))
    return Edit(file, key, was, now)


def taken_back(edit: Edit) -> bool:
    """Undo an edit; False when its lines are no longer there and nothing was done.

    Where the file has changed around the edit so that cutting its lines out would alter another
    key, the key alone is unset.
    """
    text = _text(edit.file)
    if not edit.now or text.count(edit.now) != 1:
        return False
    wanted = text.replace(edit.now, edit.was)
    if edit.was or _keys(edit.file) - {edit.key.lower()} == _keys_of(edit.file, wanted):
        replaced(edit.file, os.fsencode(wanted))
    else:
        git(os.path.dirname(edit.file), "config", "--file", edit.file, "--unset", edit.key)
    return True


def _difference(before: str, after: str) -> tuple[str, str]:
    """The whole lines that differ, between what both texts begin and end with."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return "".join(old[head : len(old) - tail]), "".join(new[head : len(new) - tail])


def _keys(file: str) -> set[str]:
    listed = git(os.path.dirname(file), "config", "--file", file, "--list", "-z", "--name-only")
    return set(filter(None, listed.split("\0")))


def _keys_of(beside: str, text: str) -> set[str]:
    scratch = f"{beside}.remit-try"
    try:
        replaced(scratch, os.fsencode(text))
        return _keys(scratch)
    finally:
        if os.path.exists(scratch):
            os.unlink(scratch)


def _text(file: str) -> str:
    try:
        with open(file, "rb") as stream:
            return os.fsdecode(stream.read())
    except FileNotFoundError:
        return ""
