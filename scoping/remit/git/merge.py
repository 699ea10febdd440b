"""Merges: what git would have made of the parents by itself, and which parents come from the base.

The difference between that and a merge's tree is what somebody did by hand.
"""

# See decision 0212.

from typing import TYPE_CHECKING

from remit.errors import CouldNotCheck, GitError, RemitError
from remit.git import limits, shallow
from remit.git.process import GitProcess
from remit.git.scratch_repository import scratch_environment
from remit.git.shallow import merge_bases
from remit.namedtuples import NamedTuple

if TYPE_CHECKING:
    from remit.git.repository import Repository

__all__ = [
    "AutomaticMerge",
    "is_ancestor",
    "merge_automatically",
    "merge_bases",
    "merge_with_directory_renames",
]

_IDENTITY = {
    f"GIT_{role}_{field}": value
    for role in ("AUTHOR", "COMMITTER")
    for field, value in (("NAME", "remit"), ("EMAIL", "remit@localhost"), ("DATE", "@0 +0000"))
}
_MERGE = (
    "merge-tree",
    "--write-tree",
    "-z",
    "--name-only",
    "--no-messages",
    "--allow-unrelated-histories",
)
_FOLLOWING = ("-c", "merge.directoryRenames=true")
_CONFLICT = 1
_USAGE = 129


class AutomaticMerge(NamedTuple):
    """The tree of an automatic merge; `conflicted` paths hold markers, or one side, in it."""

    tree: str
    conflicted: frozenset[bytes]


def merge_automatically(scratch: "Repository", ours: str, *theirs: str) -> AutomaticMerge:
    """The merge of the commit `ours` with each of `theirs` in turn, as git makes it by default.

    Raises `CouldNotCheck` where a merge conflicts that is not the last: git itself makes no such
    merge.
    """
    return _automatic(scratch, (), ours, *theirs)


def merge_with_directory_renames(scratch: "Repository", ours: str, *theirs: str) -> AutomaticMerge:
    """The same merge, if everybody agrees that a file goes along with its renamed directory.

    By default git does so too, and calls it a conflict.
    """
    return _automatic(scratch, _FOLLOWING, ours, *theirs)


def start_merge(scratch: "Repository", ours: str, theirs: str) -> None:
    """Start what `bases` and `automatic` will be asked for, if it takes a merge to tell the effect.

    Waits for the merge bases only: a head that is ahead or behind needs no merge. Whatever fails is
    said when somebody asks.
    """
    code, met, _ = scratch.start(*shallow.BASES, ours, theirs).finish()
    if code == 0 and {ours, theirs}.isdisjoint(met.decode("ascii").split()):
        _alone(scratch).start(*_MERGE, ours, theirs)


def is_ancestor(repository: "Repository", older: str, newer: str) -> bool:
    """Whether `newer` contains `older`; raises `CouldNotCheck` where a shallow clone hides it."""
    code, _ = shallow.read_merge_base(repository.ask("merge-base", "--is-ancestor", older, newer))
    if code == 1:
        shallow.require_history(repository, older, newer)
    return code == 0


def _automatic(
    scratch: "Repository", settings: tuple[str, ...], ours: str, *theirs: str
) -> AutomaticMerge:
    if len(theirs) >= limits.PARENTS:
        raise limits.too_many_parents()
    alone, tree = _alone(scratch), f"{ours}^{{tree}}"
    conflicted: frozenset[bytes] = frozenset()
    for head in theirs:
        if conflicted:
            raise CouldNotCheck(
                "a merge of more than two commits conflicts, so no automatic merge exists.",
                "merge the branches one at a time",
            )
        shallow.require_history(scratch, ours, head)
        tree, conflicted = _pair(alone, settings, ours, head)
        if head != theirs[-1]:
            ours = _commit(alone, tree, ours, head)
    return AutomaticMerge(tree, conflicted)


def _alone(scratch: "Repository") -> "Repository":
    return scratch.within(scratch_environment(scratch))


def _pair(alone: "Repository", settings: tuple[str, ...], ours: str, theirs: str) -> AutomaticMerge:
    code, output, complaint = alone.ask(*settings, *_MERGE, ours, theirs).finish()
    if code not in (0, _CONFLICT) or not output:
        raise _refused(code, complaint, ours, theirs)
    tree, *conflicted = output.split(b"\0")
    return AutomaticMerge(tree.decode("ascii"), frozenset(filter(None, conflicted)))


def _refused(code: int, complaint: bytes, ours: str, theirs: str) -> RemitError:
    """Why git made no merge."""
    from remit.git import errors

    if code == _USAGE or b"usage: git merge-tree" in complaint:
        return GitError(
            "this git cannot merge without a working tree, which judging a merge needs.",
            f"install git {errors.MINIMUM_FOR_MERGES} or later",
        )
    error = errors.explain_git_failure("merge-tree", complaint, code)
    if isinstance(error, CouldNotCheck):
        way = f"let git get it: git merge-tree --write-tree {ours} {theirs} >/dev/null"
        return CouldNotCheck(error.sentence, way)
    return error


def _commit(alone: "Repository", tree: str, *parents: str) -> str:
    named = (word for parent in parents for word in ("-p", parent))
    command = ("commit-tree", "-m", "remit", *named, tree)
    output = GitProcess(command, {**alone.environment, **_IDENTITY}, folder=alone.folder).output()
    return output.decode("ascii").strip()
