"""One scope and the policy, compiled for judging many paths; their meaning is in `file_rules`."""

from bisect import bisect_left
from functools import cached_property, lru_cache
from itertools import accumulate, takewhile
from typing import TYPE_CHECKING

from remit.changes import GITLINK, SYMLINK
from remit.namedtuples import NamedTuple
from remit.paths import fold_path
from remit.patterns.matcher import PathIndex
from remit.patterns.parser import literal_path, parse_patterns

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from remit.changes import Change
    from remit.manifest.policy import Policy
    from remit.manifest.scope import Scope
    from remit.patterns.parser import Pattern
    from remit.ports import Owners


# What every path that a pattern covers must have in it, so that few of many paths are tried.


_STARS = bytes.maketrans(b"?[\\", b"***")


class RequiredLiteral(NamedTuple):
    """Each path that the pattern covers begins with `start` and holds `part`."""

    start: bytes
    part: bytes

    def suspects(self, paths: "Sequence[bytes]", text: bytes) -> "Iterator[bytes]":
        """Those of `paths`, sorted, that the pattern may cover; `text` holds each between NULs."""
        if not self.part or self.start:
            at = bisect_left(paths, self.start)
            while at < len(paths) and paths[at].startswith(self.start):
                yield paths[at]
                at += 1
            return
        at = text.find(self.part)
        while at != -1:
            end = text.index(b"\0", at)
            yield text[text.rindex(b"\0", 0, at) + 1 : end]
            at = text.find(self.part, end)


def find_required_literal(pattern: "Pattern") -> RequiredLiteral:
    """The hint of a pattern; empty texts where it may cover anything."""
    if pattern.literal is not None:
        return RequiredLiteral(pattern.literal, b"")
    start = _pieces(b"/".join(pattern.segments))[0]
    pieces = [
        piece
        for segment in pattern.segments
        if b"[" not in segment and b"\\" not in segment
        for piece in _pieces(segment)
    ]
    return RequiredLiteral(start, max(pieces, key=len, default=b""))


def _pieces(text: bytes) -> list[bytes]:
    """What stands before, between and after the special letters of `text`."""
    return text.translate(_STARS).split(b"*")


# Patterns that take away: `deny` and the protected paths. They reach further than grants do.


_WILD = frozenset(b"*?[\\")
_PLACEHOLDERS = frozenset([SYMLINK, GITLINK])


class Restrictions:
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
        return self._folded is not None and self._folded.covers(fold_path(path))

    def covers_tree(self, path: bytes) -> bool:
        """Whether all that could lie below `path` is guarded."""
        if self._index.covers_tree(path):
            return True
        return self._folded is not None and self._folded.covers_tree(fold_path(path))

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
        return fold_path(path) if self._fold else path

    @cached_property
    def _hints(self) -> "tuple[RequiredLiteral, ...]":
        return tuple(
            find_required_literal(pattern)
            for text in self._patterns
            for pattern in parse_patterns(text)
        )

    @cached_property
    def _places(self) -> frozenset[bytes]:
        return frozenset(
            self._spelt(place) for pattern in self._patterns for place in _directories(pattern)
        )


def _directories(text: str) -> "Iterator[bytes]":
    """The directories that `text` names letter for letter on its way to what it covers."""
    for pattern in parse_patterns(text):
        above = pattern.segments[:-1] if pattern.entry else pattern.segments
        named = takewhile(_WILD.isdisjoint, above)
        yield from accumulate(named, lambda place, name: b"%b/%b" % (place, name))


def _folded_text(pattern: str) -> str:
    if "[" not in pattern:
        return _folded(pattern)
    from itertools import groupby

    from remit.patterns.lexer import tokenize_pattern

    runs = groupby(tokenize_pattern(pattern), lambda token: token.kind == "class")
    texts = ((is_class, "".join(token.raw for token in run)) for is_class, run in runs)
    return "".join(text if is_class else _folded(text) for is_class, text in texts)


def _folded(text: str) -> str:
    return fold_path(text.encode("utf-8", "surrogateescape")).decode("utf-8", "surrogateescape")


MANIFESTS = ".remit/"


class CompiledScope:
    """What one task may do, by list; `protected` holds what must be named exactly."""

    def __init__(self, scope: "Scope", policy: "Policy", owners: "Owners") -> None:
        files = scope.files
        fold = policy.case == "fold"
        self.task = scope.id
        self.policy = policy
        self.write = PathIndex(files.write)
        self.create = PathIndex(files.create)
        self.append = PathIndex(files.append)
        self.claim = PathIndex(files.claim)
        self.symbols = PathIndex(symbols.path for symbols in scope.symbols)
        self.deny = Restrictions(files.deny, fold=fold)
        self.protected = Restrictions((MANIFESTS, *policy.protected), fold=fold)
        self.submodules = _exact(files.write)
        self.named = self.submodules | _exact((*files.create, *files.append, *files.claim))
        self._anywhere = (*files.write, *files.create, *files.claim)
        self._owners = owners

    def neighbours(self, path: bytes) -> tuple[str, ...]:
        """The other tasks that may write `path`."""
        return tuple(task for task in self._owners(path) if task != self.task)

    def is_claimable(self, path: bytes) -> bool:
        """Whether the task may claim `path`: it is in its area, and no other task states it."""
        return self.claim.covers(path) and not self.neighbours(path)

    @cached_property
    def anywhere(self) -> PathIndex:
        """What may be written, created or claimed."""
        return PathIndex(self._anywhere)


@lru_cache(maxsize=4)
def compile_scope(scope: "Scope", policy: "Policy", owners: "Owners") -> CompiledScope:
    """The bounds of a scope, made once: thousands of commits are judged one by one."""
    return CompiledScope(scope, policy, owners)


def _exact(patterns: "Iterable[str]") -> frozenset[bytes]:
    paths = map(literal_path, patterns)
    return frozenset(path for path in paths if path is not None)
