"""What a CI platform wants judged: which commit, on the way into which branch, from where.

The branches that manifests may be read from are the caller's word, never the change's: a check's
result belongs to a commit, so a pull request into a branch of one's own could otherwise lend its
result to the same commit's way into the base.
"""

from typing import TYPE_CHECKING, NamedTuple

from remit.errors import CouldNotCheck
from remit.paths import quote_path
from remit.patterns.matcher import PathIndex

if TYPE_CHECKING:
    from collections.abc import Sequence

HEADS = "refs/heads/"


class CiRemote(NamedTuple):
    """Where to fetch from; `user` and `token` are for HTTP and never become part of a URL."""

    url: str
    user: str = ""
    token: str = ""


class CheckRequest(NamedTuple):
    """The commit `head`, on its way to `base`: a branch of the remote in full, or a commit.

    `place` is a ref of the remote that led to `head` when the platform wrote the request. `branch`
    is what the change's own branch is called, None where it has none. `commits` is how many commits
    the platform counts in the change, 0 where it does not say.
    """

    remote: CiRemote
    base: str
    head: str
    place: str
    branch: str | None
    commits: int = 0


def require_base(target: str, bases: "Sequence[str]") -> None:
    """Raise `CouldNotCheck` unless `target` is one of `bases`: a name, or a pattern with wildcards.

    A name is that branch alone: in a pattern's meaning it would be the tree below it as well.
    """
    if target in bases:
        return
    if not PathIndex(tuple(filter(_is_pattern, bases))).covers(_bytes(target)):
        listed = ", ".join(quote_path(_bytes(base)) for base in bases)
        raise CouldNotCheck(
            f"the change goes to {quote_path(_bytes(target))}, which is no base: "
            "manifests are read "
            f"from {listed} alone.",
            "aim it at the base, or name this branch among the bases in the workflow",
        )


def first_named_base(bases: "Sequence[str]") -> str:
    """The base of a branch that goes nowhere yet: the first that is a name."""
    for base in bases:
        if not _is_pattern(base):
            return base
    raise CouldNotCheck(
        "no base is named in full, so nothing says where this branch is to land.",
        "put the name of the branch first among the bases",
    )


def require_commit_id(text: str) -> str:
    """`text`, if it is the id of a commit and not all zeros; else raises `CouldNotCheck`."""
    known = len(text) in {40, 64} and not set(text) - set("0123456789abcdef")
    if known and text.strip("0"):
        return text
    raise CouldNotCheck(
        f"{quote_path(_bytes(text))} is not the id of a commit.", "there is nothing to judge here"
    )


def _is_pattern(base: str) -> bool:
    return bool(set("*?[{\\") & set(base))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
