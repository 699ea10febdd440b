"""A binary heap of (time, sequence, owner) in three arrays, written so that it compiles."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import MutableSequence

    Column = MutableSequence[int]


def push_event(  # noqa: PLR0913, PLR0917 - compiled code takes plain arrays and numbers
    times: "Column",
    orders: "Column",
    owners: "Column",
    size: int,
    time: int,
    order: int,
    owner: int,
) -> int:
    """The new size; `order` is larger than that of all others."""
    place = size
    while place > 0:
        above = (place - 1) // 2
        if times[above] <= time:
            break
        times[place], orders[place], owners[place] = times[above], orders[above], owners[above]
        place = above
    times[place], orders[place], owners[place] = time, order, owner
    return size + 1


def pop_event(times: "Column", orders: "Column", owners: "Column", size: int) -> int:
    """The new size, without the first."""
    size -= 1
    time, order, owner = times[size], orders[size], owners[size]
    place = 0
    while True:
        below = 2 * place + 1
        if below >= size:
            break
        right = below + 1
        if right < size and (
            times[right] < times[below]
            or (times[right] == times[below] and orders[right] < orders[below])
        ):
            below = right
        if time < times[below] or (time == times[below] and order < orders[below]):
            break
        times[place], orders[place], owners[place] = times[below], orders[below], owners[below]
        place = below
    times[place], orders[place], owners[place] = time, order, owner
    return size
