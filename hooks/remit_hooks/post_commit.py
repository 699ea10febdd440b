"""After the fact: commits that no commit hook judged are noted for the later layers.

Nothing here can stop a commit, so nothing here tries: an error is one line, and the exit code is
git's to ignore. On a branch of no task nothing is noted and nothing is said.
"""

import sys
from typing import TYPE_CHECKING

from remit.errors import CouldNotCheck, RemitError
from remit.git.repository import Repository
from remit.git.skipped_log import append_skipped, read_skipped
from remit.process_exit import print_error
from remit_hooks.judged_marker import consume_marker

if TYPE_CHECKING:
    from collections.abc import Sequence

PARENTS_OF_A_MERGE = 2


def post_commit(_: "Sequence[str]") -> int:
    """Note the commit if it is not what was judged: `--no-verify`, a cherry-pick, a revert."""
    with Repository.discover() as repository:
        if not consume_marker(repository):
            _note(repository, "post-commit", ("HEAD",), "--no-verify, a cherry-pick or a revert")
    return 0


def post_merge(arguments: "Sequence[str]") -> int:
    """Note an unchecked merge, or where a fast-forward led; `--squash` makes no commit."""
    if arguments and arguments[0] == "1":
        return 0
    with Repository.discover() as repository:
        if consume_marker(repository):
            return 0
        commit, *parents = _words(repository, "rev-list", "--parents", "-1", "HEAD")
        merged_here = (
            len(parents) >= PARENTS_OF_A_MERGE and repository.resolve("ORIG_HEAD") == parents[0]
        )
        if merged_here:
            _note(repository, "post-merge", (commit,), "a merge with --no-verify")
        elif not _is_on_the_base(repository, commit):
            _note(repository, "post-merge", (commit,), "a fast-forward", "brought in")
    return 0


def post_rewrite(arguments: "Sequence[str]") -> int:
    """Note the commits that a rebase made, and an amend of one that was noted itself.

    The commit hook judges only what an amend adds; an amend without the hook is post-commit's.
    """
    lines = map(str.split, sys.stdin.read().splitlines())
    pairs = [(words[0], words[1]) for words in lines if len(words) > 1]
    with Repository.discover() as repository:
        match arguments[:1]:
            case ["rebase"]:
                commits, how = [new for _, new in pairs], "a rebase"
            case ["amend"]:
                known = read_skipped(repository)
                commits = [new for old, new in pairs if old in known and new not in known]
                how = "an amend of one that was"
            case _:
                return 0
        if commits:
            _note(repository, "post-rewrite", tuple(dict.fromkeys(commits)), how)
    return 0


def post_applypatch(_: "Sequence[str]") -> int:
    """Note the commit that `git am` made."""
    with Repository.discover() as repository:
        _note(repository, "post-applypatch", ("HEAD",), "git am")
    return 0


def _note(
    repository: Repository, hook: str, commits: tuple[str, ...], how: str, verb: str = "made"
) -> None:
    """Log commits of a task's branch, and say in one line how they came there."""
    task, base = _task_and_base(repository)
    if task is None and base is not None:
        return
    from remit.report.git_commands import shell_word

    full = _words(repository, "rev-parse", *commits)
    try:
        append_skipped(repository, full, task, hook)
    except OSError as error:
        print_error(f"remit: a commit without a check could not be noted: {error.strerror}.")
    many = f"{len(full)} commits were" if len(full) > 1 else f"{full[0][:10]} was"
    print_error(
        f"remit: {many} {verb} without the commit check ({how}); it is noted. "
        f"hint: remit check --range {shell_word(f'{base}...HEAD') if base else 'BASE...HEAD'}"
    )


def _is_on_the_base(repository: Repository, commit: str) -> bool:
    """Whether the base has the commit already; false where there is no base to ask."""
    from remit.git import merge
    from remit.git.trusted_base import BaseSearch

    try:
        trusted = BaseSearch(repository).trusted()
        return trusted is not None and merge.is_ancestor(repository, commit, trusted.base.commit)
    except CouldNotCheck:
        return False


def _task_and_base(repository: Repository) -> tuple[str | None, str | None]:
    """The branch's task and the base's name; no base where it could not be told at all."""
    from remit.gates.context import load_judgement_context
    from remit.git.manifests import read_cached_catalog
    from remit.git.trusted_base import BaseSearch

    try:
        trusted = BaseSearch(repository).trusted()
        if trusted is None:
            return None, "HEAD"
        catalog = read_cached_catalog(repository, repository.objects(), trusted.base.commit)
        found = load_judgement_context(repository, catalog, trusted, None, repository.branch)
    except CouldNotCheck:
        return None, None
    return found.task, trusted.branch


def _words(repository: Repository, *arguments: str) -> list[str]:
    try:
        return repository.run(*arguments).decode("ascii").split()
    except RemitError:
        return [arguments[-1]]
