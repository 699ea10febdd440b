"""What time and words cost, in tokens: said once, at the beginning of a trace."""

from typing import TYPE_CHECKING

from remit_sim.world.events import Spending, What

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from remit_sim.world.scenario import Tokens

BY_THE_MINUTE = (Spending.USEFUL, Spending.REWORK, Spending.MERGE)
EACH: "Mapping[str, What]" = {"review": What.REVIEWS, "message": What.SAYS}
"""What is paid by the piece, and the note of one."""


def prices(tokens: "Tokens") -> "Iterator[tuple[str, int]]":
    """What is paid for, and the tokens of a minute of it, or of one."""
    useful, rework, merge, review, message = tokens
    yield from zip(BY_THE_MINUTE, (useful, rework, merge), strict=True)
    yield from zip(EACH, (review, message), strict=True)
