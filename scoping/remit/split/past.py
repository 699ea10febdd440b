"""What is known of a repository's files before a number of scopes is chosen."""

from typing import TYPE_CHECKING, NamedTuple

from remit.split.material import Material
from remit.split.weights import Sharing, churn, shared, weights

if TYPE_CHECKING:
    from collections.abc import Callable

    from remit.history.records import Touch
    from remit.ownership.codeowners import Codeowners


class Past(NamedTuple):
    """The live files at the commit `at`, sorted, and the changes that led there, newest first."""

    at: str
    files: tuple[bytes, ...]
    touches: "tuple[Touch, ...]"
    contents: "Callable[[bytes], bytes | None]"
    """The content of a live file, None where it is missing or binary."""
    codeowners: "Codeowners | None" = None
    also: "tuple[Touch, ...]" = ()
    """The same past in the other unit: what landed beside each commit, or the reverse."""

    def material(self, scopes: int, sharing: Sharing | None = None) -> Material:
        """What a method gets to see: the weights depend on the number of scopes."""
        everybodys = shared(self.files, self.touches, sharing or Sharing())
        return Material(
            self.files,
            weights(churn(self.files, self.touches), everybodys, scopes),
            everybodys,
            self.touches,
            self.contents,
            self.codeowners,
            self.also,
        )


class Trial(NamedTuple):
    """A past to split by, and the changes after it up to `head`, oldest first, to score it on.

    `remarks` are sentences about what of the history is missing.
    """

    head: str
    past: Past
    test: "tuple[Touch, ...]"
    remarks: tuple[str, ...] = ()
