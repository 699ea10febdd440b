"""What `lint` finds, as values, and where in the manifests it stands."""

from typing import TYPE_CHECKING, Literal, NamedTuple

from remit.manifest.scope import FOLDER, SUFFIX
from remit.manifest.toml_positions import At, TomlPositions
from remit.patterns.overlap import ExamplePath, UndecidedOverlap
from remit.text_safety import escape_unsafe

if TYPE_CHECKING:
    from remit.manifest.catalog import Catalog
    from remit.manifest.scope import Scope

MOST_PAIRS = 1000
"""Pairs of tasks that are listed; more say nothing new, and a thousand tasks have 499,500."""

Level = Literal["error", "warning", "note"]
Kind = Literal[
    "fault",
    "misplaced",
    "unknown-after",
    "cycle",
    "overlap",
    "undecided",
    "shared-branch",
    "base-branch",
    "idle-pattern",
    "protected",
    "unreachable",
    "unclaimable",
]
_LEVELS: dict[str, Level] = {
    "misplaced": "warning",
    "idle-pattern": "warning",
    "unreachable": "warning",
    "unclaimable": "warning",
    "protected": "note",
}


class LintFinding(NamedTuple):
    """One thing that lint says, as `where:line: what` and a hint; line 0 is the file as a whole.

    `tasks` are the tasks concerned, `example` a path or a branch that proves it, `other` the second
    place where there are two, as `path:line`.
    """

    kind: Kind
    where: str
    line: int
    what: str
    hint: str = ""
    tasks: tuple[str, ...] = ()
    example: bytes | None = None
    other: str = ""

    @property
    def level(self) -> Level:
        """An error is to be repaired, a warning looked at; a note may be as it should be."""
        return _LEVELS.get(self.kind, "error")


class PairFindings(NamedTuple):
    """Findings about pairs of tasks; `cut` if there are more than were listed."""

    findings: tuple[LintFinding, ...]
    cut: bool


class DirectoryCount(NamedTuple):
    """A directory (empty: the root) with a number of files, and the first of them."""

    path: bytes
    files: int
    example: bytes


class UnownedFiles(NamedTuple):
    """Tracked files that no scope covers: how many, of how many, and where most of them are."""

    files: int
    tracked: int
    directories: tuple[DirectoryCount, ...]


class LintReport(NamedTuple):
    """All that lint says; `tasks` were looked at, `cut` if too many pairs of tasks collide."""

    findings: tuple[LintFinding, ...]
    unowned: UnownedFiles
    tasks: int
    cut: bool

    @property
    def errors(self) -> tuple[LintFinding, ...]:
        """The findings that are to be repaired."""
        return tuple(found for found in self.findings if found.level == "error")


def example_of(found: ExamplePath | UndecidedOverlap) -> tuple[bytes | None, str]:
    """The path that proves an overlap, and how to speak of it; no path where it is undecided."""
    if isinstance(found, UndecidedOverlap):
        return None, f"some path (undecided: {found.reason})"
    return found.path, escape_unsafe(found.path.decode("utf-8", "surrogateescape"))


class KeyPositions:
    """Where the keys of the manifests stand; a file is only looked through when it is asked for."""

    def __init__(self, catalog: "Catalog") -> None:
        self._sources = catalog.sources
        self._known: dict[str, TomlPositions | None] = {}

    def where(self, task: str) -> str:
        """The path of a task's manifest."""
        return f"{FOLDER}{task}{SUFFIX}"

    def line(self, task: str, at: At) -> int:
        """The line of a key or an item; 0 where the text is not at hand.

        To be asked only for a manifest that is TOML: no other has anything to point at.
        """
        if task not in self._known:
            self._known[task] = self._positions(task)
        positions = self._known[task]
        return positions.line(at) if positions else 0

    def source(self, task: str) -> bytes:
        """The text of a task's manifest; empty where it is not at hand."""
        return self._sources.get(self.where(task).encode(), b"")

    def _positions(self, task: str) -> TomlPositions | None:
        source = self.source(task)
        return TomlPositions(source.decode("utf-8-sig")) if source else None

    def of_pattern(self, scope: "Scope", pattern: str) -> At:
        """The place of the pattern among those that let the task write."""
        files = scope.files
        lists = {
            "write": files.write,
            "create": files.create,
            "append": files.append,
            "claim": files.claim,
        }
        places: list[tuple[str, At]] = [
            (text, ("files", key, index))
            for key, texts in lists.items()
            for index, text in enumerate(texts)
        ]
        places += [(entry.path, ("symbols", n, "path")) for n, entry in enumerate(scope.symbols)]
        return next(at for text, at in places if text == pattern)
