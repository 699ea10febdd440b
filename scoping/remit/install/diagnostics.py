"""What can be seen without running anything: where git looks for hooks, and what it would find."""

import os
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from remit.install.hook_chain import find_stub_behind_pre_commit, read_hook_file
from remit.install.hook_managers import identify_hooks_path_owner, identify_writer
from remit.install.hook_script import OURS, is_remit_hook
from remit.install.repository_paths import Checkout, InstallError, run_git

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remit.install.git_config import ConfigValue

Level = Literal["ok", "warning", "broken"]
HEAL = "run `remit install` again."


class Diagnosis(NamedTuple):
    """One thing that was looked at: `worktree` is its root, empty for the repository as a whole."""

    level: Level
    worktree: str
    what: str
    hint: str = ""


def hooks_directory(worktree: Checkout, value: str) -> str:
    """Where git looks for hooks in a worktree; `value` is `core.hooksPath`, or empty."""
    return value or run_git(worktree.top, "rev-parse", "--git-path", "hooks").removesuffix("\n")


def diagnose_hooks_path(
    worktree: Checkout, found: "tuple[ConfigValue, ...]", homes: set[str]
) -> "Iterator[Diagnosis]":
    """What `core.hooksPath` does to a worktree's hooks; `homes` are remit's own directories."""
    if not found:
        return
    scope, origin, value = found[-1]
    top, where = str(worktree.top), f"core.hooksPath is {value!r} ({scope}, {origin})"
    if value in homes and Path(value).is_dir():
        return
    if not (worktree.top / value).is_dir():
        yield Diagnosis("broken", top, f"{where}, which does not exist: no hook runs.", HEAL)
    elif homes:
        who = identify_hooks_path_owner(value)
        yield Diagnosis("broken", top, f"{where}: {who} took it back, past remit's hooks.", HEAL)
    elif not is_remit_hook(read_hook_file(worktree.top / value / "pre-commit")):
        hint = "run `remit install`, which runs both remit's hooks and those."
        yield Diagnosis("warning", top, f"{where}: hooks in the git directory do not run.", hint)


def calls_remit(worktree: Checkout, directory: Path) -> bool:
    """Whether git's commit hook can lead to remit at all: it is remit's, or something names it.

    A hook that cannot is not run for a proof: what it does is none of remit's business.
    """
    hook = directory / "pre-commit"
    found = read_hook_file(hook)
    if is_remit_hook(found) or find_stub_behind_pre_commit(hook):
        return True
    configurations = ("lefthook.y*ml", ".pre-commit-config.yaml", "prek.toml", ".husky/pre-commit")
    beside = [path for name in configurations for path in worktree.top.glob(name)]
    return os.access(hook, os.X_OK) and any(
        b"remit" in text for text in (found, *map(_content_if_any, beside))
    )


def _content_if_any(path: Path) -> bytes:
    """A file of the working tree; empty where it cannot be read, or is none."""
    try:
        return read_hook_file(path)
    except InstallError:
        return b""


def diagnose_hook_files(
    worktree: Checkout, directory: Path, *, proven: bool
) -> "Iterator[Diagnosis]":
    """What is wrong with the hook files of a worktree; `proven`: remit is run all the same."""
    missing = [name for name in OURS if not _present(directory / name)]
    if missing:
        level: Level = "broken" if "pre-commit" in missing and not proven else "warning"
        what = f"no hook of remit's in {directory} for: {', '.join(missing)}."
        if proven and "pre-commit" in missing:
            who = identify_writer(read_hook_file(directory / "pre-commit"))
            what = f"remit is run by the hook of {who} alone, which notes no commit that skips it."
        yield Diagnosis(level, str(worktree.top), what, "run `remit install`.")
    for name in OURS:
        yield from diagnose_hook_file(str(worktree.top), directory / name)


def _present(path: Path) -> bool:
    """Whether a hook is remit's stub, or pre-commit's that runs the stub first."""
    return is_remit_hook(read_hook_file(path)) or find_stub_behind_pre_commit(path) is not None


def diagnose_hook_file(top: str, path: Path) -> "Iterator[Diagnosis]":
    """What is wrong with one hook file of the worktree or bare repository at `top`."""
    if os.path.lexists(path) and not os.access(path, os.X_OK):
        what = f"{path} is not executable, so git ignores it."
        yield Diagnosis("broken", top, what, f"chmod +x {shlex.quote(str(path))}")
    if find_stub_behind_pre_commit(path):
        what = (
            f"pre-commit's {path.name} runs first and starts remit's after it was itself started."
        )
        yield Diagnosis("warning", top, what, "run `remit install` again: it puts remit's first.")
    if identify_writer(read_hook_file(path)) == "lefthook" and is_remit_hook(
        read_hook_file(path.with_name(path.name + ".old"))
    ):
        what = f"lefthook has moved remit's {path.name} to where nothing runs it ({path.name}.old)."
        yield Diagnosis("broken", top, what, HEAL)
    stub = find_stub_behind_pre_commit(path) or path
    for gone in _vanished(read_hook_file(stub)):
        what = f"{stub} starts {gone}, which is gone: everything is refused."
        yield Diagnosis(
            "broken", top, what, "run `remit install` from an environment that has remit."
        )


def _vanished(stub: bytes) -> list[str]:
    """The interpreter and the package that a stub names, if they do not exist."""
    if not is_remit_hook(stub):
        return []
    lines = re.findall(rb"^(?:python|package)=(.*)$", stub, re.MULTILINE)
    paths = [shlex.split(os.fsdecode(line))[0] for line in lines]
    return [path for path in paths if not Path(path).exists()]
