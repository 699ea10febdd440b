"""How much a judgement takes from git: beyond, the answer is "could not check", and why.

A small pack can mean far more than it holds: ten trees of ten entries each are 10^10 paths, and a
megabyte of packed zeros is a gigabyte. git lists all paths in its own memory before it says the
first, so what it may take of that is limited by the system (see setrlimit(2)), from outside: a
function that runs in the child would make starting it several times slower.
"""

# See decision 0220.

import resource
from signal import SIGSEGV, SIGXCPU, SIGXFSZ
from typing import TYPE_CHECKING

from remit.errors import LimitExceeded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PATHS = 2_000_000
"""Changed paths of one comparison: a million files are judged: docs/reference/limits.md."""
ENTRIES = 5_000_000
"""Files of one tree; the largest repositories that are known have 3.5 million."""
OUTPUT = 1 << 29
"""Bytes that one git command says: 2,000,000 changed paths of 150 bytes each."""
MEMORY = 3 << 29
"""Bytes of memory that one git process may take; comparing 2,000,000 paths takes 640 MiB."""
PARENTS = 100
"""Parents of one merge: Linux has one of 66, and each takes three processes."""
SECONDS = 300
"""Processor time of one git process: a few dozen trees without any file can take it years."""
CONTENT = 1 << 24
"""Bytes of one object that is read: a file that may only gain lines, a commit, a tree."""
MANIFESTS, MANIFESTS_SIZE = 100_000, 1 << 26
"""Files below `.remit/` of the base, and bytes of all manifests together."""
LINKS = 1 << 26
"""Bytes of all symlinks' targets together; a million of usual length."""

_SPLIT = "change less at once; if nobody meant to change so much, see what is in it"


def set_limits(process: int) -> None:
    """Let the system end the process at a limit; a lower one that is in force stays.

    Does nothing where the system has no such call, which is everywhere but on Linux.
    """
    for kind, (most, hard) in KINDS.items():
        try:
            resource.prlimit(process, kind, (most, hard))
        except (AttributeError, OSError):  # macOS; the process has ended already
            return


def limit_error(command: str, complaint: bytes, code: int) -> LimitExceeded | None:
    """The error of a git command that a limit has ended; None for any other end."""
    if code == -SIGXFSZ:
        return too_long(command)
    if code == -SIGXCPU:
        what = f"git {command} takes more than {SECONDS} seconds of the processor."
        return LimitExceeded(what, _SPLIT)
    if code == -SIGSEGV or b"maximum allowed tree depth" in complaint:  # since git 2.45 it counts
        what = f"git {command} gives up, as it does over trees that are nested too deeply."
        return LimitExceeded(what, _SPLIT)
    if any(words in complaint.lower() for words in _WITHOUT_MEMORY):
        what = f"git {command} needs more memory than it may take, {MEMORY >> 20:,} MiB."
        return LimitExceeded(what, _SPLIT)
    return None


def too_many_entries() -> LimitExceeded:
    """The error for a tree of more files than are listed."""
    what = f"the result would have more than {ENTRIES:,} files, the most that are looked at."
    return LimitExceeded(what, _SPLIT)


def too_large(what: str) -> LimitExceeded:
    """The error for `what` that has more content than is read."""
    return LimitExceeded(
        f"{what} is larger than {CONTENT >> 20} MiB, the most that is read of one.", _SPLIT
    )


def too_many_manifests() -> LimitExceeded:
    """The error for more manifests on the base than are read."""
    what = (
        f"below .remit/ on the base are more than {MANIFESTS:,} entries, or manifests of more than "
        f"{MANIFESTS_SIZE >> 20} MiB together."
    )
    return LimitExceeded(what, "remove there what is no manifest, and manifests of old tasks")


def too_many_parents() -> LimitExceeded:
    """The error for a merge of more commits than are merged here."""
    what = f"a merge has more than {PARENTS} parents."
    return LimitExceeded(what, "merge the branches a few at a time")


def too_much_of_links() -> LimitExceeded:
    """The error for more symlinks than are followed."""
    what = f"all symlinks together point to more than {LINKS >> 20} MiB of text."
    return LimitExceeded(what, _SPLIT)


def too_long(command: str) -> LimitExceeded:
    """The error for a git command that says more than is read."""
    what = f"git {command} says more than {OUTPUT >> 20} MiB, the most that is read of it."
    return LimitExceeded(what, _SPLIT)


def limit_paths(portions: "Iterable[bytes]") -> "Iterator[bytes]":
    """`portions` of raw output, up to the limit of changed paths."""
    fields = 0
    for portion in portions:
        fields += portion.count(b"\0")
        require_path_count(fields // 2)
        yield portion


def require_path_count(count: int) -> None:
    """Raise `LimitExceeded` where more paths change than are judged at once."""
    if count > PATHS:
        what = f"more than {PATHS:,} paths change, the most that is judged at once."
        raise LimitExceeded(what, _SPLIT)


def lower_limit(kind: int, most: int) -> tuple[int, int]:
    """The soft and hard limit of a kind: `most`, or a lower one that is in force here."""
    soft, hard = resource.getrlimit(kind)
    known = [each for each in (soft, hard, most) if each != resource.RLIM_INFINITY]
    return min(known), hard


_WITHOUT_MEMORY = (b"out of memory", b"cannot allocate memory", b"mmap failed")
# memory that is written to: files that are only looked into, as packs are, do not count
KINDS = {
    resource.RLIMIT_DATA: lower_limit(resource.RLIMIT_DATA, MEMORY),
    resource.RLIMIT_FSIZE: lower_limit(resource.RLIMIT_FSIZE, OUTPUT),
    resource.RLIMIT_CPU: lower_limit(resource.RLIMIT_CPU, SECONDS),
}
