"""What the patterns mean for the files that exist: which do nothing, which files nobody owns."""

import re
from typing import TYPE_CHECKING, NamedTuple

from remit.manifest.lint_findings import DirectoryCount, KeyPositions, LintFinding, UnownedFiles
from remit.patterns.matcher import OwnerIndex, PathIndex
from remit.patterns.overlap import PathArea, find_overlap
from remit.patterns.parser import literal_path, parse_patterns
from remit.text_safety import escape_unsafe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from remit.manifest.policy import Policy
    from remit.manifest.scope import Scope
    from remit.manifest.toml_positions import At


# Patterns of a scope that allow nothing, since all that they cover is protected by the policy.
#
# Only a pattern that names a protected path exactly, without wildcards, lets a task change it.


_WILD = re.compile(rb"\[[!^]?(.)[^]]*]|[*?]|\\(.)")


def find_protected_patterns(
    scopes: "Sequence[Scope]",
    protected: tuple[str, ...],
    tracked: "Sequence[bytes]",
    places: KeyPositions,
) -> "Iterator[LintFinding]":
    """Each pattern of a scope that can only reach what is protected."""
    guard = _Guard(protected, tracked)
    for scope in scopes:
        for pattern in scope.files.allowing:
            if guard.stops(pattern):
                yield LintFinding(
                    "protected",
                    places.where(scope.id),
                    places.line(scope.id, places.of_pattern(scope, pattern)),
                    f"all that '{escape_unsafe(pattern)}' covers is protected by the policy.",
                    "a protected path must be named exactly, without wildcards",
                    (scope.id,),
                )


class _Guard:
    """Decides each pattern once."""

    def __init__(self, protected: tuple[str, ...], tracked: "Sequence[bytes]") -> None:
        self._protected = protected
        self._index = PathIndex(protected)
        self._tracked = tracked
        self._answers: dict[str, bool] = {}

    def stops(self, pattern: str) -> bool:
        """Everything that the pattern covers is protected, and it is no exact path."""
        if pattern not in self._answers:
            self._answers[pattern] = self._decided(pattern)
        return self._answers[pattern]

    def _decided(self, pattern: str) -> bool:
        literal = literal_path(pattern)
        if literal is not None:
            below = literal + b"/"
            return self._index.covers_tree(literal) and any(
                path.startswith(below) for path in self._tracked
            )
        if self._free_sample(pattern):
            return False
        return find_overlap(PathArea((pattern,), self._protected), PathArea(("**",))) is None

    def _free_sample(self, pattern: str) -> bool:
        """A quick look before the exact one: some path that the pattern covers is not protected."""
        sample = sample_path(pattern)
        if self._index.covers(sample):
            return False
        return "[" not in pattern or PathIndex([pattern]).covers(sample)


def sample_path(pattern: str) -> bytes:
    """A path that the pattern covers; with classes in it only probably so."""
    first = parse_patterns(pattern)[0]
    names = [name for name in first.segments if name != b"**"]
    path = b"/".join([*names, b"x"] if first.tree else names)
    return _WILD.sub(lambda found: found[1] or found[2] or b"x", path)


_MOST_DIRECTORIES = 10


class Coverage(NamedTuple):
    """What was found about the files that exist."""

    findings: tuple[LintFinding, ...]
    unowned: UnownedFiles


def check_coverage(
    scopes: "Sequence[Scope]", policy: "Policy", tracked: "Iterable[bytes]", places: KeyPositions
) -> Coverage:
    """Patterns that match nothing, protected paths behind wildcards, and files nobody owns."""
    paths = list(tracked)
    survey = _Survey(scopes)
    lonely = [path for path in paths if not survey.owned(path)]
    idle = _idle(scopes, survey.hit, places) if paths else ()
    findings = (*idle, *find_protected_patterns(scopes, policy.protected, paths, places))
    free = [path for path in lonely if not path.startswith(b".remit/")]
    return Coverage(findings, UnownedFiles(len(free), len(paths), _directories(free)))


class _Survey:
    """One pass over the files: which patterns were hit, and whether a file has an owner."""

    def __init__(self, scopes: "Sequence[Scope]") -> None:
        self.hit: set[str] = set()
        self._allowing: dict[str, set[str]] = {}
        self._denying: dict[str, set[str]] = {}
        for scope in scopes:
            for pattern in _covering(scope):
                self._allowing.setdefault(pattern, set()).add(scope.id)
            for pattern in scope.files.deny:
                self._denying.setdefault(pattern, set()).add(scope.id)
        patterns = {*self._allowing, *self._denying}
        self._index = OwnerIndex((pattern, pattern) for pattern in sorted(patterns))
        self._answers: dict[tuple[str, ...], bool] = {}

    def owned(self, path: bytes) -> bool:
        """Some task covers the path and does not deny it."""
        patterns = self._index.owners(path)
        answer = self._answers.get(patterns)
        if answer is None:
            self.hit.update(patterns)
            answer = self._answers[patterns] = self._owned_by(patterns)
        return answer

    def _owned_by(self, patterns: tuple[str, ...]) -> bool:
        tasks: set[str] = set()
        for pattern in patterns:
            tasks |= self._allowing.get(pattern, set())
        for pattern in patterns:
            tasks -= self._denying.get(pattern, set())
        return bool(tasks)


def _covering(scope: "Scope") -> tuple[str, ...]:
    files = scope.files
    return (*files.allowing, *(entry.path for entry in scope.symbols))


def _idle(
    scopes: "Sequence[Scope]", hit: set[str], places: KeyPositions
) -> "Iterator[LintFinding]":
    """Patterns that match no file, but for those of `create`, which may."""
    for scope in scopes:
        for at, pattern in _placed(scope):
            if pattern not in hit:
                yield LintFinding(
                    "idle-pattern",
                    places.where(scope.id),
                    places.line(scope.id, at),
                    f"'{escape_unsafe(pattern)}' in "
                    f"`{at[1] if at[0] == 'files' else 'path'}` matches "
                    "no tracked file.",
                    "correct it, remove it, or put it under `create` if the files are to come",
                    (scope.id,),
                )


def _placed(scope: "Scope") -> "Iterator[tuple[At, str]]":
    files = scope.files
    lists = (
        ("write", files.write),
        ("append", files.append),
        ("claim", files.claim),
        ("deny", files.deny),
    )
    for key, patterns in lists:
        for index, pattern in enumerate(patterns):
            yield ("files", key, index), pattern
    for index, entry in enumerate(scope.symbols):
        yield ("symbols", index, "path"), entry.path


def _directories(paths: "Sequence[bytes]") -> tuple[DirectoryCount, ...]:
    """The top-level directories with the most of these files, the fullest first."""
    groups: dict[bytes, list[bytes]] = {}
    for path in paths:
        top, slash, _ = path.partition(b"/")
        groups.setdefault(top if slash else b"", []).append(path)
    fullest = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(
        DirectoryCount(top, len(inside), min(inside)) for top, inside in fullest[:_MOST_DIRECTORIES]
    )


# Files that a task must deliver and may not write.


def find_unreachable_expectations(
    scopes: "Sequence[Scope]", places: KeyPositions
) -> "Iterator[LintFinding]":
    """Each pattern of `expect.files` that shares no path with the task's scope."""
    for scope in scopes:
        files = scope.files
        shares = tuple(entry.path for entry in scope.symbols)
        own = PathArea((*files.allowing, *shares), files.deny)
        for index, pattern in enumerate(scope.expect.files):
            if find_overlap(PathArea((pattern,)), own) is None:
                yield LintFinding(
                    "unreachable",
                    places.where(scope.id),
                    places.line(scope.id, ("expect", "files", index)),
                    f"'{escape_unsafe(pattern)}' is expected, but the task may not write it.",
                    "add it to `write` or `create`, or remove it here",
                    (scope.id,),
                )
