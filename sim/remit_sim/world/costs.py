"""What time and words cost, in tokens: said once, at the beginning of a trace."""

from typing import TYPE_CHECKING

from remit_sim.world.events import Activity, EventKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from remit_sim.world.scenario import TokenSettings

BY_THE_MINUTE = (Activity.USEFUL, Activity.REWORK, Activity.MERGE)
EACH: "Mapping[str, EventKind]" = {"review": EventKind.REVIEWS, "message": EventKind.SAYS}
"""What is paid by the piece, and the note of one."""


def token_prices(tokens: "TokenSettings") -> "Iterator[tuple[str, int]]":
    """What is paid for, and the tokens of a minute of it, or of one."""
    useful, rework, merge, review, message = tokens
    yield from zip(BY_THE_MINUTE, (useful, rework, merge), strict=True)
    yield from zip(EACH, (review, message), strict=True)
