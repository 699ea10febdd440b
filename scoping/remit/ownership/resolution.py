"""Who owns a path and why, out of three sources: CODEOWNERS, authorship, and active manifests.

Each source may be missing, and that is said instead. Where two of them disagree, that is said too:
nothing here decides between them.
"""

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING, Literal, NamedTuple

from remit.ownership.authorship import bus_factor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from remit.ownership.authorship import Authorship, BusFactor, FileAuthor
    from remit.ownership.codeowners import Codeowners, PathOwners


Kind = Literal["file", "directory", "absent"]
_HOST = "users.noreply.github.com"


class TaskWriter(NamedTuple):
    """A task that may write the path, and `files` of the live files below it."""

    task: str
    owner: str
    files: int


class OwnerShare(NamedTuple):
    """How many files have these owners by these lines."""

    owned: "PathOwners"
    files: int


class PathOwnership(NamedTuple):
    """All that is known about one path. `files` are live ones: 1 for a file, 0 where none is.

    `owned` is grouped, the largest group first; it is None without a CODEOWNERS file, and has one
    group for a path that does not exist. `authors` are everyone, those who know most first.
    """

    path: bytes
    kind: Kind
    files: int
    owned: "tuple[OwnerShare, ...] | None"
    authors: "tuple[FileAuthor, ...]"
    bus_factor: "BusFactor | None"
    writers: tuple[TaskWriter, ...]
    conflicts: tuple[str, ...]


class OwnershipSources(NamedTuple):
    """What is asked: files in order, CODEOWNERS if there is one, authors, and who may write what.

    `writers` names the tasks that may write a path, `owners` the owner of each task, and `ordered`
    says whether one of two tasks waits for the other.
    """

    files: "Sequence[bytes]"
    codeowners: "Codeowners | None"
    authorship: "Authorship"
    writers: "Callable[[bytes], Sequence[str]]"
    owners: "dict[str, str]"
    ordered: "Callable[[str, str], bool]"


def explain_ownership(path: bytes, sources: OwnershipSources) -> PathOwnership:
    """Who owns `path`: a file, a directory (empty: the root), or a path that is not there yet."""
    below = _below(path, sources.files)
    kind: Kind = "absent" if not below else "file" if below == [path] else "directory"
    asked = below or [path]
    owned = None if sources.codeowners is None else _owned(asked, sources.codeowners)
    authors = sources.authorship.top(below)
    writers = _writers(asked, sources)
    return PathOwnership(
        path,
        kind,
        len(below),
        owned,
        authors,
        bus_factor(sources.authorship, below) if kind == "directory" else None,
        writers,
        (
            *_between_tasks(asked, writers, sources),
            *_with_tasks(owned, writers),
            *_with_authors(owned, authors),
        ),
    )


def _below(path: bytes, files: "Sequence[bytes]") -> list[bytes]:
    inside = path and path + b"/"
    return [file for file in files if file == path or file.startswith(inside)]


def _owned(paths: "Sequence[bytes]", codeowners: "Codeowners") -> tuple[OwnerShare, ...]:
    count = Counter(map(codeowners.owned, paths))
    groups = [OwnerShare(owned, files) for owned, files in count.items()]
    return tuple(sorted(groups, key=lambda each: (-each.files, each.owned.owners)))


def _writers(paths: "Sequence[bytes]", sources: OwnershipSources) -> tuple[TaskWriter, ...]:
    count = Counter(task for path in paths for task in sources.writers(path))
    return tuple(
        TaskWriter(task, sources.owners.get(task, ""), count[task]) for task in sorted(count)
    )


def _between_tasks(
    paths: "Sequence[bytes]", writers: tuple[TaskWriter, ...], sources: OwnershipSources
) -> "Iterator[str]":
    """Tasks that may run at the same time and write the same."""
    together = Counter(
        pair
        for path in (paths if len(writers) > 1 else ())
        for pair in combinations(sorted(sources.writers(path)), 2)
    )
    for (left, right), files in sorted(together.items()):
        if not sources.ordered(left, right):
            what = "it" if len(paths) == 1 else f"{files:,} of these files"
            yield f"the tasks {left} and {right} may both write {what}, and neither waits"


def _with_tasks(
    owned: tuple[OwnerShare, ...] | None, writers: tuple[TaskWriter, ...]
) -> "Iterator[str]":
    """Tasks whose owner is none of CODEOWNERS."""
    everyone = {owner for each in owned or () for owner in each.owned.owners}
    for writer in writers:
        if everyone and writer.owner and writer.owner not in everyone:
            yield (
                f"the task {writer.task} of {writer.owner} may write here, and CODEOWNERS does not "
                f"name {writer.owner}"
            )


def _with_authors(
    owned: tuple[OwnerShare, ...] | None, authors: "tuple[FileAuthor, ...]"
) -> "Iterator[str]":
    """Owners that can be recognised among the authors, none of whom knows the path."""
    everyone = sorted({owner for each in owned or () for owner in each.owned.owners})
    people = [owner for owner in everyone if "/" not in owner and not owner.startswith("@@")]
    known = [owner for owner in people if "@" in owner[1:]]
    if not authors or not people or len(known) < len(everyone):
        return
    if not any(_is(author, owner) for author in authors for owner in known):
        yield f"nobody of {', '.join(known)} is known to have changed it"


def _is(author: "FileAuthor", owner: str) -> bool:
    """Whether an owner is this person: an address, or a name in a private address of GitHub."""
    address = author.email.lower()
    name = address.removesuffix(f"@{_HOST}").rpartition("+")[2]
    return owner.lower() in {address, f"@{name}" if address.endswith(_HOST) else ""}


# Who should own a set of files: those whom CODEOWNERS names, else those who know them best.


_MOST = 2
_NAMED = 0.5  # of the files
_KNOWN = 0.2  # of the changes, fading with age


def propose_owners(
    paths: "Sequence[bytes]", codeowners: "Codeowners | None", authorship: "Authorship"
) -> tuple[str, ...]:
    """Up to two owners for all of `paths`; empty where nobody stands out.

    Whoever CODEOWNERS names for half of the files comes first, handles as they are written there;
    without such a one, people who made a fifth of the recent changes, by name.
    """
    named: Counter[str] = Counter()
    if codeowners is not None:
        for path in paths:
            named.update(set(codeowners.owned(path).owners))
    often = [owner for owner, count in named.most_common() if count >= _NAMED * len(paths)]
    if often:
        return tuple(sorted(often, key=lambda owner: (-named[owner], owner))[:_MOST])
    known = [author.name for author in authorship.top(paths) if author.share >= _KNOWN]
    return tuple(dict.fromkeys(known))[:_MOST]
