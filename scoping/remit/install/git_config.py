"""Reading git's configuration, and what an edit makes of a file so that it can be taken back."""

import os
from pathlib import Path
from typing import NamedTuple

from remit.install.repository_paths import run_git


class ConfigValue(NamedTuple):
    """One value of a key: the scope and file it stands in, and the value with `~` expanded."""

    scope: str
    origin: str
    value: str


class ConfigEdit(NamedTuple):
    """Lines of a configuration file before and after: enough to take the edit back exactly."""

    file: str
    key: str
    was: str
    now: str


def read_config_values(where: Path, key: str) -> tuple[ConfigValue, ...]:
    """Every value that git sees for a key in `where`, the one in force last."""
    asked = ("--show-scope", "--show-origin", "-z", "--type=path", "--get-all", key)
    fields = run_git(where, "config", *asked, accept=(1,)).split("\0")
    rows = zip(fields[0::3], fields[1::3], fields[2::3], strict=False)
    return tuple(
        ConfigValue(scope, origin.removeprefix("file:"), value) for scope, origin, value in rows
    )


def set_config_value(content: bytes, key: str, value: str, scratch: Path) -> bytes:
    """A configuration file's content with one value for a key; `scratch` is free to use."""
    return _after(content, scratch, "--replace-all", key, value)


def compose_edits(first: ConfigEdit | None, second: ConfigEdit) -> ConfigEdit:
    """Both edits as one, if the second changed what the first had written; else the second."""
    if first is None or not second.was or second.was not in first.now:
        return second
    return second._replace(was=first.was, now=first.now.replace(second.was, second.now))


def undo_edit(content: bytes, edit: ConfigEdit, scratch: Path) -> bytes | None:
    """A configuration file's content with an edit undone; None where its lines are not there.

    Where the file has changed around the edit so that cutting its lines out would alter another
    key, the key alone is unset. `scratch` is free to use.
    """
    was, now = os.fsencode(edit.was), os.fsencode(edit.now)
    if not now or content.count(now) != 1:
        return None
    wanted = content.replace(now, was)
    if was or _keys(content, scratch) - {edit.key.lower()} == _keys(wanted, scratch):
        return wanted
    return _after(content, scratch, "--unset", edit.key)


def differing_lines(before: bytes, after: bytes) -> tuple[str, str]:
    """The whole lines that differ, between what both contents begin and end with."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    most = min(len(old), len(new))
    head = next((n for n in range(most) if old[n] != new[n]), most)
    rest = most - head
    tail = next((n for n in range(rest) if old[-1 - n] != new[-1 - n]), rest)
    lines = old[head : len(old) - tail], new[head : len(new) - tail]
    was, now = (os.fsdecode(b"".join(each)) for each in lines)
    return was, now


def _after(content: bytes, scratch: Path, *arguments: str) -> bytes:
    """The content after `git config ARGUMENTS` on a copy of it."""
    scratch.write_bytes(content)
    run_git(scratch.parent, "config", "--file", str(scratch), *arguments)
    return scratch.read_bytes()


def _keys(content: bytes, scratch: Path) -> set[str]:
    scratch.write_bytes(content)
    listed = run_git(
        scratch.parent, "config", "--file", str(scratch), "--list", "-z", "--name-only"
    )
    return set(filter(None, listed.split("\0")))
