"""A proposal together with the question that it answers."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from remit.history.commit import Unit
    from remit.split.proposal import Proposal, Wish


class Answer(NamedTuple):
    """What was asked (`method` by name), what was found, and whose the scopes are.

    `owners` gives each scope's proposed owners by its id; `remarks` are sentences for the reader.
    """

    wish: "Wish"
    method: str
    unit: "Unit"
    proposal: "Proposal"
    owners: "Mapping[str, tuple[str, ...]]"
    remarks: tuple[str, ...] = ()
