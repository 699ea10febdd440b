"""Names as the text of patterns, several of one directory in one pair of braces.

A manifest is UTF-8 text that people read: a byte that is not UTF-8 and a control character are
written as a class of their kind. `alike` tells which names such a pattern cannot tell apart.
"""

import re
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST = 8
"""Names in one pair of braces."""
WIDEST = 100
"""Characters of one pattern with braces, its directory left out."""

_SPECIAL = frozenset("\\*?[]{},")
_HIGH = "[![:cntrl:][:print:]]"  # any byte that is not ASCII
_CONTROL = "[[:cntrl:]]"
_UNSPELLABLE = re.compile("[\udc80-\udcff\x00-\x1f\x7f]")
_KINDS = bytes([1] * 32 + list(range(32, 127)) + [1] + [128] * 128)
_EXTENSION = re.compile(r"(?<=.)\.\w+\Z", re.ASCII)
_WORD = re.compile(r"\A.*[-_.]", re.ASCII)


def name_pattern(name: bytes) -> str:
    r"""The pattern of one component.

    >>> name_pattern(b"[id].md"), name_pattern(b"!x"), name_pattern(b" a")
    ('\\[id\\].md', '\\!x', '\\ a')
    """
    text = name.decode("utf-8", "surrogateescape")
    parts = [_character(each) for each in text]
    if parts[0] in {"!", " "}:
        parts[0] = f"\\{parts[0]}"
    if parts[-1] == " ":
        parts[-1] = "\\ "
    return "".join(parts)


def directory_pattern_prefix(path: bytes) -> str:
    """The pattern's beginning for a directory whose path ends with `/`; empty for the root."""
    return "".join(f"{name_pattern(name)}/" for name in path.split(b"/")[:-1])


def file_pattern(path: bytes) -> str:
    r"""The pattern of one file.

    >>> file_pattern(b"src/[id].md")
    'src/\\[id\\].md'
    """
    folder, _, name = path.rpartition(b"/")
    return directory_pattern_prefix(folder + b"/" if folder else b"") + name_pattern(name)


def is_exact_name(name: bytes) -> bool:
    """Whether the pattern of `name` matches no other name."""
    return not _UNSPELLABLE.search(name.decode("utf-8", "surrogateescape"))


def ambiguity_key(name: bytes) -> bytes:
    """Equal for two names if the pattern of one, where it is not exact, may match the other."""
    return name.translate(_KINDS)


def brace_names(names: "Sequence[bytes]") -> list[str]:
    """Patterns of names of one directory, up to `MOST` in one pair of braces.

    >>> brace_names([b"test_a.py", b"test_b.py"]), brace_names([b"a", b"b.md"]), brace_names([b"x"])
    (['test_{a,b}.py'], ['{a,b.md}'], ['x'])
    """
    ordered = sorted(names) if len(names) <= MOST else sorted(names, key=_ending)
    texts = list(dict.fromkeys(map(name_pattern, ordered)))
    return brace_patterns(texts)


def brace_patterns(texts: list[str]) -> list[str]:
    """Patterns of names that are spelled already, each of them once."""
    return [_one(chunk) for chunk in _chunks(texts)] if texts else []


def _ending(name: bytes) -> tuple[bytes, bytes]:
    return name.rpartition(b".")[2] if b"." in name else b"", name


def _chunks(texts: list[str]) -> "Iterator[list[str]]":
    """Even shares of the names, each within the bounds."""
    count = -(-len(texts) // MOST)
    size = -(-len(texts) // count)
    chunk: list[str] = []
    for text in texts:
        if len(chunk) == size or (chunk and len(_one([*chunk, text])) > WIDEST):
            yield chunk
            chunk = []
        chunk.append(text)
    yield chunk


def _one(texts: list[str]) -> str:
    if len(texts) == 1:
        return texts[0]
    tail = _common_extension(texts)
    head = _common_words([text.removesuffix(tail) for text in texts])
    inner = ",".join(text.removesuffix(tail).removeprefix(head) for text in texts)
    return f"{head}{{{inner}}}{tail}"


def _common_extension(texts: list[str]) -> str:
    found = _EXTENSION.search(texts[0])
    tail = found[0] if found else ""
    return tail if all(len(text) > len(tail) and text.endswith(tail) for text in texts) else ""


def _common_words(stems: list[str]) -> str:
    """The words that all stems begin with, up to a separator, none of them being all of a stem."""
    first, last = min(stems), max(stems)
    size = sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    )
    found = _WORD.match(first[: min(size, len(first) - 1)])
    head = found[0] if found else ""
    return "" if any(special in head for special in "\\[") else head


def _character(each: str) -> str:
    if each in _SPECIAL:
        return f"\\{each}"
    if "\udc80" <= each <= "\udcff":
        return _HIGH
    return _CONTROL if each < " " or each == "\x7f" else each


# Patterns that differ in one directory, said as one: `a/x.md` and `b/x.md` as `{a,b}/x.md`.
#
# Braces mean exactly the patterns that they expand to, so this changes no area.


class _Gap(NamedTuple):
    """A pattern with one segment left out: what is before that, and what is after."""

    depth: int
    before: str
    after: str


def merge_patterns(texts: "Sequence[str]") -> list[str]:
    """The same patterns in fewer words, the deepest directories first; each where its first was.

    >>> merge_patterns(["a/x.md", "b", "c/x.md"])
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
            found += [f"{key.before}{name}{key.after}" for name in brace_patterns(names)]
    return found


def _gap(depth: int, text: str) -> _Gap | None:
    """The pattern without its directory at `depth`; None where there is none that can be merged."""
    segments = text.split("/")
    last = len(segments) - 1 - text.endswith("/")
    if depth >= last or any(special in segments[depth] for special in "{*"):
        return None
    before, after = segments[:depth], segments[depth + 1 :]
    return _Gap(depth, "".join(f"{each}/" for each in before), "/" + "/".join(after))
