"""Where `core.hooksPath` leads elsewhere: pointing it at remit's own directory, and back again."""

from pathlib import Path
from typing import NamedTuple

from remit.installation.configuration import edited, settings, taken_back
from remit.installation.files import Undoing
from remit.installation.managers import owner_of_hooks_path
from remit.installation.places import InstallError, Places, worktrees
from remit.installation.record import Record, Takeover

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
        home = places.own / "hooks"
        if shared:
            found.append(Diversion(places.config, home, shared[-1].value, shared[-1].scope))
        elif places.hooks.resolve() != places.hooks:
            found.append(Diversion(places.config, home, str(places.hooks), "link"))
        if len(shared) < len(values):
            file = worktree.git_dir / "config.worktree"
            home = worktree.git_dir / "remit" / "worktree-hooks"
            found.append(Diversion(file, home, values[-1].value, "worktree"))
    return tuple(dict.fromkeys(found))


def taken_over(diversion: Diversion, before: Record, work: Undoing) -> Takeover:
    """Point `core.hooksPath` at remit's directory, unless it is already so by our own doing."""
    for earlier in before.takeovers:
        if diversion.value == earlier.directory == str(diversion.home):
            return earlier
    previous = "" if diversion.value == str(diversion.home) else diversion.value
    work.keep(diversion.file)
    edit = edited(diversion.file, KEY, str(diversion.home))
    return Takeover(str(diversion.home), previous, diversion.scope, edit)


def require_in_force(takeovers: tuple[Takeover, ...], places: Places) -> None:
    """Raise `InstallError` if some other value still wins over remit's in a worktree."""
    if not takeovers:
        return
    homes = {takeover.directory for takeover in takeovers}
    for worktree in worktrees(places):
        values = settings(worktree.top, KEY)
        if values and values[-1].value not in homes:
            raise InstallError(
                f"{values[-1].origin} sets core.hooksPath to {values[-1].value!r} after the "
                "repository's own configuration, so remit's hooks would not run.",
                "take that line out, or move the `include` that reads it to the top.",
            )


def given_back(takeover: Takeover, work: Undoing) -> str:
    """Restore the configuration that a takeover changed; one sentence about it."""
    work.keep(Path(takeover.edit.file))
    if taken_back(takeover.edit):
        return f"core.hooksPath is again {takeover.previous!r} ({takeover.scope})."
    return f"core.hooksPath was changed since by somebody else; {takeover.edit.file} stays."


def told(takeover: Takeover) -> str:
    """One sentence: what was taken over, and what runs now."""
    if takeover.scope == "link":
        return (
            f"{takeover.previous} is a link that leads out of the git directory, so core.hooksPath "
            f"now names {takeover.directory}; the hooks behind the link run after remit's."
        )
    who = owner_of_hooks_path(takeover.previous)
    return (
        f"core.hooksPath was {takeover.previous!r} ({takeover.scope}, {who}) and is now "
        f"{takeover.directory}; every hook of {takeover.previous!r} runs after remit's."
    )
