"""What the patterns mean for the files that exist: which do nothing, which files nobody owns."""

from typing import TYPE_CHECKING, NamedTuple

from remit.lint.findings import Directory, Finding, Places, Unowned
from remit.lint.guarded import guarded
from remit.patterns.matcher import OwnerIndex
from remit.schema.words import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from remit.manifest import Remit
    from remit.policy import Policy
    from remit.positions import At

_MOST_DIRECTORIES = 10


class Coverage(NamedTuple):
    """What was found about the files that exist."""

    findings: tuple[Finding, ...]
    unowned: Unowned


def coverage(
    remits: "Sequence[Remit]", policy: "Policy", tracked: "Iterable[bytes]", places: Places
) -> Coverage:
    """Patterns that match nothing, protected paths behind wildcards, and files nobody owns."""
    paths = list(tracked)
    survey = _Survey(remits)
    lonely = [path for path in paths if not survey.owned(path)]
    idle = _idle(remits, survey.hit, places) if paths else ()
    findings = (*idle, *guarded(remits, policy.protected, paths, places))
    free = [path for path in lonely if not path.startswith(b".remit/")]
    return Coverage(findings, Unowned(len(free), len(paths), _directories(free)))


class _Survey:
    """One pass over the files: which patterns were hit, and whether a file has an owner."""

    def __init__(self, remits: "Sequence[Remit]") -> None:
        self.hit: set[str] = set()
        self._allowing: dict[str, set[str]] = {}
        self._denying: dict[str, set[str]] = {}
        for remit in remits:
            for pattern in _covering(remit):
                self._allowing.setdefault(pattern, set()).add(remit.id)
            for pattern in remit.files.deny:
                self._denying.setdefault(pattern, set()).add(remit.id)
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


def _covering(remit: "Remit") -> tuple[str, ...]:
    files = remit.files
    return (*files.write, *files.create, *files.append, *(entry.path for entry in remit.symbols))


def _idle(remits: "Sequence[Remit]", hit: set[str], places: Places) -> "Iterator[Finding]":
    """Patterns that match no file, but for those of `create`, which may."""
    for remit in remits:
        for at, pattern in _placed(remit):
            if pattern not in hit:
                yield Finding(
                    "idle-pattern",
                    places.where(remit.id),
                    places.line(remit.id, at),
                    f"'{visible(pattern)}' in `{at[1] if at[0] == 'files' else 'path'}` matches "
                    "no tracked file.",
                    "correct it, remove it, or put it under `create` if the files are to come",
                    (remit.id,),
                )


def _placed(remit: "Remit") -> "Iterator[tuple[At, str]]":
    files = remit.files
    lists = (("write", files.write), ("append", files.append), ("deny", files.deny))
    for key, patterns in lists:
        for index, pattern in enumerate(patterns):
            yield ("files", key, index), pattern
    for index, entry in enumerate(remit.symbols):
        yield ("symbols", index, "path"), entry.path


def _directories(paths: "Sequence[bytes]") -> tuple[Directory, ...]:
    """The top-level directories with the most of these files, the fullest first."""
    groups: dict[bytes, list[bytes]] = {}
    for path in paths:
        top, slash, _ = path.partition(b"/")
        groups.setdefault(top if slash else b"", []).append(path)
    fullest = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(
        Directory(top, len(inside), min(inside)) for top, inside in fullest[:_MOST_DIRECTORIES]
    )
