"""What the commits of a range show of the commit hook, where the hook's own log is elsewhere.

The hook writes the task into the message, so a commit without it was made past the hook, or where
there is none. A message is easily written and survives a rebase: a name there proves nothing, and
is not said to. The log of this clone knows more, but only of what was committed here.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

from remit import trailer
from remit.git import range_commits, shallow, skipped_log
from remit.verdict import HookTraces

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from remit.git.range_commits import RangeCommit
    from remit.git.repository import Repository

_SHOWN = 5
_KEY = trailer.KEY.lower()
_BODY, _BLANK, _SCISSORS, _SILENT = b"\n\n    ", b"\n    \n", b">8", b"# \t\r\n\v\f"
_FORGE_MAIL = b"<noreply@github.com>"
_FORGE = _FORGE_MAIL.decode()  # the committer of what is merged, squashed or edited at GitHub


def read_hook_traces(repository: "Repository", base: str, head: str, task: str) -> HookTraces:
    """What the commits of `base..head` show, oldest first."""
    listing = range_commits.read_commit_listing(repository, base, head)
    made = _made(listing, base, head)
    logged, cut = skipped_log.read_skipped(repository), shallow.shallow_boundary(repository)
    own = task.encode("utf-8", "surrogateescape")
    unnamed: list[str] = []
    others: list[str] = []
    forge: list[str] = []
    telling = made
    if _KEY not in listing.lower() and _FORGE_MAIL not in listing:
        telling, unnamed = {}, [oid for oid in made if oid not in logged]
    for oid, record in telling.items():
        names = find_named_tasks(record)
        if oid in logged or names == (own,):
            continue
        (others if names else forge if _by_forge(record) else unnamed).append(oid)
    return HookTraces(
        len(made),
        tuple(filter(logged.__contains__, made)) if logged else (),
        tuple(unnamed),
        tuple(others),
        tuple(forge),
        cut.isdisjoint(made),
    )


def describe_hook_traces(traces: HookTraces) -> "Iterator[str]":
    """Notes for the reader; none where every commit names the task."""
    if traces.skipped:
        yield note_skipped_commits(traces.skipped)
    named = traces.commits - len(traces.skipped) - len(traces.unnamed) - len(traces.forge)
    if traces.unnamed and not named:
        yield (
            f"whether the commit hook judged {abbreviate_commits(traces.unnamed)} is "
            "unknown: without its "
            "message hook no commit names a task"
        )
    elif traces.unnamed:
        yield (
            f"no task is named in {abbreviate_commits(traces.unnamed)}: made past the "
            "commit hook, or where "
            "there is none"
        )
    if traces.others:
        yield f"another task is named in {abbreviate_commits(traces.others)}"
    if traces.forge:
        yield f"made at the forge, where no commit hook runs: {abbreviate_commits(traces.forge)}"
    if not traces.whole:
        yield "this clone is shallow: commits that it lacks were not looked at for the commit hook"


def note_skipped_commits(oids: "Sequence[str]") -> str:
    """The note on commits that this clone knows to be made without the hook."""
    return f"the commit hook did not judge {abbreviate_commits(oids)}"


def abbreviate_commits(oids: "Sequence[str]") -> str:
    """The first few commits, and how many more."""
    more = f" and {len(oids) - _SHOWN} more" if len(oids) > _SHOWN else ""
    return ", ".join(oid[:12] for oid in oids[:_SHOWN]) + more


def _made(listing: bytes, base: str, head: str) -> dict[str, bytes]:
    """What git prints of each commit, by its id; a forge's own merge is nobody's work."""
    records = listing.split(b"\0")[:-1]
    width = len(head)
    made = {record[:width].decode("ascii"): record for record in records}
    if head in made and _is_forges(range_commits.parse_commit_record(made[head]), base, head):
        del made[head]
    return made


def find_named_tasks(record: bytes) -> tuple[bytes, ...]:
    """The tasks that a commit names; nearly no other commit has that word anywhere."""
    if _KEY not in record.lower():
        return ()
    return _named_at_the_end(record) or trailer.parse_task_trailer(
        range_commits.parse_commit_record(record).message
    )


def _named_at_the_end(record: bytes) -> tuple[bytes, ...]:
    """The tasks in the last paragraph of a usual message; none where it takes a closer look."""
    title, end = record.find(_BODY) + len(_BODY), record.rfind(_BLANK)
    if title < len(_BODY) or end < title or _SCISSORS in record:
        return ()
    return () if record[title : title + 1] in _SILENT else _named_in(record[end:])


@lru_cache(maxsize=256)
def _named_in(paragraph: bytes) -> tuple[bytes, ...]:
    """The tasks that a message with some title and this last paragraph names: often the same."""
    return trailer.parse_task_trailer(b"title" + paragraph.replace(b"\n    ", b"\n"))


def _by_forge(record: bytes) -> bool:
    return _FORGE_MAIL in record and range_commits.parse_commit_record(record).committer.endswith(
        _FORGE
    )


def _is_forges(commit: "RangeCommit", base: str, head: str) -> bool:
    """Whether this is the merge that a forge makes for the check, and nobody's commit."""
    return commit.oid == head and commit.merges and commit.parents[0] == base
