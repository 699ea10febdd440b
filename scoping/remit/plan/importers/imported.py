"""What an import gives: scopes as drafts, and what of the file they do not say."""

import re
from typing import TYPE_CHECKING, NamedTuple, Protocol

from remit.errors import Fault, ManifestError
from remit.judge.compiled_scope import MANIFESTS
from remit.manifest.scope import FileRules, Scope
from remit.patterns.parser import PatternError, parse_patterns
from remit.patterns.path_pattern import exact_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LARGEST = 1 << 20
MANIFEST = "manifests and policy change on the base only"
_PATH = re.compile(  # from the start of a word only: a long word is read once, not from each letter
    r"(?<![\w@.+-])(?:[\w@.+-]+/)+[\w@.+\[\]-]*[\w\]]"
    r"|(?<![\w@+-])[\w@+-]{2,}\.[A-Za-z]\w{0,9}(?![\w/(])"
)
_TICKED = re.compile(r"`([^`\n]{1,300})`")


class LeftOut(NamedTuple):
    """Something of the file that no manifest says, with its line (0: the file as a whole)."""

    line: int
    what: str


class Imported(NamedTuple):
    """The scopes of a file, in its order, and what could not be carried over."""

    scopes: tuple[Scope, ...]
    left_out: tuple[LeftOut, ...]


class Importer(Protocol):
    """What a module of this folder offers."""

    def read_scopes(self, data: bytes, where: str) -> Imported:
        """The scopes in a file; raises a `RemitError` where it cannot be read as one."""
        ...


def draft_scope(task: str, **fields: object) -> Scope:
    """A scope that somebody has to look at before work starts."""
    scope = Scope(task, (f"agent/{task}/*",), status="draft")
    return scope._replace(**fields)  # type: ignore[arg-type]


def read_text(data: bytes, where: str) -> str:
    """The text of a file; raises `ManifestError` for what is none, or too much."""
    if len(data) > LARGEST:
        raise ManifestError((Fault(where, 0, "the file is larger than 1 MiB."),))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ManifestError((Fault(where, line, "this is not UTF-8."),)) from None


def find_paths(text: str) -> "Iterator[str]":
    """The paths that a sentence names: in backticks, or words that look like one.

    >>> list(find_paths("Create `src/a b.py` and tests/x.py (see README.md), e.g. 3.5 times"))
    ['src/a b.py', 'tests/x.py', 'README.md']
    """
    ticked = [each for each in _TICKED.findall(text) if "/" in each or _PATH.fullmatch(each)]
    bare = _PATH.findall(_TICKED.sub(" ", text))
    yield from (each.removeprefix("./") for each in dict.fromkeys((*ticked, *bare)))


def path_patterns(paths: "Iterable[str]") -> tuple[str, ...]:
    """The patterns that name these paths, each once, without what `unfit_paths` lists."""
    found = (_path_pattern(path) for path in paths)
    return tuple(dict.fromkeys(filter(None, found)))


def unfit_paths(paths: "Iterable[str]", line: int) -> "Iterator[LeftOut]":
    """The paths that no pattern can name, and the manifests: what a text says widens no scope."""
    for path in paths:
        if _path_pattern(path) is None:
            why = MANIFEST if is_manifest(path) else "no pattern can name it"
            yield LeftOut(line, f"{path}: {why}")


def _path_pattern(path: str) -> str | None:
    return None if is_manifest(path) else exact_pattern(path.rstrip("/").encode())


def is_manifest(path: str) -> bool:
    """Whether a path or pattern is about manifests and policy."""
    return f"{path.removeprefix('/')}/".lower().startswith(MANIFESTS)


def valid_patterns(patterns: "Iterable[object]") -> tuple[list[str], list[str]]:
    """Those that are patterns of remit, each once, and a word about each of the others."""
    good: list[str] = []
    bad: list[str] = []
    for each in patterns:
        text = str(each).removeprefix("./").removeprefix("/")
        try:
            parse_patterns(text)
        except PatternError as error:
            bad.append(f"{text}: {error}")
        else:
            good.append(text)
    return list(dict.fromkeys(good)), bad


def with_write(scope: Scope, write: "Iterable[str]", deny: "Iterable[str]" = ()) -> Scope:
    """The scope with these lists."""
    return scope._replace(
        files=FileRules(write=tuple(dict.fromkeys(write)), deny=tuple(dict.fromkeys(deny)))
    )
