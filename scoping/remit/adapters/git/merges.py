"""Merges: what git would have made of the parents by itself, and which parents come from the base.

The difference between that and a merge's tree is what somebody did by hand.
"""

import os
from typing import TYPE_CHECKING, NamedTuple

from remit.adapters.git import failures, scratch
from remit.adapters.git.process import Running
from remit.errors import CouldNotJudge, GitError

if TYPE_CHECKING:
    from remit.adapters.git.repository import Repository

_IDENTITY = {
    f"GIT_{role}_{field}": value
    for role in ("AUTHOR", "COMMITTER")
    for field, value in (("NAME", "remit"), ("EMAIL", "remit@localhost"), ("DATE", "@0 +0000"))
}
_DEFAULTS = ("-c", "merge.renames=true", "-c", "merge.directoryRenames=conflict")
_MERGE = ("merge-tree", "--write-tree", "-z", "--name-only", "--no-messages")
_CONFLICT = 1
_USAGE = 129


class Automatic(NamedTuple):
    """The tree of an automatic merge; `conflicted` paths hold markers, or one side, in it."""

    tree: str
    conflicted: frozenset[bytes]


def heads(repository: "Repository") -> tuple[str, ...]:
    """The commits that a merge in progress brings in; empty when none is.

    After a conflict git keeps them in `MERGE_HEAD`; while it runs the pre-merge-commit hook there
    is no such file yet, and only variables `GITHEAD_<id>` name them.
    """
    try:
        with open(f"{repository.git_dir}/MERGE_HEAD", encoding="ascii") as file:  # noqa: PTH123
            return tuple(file.read().split())
    except FileNotFoundError:
        prefix = "GITHEAD_"
        return tuple(sorted(name[len(prefix) :] for name in os.environ if name.startswith(prefix)))
    except (OSError, UnicodeDecodeError) as error:
        raise GitError(f"MERGE_HEAD cannot be read: {error}.") from None


def automatic(repository: "Repository", ours: str, theirs: "tuple[str, ...]") -> Automatic:
    """The automatic merge of `ours` with each of `theirs` in turn, with the user's own settings.

    `repository` should be a scratch one. Raises `CouldNotJudge` where more than two commits
    conflict: git itself makes no such merge.
    """
    merged, last = Automatic(f"{ours}^{{tree}}", frozenset()), len(theirs) - 1
    for position, head in enumerate(theirs):
        asked = (*_MERGE, "--allow-unrelated-histories", ours, head)
        merged = _outcome(Running(asked, repository.environment))
        if position < last:
            if merged.conflicted:
                raise CouldNotJudge(
                    "a merge of more than two commits conflicts, so no automatic merge exists.",
                    "merge the branches one at a time",
                )
            ours = _commit(repository, merged.tree, (ours, head))
    return merged


def effect(repository: "Repository", ours: str, theirs: str) -> Automatic:
    """The automatic merge as a neutral place would make it: git's defaults, no attributes.

    A checked tree's `.gitattributes` could choose a merge driver, and thereby the outcome.
    `repository` must be a scratch one.
    """
    asked = (*_DEFAULTS, *_MERGE, ours, theirs)
    return _outcome(Running(asked, *scratch.isolated(repository)))


def bases(repository: "Repository", ours: str, *theirs: str) -> tuple[str, ...]:
    """Every merge base of `ours` and the merge of `theirs`; empty for unrelated histories."""
    output = repository.run("merge-base", "--all", ours, *theirs, accept=(1,))
    return tuple(output.decode("ascii").split())


def is_ancestor(repository: "Repository", older: str, newer: str) -> bool:
    """Whether `newer` contains `older`; raises `CouldNotJudge` where a shallow clone hides it."""
    running = Running(("merge-base", "--is-ancestor", older, newer), repository.environment)
    code, _, complaint = running.finish()
    if code not in (0, 1):
        raise failures.explained("merge-base", complaint, code)
    if code == 1:
        require_history(repository, older, newer)
    return code == 0


def require_history(repository: "Repository", left: str, right: str) -> None:
    """Raise `CouldNotJudge` where the history between two commits is cut by a shallow clone."""
    cut = _cut(repository)
    if not cut:
        return
    between = repository.run("rev-list", f"{left}...{right}").decode("ascii").split()
    if not cut.isdisjoint(between):
        raise CouldNotJudge(
            "this clone is shallow: the history between the base and the change is cut off.",
            "deepen it: git fetch --deepen=50, or all of it: git fetch --unshallow",
        )


def _cut(repository: "Repository") -> set[str]:
    if not repository.shallow:
        return set()
    path = repository.environment.get("GIT_SHALLOW_FILE") or f"{repository.common_dir}/shallow"
    try:
        with open(path, encoding="ascii") as file:  # noqa: PTH123 - pathlib costs 9 ms here
            return set(file.read().split())
    except OSError:
        return set()


def _outcome(running: Running) -> Automatic:
    code, output, complaint = running.finish()
    if code == _USAGE or b"usage: git merge-tree" in complaint:
        raise GitError(
            "this git cannot merge without a working tree, which judging a merge needs.",
            f"install git {failures.MINIMUM_FOR_MERGES} or later",
        )
    if b"unrelated histories" in complaint:
        raise CouldNotJudge(
            "the change and the base have no common history.", "rebase the branch onto the base"
        )
    if code not in (0, _CONFLICT) or not output:
        raise failures.explained("merge-tree", complaint, code)
    tree, *conflicted = output.split(b"\0")
    return Automatic(tree.decode("ascii"), frozenset(filter(None, conflicted)))


def _commit(repository: "Repository", tree: str, parents: tuple[str, ...]) -> str:
    named = (word for parent in parents for word in ("-p", parent))
    arguments = ("commit-tree", "-m", "remit", *named, tree)
    output = Running(arguments, {**repository.environment, **_IDENTITY}).output()
    return output.decode("ascii").strip()
