"""The commits of a range: what each did by itself, and who made them."""

import os
from itertools import takewhile
from typing import TYPE_CHECKING

from remit.git import diff, merge, shallow
from remit.git.scratch_repository import scratch_environment
from remit.namedtuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from remit.changes import Change
    from remit.git.repository import Repository


# The commits of a range as they are written, without configuration, mail maps or formats.


# as it is stored: a commit that says it is UTF-16 would lose its parents when git converts it
_LISTED = ("rev-list", "--reverse", "--topo-order", "--header", "--encoding=none")
_PARENT = b"parent "


class RangeCommit(NamedTuple):
    """One commit: author and committer as `Name <mail>`, the message as bytes."""

    oid: str
    parents: tuple[str, ...]
    author: str
    committer: str
    message: bytes

    @property
    def merges(self) -> bool:
        """Whether it has more than one parent."""
        return len(self.parents) > 1


def read_commit_listing(repository: "Repository", base: str, head: str) -> bytes:
    """The commits of `base..head` as `rev-list --header` prints them, parents first, for `parsed`.

    Each ends with NUL and begins with its id. Asked once while the repository is open.
    """
    return repository.start(*_LISTED, head, f"^{base}").output()


def start_commit_listing(repository: "Repository", base: str, head: str) -> None:
    """Start the listing that `listed` will be asked for."""
    repository.start(*_LISTED, head, f"^{base}")


def list_commits(repository: "Repository", base: str, head: str) -> "Iterator[RangeCommit]":
    """The commits of `base..head`, parents first; one process, whatever their number."""
    for record in repository.run(*_LISTED, head, f"^{base}").split(b"\0")[:-1]:
        yield parse_commit_record(record)


def parse_commit_record(record: bytes) -> RangeCommit:
    """What `rev-list --header` prints of one commit: its id, its headers, its message indented.

    Parents are what git takes for such: the lines between the tree and the author. It ignores
    others of that name, and `git fsck` lets them pass.
    """
    head, _, body = record.partition(b"\n\n")
    oid, _, *lines = head.split(b"\n")
    parents = tuple(takewhile(lambda line: line.startswith(_PARENT), lines))
    fields: dict[bytes, bytes] = {}
    for line in lines[len(parents) :]:
        key, _, value = line.partition(b" ")
        fields.setdefault(key, value)
    return RangeCommit(
        oid.decode("ascii"),
        tuple(parent.removeprefix(_PARENT).decode("ascii") for parent in parents),
        _person(fields.get(b"author", b"")),
        _person(fields.get(b"committer", b"")),
        body.removeprefix(b"    ").replace(b"\n    ", b"\n"),
    )


def _person(value: bytes) -> str:
    """`Name <mail>` without the time; all of it where it was not written by git."""
    name, mail, _ = value.decode("utf-8", "replace").rpartition(">")
    return name + mail or value.decode("utf-8", "replace")


_NAMES = ("-r", "-z", "--name-status", "--ignore-submodules=none")
# as a merge finds them (merge-ort.c), whatever is configured
_RENAMES = (*_NAMES, "-M", "-l7000", "--no-rename-empty", "--diff-filter=R")
_AT_ONCE = 200  # paths in one command line
_DELETED = ("--no-renames", "--diff-filter=D")


def iter_commit_changes(
    scratch: "Repository", base: str, head: str
) -> "Iterator[tuple[str, Sequence[Change]]]":
    """Each commit of `base..head`, oldest first, with its own changes.

    A merge commit's own changes are its tree against the automatic merge of its parents; what its
    parents did is theirs. Raises `CouldNotCheck` where the history is cut off.
    """
    shallow.require_history(scratch, base, head)
    yield from diff_each_commit(scratch, _made(read_commit_listing(scratch, base, head)))


def diff_each_commit(
    scratch: "Repository", made: "Sequence[tuple[str, tuple[str, ...]]]"
) -> "Iterator[tuple[str, Sequence[Change]]]":
    """The changes that each commit of `made` did by itself; a commit is its id and its parents.

    One process for all that are no merges, and two for each merge.
    """
    plain = [commit for commit, parents in made if len(parents) < 2]  # noqa: PLR2004 - a merge
    own = _own(scratch, plain)
    for commit, parents in made:
        if commit in own:
            yield commit, own[commit]
        elif len(parents) > 1:
            automatic = merge.merge_automatically(scratch, *parents)
            yield commit, diff.diff_trees(scratch, automatic.tree, commit)
        else:
            yield commit, ()


class CommitRange(NamedTuple):
    """The commits of a range with their parents, and its forks: the base's on which it stands."""

    made: "Sequence[tuple[str, tuple[str, ...]]]"
    forks: tuple[str, ...]


def read_commit_range(scratch: "Repository", base: str, head: str) -> CommitRange:
    """The commits of `base..head`, oldest first; raises `CouldNotCheck` where some are cut off."""
    shallow.require_history(scratch, base, head)
    order = ("--reverse", "--topo-order", "--parents", "--boundary")
    lines = scratch.run("rev-list", *order, f"{base}..{head}").decode("ascii").splitlines()
    forks = tuple(line[1:].split()[0] for line in lines if line.startswith("-"))
    made = (line.split() for line in lines if not line.startswith("-"))
    return CommitRange([(commit, tuple(parents)) for commit, *parents in made], forks)


def list_commit_ids(repository: "Repository", base: str, head: str) -> tuple[str, ...]:
    """The commits of `base..head` and the parents of them that are not; needs no trees."""
    listed = repository.run("rev-list", "--boundary", f"{base}..{head}").decode("ascii")
    return tuple(line.removeprefix("-") for line in listed.splitlines())


class ManualEdits(NamedTuple):
    """What the commits of a range did themselves, path by path; merges that git made did nothing.

    `settled` are paths where a merge conflicted: whatever stands there, somebody chose it.
    """

    changes: "Mapping[bytes, Sequence[tuple[str, Change]]]"
    settled: frozenset[bytes]


def find_manual_edits(
    scratch: "Repository", made: "Sequence[tuple[str, tuple[str, ...]]]"
) -> ManualEdits:
    """What was done by hand in the commits `made`; raises `CouldNotCheck` where none can tell."""
    changes: dict[bytes, list[tuple[str, Change]]] = {}
    settled: set[bytes] = set()
    plain = [commit for commit, parents in made if len(parents) < 2]  # noqa: PLR2004 - a merge
    own = _own(scratch, plain)
    for commit, parents in made:
        if len(parents) > 1:
            automatic = merge.merge_with_directory_renames(scratch, *parents)
            settled |= automatic.conflicted
            own[commit] = diff.diff_trees(scratch, automatic.tree, commit)
        for change in own.get(commit, ()):
            changes.setdefault(change.path, []).append((commit, change))
    return ManualEdits(changes, frozenset(settled))


def find_renames(
    scratch: "Repository", olds: "Sequence[str]", new: str
) -> "list[dict[bytes, bytes]]":
    """Every file that git takes for renamed from each commit of `olds` to `new`, with one process.

    Each answer is where a file is, by where it was. Raises `CouldNotCheck` where contents lack.
    """
    found: list[dict[bytes, bytes]] = []
    fields = _compared(scratch, [(new, old) for old in olds], *_RENAMES)
    for field in fields:
        if field.startswith(b"R"):
            before = next(fields)
            found[-1][before] = next(fields)
        else:
            found.append({})
    return found


def list_first_parents(repository: "Repository", old: str, new: str) -> list[tuple[str, str]]:
    """Each commit of the line from `new` back to what `old` contains, and its first parent.

    Newest first. In a shallow clone the line ends where the history does.
    """
    listed = repository.run("rev-list", "--first-parent", "--parents", f"{old}..{new}")
    words = (line.split() for line in listed.decode("ascii").splitlines())
    return [(commit, parents[0]) for commit, *parents in words if parents]


def find_deletion_parents(
    scratch: "Repository", line: "Sequence[tuple[str, str]]", places: "Sequence[bytes]"
) -> dict[bytes, list[str]]:
    """The parents in `line` whose commits deleted the file or the whole directory at each place.

    One process for some hundred places, which needs no contents.
    """
    parents, found = dict(line), {place: list[str]() for place in places}
    for start in range(0, len(places), _AT_ONCE):
        only = map(os.fsdecode, places[start : start + _AT_ONCE])
        fields = _compared(scratch, line, *_NAMES, "-t", *_DELETED, "--", *only)
        commit = ""
        for field in fields:
            if field != b"D":
                commit = field.decode("ascii")
            elif (place := next(fields)) in found:
                found[place].append(parents[commit])
    return found


def find_path_changes(repository: "Repository", old: str, new: str, path: str) -> "Iterator[str]":
    """Each commit of `old..new`, on any line, that changed the file at `path`, and its parent.

    No merges: these take what one of their parents has.
    """
    how = ("rev-list", "--full-history", "--no-merges", "--header", "--encoding=none")
    listed = repository.run(*how, f"{old}..{new}", "--", repository.up + path)
    for record in listed.split(b"\0")[:-1]:
        commit = parse_commit_record(record)
        yield from (commit.oid, *commit.parents)


def added_and_removed_paths(
    scratch: "Repository", olds: "Sequence[str]", new: str
) -> tuple[frozenset[bytes], frozenset[bytes]]:
    """The paths that `new` has and some commit of `olds` has not, and the other way round.

    One process, which needs no contents.
    """
    found: dict[bytes, set[bytes]] = {b"A": set(), b"D": set()}
    pairs = [(new, old) for old in olds]
    fields = _compared(scratch, pairs, *_NAMES, "--no-renames", "--diff-filter=AD")
    for field in fields:
        if field in found:
            found[field].add(next(fields))
    return frozenset(found[b"A"]), frozenset(found[b"D"])


def commit_identities_in_range(
    repository: "Repository", base: str, head: str
) -> "Callable[[], list[str]]":
    """A question: authors and committers of `base..head`, as `Name <mail>`."""

    def ask() -> list[str]:
        shallow.require_history(repository, base, head)
        made = list_commits(repository, base, head)
        return [name for commit in made for name in (commit.author, commit.committer)]

    return ask


def _compared(
    scratch: "Repository", pairs: "Sequence[tuple[str, str]]", *options: str
) -> "Iterator[bytes]":
    """The fields of comparing commits, each given with an older one; each begins with its id."""
    if not pairs:
        return iter(())
    # as if the older one were the only parent
    feed = "".join(f"{new} {old}\n" for new, old in pairs).encode("ascii")
    alone = scratch.within(
        scratch_environment(scratch)
    )  # attributes and settings decide what is alike
    output = alone.run("diff-tree", "--stdin", "--always", *options, feed=feed)
    return iter(output.split(b"\0")[:-1])


def _made(listing: bytes) -> list[tuple[str, tuple[str, ...]]]:
    """The commits of a listing with their parents; of one that is no merge these do not matter."""
    made: list[tuple[str, tuple[str, ...]]] = []
    for record in listing.split(b"\0")[:-1]:
        merges_some = record.count(b"\nparent ") > 1  # no line of a message begins a line there
        oid = record[: record.index(b"\n")].decode("ascii")
        made.append((oid, parse_commit_record(record).parents if merges_some else ()))
    return made


def _own(repository: "Repository", oids: list[str]) -> "dict[str, Sequence[Change]]":
    """The changes of commits with at most one parent, by commit; one that changes nothing lacks."""
    if not oids:
        return {}
    feed = "".join(f"{oid}\n" for oid in oids).encode("ascii")
    stream = repository.run("diff-tree", "--stdin", "-r", "--root", *diff.RAW, feed=feed)
    fields = stream.split(b"\0")[:-1]
    starts: list[int] = []
    place = 0
    while place < len(fields):
        if fields[place][:1] == b":":
            place += 2
        else:
            starts.append(place)
            place += 1
    ends = [*starts, len(fields)][1:]
    return {
        fields[start].decode("ascii"): diff.parse_raw_fields(fields[start + 1 : end])
        for start, end in zip(starts, ends, strict=True)
    }
