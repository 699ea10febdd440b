"""What a report needs to know beyond the verdict to say what can be done now."""

from typing import TYPE_CHECKING, Literal

from remit.changes import ABSENT
from remit.git import manifests, shallow
from remit.git.trees import entries
from remit.manifest.scope import Files
from remit.namedtuples import NamedTuple

if TYPE_CHECKING:
    from remit.git.repository import Repository
    from remit.verdict import Verdict

Source = Literal["staged", "range", "commits", "worktree"]


class Context(NamedTuple):
    """Where the judged changes stand, and what the task may write.

    `source` is the index, the effect of a range, each commit of a range, or the working tree.
    `unborn`: the branch has no commit yet. `merging`: a merge is in progress. `head` is the judged
    end of a range in a form that git takes. `again` is the shell command that gave this verdict.
    `partial`: git made this index for one commit (`git commit PATH`, `git commit -a`).
    `elsewhere` is the branch (or commit) to switch to first, where `head` is not checked out here.
    `unchanged` are paths of strays where the head has what stood there when it left the base:
    nothing is left of what single commits did, or a merge takes a change there that was made where
    the base had the file before. `lost` are those which the head has removed and the base has
    renamed: only where they met it has them.
    """

    source: Source = "staged"
    files: Files = Files()
    unborn: bool = False
    merging: bool = False
    head: str = "HEAD"
    again: str = "remit check --staged"
    partial: bool = False
    elsewhere: str = ""
    unchanged: frozenset[bytes] = frozenset()
    lost: frozenset[bytes] = frozenset()


# The context of a report, asked from the repository: only where there is something to report.


_HEADS = "refs/heads/"
_NAMES = ("diff-tree", "-r", "-z", "--name-only", "--no-renames")


def situation(
    repository: "Repository",
    verdict: "Verdict",
    source: "Source" = "staged",
    head: str = "HEAD",
    again: str = "remit check --staged",
) -> Context:
    """What a report of `verdict` must know. Raises `GitError` where git refuses to say it."""
    if not (verdict.strays or verdict.doubts):
        return Context(source, head=head, again=again)
    ranged = source in {"range", "commits"}
    with repository:
        return Context(
            source,
            _files(repository, verdict),
            unborn=repository.unborn,
            merging=bool(repository.merged_heads()),
            head=head,
            again=again,
            elsewhere=_elsewhere(repository, verdict, head),
            partial=source == "staged" and _is_partial(repository),
            unchanged=_unchanged(repository, verdict, head) if ranged else frozenset(),
            lost=_lost(repository, verdict) if ranged else frozenset(),
        )


def _files(repository: "Repository", verdict: "Verdict") -> Files:
    if verdict.task is None or verdict.base is None:
        return Files()
    objects, commit = repository.objects(), verdict.base.commit
    cached = verdict.layer == "commit"
    catalog = (
        manifests.cached(repository, objects, commit) if cached else manifests.read(objects, commit)
    )
    return catalog.remit(verdict.task).files


def _elsewhere(repository: "Repository", verdict: "Verdict", head: str) -> str:
    """The branch here that has `head`, where another one is checked out.

    A push may call it by another name there, and so may CI.
    """
    if head == "HEAD" or repository.resolve(head) == repository.head():
        return ""
    name = repository.full_name(head)
    return name.removeprefix(_HEADS) if name.startswith(_HEADS) else verdict.branch or head


def _unchanged(repository: "Repository", verdict: "Verdict", head: str) -> frozenset[bytes]:
    """The paths of strays where the head has what stood there when it left the base."""
    tip, base = repository.resolve(head), verdict.base
    if tip is None or base is None:
        return frozenset()
    met = shallow.bases(repository, base.commit, tip)
    if not met:
        return frozenset()
    listed = repository.run(*_NAMES, met[0], tip, "--").split(b"\0")
    strays = {stray.change.path for stray in verdict.strays if stray.change}
    return frozenset(strays.difference(listed))


def _lost(repository: "Repository", verdict: "Verdict") -> frozenset[bytes]:
    """The paths of removals that the base does not have either."""
    strays = {s.change.path for s in verdict.strays if s.change and s.change.new_mode == ABSENT}
    if not strays or verdict.base is None:
        return frozenset()
    standing = {path for _, _, path in entries(repository, verdict.base.commit)}
    return frozenset(strays - standing)


def _is_partial(repository: "Repository") -> bool:
    """Whether git made an index for this one commit (git's builtin/commit.c, prepare_index)."""
    name = repository.environment.get("GIT_INDEX_FILE", "").rpartition("/")[2]
    return name == "index.lock" or name.startswith("next-index-")
