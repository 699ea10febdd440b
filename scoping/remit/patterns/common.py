"""A name that two segments share, laid out directly; which names git refuses is not looked at.

Both segments are given as the fixed pieces between their stars, over one alphabet. A star can
always be stretched over what the other side asks for, so only the pieces at the two ends must
agree, and the others are placed as far left as they go.
"""

from remit.patterns.segment import STAR, Items


def shared_items(left: list[Items], right: list[Items], filler: int) -> Items | None:
    """Items without a star that both sides allow; None if the segments share no name.

    `filler` is put where a star would be empty and the name read badly.
    """
    if len(left) > 1 and len(right) > 1:
        return _stretched(left, right, filler)
    if len(left) > 1:
        return _fitted(right[0], left)
    if len(right) > 1:
        return _fitted(left[0], right)
    return _laid(left[0], right[0], 0) if len(left[0]) == len(right[0]) else None


def _stretched(left: list[Items], right: list[Items], filler: int) -> Items | None:
    """A name for two segments that both have a star."""
    start = _beginning(left[0], right[0])
    end = _beginning(left[-1][::-1], right[-1][::-1])
    if start is None or end is None:
        return None
    inner = tuple(item for piece in (*left[1:-1], *right[1:-1]) for item in piece)
    return start + (inner or (() if start and end else (filler,))) + end[::-1]


def _beginning(left: Items, right: Items) -> Items | None:
    shorter, longer = sorted((left, right), key=len)
    return _laid(longer, shorter, 0)


def _fitted(fixed: Items, parts: list[Items]) -> Items | None:
    """`fixed`, narrowed so that the pieces `parts` stand in it in their order."""
    first, *inner, last = parts
    at, end = len(first), len(fixed) - len(last)
    if at > end:
        return None
    name = _laid(fixed, first, 0)
    if name is not None:
        name = _laid(name, last, end)
    for piece in inner:
        if name is None:
            return None
        name, at = _placed(name, piece, at, end)
    return name


def _placed(name: Items, piece: Items, at: int, end: int) -> tuple[Items | None, int]:
    """`name` with `piece` laid on it as far left as it goes, and where that ends."""
    for start in range(at, end - len(piece) + 1):
        laid = _laid(name, piece, start)
        if laid is not None:
            return laid, start + len(piece)
    return None, end


def _laid(fixed: Items, piece: Items, at: int) -> Items | None:
    """`fixed` with `piece` laid on it at `at`, None where an item would be left without a byte."""
    end = at + len(piece)
    laid = tuple(map(int.__and__, fixed[at:end], piece))
    return None if STAR in laid else fixed[:at] + laid + fixed[end:]
