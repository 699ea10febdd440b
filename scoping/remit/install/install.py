"""Installing remit's hooks beside what is there already: existing hooks are run after remit's."""

import os
import sys
from pathlib import Path
from shutil import rmtree

from remit.install import base_setting
from remit.install.file_transaction import FileTransaction, read_through_links
from remit.install.git_config import ConfigEdit, compose_edits
from remit.install.hook_chain import chain_hooks, unchain_hooks
from remit.install.hook_script import StubInterpreter
from remit.install.hooks_path import (
    describe_takeover,
    fill_hooks_directory,
    find_earlier_takeover,
    find_hooks_path_settings,
    find_previous_hooks_path,
    hooks_directory_of,
    remove_hooks_directory,
    require_takeovers_in_force,
    restore_hooks_path,
    take_over_hooks_path,
)
from remit.install.record import (
    InstallRecord,
    Takeover,
    install_record_path,
    read_install_record,
    render_install_record,
)
from remit.install.repository_paths import (
    InstallError,
    RepositoryPaths,
    discover_paths,
    list_checkouts,
)
from remit.system.processes import run


def install(
    start: "str | Path" = ".", base: str | None = None, python: str | None = None
) -> tuple[str, ...]:
    """Install the hooks in the repository around `start`; one sentence for each thing done.

    Running it again heals what another tool has undone, and otherwise changes nothing. `base`
    names the trusted branch, `python` an interpreter other than this one. Raises `InstallError`
    or `GitError` after undoing everything.
    """
    places = discover_paths(Path(start))
    _require_commits(places)
    interpreter = prove_interpreter(python or sys.executable)
    with FileTransaction(places) as work:
        said = [*work.recovered]
        before = read_install_record(places) or InstallRecord()
        takeovers: tuple[Takeover, ...] = ()
        for diversion in find_hooks_path_settings(places):
            earlier = find_earlier_takeover(diversion, before)
            previous = find_previous_hooks_path(diversion, earlier)
            filled = fill_hooks_directory(diversion.home, previous, places.top, interpreter, work)
            takeovers += (
                take_over_hooks_path(diversion, earlier, work),
            )  # when git finds hooks there
            said += [describe_takeover(takeovers[-1]), *filled]
        require_takeovers_in_force(takeovers, places)
        _leave_old_homes(places, before, takeovers, work)
        made = before.made_hooks_directory or not places.hooks.is_dir()
        shared = any(takeover.scope != "worktree" for takeover in takeovers)
        said += (
            unchain_hooks(places.hooks, work)
            if shared
            else chain_hooks(places.hooks, interpreter, work)
        )
        edit, sentence = _state_base(places, before.base, base, work)
        save_record(places, InstallRecord(takeovers, edit, made), work)
    return (*said, sentence)


def _require_commits(places: RepositoryPaths) -> None:
    """Raise `InstallError` in a bare repository in which nobody can commit."""
    if places.top == places.git_dir and len(list_checkouts(places)) == 1:
        raise InstallError(
            "this repository is bare, and no working tree of it is anywhere: nothing is committed "
            "here.",
            "if others push to it, install the hook that judges pushes: remit install --server",
        )


def prove_interpreter(python: str) -> StubInterpreter:
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
    return StubInterpreter(python, os.fsdecode(ended.output))


def _leave_old_homes(
    places: RepositoryPaths,
    before: InstallRecord,
    takeovers: tuple[Takeover, ...],
    work: FileTransaction,
) -> None:
    """Take away the directories of earlier takeovers that no configuration names any more."""
    files = {takeover.edit.file for takeover in takeovers}
    for takeover in before.takeovers:
        if takeover.edit.file not in files:
            remove_hooks_directory(hooks_directory_of(Path(takeover.edit.file), places), work)


def _state_base(
    places: RepositoryPaths, before: ConfigEdit | None, base: str | None, work: FileTransaction
) -> tuple[ConfigEdit | None, str]:
    """Write `remit.base` where it is given, missing and clear, or not what was recorded.

    The answer is the edit, and a sentence. What is recorded changes only where a base is given.
    """
    stated, known = base_setting.read_base_setting(places), base_setting.read_recorded_base(places)
    if base:
        wanted: str | None = base_setting.require_known_branch(places, base)
    else:
        wanted = known.branch if known else stated or base_setting.guess_base_branch(places)
    if wanted is None:
        raise InstallError(
            "the base is not known: neither origin/HEAD nor a single main or master says it, and "
            "without a base every commit would be refused.",
            "name the branch that manifests are read from: remit install --base BRANCH",
        )
    if base or not known:
        base_setting.record_base(places, wanted, work)
    if wanted == stated:
        return before, f"remit.base is {wanted}, the branch that manifests are read from."
    edit = work.set_value(places.config, base_setting.KEY, wanted)
    base_setting.require_base_in_force(places, wanted)
    return compose_edits(
        before, edit
    ), f"remit.base is now {wanted}, the branch that manifests are read from."


def save_record(places: RepositoryPaths, record: InstallRecord, work: FileTransaction) -> None:
    """Write down what an installation changed, unless it is written down already."""
    content = render_install_record(record, places)
    if read_through_links(install_record_path(places)) != content:
        work.write(install_record_path(places), content, 0o600)


# Taking remit's hooks away: hooks, modes and configuration are again what they were before.


def uninstall(start: "str | Path" = ".") -> tuple[str, ...]:
    """Take the hooks out of the repository around `start`; one sentence for each thing done.

    Raises `InstallError` or `GitError` after undoing everything.
    """
    places = discover_paths(Path(start))
    with FileTransaction(places) as work:
        said = [*work.recovered]
        record = read_install_record(places) or InstallRecord()
        for takeover in record.takeovers:
            said.append(restore_hooks_path(takeover, work))
            home = hooks_directory_of(Path(takeover.edit.file), places)
            remove_hooks_directory(home, work)
            work.remove_directory(home.parent)
        said += unchain_hooks(places.hooks, work)
        said += _forget_base(record, work)
        base_setting.forget_base(places, work)
        if record.made_hooks_directory:
            work.remove_directory(places.hooks)
        if install_record_path(places).exists():
            work.remove(install_record_path(places))
        rmtree(places.own / "cache", ignore_errors=True)  # holds nothing that is not read again
    return tuple(said) or (f"remit has no hooks in {places.common_dir}; nothing was done.",)


def _forget_base(record: InstallRecord, work: FileTransaction) -> list[str]:
    if record.base is None or not work.take_back(record.base):
        return []
    return ["remit.base is no longer set."]
