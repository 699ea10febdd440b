"""Why a task may or may not write a path, by the patterns alone; the content is not looked at."""

from typing import TYPE_CHECKING, Literal, NamedTuple

from remit.judge.compiled_scope import Guard
from remit.paths import hostile
from remit.patterns.matcher import PathIndex
from remit.patterns.parser import literal_path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from remit.manifest.policy import Policy
    from remit.manifest.scope import Remit

Answer = Literal[
    "write", "create", "append", "symbols", "denied", "protected", "hostile", "outside"
]
_MANIFESTS = ".remit/"
_MEANINGS: dict[Answer, str] = {
    "write": "may write it",
    "create": "may create it, but not change it where it stands on the base",
    "append": "may only add lines to it",
    "symbols": "may change some symbols of it, which this version cannot check",
    "denied": "must not touch it: deny wins",
    "protected": "must name it exactly, without wildcards, since it is protected",
    "hostile": "can never write such a path",
    "outside": "does not cover it",
}


class Explanation(NamedTuple):
    """What one remit says about a path, and the pattern that decides, as written."""

    task: str
    answer: Answer
    pattern: str | None

    @property
    def meaning(self) -> str:
        """The answer as the rest of a sentence that begins with the task."""
        return _MEANINGS[self.answer]


def explained(path: bytes, remit: "Remit", policy: "Policy") -> Explanation:
    """What `remit` says about `path`; the questions are asked in the order of the judge."""
    files = remit.files
    if hostile(path):
        return Explanation(remit.id, "hostile", None)
    denied = _deciding(path, files.deny, fold=policy.case == "fold")
    if denied:
        return Explanation(remit.id, "denied", denied)
    protection = protecting(path, policy)
    granted = (*files.write, *files.create, *files.append)
    if protection and path not in map(literal_path, granted):
        return Explanation(remit.id, "protected", protection)
    symbols = tuple(entry.path for entry in remit.symbols)
    lists: tuple[tuple[Answer, tuple[str, ...]], ...] = (
        ("write", files.write),
        ("create", files.create),
        ("append", files.append),
        ("symbols", symbols),
    )
    for answer, patterns in lists:
        if PathIndex(patterns).covers(path):
            return Explanation(remit.id, answer, _covering(path, patterns))
    return Explanation(remit.id, "outside", None)


def protecting(path: bytes, policy: "Policy") -> str | None:
    """The pattern that protects `path`, if one does."""
    return _deciding(path, (_MANIFESTS, *policy.protected), fold=policy.case == "fold")


def _deciding(path: bytes, patterns: tuple[str, ...], *, fold: bool) -> str | None:
    if not Guard(patterns, fold=fold).covers(path):
        return None
    return next(each for each in patterns if Guard((each,), fold=fold).covers(path))


def _covering(path: bytes, patterns: "Iterable[str]") -> str:
    return next(each for each in patterns if PathIndex([each]).covers(path))
