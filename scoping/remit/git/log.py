"""The commits of a history: listed by `git rev-list`, read by one `git log`, kept in a cache.

Every setting of git that could change what is listed is answered by a flag, so that two people get
the same history; a mail map counts only as the revision itself has it. Nothing is fetched, and
nothing of the repository is run.
"""

import tempfile
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple, cast

from remit.errors import CouldNotCheck
from remit.git import errors, log_cache
from remit.git.process import start_git
from remit.git.scratch_repository import ScratchRepository, scratch_environment
from remit.history.hunks import HUNK_FORMAT, parse_hunks
from remit.history.people import Mailmap
from remit.history.records import RECORD_FORMAT, ChangeUnit, parse_records
from remit.system import temporary

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping, Sequence

    from remit.git.repository import Repository
    from remit.history.hunks import Patch
    from remit.history.progress import Progress
    from remit.history.records import Commit, Contributor, RawEntry


# What `git log` says of named commits, while it says it.


@contextmanager
def stream_log(
    words: "Sequence[str]",
    names: "Sequence[str]",
    environment: "Mapping[str, str]",
    folder: str,
) -> "Generator[IO[bytes]]":
    """The output of a log, run in `folder`, that takes its commits' names from standard input.

    Raises a `RemitError` at its end if it fails; a reader that stops early ends it.
    """
    with (
        tempfile.TemporaryFile(dir=temporary.temporary_directory(folder=folder)) as feed,
        tempfile.TemporaryFile(dir=temporary.temporary_directory(folder=folder)) as complaint,
    ):
        feed.write("".join(f"{name}\n" for name in names).encode("ascii"))
        feed.seek(0)
        with start_git(words, environment, folder, stdin=feed, stderr=complaint) as process:
            try:
                yield cast("IO[bytes]", process.stdout)
            except GeneratorExit:
                process.kill()
                raise
        complaint.seek(0)
        if process.returncode:
            raise errors.explain_git_failure("log", complaint.read(), process.returncode)


_CHUNK = 1 << 16
_NAMED = 3  # commits that a remark lists
_STEP = 1 << 10  # commits between two calls of a progress
_LISTED = {ChangeUnit.COMMIT: "--no-merges", ChangeUnit.LANDED: "--first-parent"}
_LOG = (
    *("-c", "log.showRoot=true"),
    "log",
    *("--stdin", "--no-walk=unsorted"),
    *("--first-parent", "--diff-merges=first-parent"),
    *("--raw", "-z", "--no-abbrev", f"--format={RECORD_FORMAT}", "--encoding=UTF-8"),
    *("-l1000", "-O/dev/null", "--ignore-submodules=none", "--no-relative"),
    *("--no-ext-diff", "--no-textconv", "--no-color", "--no-show-signature"),
)


class RenameDetection(NamedTuple):
    """How renames are found: git's option, and the name of the cache's file."""

    option: str
    name: str


SIMILAR = RenameDetection("-M", "similar")
IDENTICAL = RenameDetection("-M100%", "identical")


class CommitLog:
    """The history of one repository, in which no commit is read twice.

    `remarks` says, in sentences for the reader, what of the history could not be seen.
    """

    def __init__(self, repository: "Repository") -> None:
        """Read nothing yet."""
        self._repository = repository
        self._known: dict[RenameDetection, dict[str, Commit]] = {}
        self._damaged: set[RenameDetection] = set()
        self.remarks: list[str] = []

    def commits(
        self,
        at: str,
        unit: ChangeUnit,
        *,
        after: str | None = None,
        progress: "Progress | None" = None,
    ) -> "Iterator[Commit]":
        """The commits that `at` reaches and `after` does not, newest first, in git log's order.

        Both are object ids. Where a shallow clone is cut off nobody can tell what a commit changed:
        those at the edge are left out. Raises a `RemitError` where git cannot read the history.
        """
        span = (at,) if after is None else (at, f"^{after}")
        listing = self._repository.start("rev-list", _LISTED[unit], *span, "--")
        self._load(SIMILAR)
        return self.named(listing.output().decode("ascii").split(), at, progress=progress)

    def named(
        self, oids: "Sequence[str]", at: str, *, progress: "Progress | None" = None
    ) -> "Iterator[Commit]":
        """These commits, in this order, with people by the mail map of `at`; see `read_commits`."""
        names = [oid for oid in oids if oid not in self.edge]
        known = self._complete(names, progress)
        return _signed(map(known.__getitem__, names), self._mailmap(at))

    @cached_property
    def edge(self) -> frozenset[str]:
        """The commits at which a shallow clone is cut off."""
        if not self._repository.shallow:
            return frozenset()
        listed = Path(self._repository.common_dir, "shallow").read_text(encoding="ascii").split()
        named = [oid[:10] for oid in sorted(listed)[:_NAMED]]
        more = ["..."] if len(listed) > _NAMED else []
        self._remark(
            f"this is a shallow clone: its history is cut off at {', '.join([*named, *more])}, and "
            "nobody can tell what these changed. To get the rest: git fetch --unshallow"
        )
        return frozenset(listed)

    def _complete(self, names: "Sequence[str]", progress: "Progress | None") -> "dict[str, Commit]":
        """Every one of the named commits; all are read in one way, so that no mixture is seen."""
        try:
            return self._read(SIMILAR, names, progress)
        except CouldNotCheck:
            self._remark(
                "contents of past files are not here (a partial clone?): a file that was edited "
                "while it was renamed is not followed."
            )
        try:
            return self._read(IDENTICAL, names, progress)
        except CouldNotCheck:
            raise CouldNotCheck(
                "trees of past commits are not here, so nobody can tell what these changed.",
                "let git get them: git fetch --refetch --filter=blob:none",
            ) from None

    def _read(
        self, detection: RenameDetection, names: "Sequence[str]", progress: "Progress | None"
    ) -> "dict[str, Commit]":
        """What is known after reading the named commits; what was read is kept also on failure."""
        known = self._load(detection)
        missing = [name for name in names if name not in known]
        if not missing:
            return known
        segment = log_cache.CacheSegment()
        before = len(known)
        try:
            for done, commit in enumerate(parse_records(self._stream(detection, missing)), 1):
                known[commit.oid] = commit
                segment.add(commit)
                if progress and (done % _STEP == 0 or done == len(missing)):
                    progress(done, len(missing))
        finally:
            if len(known) > before:
                self._store(detection, segment.packed())
        return known

    def _load(self, detection: RenameDetection) -> "dict[str, Commit]":
        if detection not in self._known:
            found = log_cache.load_log_cache(self._path(detection))
            if found is None:
                self._damaged.add(detection)
            self._known[detection] = found or {}
        return self._known[detection]

    def _store(self, detection: RenameDetection, segment: bytes) -> None:
        log_cache.extend_log_cache(self._path(detection), segment, anew=detection in self._damaged)
        self._damaged.discard(detection)

    def _path(self, detection: RenameDetection) -> Path:
        return Path(self._repository.common_dir, "remit/cache/history", detection.name)

    def _mailmap(self, at: str) -> Mailmap:
        try:
            with self._repository as repository:
                found = repository.objects().find(f"{at}:.mailmap")
        except CouldNotCheck:
            self._remark("the mail map is not here (a partial clone): people keep several names.")
            found = None
        return Mailmap(found.content.decode("utf-8", "replace") if found else "")

    def _remark(self, sentence: str) -> None:
        if sentence not in self.remarks:
            self.remarks.append(sentence)

    def _stream(self, detection: RenameDetection, names: "Sequence[str]") -> "Iterator[bytes]":
        """The log of the named commits in pieces; raises a `RemitError` at its end if it fails."""
        call = (*_LOG, detection.option)
        with stream_log(
            call, names, self._repository.environment, self._repository.folder
        ) as output:
            while chunk := output.read(_CHUNK):
                yield chunk


def read_commits(
    repository: "Repository",
    at: str,
    unit: ChangeUnit,
    *,
    after: str | None = None,
    progress: "Progress | None" = None,
) -> "Iterator[Commit]":
    """`Log.commits` for whoever asks once."""
    return CommitLog(repository).commits(at, unit, after=after, progress=progress)


def read_parents(repository: "Repository", at: str) -> "Mapping[str, tuple[str, ...]]":
    """The parents of every commit that `at` reaches, merges included, newest first."""
    lines = repository.run("rev-list", "--parents", at, "--").decode("ascii").splitlines()
    return {commit: tuple(before) for commit, *before in map(str.split, lines)}


def read_first_parents(repository: "Repository", at: str) -> "Iterator[tuple[int, str]]":
    """How many parents each commit of the first-parent line has, and its subject; newest first."""
    form = ("-z", "--format=%P%x00%s", "--encoding=UTF-8", "--no-show-signature")
    words = repository.run("log", "--first-parent", "--no-patch", *form, at, "--").split(b"\0")
    for before, subject in zip(words[::2], words[1::2], strict=False):
        yield len(before.split()), subject.decode("utf-8", "replace")


def _signed(found: "Iterator[Commit]", mailmap: Mailmap) -> "Iterator[Commit]":
    """The commits with their authors as the mail map has them."""
    if not mailmap:
        yield from found
        return
    people: dict[Contributor, Contributor] = {}
    for commit in found:
        author = people.get(commit.author)
        if author is None:
            author = people[commit.author] = mailmap.person(commit.author)
        yield commit if author == commit.author else commit._replace(author=author)


# The hunks of past commits, by one `git log`; what they mean is elsewhere.
#
# They are read through a repository of our own (see `scratch_repository`), so that neither settings
# nor attributes change what is listed, and nothing of the repository is run. Lines are compared as
# a merge compares them.


_HUNK_LOG = (
    *("-c", "core.bigFileThreshold=4m"),  # larger files have no lines
    *("-c", "log.showRoot=true"),
    "log",
    *("--stdin", "--no-walk=unsorted"),
    *("--first-parent", "--diff-merges=first-parent"),
    *("--patch", "--unified=0", "--inter-hunk-context=0", f"--format={HUNK_FORMAT}"),
    "--encoding=UTF-8",  # as log.py
    *("--diff-algorithm=histogram", "--no-indent-heuristic"),  # as merge-ort.c
    *("-M", "-l1000", "-O/dev/null", "--ignore-submodules=none", "--no-relative"),  # as log.py
    *("--submodule=short", "--no-ext-diff", "--no-textconv", "--no-color", "--no-show-signature"),
)


class EditedFile(NamedTuple):
    """One raw entry of a commit, and where its lines changed; None where nobody can tell."""

    entry: "RawEntry"
    patch: "Patch"


def read_edits(
    repository: "Repository", commits: "Sequence[Commit]"
) -> "Iterator[tuple[EditedFile, ...]]":
    """What each commit changed of its first parent, in their order.

    The commits are those of a log that detects renames. Raises a `RemitError` where contents lack.
    """
    known = {commit.oid: commit.entries for commit in commits}
    for oid, patches in parse_hunks(_lines(repository, [*known])):
        entries = known[oid]
        # A file that became a link, or a link that became a file, is two patches.
        blocks = [entry for entry in entries for _ in range(2 if entry.status == "T" else 1)]
        if len(blocks) != len(patches):
            yield tuple(EditedFile(entry, None) for entry in entries)
            continue
        found = {id(entry): patch for entry, patch in zip(blocks, patches, strict=True)}
        yield tuple(
            EditedFile(entry, None if entry.status == "T" else found[id(entry)])
            for entry in entries
        )


def _lines(repository: "Repository", names: "Sequence[str]") -> "Iterator[bytes]":
    """The log of the named commits line by line; raises a `RemitError` at its end if it fails."""
    with (
        ScratchRepository(repository) as scratch,
        stream_log(_HUNK_LOG, names, scratch_environment(scratch), scratch.folder) as output,
    ):
        yield from output
