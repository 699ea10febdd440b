"""Whether remit's hooks really run in each worktree: proven by a change outside every scope."""

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from remit.errors import RemitError
from remit.install import base_setting
from remit.install.agents.diagnose_agents import diagnose_agents
from remit.install.diagnostics import (
    HEAL,
    Diagnosis,
    calls_remit,
    diagnose_hook_files,
    diagnose_hooks_path,
    hooks_directory,
)
from remit.install.file_transaction import recover_transaction
from remit.install.git_config import read_config_values
from remit.install.hooks_path import KEY
from remit.install.probe import ProbeAnswer, probe_hooks
from remit.install.record import InstallRecord, read_install_record
from remit.install.remote_base import diagnose_remote_base
from remit.install.repository_paths import (
    Checkout,
    InstallError,
    RepositoryPaths,
    discover_paths,
    list_checkouts,
    run_git,
)
from remit.install.server import diagnose_server

if TYPE_CHECKING:
    from collections.abc import Iterator

MERGES_SINCE = (2, 38)
INJECTING = re.compile(r"GIT_CONFIG_(COUNT|PARAMETERS|KEY_\d+|VALUE_\d+)")


def diagnose_hooks(start: "str | Path" = ".") -> tuple[Diagnosis, ...]:
    """Everything found about the hooks of the repository around `start` and of its worktrees.

    The hooks work if no finding is `broken`. Raises a `RemitError` outside of a repository.
    """
    places = discover_paths(Path(start))
    found = [*_of_interruption(places)]
    version = read_git_version(places)
    found += [*diagnose_git_version(version), *_of_environment(), *_of_base(places)]
    homes = {
        takeover.value for takeover in (read_install_record(places) or InstallRecord()).takeovers
    }
    for worktree in list_checkouts(places):
        found += _of_worktree(worktree, places, version, homes)
    found += diagnose_agents(places)
    return tuple(found)


def _of_interruption(places: RepositoryPaths) -> "Iterator[Diagnosis]":
    """Take back what an interrupted installation has done, and say so."""
    try:
        for sentence in recover_transaction(places):
            yield Diagnosis("warning", "", sentence, "run `remit install`.")
    except InstallError as error:
        yield Diagnosis("broken", "", error.sentence, error.hint)


def read_git_version(places: RepositoryPaths) -> tuple[int, ...]:
    """The numbers of git's version, the first two."""
    said = run_git(places.top, "version")
    match = re.search(r"(\d+)\.(\d+)", said)
    return tuple(map(int, match.groups())) if match else (0, 0)


def diagnose_git_version(version: tuple[int, ...]) -> "Iterator[Diagnosis]":
    """What a git of this version can and cannot do for remit."""
    shown = ".".join(map(str, version))
    if version < MERGES_SINCE:
        what = f"git is {shown}; before 2.38 it cannot merge without a working tree."
        yield Diagnosis(
            "warning", "", what, "merges on a task's branch cannot be checked; update git."
        )
    else:
        yield Diagnosis("ok", "", f"git is {shown}: merges can be judged.")


def _of_environment() -> "Iterator[Diagnosis]":
    """Configuration that this shell's environment puts into every git command."""
    names = sorted(filter(INJECTING.fullmatch, os.environ))
    values = " ".join(os.environ[name] for name in names).lower()
    if "core.hookspath" in values or re.search(r"\bhook\.", values):
        what = f"{', '.join(names)} in the environment change which hooks git runs."
        yield Diagnosis("broken", "", what, f"unset {' '.join(names)}")
    elif names:
        what = f"{', '.join(names)} in the environment change git's configuration."
        yield Diagnosis("warning", "", what, "look whether that is meant.")


def _of_base(places: RepositoryPaths) -> "Iterator[Diagnosis]":
    stated = base_setting.read_base_setting(places)
    branch = stated or base_setting.guess_base_branch(places)
    if branch is None:
        what = "the base is not known: neither remit.base, origin/HEAD, nor one of main and master."
        yield Diagnosis("broken", "", what, "record it, for example: remit install --base main")
        return
    said = "remit.base" if stated else "not written down, but clear"
    yield from _of_record(places, branch, said)
    yield from diagnose_remote_base(places, branch, base_setting.tracking_ref(places, branch))


def _of_record(places: RepositoryPaths, branch: str, said: str) -> "Iterator[Diagnosis]":
    """Whether the base is the one that the installation recorded."""
    known = base_setting.read_recorded_base(places)
    if known is None:
        yield Diagnosis("ok", "", f"the base is {branch} ({said}).")
        if (
            read_install_record(places) is not None and places.top != places.git_dir
        ):  # a server reads its own
            what = "the base is not recorded: a change of the configuration goes unnoticed."
            yield Diagnosis("warning", "", what, HEAL)
    elif branch != known.branch:
        found = read_config_values(places.top, base_setting.KEY)
        where = f"remit.base, {found[-1].scope}, {found[-1].origin}" if found else said
        what = f"the base is {branch} ({where}), but `remit install` recorded {known.branch}."
        yield Diagnosis("broken", "", what, HEAL)
    else:
        yield Diagnosis("ok", "", f"the base is {branch} ({said}), as it was recorded.")


def _of_worktree(
    worktree: Checkout, places: RepositoryPaths, version: tuple[int, ...], homes: set[str]
) -> "Iterator[Diagnosis]":
    top = str(worktree.top)
    if run_git(worktree.top, "rev-parse", "--is-inside-work-tree").strip() != "true":
        yield Diagnosis("ok", top, "bare: nothing is committed here.")
        yield from diagnose_server(places)
        return
    found = read_config_values(worktree.top, KEY)
    hooks = hooks_directory(worktree, found[-1].value if found else "")
    yield from diagnose_hooks_path(worktree, found, homes)
    directory = worktree.top / hooks
    answer = ProbeAnswer(refused=False, said="nothing there leads to remit")
    if calls_remit(worktree, directory):
        try:
            answer = probe_hooks(worktree, places.common_dir, version, hooks)
        except RemitError as error:
            yield Diagnosis("broken", top, error.sentence, error.hint)
            return
    yield from diagnose_hook_files(worktree, directory, proven=answer.refused)
    yield from _of_answer(top, answer)


def _of_answer(top: str, answer: ProbeAnswer) -> "Iterator[Diagnosis]":
    if not answer.refused:
        last = (answer.said.strip().splitlines() or ["nothing was said"])[-1]
        what = (
            "a test change outside every scope was NOT refused: remit's commit hook does not run "
            f"({last})."
        )
        yield Diagnosis("broken", top, what, "run `remit install`.")
        return
    yield Diagnosis(
        "ok", top, "a test change outside every scope was refused: the commit hook runs."
    )
    if answer.outcome == "could_not_check":
        yield Diagnosis("broken", top, f"commits cannot be checked: {answer.reason}", answer.hint)
    elif answer.outcome == "unassigned":
        yield Diagnosis("ok", top, "its branch belongs to no task; commits are left alone.")
    elif answer.outcome == "clean":
        what = f"the task {answer.task} may write what no task may: look at `protected`."
        yield Diagnosis("broken", top, what, "remit show " + answer.task)
    else:
        yield Diagnosis("ok", top, f"its branch belongs to {answer.task}.")
    if answer.only_warns:
        what = f"the policy on {answer.base} only warns: a commit outside of its scope passes."
        yield Diagnosis("warning", top, what, "this is `enforce` in .remit/policy.toml.")
    if not answer.cache_agrees:
        what = "the cache of manifests does not say what the base says: commits are judged by it."
        yield Diagnosis(
            "broken", top, what, "remove the folder `remit/cache` of the git directory."
        )
    if answer.tasks == 0:
        what = f"there are no manifests on {answer.base or 'the base'} yet: no branch has a task."
        yield Diagnosis("warning", top, what, "commit .remit/ on the base.")
