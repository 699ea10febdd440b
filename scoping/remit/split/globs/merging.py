"""Patterns that differ in one directory, said as one: `a/x.md` and `b/x.md` as `{a,b}/x.md`.

Braces mean exactly the patterns that they expand to, so this changes no area.
"""

from typing import TYPE_CHECKING, NamedTuple

from remit.split.globs.spelling import in_braces

if TYPE_CHECKING:
    from collections.abc import Sequence


class _Gap(NamedTuple):
    """A pattern with one segment left out: what is before that, and what is after."""

    depth: int
    before: str
    after: str


def merged(texts: "Sequence[str]") -> list[str]:
    """The same patterns in fewer words, the deepest directories first; each where its first was.

    >>> merged(["a/x.md", "b", "c/x.md"])
    ['{a,c}/x.md', 'b']
    """
    found = list(dict.fromkeys(texts))
    deepest = max((text.count("/") for text in found), default=0)
    for depth in range(deepest - 1, -1, -1):
        found = _merged_at(depth, found)
    return found


def _merged_at(depth: int, texts: list[str]) -> list[str]:
    """Patterns that differ in the directory at `depth` put together."""
    groups: dict[_Gap | str, list[str]] = {}
    for text in texts:
        gap = _gap(depth, text)
        groups.setdefault(gap or text, []).append(text.split("/")[depth] if gap else text)
    found: list[str] = []
    for key, names in groups.items():
        if isinstance(key, str):
            found.append(key)
        else:
            found += [f"{key.before}{name}{key.after}" for name in in_braces(names)]
    return found


def _gap(depth: int, text: str) -> _Gap | None:
    """The pattern without its directory at `depth`; None where there is none that can be merged."""
    segments = text.split("/")
    last = len(segments) - 1 - text.endswith("/")
    if depth >= last or any(special in segments[depth] for special in "{*"):
        return None
    before, after = segments[:depth], segments[depth + 1 :]
    return _Gap(depth, "".join(f"{each}/" for each in before), "/" + "/".join(after))
