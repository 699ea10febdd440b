"""Do two dotted names with `*` share a symbol? Decided exactly, with a symbol that proves it.

`*` stands for any letters within one part, and a name covers what is defined inside it, so two
names meet if their parts do, as far as the shorter one goes.
"""

from itertools import zip_longest


def common_symbol(left: str, right: str) -> str | None:
    """A symbol that both names cover, or None.

    >>> common_symbol("LoginService.*", "*Service.log*")
    'LoginService.log'
    >>> common_symbol("a.get_*", "a.set_*") is None
    True
    """
    parts: list[str] = []
    for mine, theirs in zip_longest(left.split("."), right.split(".")):
        part = _common_part(mine or "*", theirs or "*")
        if part is None:
            return None
        parts.append(part)
    return ".".join(parts)


def _common_part(left: str, right: str) -> str | None:
    """A non-empty text that both globs match: a search over pairs of positions in them."""
    paths = [(0, 0, "")]
    seen: set[tuple[int, int]] = set()
    while paths:
        i, j, text = paths.pop()
        if (i, j) == (len(left), len(right)):
            return text or "x"
        if (i, j) not in seen:
            seen.add((i, j))
            paths += _steps(left, right, i, j, text)
    return None


def _steps(left: str, right: str, i: int, j: int, text: str) -> list[tuple[int, int, str]]:
    mine, theirs = left[i : i + 1], right[j : j + 1]
    steps: list[tuple[int, int, str]] = []
    if mine == "*":
        steps.append((i + 1, j, text))
        if theirs not in {"", "*"}:
            steps.append((i, j + 1, text + theirs))
    if theirs == "*":
        steps.append((i, j + 1, text))
        if mine not in {"", "*"}:
            steps.append((i + 1, j, text + mine))
    if mine == theirs and mine not in {"", "*"}:
        steps.append((i + 1, j + 1, text + mine))
    return steps
