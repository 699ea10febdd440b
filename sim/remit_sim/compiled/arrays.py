"""Small things on plain arrays that several models need, written so that they compile."""

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import MutableSequence

Numbers: TypeAlias = "MutableSequence[int]"
Table: TypeAlias = "MutableSequence[MutableSequence[int]]"


def insert_sorted(numbers: Numbers, first: int, last: int, number: int) -> int:
    """1 where `number` was put into the ascending `numbers[first:last]`, 0 where it was there."""
    place = last
    while place > first and numbers[place - 1] > number:
        place -= 1
    if place > first and numbers[place - 1] == number:
        return 0
    for at in range(last, place, -1):
        numbers[at] = numbers[at - 1]
    numbers[place] = number
    return 1


def append_event(events: Table, told: int, event: tuple[int, int, int, int]) -> int:
    """How many events there are now; where nobody made room for them they are only counted."""
    if told < len(events):
        row = events[told]
        row[0], row[1], row[2], row[3] = event
    return told + 1
