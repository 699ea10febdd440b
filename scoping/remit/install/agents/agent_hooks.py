"""Installing remit's hook for an agent, for this user or in one working tree, and uninstalling it.

What is written is added to what is there. A record keeps each file as it was, so that it comes back
byte for byte; where it was changed since, only remit's own entries are taken out.
"""

# See decisions 0301 and 0303.

import os
import stat
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from remit.install.agents.hook_record import ChangedFile, HookPlace, read_record, write_record
from remit.install.agents.hook_values import (
    SANDBOX,
    add_values,
    take_out_settings,
    take_out_values,
)
from remit.install.agents.known_agents import Agent, find_agent, hook_command
from remit.install.file_transaction import FileTransaction, find_free_name, read_through_links
from remit.install.install import prove_interpreter
from remit.install.repository_paths import InstallError, discover_paths, run_git

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from remit.install.agents.known_agents import Values


class FileEdit(NamedTuple):
    """What becomes of a file: the text with remit's part, and the text without it.

    The latter also gets the text as it was before the hook came, if that is known, and is empty
    where nothing else is left. Both raise `ValueError` for a text that they cannot read.
    """

    path: Path
    add: "Callable[[str], str]"
    take_out: "Callable[[str, str | None], str]"


def user_place() -> HookPlace:
    """The place of all the user's work: the agents' configurations in the home directory."""
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return HookPlace("user", Path("/"), Path("/"), Path(state) / "remit" / "agents")


def project_place(start: "str | Path") -> HookPlace:
    """The working tree that `start` lies in; raises a `RemitError` where there is none."""
    paths = discover_paths(Path(start))
    if paths.top == paths.git_dir:
        raise InstallError(
            "there is no working tree here.", "run this in one, or install for all: --user"
        )
    root = Path(os.path.commonpath([paths.top, paths.git_dir, paths.common_dir]))
    own = paths.git_dir / "remit" / "agents"
    return HookPlace("project", paths.top, root, own, paths.common_dir / "info" / "exclude")


def install_agent_hook(name: str, place: HookPlace, python: str | None = None) -> tuple[str, ...]:
    """Add remit's hook to the configuration of an agent; one sentence for each thing done.

    Running it again changes nothing, or renews what an older remit wrote. Raises `InstallError`
    after undoing everything.
    """
    agent = find_agent(name)
    command = hook_command(name, prove_interpreter(python or sys.executable).python)
    hooks, *others = _file_edits(agent, place, command)
    recovered, changed = apply_edits(name, [hooks, *others], place)
    done = _describe_install(agent, hooks.path, changed=hooks.path in changed)
    tracked = _describe_tracked(hooks.path, place)
    return (*recovered, done, *tracked, *_describe_limits(agent))


def apply_edits(
    owner: str, edits: "Sequence[FileEdit]", place: HookPlace
) -> tuple[tuple[str, ...], set[Path]]:
    """Edit files together, recorded for `owner`; what was recovered, and the files that changed.

    Raises `InstallError` after undoing everything.
    """
    with FileTransaction(place) as work:
        known = {(each.agent, each.path): each for each in read_record(place)}
        changed = {edit.path for edit in edits if _apply(edit, owner, known, work)}
        write_record(place, tuple(known.values()), work)
    return work.recovered, changed


def uninstall_agent_hook(name: str, place: HookPlace) -> tuple[str, ...]:
    """Take remit's hook out of an agent's configuration; one sentence for each thing done.

    What `remit agents sandbox` wrote there goes, too. Raises `InstallError` after undoing what was
    being done.
    """
    agent = find_agent(name)
    said = uninstall_sandbox(name, place)
    edits = _file_edits(agent, place, "")
    set_aside = None if agent.plugin is None else edits[0].path
    said += take_back_edits(name, edits, place, set_aside)
    with suppress(OSError):  # what else is in it stays
        place.own.parent.rmdir()
    return said


def uninstall_sandbox(name: str, place: HookPlace) -> tuple[str, ...]:
    """Take back what was written for an agent's own sandbox; one sentence for each thing done."""
    owner = f"{name} sandbox"
    known = [each.path for each in read_record(place) if each.agent == owner]
    edits = [FileEdit(path, str, partial(take_out_settings, SANDBOX)) for path in known]
    return take_back_edits(owner, [each for each in edits if each.path.suffix == ".json"], place)


def take_back_edits(
    owner: str, edits: "Sequence[FileEdit]", place: HookPlace, set_aside: Path | None = None
) -> tuple[str, ...]:
    """Undo the edits of files that are recorded for `owner`; one sentence for each thing done.

    A file that is in neither `edits` nor the record stays. One to `set_aside` gets another name
    where somebody has changed it.
    """
    with FileTransaction(place) as work:
        record = read_record(place)
        known = {each.path: each for each in record if each.agent == owner}
        wanted = {edit.path: edit for edit in edits}
        if place.exclude in known:
            lines = _lines_of(known[place.exclude])
            wanted[place.exclude] = FileEdit(place.exclude, str, partial(_less, lines))
        said = [*work.recovered]
        for path in {**wanted, **known}:
            found = _take_back(path, wanted.get(path), known.get(path), work, set_aside)
            said += [] if path == place.exclude else found
        for folder in (folder for each in known.values() for folder in each.folders):
            work.remove_directory(folder)
        write_record(place, tuple(each for each in record if each.agent != owner), work)
    return tuple(said)


def _apply(
    edit: FileEdit,
    agent: str,
    known: "dict[tuple[str, Path], ChangedFile]",
    work: FileTransaction,
) -> bool:
    """Write a file with remit's part, unless it has that; what it was before goes to `known`."""
    before, earlier = _read(edit.path), known.get((agent, edit.path))
    after = _edited(edit.path, lambda: edit.add(before or ""))
    if before == after:
        return False
    if earlier is None:
        was, folders = before, _missing_folders(edit.path)
    elif before is None or before == earlier.after:
        was, folders = earlier.before, earlier.folders
    else:
        left = edit.take_out(before, earlier.before)
        was, folders = left or None, earlier.folders
    known[agent, edit.path] = ChangedFile(agent, edit.path, was, after, folders)
    _write(edit.path, after, work)
    return True


def _take_back(
    path: Path,
    edit: FileEdit | None,
    known: ChangedFile | None,
    work: FileTransaction,
    set_aside: Path | None,
) -> list[str]:
    """Take remit's part out of a file; a sentence about it."""
    now = _read(path)
    if now is None:
        return []
    if known and now == known.after:
        _put(path, known.before, work)
        was = "is gone: there was none before" if known.before is None else "is as it was before"
        return [f"{path} {was}."]
    if path == set_aside:
        return _set_aside(path, work) if known or "remit agents install" in now else []
    if edit is None:
        return [f"{path} was changed since and stays as it is."]
    left = _edited(path, lambda: edit.take_out(now, known.before if known else None))
    if left == now:
        return []
    _put(path, left or None, work)
    return [f"{path} was changed since; remit's entries were taken out, all else stays."]


def _set_aside(path: Path, work: FileTransaction) -> list[str]:
    """Let the agent find a plug-in no more that somebody has changed, and lose nothing of it."""
    kept = find_free_name(path.with_name(f"{path.name}.kept"))
    work.move(path, kept)
    return [f"{path} was changed since; it is now {kept.name}, which the agent does not load."]


def _file_edits(agent: Agent, place: HookPlace, command: str) -> list[FileEdit]:
    """The file with the hooks; in a working tree, also the one that keeps it out of commits."""
    path = _real_path(agent.file(place.reach, place.top), place)
    if agent.plugin is not None:
        plugin = agent.plugin(command)
        edits = [FileEdit(path, partial(_replaced_by, plugin), keep_text)]
    else:
        values = agent.values(command) if agent.values else ()
        add = partial(add_values, agent=agent.name, values=values)
        take_out = partial(_take_out_of_json, agent.name, values)
        edits = [FileEdit(path, add, take_out)]
    return [*edits, *keep_out_of_commits(path, place)]


def keep_text(text: str, _before: str | None) -> str:
    """The text as it is: what takes nothing out of a file that somebody has changed."""
    return text


def _replaced_by(text: str, _before: str) -> str:
    return text


def keep_out_of_commits(path: Path, place: HookPlace) -> list[FileEdit]:
    """The edit that lets git ignore a file of a working tree; none for one in a home directory."""
    if place.exclude is None:
        return []
    line = f"/{path.relative_to(place.top.resolve())}\n"
    return [FileEdit(place.exclude, partial(_with_line, line), partial(_less, (line,)))]


def _take_out_of_json(agent: str, values: "Values", text: str, before: str | None) -> str:
    return take_out_values(text, agent, values, before)


def _with_line(line: str, text: str) -> str:
    """The text with the line; at its beginning, since its end may lack a line break."""
    return text if line in text.splitlines(keepends=True) else line + text


def _lines_of(file: ChangedFile) -> tuple[str, ...]:
    """The lines that were added to a file."""
    was = set((file.before or "").splitlines(keepends=True))
    return tuple(each for each in file.after.splitlines(keepends=True) if each not in was)


def _less(lines: tuple[str, ...], text: str, before: str | None) -> str:
    """The text without the lines that were not there before."""
    was = set((before or "").splitlines(keepends=True))
    gone = set(lines) - was
    return "".join(each for each in text.splitlines(keepends=True) if each not in gone)


def _is_tracked(path: str, place: HookPlace) -> bool:
    return bool(run_git(place.top, "ls-files", "--", path).strip())


def _real_path(path: Path, place: HookPlace) -> Path:
    """The file that a path leads to, which is what changes; raises `InstallError` for a way out.

    A user's configuration is often a link into a repository of their own. In a working tree a link
    may come from anybody.
    """
    real = path.resolve()
    if place.reach == "project" and not real.is_relative_to(place.top.resolve()):
        raise InstallError(
            f"{path} leads out of the working tree, to {real}.", "replace the link by a file"
        )
    return real


def _missing_folders(path: Path) -> tuple[Path, ...]:
    """The folders above a file that are not there yet, the deepest first."""
    return tuple(folder for folder in path.parents if not folder.is_dir())


def _read(path: Path) -> str | None:
    content = read_through_links(path)
    try:
        return None if content is None else content.decode("utf-8")
    except UnicodeDecodeError:
        raise InstallError(f"{path} is not UTF-8, so it was left alone.", "convert it") from None


def _edited(path: Path, edit: "Callable[[], str]") -> str:
    """What an edit makes of a file; its failure names the file."""
    try:
        return edit()
    except (ValueError, RecursionError) as error:
        raise InstallError(
            f"{path} cannot be read as JSON ({error}), so it was left alone.",
            "repair it, then run this again",
        ) from None
    except InstallError as error:
        raise InstallError(f"{path}: {error.sentence}", error.hint) from None


def _put(path: Path, text: str | None, work: FileTransaction) -> None:
    if text is None:
        work.remove(path)
    else:
        _write(path, text, work)


def _write(path: Path, text: str, work: FileTransaction) -> None:
    mode = 0o644
    with suppress(OSError):
        mode = stat.S_IMODE(path.stat().st_mode)
    work.write(path, text.encode(), mode)


def _describe_install(agent: Agent, path: Path, *, changed: bool) -> str:
    if not changed:
        return f"{agent.title} asks remit before each tool call; {path} says so already."
    return f"{agent.title} asks remit before each tool call: wrote {path}."


def _describe_tracked(path: Path, place: HookPlace) -> list[str]:
    if place.reach == "user" or not _is_tracked(str(path.relative_to(place.top)), place):
        return []
    what = f"{path} is tracked by git: do not commit it, since it names this machine's Python"
    return [f"{what}; `--user` leaves the tree alone."]


def _describe_limits(agent: Agent) -> list[str]:
    limits = [f"not covered: {limit}" for limit in agent.limits]
    return [*limits, f"prove it: remit agents test {agent.name}"]
