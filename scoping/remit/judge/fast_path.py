"""Many plain changes at once: whether surely none of them leaves its scope, without a look at each.

Sorted paths stand in blocks, one for each directory, and a covered tree settles a whole block. What
takes away is looked for the other way round, pattern by pattern: a text that each of its paths must
hold is nowhere among them, or in few. Whatever is not sure is left to `each`.
"""

from typing import TYPE_CHECKING

from remit.changes import FileChanges, join_paths
from remit.paths import LONGEST, has_hostile_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from remit.changes import Change
    from remit.judge.compiled_scope import CompiledScope


def is_clean(changes: "Sequence[Change]", bounds: "CompiledScope") -> bool:
    """Whether none of `changes` is a violation or a doubt; false where that takes a closer look."""
    policy = bounds.policy
    limit = policy.limits.changed_paths
    if not isinstance(changes, FileChanges) or policy.case == "fold" or policy.portable_names:
        return False
    if limit is not None and len(changes) > limit:
        return False
    return are_paths_clear(changes.paths, changes.text, bounds)


def are_all_clean(groups: "Iterable[Sequence[Change]]", bounds: "CompiledScope") -> bool:
    """Whether that holds for each of several sets of changes, which have many paths in common."""
    together: set[bytes] = set()
    policy = bounds.policy
    limit = policy.limits.changed_paths
    if policy.case == "fold" or policy.portable_names:
        return False
    for changes in filter(None, groups):
        if not isinstance(changes, FileChanges) or (limit is not None and len(changes) > limit):
            return False
        together.update(changes.paths)
    paths = sorted(together)
    return are_paths_clear(paths, join_paths(paths), bounds)


def are_paths_clear(paths: "list[bytes]", text: bytes, bounds: "CompiledScope") -> bool:
    """Whether regular files may stand or be missing at each of `paths`, whatever stood there.

    `text` holds each between two NULs.
    """
    if paths != sorted(paths):
        return False  # what follows needs the order in which git lists them
    return (
        bounds.write.covers_all(paths)
        and max(map(len, paths), default=0) <= LONGEST
        and not has_hostile_path(text)
        and bounds.deny.spares(paths, text)
        and bounds.protected.spares(paths, text, bounds.named)
    )
