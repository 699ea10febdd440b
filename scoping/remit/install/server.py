"""The hook of a repository that others push to: put there, and proven to refuse."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from remit.git import environment
from remit.install import base_setting
from remit.install.diagnostics import Diagnosis, diagnose_hook_file
from remit.install.file_transaction import FileTransaction
from remit.install.git_config import compose_edits, read_config_values
from remit.install.hook_chain import chain_hooks, read_hook_file
from remit.install.hook_script import SERVER, is_remit_hook
from remit.install.hooks_path import KEY
from remit.install.install import prove_interpreter, save_record
from remit.install.record import InstallRecord, read_install_record
from remit.install.repository_paths import InstallError, RepositoryPaths, discover_paths, run_git
from remit.system.processes import run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remit.install.git_config import ConfigEdit

SECONDS = 60
_PROOF = "R608"


def install_server(
    start: "str | Path" = ".", base: str | None = None, python: str | None = None
) -> tuple[str, ...]:
    """Install the hook in the bare repository around `start`; one sentence for each thing done.

    A hook that is there runs after it, with the same input. `base` is the branch that manifests are
    read from, by default the one that `HEAD` names. Raises `InstallError` after undoing everything.
    """
    places = discover_paths(Path(start))
    _require_bare(places)
    interpreter = prove_interpreter(python or sys.executable)
    with FileTransaction(places) as work:
        before = read_install_record(places) or InstallRecord()
        made = before.made_hooks_directory or not places.hooks.is_dir()
        said = [*work.recovered, *chain_hooks(places.hooks, interpreter, work, SERVER)]
        edit, sentence = _state_base(places, before.base, base, work)
        save_record(places, InstallRecord(before.takeovers, edit, made), work)
    return (*said, sentence)


def diagnose_server(places: RepositoryPaths) -> "Iterator[Diagnosis]":
    """What is found about the hook of a bare repository; the last word is a push that it refuses.

    The push is one that no policy allows, so the hook's answer is known beforehand. It is only told
    about: nothing is pushed.
    """
    top, hook = str(places.top), _hook(places)
    if not is_remit_hook(read_hook_file(hook)):
        what = "no hook of remit's judges what is pushed here."
        yield Diagnosis("ok", top, what, "to have one: remit install --server")
        return
    yield from diagnose_hook_file(str(places.top), hook)
    tip = _tip(places)
    if tip is None:
        what = (
            f"there is no branch {_base(places) or '(HEAD is detached)'!r} yet to judge pushes by."
        )
        yield Diagnosis("warning", top, what, "push that branch, or set remit.base to another one")
    yield from _of_proof(places, hook, tip)
    if run_git(places.top, "config", "--get", "receive.fsckObjects", accept=(1,)).strip() != "true":
        what = "receive.fsckObjects is not set: objects that git itself calls broken are taken."
        yield Diagnosis("warning", top, what, "git config receive.fsckObjects true")


def _of_proof(places: RepositoryPaths, hook: Path, tip: str | None) -> "Iterator[Diagnosis]":
    commit = tip or "1" * 40
    line = f"{'0' * len(commit)} {commit} refs/replace/{commit}\n"
    try:
        given = {**environment.foreign_environment(), "GIT_DIR": "."}
        ended = run([hook], places.git_dir, given, feed=line.encode("ascii"), seconds=SECONDS)
        code, said = ended.code, ended.complaint.decode("utf-8", "replace")
    except OSError as error:
        code, said = -1, str(error)
    if code == 1 and _PROOF in said:
        yield Diagnosis(
            "ok",
            str(places.top),
            "a test push outside every scope was refused: the server's hook runs.",
        )
    else:
        last = (said.strip().splitlines() or ["nothing was said"])[-1]
        what = f"a test push outside every scope was NOT refused as it should be ({last})."
        yield Diagnosis("broken", str(places.top), what, "run `remit install --server` again.")


def _require_bare(places: RepositoryPaths) -> None:
    if run_git(places.top, "rev-parse", "--is-bare-repository").strip() != "true":
        raise InstallError(
            f"{places.top} is not bare: it has a working tree of its own.",
            "`--server` is for the repository that others push to; here, leave it out.",
        )
    found = read_config_values(places.top, KEY)
    if found:
        raise InstallError(
            f"core.hooksPath is {found[-1].value!r} ({found[-1].origin}), so git looks for hooks "
            "there, maybe for other repositories too.",
            "call `remit-hook pre-receive` from the hook there, as hooks/README.md has it.",
        )


def _state_base(
    places: RepositoryPaths, before: "ConfigEdit | None", base: str | None, work: FileTransaction
) -> "tuple[ConfigEdit | None, str]":
    stated = base_setting.read_base_setting(places)
    wanted = base or stated or _base(places)
    if not wanted:
        raise InstallError(
            "HEAD names no branch.", "say which one: remit install --server --base BRANCH"
        )
    run_git(places.top, "check-ref-format", f"refs/heads/{wanted}")
    if wanted == stated:
        return before, f"remit.base is {wanted}, the branch that manifests are read from."
    edit = compose_edits(before, work.set_value(places.config, base_setting.KEY, wanted))
    return edit, f"remit.base is now {wanted}, the branch that manifests are read from."


def _base(places: RepositoryPaths) -> str:
    """The branch that is the base on the server, whether or not it is there yet."""
    head = run_git(places.top, "symbolic-ref", "--quiet", "--short", "HEAD", accept=(1,)).strip()
    return base_setting.read_base_setting(places) or head


def _tip(places: RepositoryPaths) -> str | None:
    name = f"refs/heads/{_base(places)}"
    asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", name)
    return run_git(places.top, *asked, accept=(1, 128)).strip() or None


def _hook(places: RepositoryPaths) -> Path:
    """Where git looks for the hook, `core.hooksPath` included."""
    said = run_git(places.top, "rev-parse", "--git-path", f"hooks/{SERVER[0]}").removesuffix("\n")
    return Path(os.path.normpath(places.top / said))
