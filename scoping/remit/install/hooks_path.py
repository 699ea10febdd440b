"""Where `core.hooksPath` leads elsewhere: pointing it at remit's own directory, and back again."""

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from remit.install.git_config import composed, settings
from remit.install.hook_chain import content, write
from remit.install.hook_managers import owner_of_hooks_path
from remit.install.hook_script import (
    HANDED_THROUGH,
    HANDED_THROUGH_IF_THERE,
    OURS,
    Interpreter,
    hook_stub,
    is_ours,
    passing_stub,
)
from remit.install.record import Record, Takeover
from remit.install.repository_paths import InstallError, Places, worktrees

if TYPE_CHECKING:
    from remit.install.file_transaction import FileTransaction

KEY = "core.hooksPath"


class Diversion(NamedTuple):
    """A place where git looks for hooks that is not the git directory's own.

    `file` is the configuration file that can change that, `home` the directory that remit would
    use instead, `value` what is in force now (`~` expanded) and `scope` where it stands.
    """

    file: Path
    home: Path
    value: str
    scope: str


def diversions(places: Places) -> tuple[Diversion, ...]:
    """One for the repository as a whole, if any, then one for each worktree with its own value."""
    found: list[Diversion] = []
    for worktree in worktrees(places):
        values = settings(worktree.top, KEY)
        shared = [setting for setting in values if setting.scope != "worktree"]
        home = home_of(places.config, places)
        if shared:
            found.append(Diversion(places.config, home, shared[-1].value, shared[-1].scope))
        elif places.hooks.resolve() != places.hooks:
            found.append(Diversion(places.config, home, str(places.hooks), "link"))
        if len(shared) < len(values):
            file = worktree.git_dir / "config.worktree"
            own = values[-1].value
            found.append(Diversion(file, home_of(file, places), own, "worktree"))
    return tuple(dict.fromkeys(found))


def home_of(file: Path, places: Places) -> Path:
    """The directory of remit's own for hooks that a value in a configuration file leads to."""
    if file == places.config:
        return places.own / "hooks"
    return file.parent / "remit" / "worktree-hooks"


def earlier_takeover(diversion: Diversion, before: Record) -> Takeover | None:
    """The takeover of an earlier installation that still is in force there, wherever it leads."""
    mine = (each for each in before.takeovers if each.edit.file == str(diversion.file))
    return next((each for each in mine if each.value == diversion.value), None)


def previous_hooks_path(diversion: Diversion, earlier: Takeover | None) -> str:
    """What git used for hooks before remit; empty where that is not known, or nothing."""
    if earlier:
        return earlier.previous
    return "" if diversion.value == str(diversion.home) else diversion.value


def take_over(diversion: Diversion, earlier: Takeover | None, work: "FileTransaction") -> Takeover:
    """Point `core.hooksPath` at remit's directory, unless it is already so by our own doing."""
    home = str(diversion.home)
    if earlier and earlier.value == home:
        return earlier
    edit = work.set_value(diversion.file, KEY, home)
    if earlier:  # the repository was moved, and what was written with it
        return earlier._replace(value=home, edit=composed(earlier.edit, edit))
    return Takeover(home, previous_hooks_path(diversion, earlier), diversion.scope, edit)


def require_in_force(takeovers: tuple[Takeover, ...], places: Places) -> None:
    """Raise `InstallError` if some other value still wins over remit's in a worktree."""
    if not takeovers:
        return
    homes = {takeover.value for takeover in takeovers}
    for worktree in worktrees(places):
        values = settings(worktree.top, KEY)
        if values and values[-1].value not in homes:
            raise InstallError(
                f"{values[-1].origin} sets core.hooksPath to {values[-1].value!r} after the "
                "repository's own configuration, so remit's hooks would not run.",
                "take that line out, or move the `include` that reads it to the top.",
            )


def give_back(takeover: Takeover, work: "FileTransaction") -> str:
    """Restore the configuration that a takeover changed; one sentence about it."""
    if work.take_back(takeover.edit):
        return f"core.hooksPath is again {takeover.previous!r} ({takeover.scope})."
    return f"core.hooksPath was changed since by somebody else; {takeover.edit.file} stays."


def told(takeover: Takeover) -> str:
    """One sentence: what was taken over, and what runs now."""
    if takeover.scope == "link":
        return (
            f"{takeover.previous} is a link that leads out of the git directory, so core.hooksPath "
            f"now names {takeover.value}; the hooks behind the link run after remit's."
        )
    who = owner_of_hooks_path(takeover.previous)
    return (
        f"core.hooksPath was {takeover.previous!r} ({takeover.scope}, {who}) and is now "
        f"{takeover.value}; every hook of {takeover.previous!r} runs after remit's."
    )


# A directory of hooks of remit's own, for repositories whose `core.hooksPath` leads elsewhere.


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
