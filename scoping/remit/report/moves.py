"""What a report adds to violations: both ends of a move, and who may make a change."""

from typing import TYPE_CHECKING

from remit.changes import ABSENT, Change, file_kind
from remit.errors import RemitError
from remit.git import diff, shallow
from remit.git.trees import GitTrees, list_tree_entries
from remit.git.worktree import WorktreeChanges, WorktreeTrees
from remit.judge import judge
from remit.report.context import FileMove, violation_path
from remit.verdict import Violation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from remit.git.repository import Repository
    from remit.manifest.catalog import Catalog
    from remit.report.context import ReportContext
    from remit.verdict import Verdict

    Pair = tuple[Change, Change]


def find_moves(
    repository: "Repository", verdict: "Verdict", context: "ReportContext", catalog: "Catalog"
) -> tuple[FileMove, ...]:
    """The moves that have a violation at an end, or hang together with one that has."""
    violations = {violation_path(violation): violation for violation in verdict.violations}
    pairs = tuple(dict.fromkeys(_pairs(repository, verdict, context)))
    reached, known = set(violations), 0
    while len(reached) > known:  # a file took the place of one that was moved itself
        known = len(reached)
        for gone, added in pairs:
            if not reached.isdisjoint((gone.path, added.path)):
                reached |= {gone.path, added.path}
    found: list[FileMove] = []
    for pair in pairs:
        if pair[0].path in reached:
            old, new = (
                violations.get(each.path) or Violation(each, "", "", catalog.owners(each.path))
                for each in pair
            )
            source = "HEAD"
            if context.merging and violation_path(old) not in violations:
                source = _merged_source(repository, violation_path(old))
            if source:
                found.append(FileMove(old, new, source))
    return tuple(found)


def _pairs(
    repository: "Repository", verdict: "Verdict", context: "ReportContext"
) -> "Iterator[Pair]":
    base = verdict.base.commit if verdict.base else ""
    if context.source in {"range", "commits"}:
        tip = repository.resolve(context.head)
        met = shallow.merge_bases(repository, base, tip) if tip else ()
        if tip and met:
            yield from diff.find_tree_renames(repository, met[0], tip)
    elif context.merging:
        # what the base moved itself is no change against it; what the task moved before is no news
        standing = _paths(repository, "HEAD")
        for old, new in diff.find_index_renames(repository, base):
            if old.path in standing and new.path not in standing:
                yield old, new
    elif not context.unborn:
        staged = diff.find_index_renames(repository, "HEAD")
        if context.partial:
            staged += diff.find_index_renames(repository_after_commit(repository), "HEAD")
        if context.source == "worktree":
            yield from _moved_files(
                WorktreeChanges(repository, repository.head() or "").changes, staged
            )
        else:
            yield from staged


def _moved_files(changes: "Iterable[Change]", staged: "Iterable[Pair]") -> "Iterator[Pair]":
    """The moves in a working tree: of files with the same content, and those that are staged."""
    places = {change.path: change for change in changes}
    gone = {path: change for path, change in places.items() if change.new_mode == ABSENT}
    held = {(file_kind(each.old_mode), each.old_oid): each for each in gone.values()}
    for new in places.values():
        old = held.get((file_kind(new.new_mode), new.new_oid))
        if old and new.old_mode == ABSENT:
            yield old, new
    for before, after in staged:
        if before.path in gone and after.path in places and after.path not in gone:
            yield gone[before.path], places[after.path]


def _paths(repository: "Repository", tree: str) -> frozenset[bytes]:
    return frozenset(path for _, _, path in list_tree_entries(repository, tree))


def _merged_source(repository: "Repository", path: bytes) -> str:
    """Which side of a merge has what belongs at `path`; empty where git would have to merge it."""
    heads = repository.merged_heads()
    met = shallow.merge_bases(repository, repository.head() or "", *heads)
    if len(heads) != 1 or len(met) != 1:
        return ""
    ours, theirs, before = (
        repository.resolve(f"{commit}:{path.decode('utf-8', 'surrogateescape')}", "object")
        for commit in ("HEAD", *heads, *met)
    )
    if ours in {theirs, before}:
        return "MERGE_HEAD"
    return "HEAD" if theirs == before else ""


def repository_after_commit(repository: "Repository") -> "Repository":
    """The repository with the index that it has when git's commit has ended."""
    kept = {n: v for n, v in repository.environment.items() if n != "GIT_INDEX_FILE"}
    return repository.within(kept)


def find_misplaced_paths(
    repository: "Repository", verdict: "Verdict", context: "ReportContext", catalog: "Catalog"
) -> tuple[tuple[str, frozenset[bytes]], ...]:
    """For each task in whose scope a change is, the paths of changes that it may not make."""
    every = (*verdict.violations, *(end for move in context.moves for end in move[:2]))
    by_task: dict[str, dict[bytes, Change]] = {}
    for violation in every:
        if violation.change:
            for task in violation.owners:
                by_task.setdefault(task, {})[violation.change.path] = violation.change
    if not by_task:
        return ()
    trees = _trees(repository, verdict, context)
    policy, owners = catalog.policy, catalog.owners
    found: list[tuple[str, frozenset[bytes]]] = []
    for task, changes in by_task.items():
        try:
            judged = judge(tuple(changes.values()), catalog.scope(task), policy, trees, owners)
        except RemitError:  # contents are missing: then nobody is named who may not
            found.append((task, frozenset(changes)))
            continue
        whole = any(violation.change is None for violation in judged.violations)
        refused = {
            *map(violation_path, judged.violations),
            *(doubt.path for doubt in judged.doubts),
        }
        found.append((task, frozenset(changes if whole else refused)))
    return tuple(found)


def _trees(repository: "Repository", verdict: "Verdict", context: "ReportContext") -> GitTrees:
    base = verdict.base.commit if verdict.base else ""
    objects, parents = repository.objects(), repository.parents()
    if context.source == "worktree":
        files = WorktreeChanges(repository, repository.head() or repository.empty_tree())
        return WorktreeTrees(repository, objects, base, parents, files)
    if context.source == "staged":
        return GitTrees(repository, objects, base, (*parents, *repository.merged_heads()))
    tip = repository.resolve(context.head) or base
    return GitTrees(repository, objects, base, (tip,), tip)
