"""Installing remit's hooks beside what is there already: existing hooks are run after remit's."""

import os
import sys
from pathlib import Path
from shutil import rmtree

from remit.install import base_setting
from remit.install.file_transaction import FileTransaction, content_of
from remit.install.git_config import Edit, composed
from remit.install.hook_chain import chain, unchain
from remit.install.hook_script import Interpreter
from remit.install.hooks_path import (
    diversions,
    earlier_takeover,
    give_back,
    hand_over,
    home_of,
    previous_hooks_path,
    require_in_force,
    take_over,
    told,
    withdraw,
)
from remit.install.record import Record, Takeover, path_of, recorded, rendered
from remit.install.repository_paths import InstallError, Places, discover, worktrees
from remit.system.processes import run


def install(
    start: "str | Path" = ".", base: str | None = None, python: str | None = None
) -> tuple[str, ...]:
    """Install the hooks in the repository around `start`; one sentence for each thing done.

    Running it again heals what another tool has undone, and otherwise changes nothing. `base`
    names the trusted branch, `python` an interpreter other than this one. Raises `InstallError`
    or `GitError` after undoing everything.
    """
    places = discover(Path(start))
    _require_commits(places)
    interpreter = proven(python or sys.executable)
    with FileTransaction(places) as work:
        said = [*work.recovered]
        before = recorded(places) or Record()
        takeovers: tuple[Takeover, ...] = ()
        for diversion in diversions(places):
            earlier = earlier_takeover(diversion, before)
            previous = previous_hooks_path(diversion, earlier)
            filled = hand_over(diversion.home, previous, places.top, interpreter, work)
            takeovers += (take_over(diversion, earlier, work),)  # when git finds hooks there
            said += [told(takeovers[-1]), *filled]
        require_in_force(takeovers, places)
        _leave_old_homes(places, before, takeovers, work)
        made = before.made_hooks_directory or not places.hooks.is_dir()
        shared = any(takeover.scope != "worktree" for takeover in takeovers)
        said += unchain(places.hooks, work) if shared else chain(places.hooks, interpreter, work)
        edit, sentence = _state_base(places, before.base, base, work)
        remember(places, Record(takeovers, edit, made), work)
    return (*said, sentence)


def _require_commits(places: Places) -> None:
    """Raise `InstallError` in a bare repository in which nobody can commit."""
    if places.top == places.git_dir and len(worktrees(places)) == 1:
        raise InstallError(
            "this repository is bare, and no working tree of it is anywhere: nothing is committed "
            "here.",
            "if others push to it, install the hook that judges pushes: remit install --server",
        )


def proven(python: str) -> Interpreter:
    """The interpreter, and the package it runs; raises `InstallError` if it cannot run remit."""
    command = (python, "-I", "-c", "import remit_hooks as r; print(r.__file__, end='')")
    try:
        ended = run(command)
    except OSError:
        ended = None
    if ended is None or ended.code:
        raise InstallError(
            f"{python} cannot import remit when it is started as `python -I`.",
            "install remit into that environment (`pip install`), not by PYTHONPATH.",
        )
    if not Path(python).is_absolute():
        raise InstallError(f"the interpreter {python!r} has no absolute path.")
    return Interpreter(python, os.fsdecode(ended.output))


def _leave_old_homes(
    places: Places, before: Record, takeovers: tuple[Takeover, ...], work: FileTransaction
) -> None:
    """Take away the directories of earlier takeovers that no configuration names any more."""
    files = {takeover.edit.file for takeover in takeovers}
    for takeover in before.takeovers:
        if takeover.edit.file not in files:
            withdraw(home_of(Path(takeover.edit.file), places), work)


def _state_base(
    places: Places, before: Edit | None, base: str | None, work: FileTransaction
) -> tuple[Edit | None, str]:
    """Write `remit.base` where it is given, missing and clear, or not what was recorded.

    The answer is the edit, and a sentence. What is recorded changes only where a base is given.
    """
    stated, known = base_setting.stated(places), base_setting.recorded(places)
    if base:
        wanted: str | None = base_setting.checked(places, base)
    else:
        wanted = known.branch if known else stated or base_setting.determined(places)
    if wanted is None:
        raise InstallError(
            "the base is not known: neither origin/HEAD nor a single main or master says it, and "
            "without a base every commit would be refused.",
            "name the branch that manifests are read from: remit install --base BRANCH",
        )
    if base or not known:
        base_setting.record(places, wanted, work)
    if wanted == stated:
        return before, f"remit.base is {wanted}, the branch that manifests are read from."
    edit = work.set_value(places.config, base_setting.KEY, wanted)
    base_setting.require_in_force(places, wanted)
    return composed(
        before, edit
    ), f"remit.base is now {wanted}, the branch that manifests are read from."


def remember(places: Places, record: Record, work: FileTransaction) -> None:
    """Write down what an installation changed, unless it is written down already."""
    content = rendered(record, places)
    if content_of(path_of(places)) != content:
        work.write(path_of(places), content, 0o600)


# Taking remit's hooks away: hooks, modes and configuration are again what they were before.


def uninstall(start: "str | Path" = ".") -> tuple[str, ...]:
    """Take the hooks out of the repository around `start`; one sentence for each thing done.

    Raises `InstallError` or `GitError` after undoing everything.
    """
    places = discover(Path(start))
    with FileTransaction(places) as work:
        said = [*work.recovered]
        record = recorded(places) or Record()
        for takeover in record.takeovers:
            said.append(give_back(takeover, work))
            home = home_of(Path(takeover.edit.file), places)
            withdraw(home, work)
            work.remove_directory(home.parent)
        said += unchain(places.hooks, work)
        said += _forget_base(record, work)
        base_setting.forget(places, work)
        if record.made_hooks_directory:
            work.remove_directory(places.hooks)
        if path_of(places).exists():
            work.remove(path_of(places))
        rmtree(places.own / "cache", ignore_errors=True)  # holds nothing that is not read again
    return tuple(said) or (f"remit has no hooks in {places.common_dir}; nothing was done.",)


def _forget_base(record: Record, work: FileTransaction) -> list[str]:
    if record.base is None or not work.take_back(record.base):
        return []
    return ["remit.base is no longer set."]
