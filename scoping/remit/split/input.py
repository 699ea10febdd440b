"""What a method of splitting may look at, and what it answers. All of it is from before the cut."""

from typing import TYPE_CHECKING, NamedTuple, Protocol

from remit.split.weights import Sharing, find_hub_files, past_churn, scale_weights

if TYPE_CHECKING:
    from collections.abc import Callable

    from remit.history.records import Touch
    from remit.ownership.codeowners import Codeowners


class SplitInput(NamedTuple):
    """The live files in sorted order, and everything known about them.

    Files are named by their index in `files` in `weights` and `shared`; `touches` name paths.
    """

    files: tuple[bytes, ...]
    weights: tuple[int, ...]
    """Clipped weight of each file; 0 for the shared ones."""
    shared: frozenset[int]
    touches: "tuple[Touch, ...]"
    """Past changes, newest first, filtered as the protocol says; single-file ones too."""
    contents: "Callable[[bytes], bytes | None]"
    """The content of a live file, None where it is missing or binary."""
    codeowners: "Codeowners | None" = None
    """The repository's CODEOWNERS file, if it has one."""
    also: "tuple[Touch, ...]" = ()
    """The same past in the other unit: what landed beside each commit, or the reverse."""


class SplitMethod(Protocol):
    """A way to split the files into scopes."""

    def __call__(
        self, material: SplitInput, scopes: int, *, balance: float, seed: int
    ) -> tuple[int, ...]:
        """The scope (0 up to `scopes`, exclusive) of each file; what a shared one gets is ignored.

        The same material and seed give the same answer. The heaviest scope weighs at most
        `balance` times the mean, unless single files make that impossible.
        """
        ...


# What is known of a repository's files before a number of scopes is chosen.


class SplitHistory(NamedTuple):
    """The live files at the commit `at`, sorted, and the changes that led there, newest first."""

    at: str
    files: tuple[bytes, ...]
    touches: "tuple[Touch, ...]"
    contents: "Callable[[bytes], bytes | None]"
    """The content of a live file, None where it is missing or binary."""
    codeowners: "Codeowners | None" = None
    also: "tuple[Touch, ...]" = ()
    """The same past in the other unit: what landed beside each commit, or the reverse."""

    def material(self, scopes: int, sharing: Sharing | None = None) -> SplitInput:
        """What a method gets to see: the weights depend on the number of scopes."""
        everybodys = find_hub_files(self.files, self.touches, sharing or Sharing())
        return SplitInput(
            self.files,
            scale_weights(past_churn(self.files, self.touches), everybodys, scopes),
            everybodys,
            self.touches,
            self.contents,
            self.codeowners,
            self.also,
        )


class SplitTrial(NamedTuple):
    """A past to split by, and the changes after it up to `head`, oldest first, to score it on.

    `remarks` are sentences about what of the history is missing.
    """

    head: str
    past: SplitHistory
    test: "tuple[Touch, ...]"
    remarks: tuple[str, ...] = ()
