"""Whether remit's hooks really run, worktree by worktree: seen, then proven by a poison change."""

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from remit.errors import RemitError
from remit.install import base_setting
from remit.install.diagnostics import (
    HEAL,
    Finding,
    calls_remit,
    hooks_directory,
    of_files,
    of_hooks_path,
)
from remit.install.file_transaction import recover
from remit.install.git_config import settings
from remit.install.hooks_path import KEY
from remit.install.probe import Answer, prove
from remit.install.record import Record, recorded
from remit.install.remote_base import of_tracking
from remit.install.repository_paths import InstallError, Places, Worktree, discover, git, worktrees
from remit.install.server import examined

if TYPE_CHECKING:
    from collections.abc import Iterator

MERGES_SINCE = (2, 38)
INJECTING = re.compile(r"GIT_CONFIG_(COUNT|PARAMETERS|KEY_\d+|VALUE_\d+)")


def examine(start: "str | Path" = ".") -> tuple[Finding, ...]:
    """Everything found about the hooks of the repository around `start` and of its worktrees.

    The hooks work if no finding is `broken`. Raises a `RemitError` outside of a repository.
    """
    places = discover(Path(start))
    found = [*_of_interruption(places)]
    version = git_version(places)
    found += [*of_git(version), *_of_environment(), *_of_base(places)]
    homes = {takeover.value for takeover in (recorded(places) or Record()).takeovers}
    for worktree in worktrees(places):
        found += _of_worktree(worktree, places, version, homes)
    return tuple(found)


def _of_interruption(places: Places) -> "Iterator[Finding]":
    """Take back what an interrupted installation has done, and say so."""
    try:
        for sentence in recover(places):
            yield Finding("warning", "", sentence, "run `remit install`.")
    except InstallError as error:
        yield Finding("broken", "", error.sentence, error.hint)


def git_version(places: Places) -> tuple[int, ...]:
    """The numbers of git's version, the first two."""
    said = git(places.top, "version")
    match = re.search(r"(\d+)\.(\d+)", said)
    return tuple(map(int, match.groups())) if match else (0, 0)


def of_git(version: tuple[int, ...]) -> "Iterator[Finding]":
    """What a git of this version can and cannot do for remit."""
    shown = ".".join(map(str, version))
    if version < MERGES_SINCE:
        what = f"git is {shown}; before 2.38 it cannot merge without a working tree."
        yield Finding(
            "warning", "", what, "merges on a task's branch cannot be checked; update git."
        )
    else:
        yield Finding("ok", "", f"git is {shown}: merges can be judged.")


def _of_environment() -> "Iterator[Finding]":
    """Configuration that this shell's environment puts into every git command."""
    names = sorted(filter(INJECTING.fullmatch, os.environ))
    values = " ".join(os.environ[name] for name in names).lower()
    if "core.hookspath" in values or re.search(r"\bhook\.", values):
        what = f"{', '.join(names)} in the environment change which hooks git runs."
        yield Finding("broken", "", what, f"unset {' '.join(names)}")
    elif names:
        what = f"{', '.join(names)} in the environment change git's configuration."
        yield Finding("warning", "", what, "look whether that is meant.")


def _of_base(places: Places) -> "Iterator[Finding]":
    stated = base_setting.stated(places)
    branch = stated or base_setting.determined(places)
    if branch is None:
        what = "the base is not known: neither remit.base, origin/HEAD, nor one of main and master."
        yield Finding("broken", "", what, "git config remit.base BRANCH")
        return
    said = "remit.base" if stated else "not written down, but clear"
    yield from _of_record(places, branch, said)
    yield from of_tracking(places, branch, base_setting.upstream(places, branch))


def _of_record(places: Places, branch: str, said: str) -> "Iterator[Finding]":
    """Whether the base is the one that the installation recorded."""
    known = base_setting.recorded(places)
    if known is None:
        yield Finding("ok", "", f"the base is {branch} ({said}).")
        if recorded(places) is not None and places.top != places.git_dir:  # a server reads its own
            what = "the base is not recorded: a change of the configuration goes unnoticed."
            yield Finding("warning", "", what, HEAL)
    elif branch != known.branch:
        found = settings(places.top, base_setting.KEY)
        where = f"remit.base, {found[-1].scope}, {found[-1].origin}" if found else said
        what = f"the base is {branch} ({where}), but `remit install` recorded {known.branch}."
        yield Finding("broken", "", what, HEAL)
    else:
        yield Finding("ok", "", f"the base is {branch} ({said}), as it was recorded.")


def _of_worktree(
    worktree: Worktree, places: Places, version: tuple[int, ...], homes: set[str]
) -> "Iterator[Finding]":
    top = str(worktree.top)
    if git(worktree.top, "rev-parse", "--is-inside-work-tree").strip() != "true":
        yield Finding("ok", top, "bare: nothing is committed here.")
        yield from examined(places)
        return
    found = settings(worktree.top, KEY)
    hooks = hooks_directory(worktree, found[-1].value if found else "")
    yield from of_hooks_path(worktree, found, homes)
    directory = worktree.top / hooks
    answer = Answer(refused=False, said="nothing there leads to remit")
    if calls_remit(worktree, directory):
        try:
            answer = prove(worktree, places.common_dir, version, hooks)
        except RemitError as error:
            yield Finding("broken", top, error.sentence, error.hint)
            return
    yield from of_files(worktree, directory, proven=answer.refused)
    yield from _of_answer(top, answer)


def _of_answer(top: str, answer: Answer) -> "Iterator[Finding]":
    if not answer.refused:
        last = (answer.said.strip().splitlines() or ["nothing was said"])[-1]
        what = f"a poison change was NOT refused: remit's commit hook does not run ({last})."
        yield Finding("broken", top, what, "run `remit install`.")
        return
    yield Finding("ok", top, "a poison change was refused: the commit hook runs.")
    if answer.outcome == "could_not_check":
        yield Finding("broken", top, f"commits cannot be checked: {answer.reason}", answer.hint)
    elif answer.outcome == "unassigned":
        yield Finding("ok", top, "its branch belongs to no task; commits are left alone.")
    elif answer.outcome == "clean":
        what = f"the task {answer.task} may write what no task may: look at `protected`."
        yield Finding("broken", top, what, "remit show " + answer.task)
    else:
        yield Finding("ok", top, f"its branch belongs to {answer.task}.")
    if not answer.cache_agrees:
        what = "the cache of manifests does not say what the base says: commits are judged by it."
        yield Finding("broken", top, what, "remove the folder `remit/cache` of the git directory.")
    if answer.tasks == 0:
        what = f"there are no manifests on {answer.base or 'the base'} yet: no branch has a task."
        yield Finding("warning", top, what, "commit .remit/ on the base.")
