"""What can be seen without running anything: where git looks for hooks, and what it would find."""

import os
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from remit.install.hook_chain import content, run_by_pre_commit
from remit.install.hook_managers import owner_of_hooks_path, writer
from remit.install.hook_script import OURS, is_ours
from remit.install.repository_paths import InstallError, Worktree, git

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remit.install.git_config import Setting

Level = Literal["ok", "warning", "broken"]
HEAL = "run `remit install` again."


class Finding(NamedTuple):
    """One thing that was looked at: `worktree` is its root, empty for the repository as a whole."""

    level: Level
    worktree: str
    what: str
    hint: str = ""


def hooks_directory(worktree: Worktree, value: str) -> str:
    """Where git looks for hooks in a worktree; `value` is `core.hooksPath`, or empty."""
    return value or git(worktree.top, "rev-parse", "--git-path", "hooks").removesuffix("\n")


def of_hooks_path(
    worktree: Worktree, found: "tuple[Setting, ...]", homes: set[str]
) -> "Iterator[Finding]":
    """What `core.hooksPath` does to a worktree's hooks; `homes` are remit's own directories."""
    if not found:
        return
    scope, origin, value = found[-1]
    top, where = str(worktree.top), f"core.hooksPath is {value!r} ({scope}, {origin})"
    if value in homes and Path(value).is_dir():
        return
    if not (worktree.top / value).is_dir():
        yield Finding("broken", top, f"{where}, which does not exist: no hook runs.", HEAL)
    elif homes:
        who = owner_of_hooks_path(value)
        yield Finding("broken", top, f"{where}: {who} took it back, past remit's hooks.", HEAL)
    elif not is_ours(content(worktree.top / value / "pre-commit")):
        hint = "run `remit install`, which runs both remit's hooks and those."
        yield Finding("warning", top, f"{where}: hooks in the git directory do not run.", hint)


def calls_remit(worktree: Worktree, directory: Path) -> bool:
    """Whether git's commit hook can lead to remit at all: it is remit's, or something names it.

    A hook that cannot is not run for a proof: what it does is none of remit's business.
    """
    hook = directory / "pre-commit"
    found = content(hook)
    if is_ours(found) or run_by_pre_commit(hook):
        return True
    configurations = ("lefthook.y*ml", ".pre-commit-config.yaml", "prek.toml", ".husky/pre-commit")
    beside = [path for name in configurations for path in worktree.top.glob(name)]
    return os.access(hook, os.X_OK) and any(
        b"remit" in text for text in (found, *map(_content_if_any, beside))
    )


def _content_if_any(path: Path) -> bytes:
    """A file of the working tree; empty where it cannot be read, or is none."""
    try:
        return content(path)
    except InstallError:
        return b""


def of_files(worktree: Worktree, directory: Path, *, proven: bool) -> "Iterator[Finding]":
    """What is wrong with the hook files of a worktree; `proven`: remit is run all the same."""
    missing = [name for name in OURS if not _present(directory / name)]
    if missing:
        level: Level = "broken" if "pre-commit" in missing and not proven else "warning"
        what = f"no hook of remit's in {directory} for: {', '.join(missing)}."
        if proven and "pre-commit" in missing:
            who = writer(content(directory / "pre-commit"))
            what = f"remit is run by the hook of {who} alone, which notes no commit that skips it."
        yield Finding(level, str(worktree.top), what, "run `remit install`.")
    for name in OURS:
        yield from of_file(str(worktree.top), directory / name)


def _present(path: Path) -> bool:
    """Whether a hook is remit's stub, or pre-commit's that runs the stub first."""
    return is_ours(content(path)) or run_by_pre_commit(path) is not None


def of_file(top: str, path: Path) -> "Iterator[Finding]":
    """What is wrong with one hook file of the worktree or bare repository at `top`."""
    if os.path.lexists(path) and not os.access(path, os.X_OK):
        what = f"{path} is not executable, so git ignores it."
        yield Finding("broken", top, what, f"chmod +x {shlex.quote(str(path))}")
    if run_by_pre_commit(path):
        what = (
            f"pre-commit's {path.name} runs first and starts remit's after it was itself started."
        )
        yield Finding("warning", top, what, "run `remit install` again: it puts remit's first.")
    if writer(content(path)) == "lefthook" and is_ours(content(path.with_name(path.name + ".old"))):
        what = f"lefthook has moved remit's {path.name} to where nothing runs it ({path.name}.old)."
        yield Finding("broken", top, what, HEAL)
    stub = run_by_pre_commit(path) or path
    for gone in _vanished(content(stub)):
        what = f"{stub} starts {gone}, which is gone: everything is refused."
        yield Finding(
            "broken", top, what, "run `remit install` from an environment that has remit."
        )


def _vanished(stub: bytes) -> list[str]:
    """The interpreter and the package that a stub names, if they do not exist."""
    if not is_ours(stub):
        return []
    lines = re.findall(rb"^(?:python|package)=(.*)$", stub, re.MULTILINE)
    paths = [shlex.split(os.fsdecode(line))[0] for line in lines]
    return [path for path in paths if not Path(path).exists()]
