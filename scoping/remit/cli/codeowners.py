r"""A CODEOWNERS file as patterns by owner: a proposal for remits, not a translation.

In CODEOWNERS the last match wins; here every pattern counts. Syntax: GitHub's "About code owners"
(patterns as in `.gitignore`, without `!`, `[ ]` and `\#`); GitLab's section headers are left out.
"""

import re
from typing import TYPE_CHECKING

from remit.errors import CouldNotJudge
from remit.patterns.parser import PatternError, parse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")  # the first one found counts
_LARGEST = 3 << 20  # GitHub reads no larger one
_WORDS = re.compile(r"(?:\\.|[^\s\\])+")


def found(root: "Path") -> tuple[str, str] | None:
    """The place and the text of the file, or None; raises `CouldNotJudge` for one to repair."""
    for place in PLACES:
        path = root / place
        try:
            if path.is_file() and path.stat().st_size < _LARGEST:
                return place, path.read_text(encoding="utf-8", errors="replace")
        except OSError as error:  # the next place is not the one that counts
            raise CouldNotJudge(
                f"{place} cannot be read: {error.strerror}.", "repair its owner or mode"
            ) from None
    return None


def by_owner(text: str) -> dict[str, tuple[str, ...]]:
    r"""The patterns of each first-named owner, in remit's language.

    >>> by_owner("* @all\n/src/ @web @ops\n*.md @docs # prose\napps @web\n")
    {'@all': ('**',), '@web': ('src/', '**/apps'), '@docs': ('**/*.md',)}
    """
    owners: dict[str, list[str]] = {}
    for pattern, owner in _entries(text):
        owners.setdefault(owner, []).append(pattern)
    return {owner: tuple(dict.fromkeys(patterns)) for owner, patterns in owners.items()}


def _entries(text: str) -> "Iterator[tuple[str, str]]":
    for line in text.splitlines():
        words = _WORDS.findall(line.partition("#")[0])
        if len(words) > 1 and not line.startswith(("[", "^[")):
            pattern = _rooted(words[0].replace("\\ ", " "))
            try:
                parse(pattern)
            except PatternError:
                continue
            yield pattern, words[1]


def _rooted(pattern: str) -> str:
    """A pattern without a slash inside matches at any depth; with one, from the root."""
    if pattern in {"*", "**", "/", "/**"}:
        return "**"
    if "/" in pattern.rstrip("/"):
        return pattern.removeprefix("/")
    return f"**/{pattern}"
