"""Pasts of a repository as values: a few live files and the changes that touched them."""

from typing import TYPE_CHECKING

from remit.history.records import Commit, Contributor, RawEntry, Touch
from remit.ownership.codeowners import read_codeowners
from remit.split.input import SplitHistory

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.split.input import SplitInput
    from remit.split.weights import Sharing

DAY = 86400
NEVER = 10**9


def touch(*files: str, age: int = 0, author: str = "") -> Touch:
    """A change of these files, `age` days before the newest."""
    paths = tuple(sorted(file.encode() for file in files))
    who = Contributor(author, f"{author or 'somebody'}@example.com")
    entries = tuple(RawEntry("M", path, path) for path in paths)
    return Touch(Commit("0" * 40, (), NEVER - age * DAY, who, "work\n", entries), paths)


def past(
    *touches: Touch, more: "Sequence[str]" = (), codeowners: bytes | None = None
) -> SplitHistory:
    """All files that `touches` name, and some more, with contents that are their names."""
    named = {path for each in touches for path in each.files}
    files = tuple(sorted(named | {file.encode() for file in more}))
    owned = None if codeowners is None else read_codeowners(codeowners)
    return SplitHistory("1" * 40, files, touches, _name, owned)


def _name(path: bytes) -> bytes:
    return path


def material(
    *touches: Touch,
    scopes: int = 2,
    more: "Sequence[str]" = (),
    sharing: "Sharing",
    codeowners: bytes | None = None,
) -> "SplitInput":
    """What a method sees of such a past."""
    return past(*touches, more=more, codeowners=codeowners).material(scopes, sharing)


def grouped(files: "Sequence[bytes]", labels: "Sequence[int]") -> set[tuple[str, ...]]:
    """The files of each scope, whatever its number."""
    scopes: dict[int, list[str]] = {}
    for path, label in zip(files, labels, strict=True):
        scopes.setdefault(label, []).append(path.decode())
    return {tuple(scope) for scope in scopes.values()}
