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


class ByHand(NamedTuple):
    """What the commits of a range did themselves, path by path; merges that git made did nothing.

    `settled` are paths where a merge conflicted: whatever stands there, somebody chose it. `forks`
    are the commits of the base on which the range stands.
    """

    changes: "Mapping[bytes, Sequence[tuple[str, Change]]]"
    settled: frozenset[bytes]
    forks: tuple[str, ...]


def by_hand(scratch: "Repository", base: str, head: str) -> ByHand:
    """What was done by hand in `base..head`; raises `CouldNotJudge` where that cannot be told."""
    depth.require_history(scratch, base, head)
    made, forks = _commits_and_forks(scratch, base, head)
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
    return ByHand(changes, frozenset(settled), forks)


def renames(repository: "Repository", old: str, new: str) -> "dict[bytes, bytes]":
    """Every file that git takes for renamed between two commits: where it is, by where it was."""
    output = repository.run("diff-tree", "-r", *_RENAMES, old, new, "--")
    fields = iter(output.split(b"\0")[:-1])
    return {before: next(fields) for _, before in zip(fields, fields, strict=False)}


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


def _commits_and_forks(
    repository: "Repository", base: str, head: str
) -> tuple[list[tuple[str, tuple[str, ...]]], tuple[str, ...]]:
    order = ("--reverse", "--topo-order", "--parents", "--boundary")
    lines = repository.run("rev-list", *order, f"{base}..{head}").decode("ascii").splitlines()
    forks = tuple(line[1:].split()[0] for line in lines if line.startswith("-"))
    made = (line.split() for line in lines if not line.startswith("-"))
    return [(commit, tuple(parents)) for commit, *parents in made], forks


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
