"""Where `core.hooksPath` leads elsewhere: pointing it at remit's own directory, and back again."""

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from remit.install.git_config import compose_edits, read_config_values
from remit.install.hook_chain import read_hook_file, write_stub
from remit.install.hook_managers import identify_hooks_path_owner
from remit.install.hook_script import (
    HANDED_THROUGH,
    HANDED_THROUGH_IF_THERE,
    OURS,
    StubInterpreter,
    is_remit_hook,
    render_hook_stub,
    render_passing_stub,
)
from remit.install.record import InstallRecord, Takeover
from remit.install.repository_paths import InstallError, RepositoryPaths, list_checkouts

if TYPE_CHECKING:
    from remit.install.file_transaction import FileTransaction

KEY = "core.hooksPath"


class HooksPathSetting(NamedTuple):
    """A place where git looks for hooks that is not the git directory's own.

    `file` is the configuration file that can change that, `home` the directory that remit would
    use instead, `value` what is in force now (`~` expanded) and `scope` where it stands.
    """

    file: Path
    home: Path
    value: str
    scope: str


def find_hooks_path_settings(places: RepositoryPaths) -> tuple[HooksPathSetting, ...]:
    """One for the repository as a whole, if any, then one for each worktree with its own value."""
    found: list[HooksPathSetting] = []
    for worktree in list_checkouts(places):
        values = read_config_values(worktree.top, KEY)
        shared = [setting for setting in values if setting.scope != "worktree"]
        home = hooks_directory_of(places.config, places)
        if shared:
            found.append(HooksPathSetting(places.config, home, shared[-1].value, shared[-1].scope))
        elif places.hooks.resolve() != places.hooks:
            found.append(HooksPathSetting(places.config, home, str(places.hooks), "link"))
        if len(shared) < len(values):
            file = worktree.git_dir / "config.worktree"
            own = values[-1].value
            found.append(HooksPathSetting(file, hooks_directory_of(file, places), own, "worktree"))
    return tuple(dict.fromkeys(found))


def hooks_directory_of(file: Path, places: RepositoryPaths) -> Path:
    """The directory of remit's own for hooks that a value in a configuration file leads to."""
    if file == places.config:
        return places.own / "hooks"
    return file.parent / "remit" / "worktree-hooks"


def find_earlier_takeover(diversion: HooksPathSetting, before: InstallRecord) -> Takeover | None:
    """The takeover of an earlier installation that still is in force there, wherever it leads."""
    mine = (each for each in before.takeovers if each.edit.file == str(diversion.file))
    return next((each for each in mine if each.value == diversion.value), None)


def find_previous_hooks_path(diversion: HooksPathSetting, earlier: Takeover | None) -> str:
    """What git used for hooks before remit; empty where that is not known, or nothing."""
    if earlier:
        return earlier.previous
    return "" if diversion.value == str(diversion.home) else diversion.value


def take_over_hooks_path(
    diversion: HooksPathSetting, earlier: Takeover | None, work: "FileTransaction"
) -> Takeover:
    """Point `core.hooksPath` at remit's directory, unless it is already so by our own doing."""
    home = str(diversion.home)
    if earlier and earlier.value == home:
        return earlier
    edit = work.set_value(diversion.file, KEY, home)
    if earlier:  # the repository was moved, and what was written with it
        return earlier._replace(value=home, edit=compose_edits(earlier.edit, edit))
    return Takeover(home, find_previous_hooks_path(diversion, earlier), diversion.scope, edit)


def require_takeovers_in_force(takeovers: tuple[Takeover, ...], places: RepositoryPaths) -> None:
    """Raise `InstallError` if some other value still wins over remit's in a worktree."""
    if not takeovers:
        return
    homes = {takeover.value for takeover in takeovers}
    for worktree in list_checkouts(places):
        values = read_config_values(worktree.top, KEY)
        if values and values[-1].value not in homes:
            raise InstallError(
                f"{values[-1].origin} sets core.hooksPath to {values[-1].value!r} after the "
                "repository's own configuration, so remit's hooks would not run.",
                "take that line out, or move the `include` that reads it to the top.",
            )


def restore_hooks_path(takeover: Takeover, work: "FileTransaction") -> str:
    """Restore the configuration that a takeover changed; one sentence about it."""
    if work.take_back(takeover.edit):
        return f"core.hooksPath is again {takeover.previous!r} ({takeover.scope})."
    return f"core.hooksPath was changed since by somebody else; {takeover.edit.file} stays."


def describe_takeover(takeover: Takeover) -> str:
    """One sentence: what was taken over, and what runs now."""
    if takeover.scope == "link":
        return (
            f"{takeover.previous} is a link that leads out of the git directory, so core.hooksPath "
            f"now names {takeover.value}; the hooks behind the link run after remit's."
        )
    who = identify_hooks_path_owner(takeover.previous)
    return (
        f"core.hooksPath was {takeover.previous!r} ({takeover.scope}, {who}) and is now "
        f"{takeover.value}; every hook of {takeover.previous!r} runs after remit's."
    )


# A directory of hooks of remit's own, for repositories whose `core.hooksPath` leads elsewhere.


def fill_hooks_directory(
    home: Path, previous: str, top: Path, interpreter: StubInterpreter, work: "FileTransaction"
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
        stub = (
            render_hook_stub(name, interpreter, word) if ours else render_passing_stub(name, word)
        )
        changed |= write_stub(home / name, stub, work)
    told = f"installed in {home}: {', '.join(OURS)}."
    return [told if changed else f"the hooks in {home} are as they should be."]


def remove_hooks_directory(home: Path, work: "FileTransaction") -> None:
    """Take a directory of remit's own away; a file that remit did not write is left, with it."""
    if not home.is_dir():
        return
    for path in sorted(home.iterdir()):
        if is_remit_hook(read_hook_file(path)):
            work.remove(path)
    work.remove_directory(home)
