"""The commits of a range: what each did by itself, and who made them."""

from typing import TYPE_CHECKING, NamedTuple

from remit.adapters.git import commits, depth, merges, reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from remit.adapters.git.repository import Repository
    from remit.changes import Change

_RENAMES = (  # as a merge finds them (merge-ort.c), whatever is configured
    "-M",
    "-l7000",
    "--no-rename-empty",
    "-z",
    "--name-status",
    "--diff-filter=R",
    "--ignore-submodules=none",
    "--no-relative",
)


def deltas(
    scratch: "Repository", base: str, head: str
) -> "Iterator[tuple[str, tuple[Change, ...]]]":
    """Each commit of `base..head`, oldest first, with its own changes.

    A merge commit's own changes are its tree against the automatic merge of its parents; what its
    parents did is theirs. Raises `CouldNotJudge` where the history is cut off.
    """
    depth.require_history(scratch, base, head)
    yield from own_changes(scratch, _commits(scratch, base, head))


def own_changes(
    scratch: "Repository", made: "Sequence[tuple[str, tuple[str, ...]]]"
) -> "Iterator[tuple[str, tuple[Change, ...]]]":
    """The changes that each commit of `made` did by itself; a commit is its id and its parents.

    One process for all that are no merges, and two for each merge.
    """
    plain = [commit for commit, parents in made if len(parents) < 2]  # noqa: PLR2004 - a merge
    own = _own(scratch, plain)
    for commit, parents in made:
        if commit in own:
            yield commit, own[commit]
        elif len(parents) > 1:
            automatic = merges.automatic(scratch, *parents)
            yield commit, reading.trees(scratch, automatic.tree, commit)
        else:
            yield commit, ()


class Stretch(NamedTuple):
    """The commits of a range with their parents, and its forks: the base's on which it stands."""

    made: "Sequence[tuple[str, tuple[str, ...]]]"
    forks: tuple[str, ...]


def stretch(scratch: "Repository", base: str, head: str) -> Stretch:
    """The commits of `base..head`, oldest first; raises `CouldNotJudge` where some are cut off."""
    depth.require_history(scratch, base, head)
    order = ("--reverse", "--topo-order", "--parents", "--boundary")
    lines = scratch.run("rev-list", *order, f"{base}..{head}").decode("ascii").splitlines()
    forks = tuple(line[1:].split()[0] for line in lines if line.startswith("-"))
    made = (line.split() for line in lines if not line.startswith("-"))
    return Stretch([(commit, tuple(parents)) for commit, *parents in made], forks)


class ByHand(NamedTuple):
    """What the commits of a range did themselves, path by path; merges that git made did nothing.

    `settled` are paths where a merge conflicted: whatever stands there, somebody chose it.
    """

    changes: "Mapping[bytes, Sequence[tuple[str, Change]]]"
    settled: frozenset[bytes]


def by_hand(scratch: "Repository", made: "Sequence[tuple[str, tuple[str, ...]]]") -> ByHand:
    """What was done by hand in the commits `made`; raises `CouldNotJudge` where none can tell."""
    changes: dict[bytes, list[tuple[str, Change]]] = {}
    settled: set[bytes] = set()
    plain = [commit for commit, parents in made if len(parents) < 2]  # noqa: PLR2004 - a merge
    own = _own(scratch, plain)
    for commit, parents in made:
        if len(parents) > 1:
            automatic = merges.following(scratch, *parents)
            settled |= automatic.conflicted
            own[commit] = reading.trees(scratch, automatic.tree, commit)
        for change in own.get(commit, ()):
            changes.setdefault(change.path, []).append((commit, change))
    return ByHand(changes, frozenset(settled))


def renames(
    repository: "Repository", olds: "Sequence[str]", new: str
) -> "list[dict[bytes, bytes]]":
    """Every file that git takes for renamed from each commit of `olds` to `new`, with one process.

    Each answer is where a file is, by where it was. Raises `CouldNotJudge` where contents lack.
    """
    if not olds:
        return []
    feed = "".join(f"{new} {old}\n" for old in olds).encode("ascii")  # as if `old` were its parent
    output = repository.run("diff-tree", "--stdin", "--always", "-r", *_RENAMES, feed=feed)
    found: list[dict[bytes, bytes]] = []
    fields = iter(output.split(b"\0")[:-1])
    for field in fields:
        if field.startswith(b"R"):
            before = next(fields)
            found[-1][before] = next(fields)
        else:
            found.append({})
    return found


def people(repository: "Repository", base: str, head: str) -> "Callable[[], list[str]]":
    """A question: authors and committers of `base..head`, as `Name <mail>`."""

    def ask() -> list[str]:
        depth.require_history(repository, base, head)
        made = commits.between(repository, base, head)
        return [name for commit in made for name in (commit.author, commit.committer)]

    return ask


def _commits(repository: "Repository", base: str, head: str) -> list[tuple[str, tuple[str, ...]]]:
    arguments = ("rev-list", "--reverse", "--topo-order", "--parents", f"{base}..{head}")
    lines = (line.split() for line in repository.run(*arguments).decode("ascii").splitlines())
    return [(commit, tuple(parents)) for commit, *parents in lines]


def _own(repository: "Repository", commits: list[str]) -> "dict[str, tuple[Change, ...]]":
    """The changes of commits with at most one parent, by commit; one that changes nothing lacks."""
    if not commits:
        return {}
    feed = "".join(f"{commit}\n" for commit in commits).encode("ascii")
    stream = repository.run("diff-tree", "--stdin", "-r", "--root", *reading.RAW, feed=feed)
    fields = stream.split(b"\0")
    found: dict[str, list[bytes]] = {}
    place = 0
    records: list[bytes] = []
    while place < len(fields) - 1:
        if fields[place].startswith(b":"):
            records += fields[place : place + 2]
            place += 2
        else:
            records = found.setdefault(fields[place].decode("ascii"), [])
            place += 1
    return {commit: reading.changes(b"\0".join([*raw, b""])) for commit, raw in found.items()}
