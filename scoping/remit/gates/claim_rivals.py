"""Branches of other tasks that change a path which two tasks may claim, where no store is at hand.

At a push, on a server and for a pull request nobody knows who holds what: both branches may have
been made in other clones. That they meet is said and not refused, since either may land first.
"""

from typing import TYPE_CHECKING

from remit.git import shallow
from remit.paths import quote_path
from remit.patterns.matcher import PathIndex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from remit.changes import Change
    from remit.gates.context import JudgementContext
    from remit.git.objects import ObjectReader
    from remit.git.repository import Repository

_REFS = ("refs/heads/", "refs/remotes/")
_MOST_BRANCHES = 100
_MOST_SAID = 10


def describe_rivals(
    repository: "Repository",
    objects: "ObjectReader",
    case: "JudgementContext",
    claims: "Sequence[Change]",
) -> tuple[str, ...]:
    """A sentence for each path of `claims` and each branch of another task that changes it too.

    Looks at the branches that are here, of tasks that may claim one of the paths. Costs one git
    process for each of these.
    """
    paths = [change.path for change in claims]
    found = list(_branches(repository, case, paths)) if paths else []
    met = [
        f"{quote_path(path)} is changed on {quote_path(branch)} of `{task}` too, which may "
        "claim it as well: agree who lands it first"
        for task, branch, tip, theirs in found[:_MOST_BRANCHES]
        for path in _changed(repository, objects, case.trusted.base.commit, tip, theirs)
    ]
    said = met[:_MOST_SAID]
    if len(met) > len(said):
        said.append(f"{len(met) - len(said)} more paths are changed on branches of other tasks too")
    if len(found) > _MOST_BRANCHES:
        said.append(
            f"{len(found) - _MOST_BRANCHES} more branches of tasks that may claim a path of this "
            "change were not looked at"
        )
    return tuple(said)


def _branches(
    repository: "Repository", case: "JudgementContext", paths: "Sequence[bytes]"
) -> "Iterator[tuple[str, str, str, list[bytes]]]":
    """Each branch of another task once: task, name, commit, and the paths that both may claim."""
    shared: dict[str, list[bytes]] = {}
    for scope in case.catalog.scopes():
        area = PathIndex(scope.files.claim)
        if scope.id != case.task and (theirs := [path for path in paths if area.covers(path)]):
            shared[scope.id] = theirs
    seen: set[tuple[str, str]] = set()
    for line in repository.refs("--format=%(objectname) %(refname)", *_REFS) if shared else ():
        tip, _, reference = line.partition(" ")
        branch = _short(reference)
        task, *more = case.catalog.tasks_of_branch(branch) or ("",)
        if task in shared and not more and (branch, tip) not in seen:
            seen.add((branch, tip))
            yield task, branch, tip, shared[task]


def _short(reference: str) -> str:
    """The name of a branch, here or at a remote."""
    heads, remotes = _REFS
    if reference.startswith(heads):
        return reference.removeprefix(heads)
    return reference.removeprefix(remotes).partition("/")[2]


def _changed(
    repository: "Repository",
    objects: "ObjectReader",
    base: str,
    tip: str,
    paths: "Sequence[bytes]",
) -> "Iterator[bytes]":
    """Those of `paths` that a branch has changed since it left the base."""
    for start in shallow.merge_bases(repository, base, tip)[:1]:
        for path in paths if start != tip else ():
            if objects.entry(start, path) != objects.entry(tip, path):
                yield path
