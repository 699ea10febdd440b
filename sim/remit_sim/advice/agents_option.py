"""Which numbers of agents are tried: those that are named, or some of a range."""

from remit.errors import UsageError

_HINT = "for example: --agents 1..16, or --agents 1,2,4,8"
_STEPS_PER_DOUBLING = 2


def parse_agent_counts(words: str, most: int) -> tuple[int, ...]:
    """`1,2,4`, or `1..16` thinned out to two for each doubling; ascending. Raises `UsageError`.

    >>> parse_agent_counts("1..16", 1000)
    (1, 2, 3, 4, 6, 8, 11, 16)
    """
    first, dots, last = words.partition("..")
    if dots:
        low, high = _number(first, most), _number(last, most)
        if low > high:
            raise UsageError(f"--agents {low}..{high} is an empty range.", _HINT)
        return _thinned(low, high)
    return tuple(sorted({_number(word, most) for word in words.split(",")}))


def _thinned(low: int, high: int) -> tuple[int, ...]:
    found = {low, high}
    place = 0
    while (count := round(2 ** (place / _STEPS_PER_DOUBLING))) < high:
        if count > low:
            found.add(count)
        place += 1
    return tuple(sorted(found))


def _number(word: str, most: int) -> int:
    if not word.isdecimal() or not 1 <= int(word) <= most:
        raise UsageError(f"--agents needs numbers from 1 to {most}.", _HINT)
    return int(word)
