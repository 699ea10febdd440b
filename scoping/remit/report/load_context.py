"""The context of a report, asked from the repository: only where there is something to report."""

import os
from typing import TYPE_CHECKING

from remit.changes import ABSENT
from remit.git import manifests, shallow
from remit.git.trees import list_tree_entries
from remit.git.worktree import paths_differing_from_index
from remit.manifest.scope import FileRules
from remit.report.context import ReportContext
from remit.report.moves import find_misplaced_paths, find_moves, repository_after_commit
from remit.verdict import violated_paths

if TYPE_CHECKING:
    from remit.gates.access_requests import AccessRequest
    from remit.git.repository import Repository
    from remit.manifest.catalog import Catalog
    from remit.report.context import Source
    from remit.verdict import Verdict

STORE = "remit/state.sqlite3"
_HEADS = "refs/heads/"
_NAMES = ("diff-tree", "-r", "-z", "--name-only", "--no-renames")


def load_report_context(
    repository: "Repository",
    verdict: "Verdict",
    source: "Source" = "staged",
    head: str = "HEAD",
    again: str = "remit check --staged",
) -> ReportContext:
    """What a report of `verdict` must know. Raises `GitError` where git refuses to say it."""
    if not (verdict.violations or verdict.doubts):
        return ReportContext(source, head=head, again=again)
    ranged = source in {"range", "commits"}
    with repository:
        catalog = _catalog(repository, verdict)
        partial = source == "staged" and _is_partial(repository)
        context = ReportContext(
            source,
            catalog.scope(verdict.task).files if catalog and verdict.task else FileRules(),
            unborn=repository.unborn,
            merging=bool(repository.merged_heads()),
            head=head,
            again=again,
            elsewhere=_elsewhere(repository, verdict, head),
            partial=partial,
            unchanged=_unchanged(repository, verdict, head) if ranged else frozenset(),
            lost=_lost(repository, verdict) if ranged else frozenset(),
            restored=_restored(repository, verdict, head) if ranged else frozenset(),
            unsaved=frozenset() if ranged else _unsaved(repository, partial=partial),
            requests=() if ranged else _requests(repository, verdict),
        )
        if catalog is None:
            return context
        context = context._replace(moves=find_moves(repository, verdict, context, catalog))
        return context._replace(unfit=find_misplaced_paths(repository, verdict, context, catalog))


def _requests(repository: "Repository", verdict: "Verdict") -> "tuple[AccessRequest, ...]":
    """What the task has asked for; nothing where this clone has no store, or none that is sound."""
    if verdict.task is None or not os.path.exists(f"{repository.common_dir}/{STORE}"):  # noqa: PTH110 - a path of git's
        return ()
    from remit.errors import RemitError
    from remit.gates.access_requests import list_access_requests

    try:
        return tuple(list_access_requests(repository.common_dir, verdict.task))
    except RemitError:
        return ()


def _catalog(repository: "Repository", verdict: "Verdict") -> "Catalog | None":
    """What the base says; None for a branch of no task."""
    if verdict.task is None or verdict.base is None:
        return None
    objects, commit = repository.objects(), verdict.base.commit
    if verdict.layer == "commit":
        return manifests.read_cached_catalog(repository, objects, commit)
    return manifests.read_base_catalog(objects, commit)


def _elsewhere(repository: "Repository", verdict: "Verdict", head: str) -> str:
    """The branch here that has `head`, where another one is checked out.

    A push may call it by another name there, and so may CI.
    """
    if head == "HEAD" or repository.resolve(head) == repository.head():
        return ""
    name = repository.full_name(head)
    return name.removeprefix(_HEADS) if name.startswith(_HEADS) else verdict.branch or head


def _unchanged(repository: "Repository", verdict: "Verdict", head: str) -> frozenset[bytes]:
    """The paths of violations where the head has what stood there when it left the base."""
    tip, base = repository.resolve(head), verdict.base
    met = shallow.merge_bases(repository, base.commit, tip) if tip and base else ()
    return _same_in(repository, verdict, met[0], tip) if tip and met else frozenset()


def _restored(repository: "Repository", verdict: "Verdict", head: str) -> frozenset[bytes]:
    """The paths of violations where the head has what the base has."""
    tip, base = repository.resolve(head), verdict.base
    return _same_in(repository, verdict, base.commit, tip) if tip and base else frozenset()


def _same_in(
    repository: "Repository", verdict: "Verdict", before: str, tip: str
) -> frozenset[bytes]:
    """The paths of violations that are the same in two commits."""
    listed = repository.run(*_NAMES, before, tip, "--").split(b"\0")
    return violated_paths(verdict.violations).difference(listed)


def _unsaved(repository: "Repository", *, partial: bool) -> frozenset[bytes]:
    """The paths whose content in the index that the commands will meet may be nowhere else."""
    seen = repository_after_commit(repository) if partial else repository
    tree = repository.head() or repository.empty_tree()
    staged = seen.run("diff-index", "--cached", "-z", "--name-only", "--no-renames", tree, "--")
    return paths_differing_from_index(seen).intersection(staged.split(b"\0"))


def _lost(repository: "Repository", verdict: "Verdict") -> frozenset[bytes]:
    """The paths of removals that the base does not have either."""
    violations = {
        s.change.path for s in verdict.violations if s.change and s.change.new_mode == ABSENT
    }
    if not violations or verdict.base is None:
        return frozenset()
    standing = {path for _, _, path in list_tree_entries(repository, verdict.base.commit)}
    return frozenset(violations - standing)


def _is_partial(repository: "Repository") -> bool:
    """Whether git made an index for this one commit (git's builtin/commit.c, prepare_index)."""
    name = repository.environment.get("GIT_INDEX_FILE", "").rpartition("/")[2]
    return name == "index.lock" or name.startswith("next-index-")
