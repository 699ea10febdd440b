"""What git's complaints mean to a person: a sentence and a hint each; nothing is run here."""

import re

from remit.errors import CouldNotCheck, GitError, RemitError
from remit.git import limits
from remit.paths import quote_path

MINIMUM_FOR_MERGES = "2.38"


def git_missing_error() -> RemitError:
    """The error for a git that is not on PATH."""
    return GitError(
        "git was not found.",
        "install git, or put its folder on PATH, in full and not below the working tree",
    )


def not_entered(folder: str, error: OSError) -> RemitError:
    """The error for a directory that git cannot be started in."""
    return GitError(f"{quote_path(folder)} cannot be entered: {error.strerror}.")


def explain_git_failure(command: str, complaint: bytes, code: int) -> RemitError:
    """The error for a git command that ended with `code` and wrote `complaint` to stderr.

    `command` is git's own name of it (`diff-index`); the first fault that is known wins.
    """
    beyond = limits.limit_error(command, complaint, code)
    if beyond:
        return beyond
    text = complaint.decode("utf-8", "replace").strip()
    for needle, kind, sentence, hint in _KNOWN:
        found = re.search(needle, text)
        if found:
            return kind(found.expand(sentence), found.expand(hint))
    last = _last_words(text)
    return GitError(
        f"git {command} failed with code {code}: {last}"
        if last
        else f"git {command} ended {code}.",
        "run `git fsck` to see whether the repository is sound",
    )


def _last_words(text: str) -> str:
    lines = [line for line in text.splitlines() if line.startswith(("fatal:", "error:"))]
    words = (lines or text.splitlines() or [""])[-1]
    return "".join(letter if letter.isprintable() else "?" for letter in words)


_BAD_SETTING = (
    r"invalid value for '[^'\n]*'|bad (?:\w+ )?config[^\n]*|bad zlib compression level[^\n]*"
    r"|unable to parse '[^'\n]*' from[^\n]*"
)
_KNOWN: tuple[tuple[str, type[RemitError], str, str], ...] = (
    (
        r"detected dubious ownership in repository at '([^'\n]*)'",
        GitError,
        r"git does not trust this repository: another user owns \1.",
        r"if you do, run: git config --global --add safe.directory '\1'",
    ),
    (
        r"not a git repository",
        GitError,
        "this is not a git repository.",
        "run it inside one, or make one with `git init`",
    ),
    (
        r"read current working directory: No such file",
        GitError,
        "the current directory is gone.",
        "change to one that exists",
    ),
    (
        r"must be run in a work tree|cannot be used without a working tree",
        GitError,
        "this repository is bare: it has no index and no working tree to judge.",
        "judge a range of commits instead: remit check --range BASE...HEAD",
    ),
    (
        r"unknown repository extensions? found:\s*(\S+)|unknown repository extension: (\S+)",
        GitError,
        "this repository uses an extension that this git does not know.",
        "use the newer git that made it",
    ),
    (
        r"[Ee]xpected git repo version|unknown (?:hash algorithm|ref storage format)",
        GitError,
        "this repository has a format that this git does not know.",
        "use the newer git that made it",
    ),
    (
        _BAD_SETTING,
        GitError,
        r"git's configuration cannot be read: \g<0>.",
        "repair that line: git config --edit, or with any editor",
    ),
    (
        r"index file (?:corrupt|smaller|open failed)|bad index|bad signature 0x|index version",
        GitError,
        "the index is damaged or cannot be read.",
        "remove the file that `git rev-parse --git-path index` names, then run: git reset",
    ),
    (
        r"lazy fetching disabled|from promisor remote|transport '[^'\n]*' not allowed",
        CouldNotCheck,
        "an object is not here: this is a partial clone, and a check fetches nothing.",
        "let git get it: git fetch --refetch --no-filter",
    ),
    (
        r"missing (?:blob|tree|commit|object)|unable to read|bad object|ould not (?:parse|read)",
        CouldNotCheck,
        "an object that is needed is missing from this repository.",
        "run `git fsck`; in a shallow or partial clone: git fetch --unshallow (or --refetch)",
    ),
    (
        r"[Pp]ermission denied",
        GitError,
        "git may not read a part of this repository: permission denied.",
        "run `ls -ld` on the git directory, and repair its owner or mode",
    ),
)
