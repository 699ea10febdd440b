"""What the core asks of the world, as small protocols; `git` and `system` answer, tests fake."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from remit.changes import Change


class Trees(Protocol):
    """What `judge` may ask about the trees behind a set of changes; each answer is computed once.

    "The result" is the tree that would exist if the changes were accepted (the index, a commit's
    tree, an automatic merge); "the base" is the tip of the trusted commit.
    """

    def links(self) -> "Mapping[bytes, bytes]":
        """Every symlink in the result: its path and the bytes it points to."""
        ...

    def paths(self) -> "Iterable[bytes]":
        """Every path in the result; asked only for a symlink, or where the policy folds case."""
        ...

    def since_base(self) -> "Mapping[bytes, Change]":
        """The changes that lead from the base to the result, by path."""
        ...

    def since_fork(self) -> "Mapping[bytes, Change]":
        """The changes to the result from the newest commit of the base that the result contains.

        That is the merge base of the base and the commit being made, with every parent it will
        have: `git merge-base BASE HEAD MERGE_HEAD...`. So a merge cannot go back behind what it
        brings in. The same as `since_base()` where there is no such commit, or more than one.
        """
        ...

    def blob(self, oid: str) -> bytes:
        """The content of a blob that any of these changes names; raises `GitError` if missing."""
        ...


class Owners(Protocol):
    """Which tasks may write a path, by the manifests on the base."""

    def __call__(self, path: bytes, /) -> "tuple[str, ...]":
        """The ids of the tasks whose scopes cover `path`, sorted."""
        ...

    def __hash__(self) -> int:
        """As functions have it: what was compiled for it is found again."""
        ...
