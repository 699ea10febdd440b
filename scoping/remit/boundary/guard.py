"""Patterns that take away: `deny` and the protected paths. They reach further than grants do."""

from functools import cached_property
from itertools import accumulate, takewhile
from typing import TYPE_CHECKING

from remit.boundary.hint import hint
from remit.changes import GITLINK, SYMLINK
from remit.paths import folded
from remit.patterns.matcher import PathIndex
from remit.patterns.parser import parse

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from remit.boundary.hint import Hint
    from remit.changes import Change

_WILD = frozenset(b"*?[\\")
_PLACEHOLDERS = frozenset([SYMLINK, GITLINK])


class Guard:
    """What a list of patterns guards: what they cover, and in two cases more.

    A symlink or a submodule that takes the place of a guarded tree is guarded too: with
    `.husky/` guarded, a link `.husky -> mine` would bring every path below it under the task. And
    where the policy folds case, `Secret/x` is as guarded as `secret/x` (character classes are read
    as written): restrictions fold, grants do not.
    """

    def __init__(self, patterns: "Sequence[str]", *, fold: bool) -> None:
        self._patterns = patterns
        self._fold = fold
        self._index = PathIndex(patterns)
        self._folded = PathIndex(map(_folded_text, patterns)) if fold else None

    def covers(self, path: bytes) -> bool:
        """Whether `path` itself is guarded."""
        if self._index.covers(path):
            return True
        return self._folded is not None and self._folded.covers(folded(path))

    def covers_tree(self, path: bytes) -> bool:
        """Whether all that could lie below `path` is guarded."""
        if self._index.covers_tree(path):
            return True
        return self._folded is not None and self._folded.covers_tree(folded(path))

    def spares(
        self, paths: "Sequence[bytes]", text: bytes, named: "Collection[bytes]" = ()
    ) -> bool:
        """Whether none of `paths` but those `named` is guarded, where case is not folded.

        `paths` are sorted, and `text` holds each between two NULs.
        """
        suspects = (path for hint in self._hints for path in hint.suspects(paths, text))
        return not any(self._index.covers(path) and path not in named for path in suspects)

    def holds(self, change: "Change") -> bool:
        """Whether the change touches what is guarded, or puts another entry in its place."""
        if not self._patterns:
            return False
        if self.covers(change.path):
            return True
        return change.new_mode in _PLACEHOLDERS and self._spelt(change.path) in self._places

    def _spelt(self, path: bytes) -> bytes:
        return folded(path) if self._fold else path

    @cached_property
    def _hints(self) -> "tuple[Hint, ...]":
        return tuple(hint(pattern) for text in self._patterns for pattern in parse(text))

    @cached_property
    def _places(self) -> frozenset[bytes]:
        return frozenset(
            self._spelt(place) for pattern in self._patterns for place in _directories(pattern)
        )


def _directories(text: str) -> "Iterator[bytes]":
    """The directories that `text` names letter for letter on its way to what it covers."""
    for pattern in parse(text):
        above = pattern.segments[:-1] if pattern.entry else pattern.segments
        named = takewhile(_WILD.isdisjoint, above)
        yield from accumulate(named, lambda place, name: b"%b/%b" % (place, name))


def _folded_text(pattern: str) -> str:
    if "[" not in pattern:
        return _folded(pattern)
    from itertools import groupby

    from remit.patterns.lexer import tokens

    runs = groupby(tokens(pattern), lambda token: token.kind == "class")
    texts = ((is_class, "".join(token.raw for token in run)) for is_class, run in runs)
    return "".join(text if is_class else _folded(text) for is_class, text in texts)


def _folded(text: str) -> str:
    return folded(text.encode("utf-8", "surrogateescape")).decode("utf-8", "surrogateescape")
