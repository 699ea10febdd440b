"""Which live file a name in a source means, by the rules of each language, as far as paths tell.

A name that means no live file, a library's for one, is dropped; nothing is searched outside.
"""

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from remit.split.imports.sources import ImportStatement

_ECMA_ENDINGS = ("", ".ts", ".tsx", ".js", ".jsx", ".mjs", ".vue", "/index.ts", "/index.js")
_QUOTED = re.compile(r"""["'`]([^"'`\n]+)["'`]""")
_CALLS = re.compile(
    r"""^(?:require|import|require_relative|load)\b\s*\(?\s*["'`]([^"'`\n]+)["'`]"""
)
_FROM = re.compile(r"\s*from\s+([.\w]+)\s+import\s+(.*)", re.DOTALL)
_WORDS = re.compile(r"[\w.]+")
_RUST_ROOTS = ("main.rs", "lib.rs", "mod.rs")


class ImportTargets(NamedTuple):
    """Live files by what a source may call them."""

    files: "Mapping[str, int]"
    """By path."""
    endings: "Mapping[str, int]"
    """By the end of the path, from any directory on, without the file's ending."""
    tails: "Mapping[str, int]"
    """By the end of the path, from any directory on."""
    folders: "Mapping[str, tuple[int, ...]]"
    """The files of each directory."""
    modules: "Sequence[tuple[str, str]]"
    """Go modules: the name and the directory, the longest name first."""


def index_import_targets(
    paths: "Sequence[bytes]", contents: "Callable[[bytes], bytes | None]"
) -> ImportTargets:
    """The places of the live files; `contents` is asked for the `go.mod` files."""
    files = {path.decode(errors="surrogateescape"): index for index, path in enumerate(paths)}
    bare = {_bare(path): index for path, index in reversed(files.items())}
    folders: dict[str, list[int]] = {}
    for path, index in files.items():
        folders.setdefault(_folder(path), []).append(index)
    return ImportTargets(
        files,
        _ends(bare),
        _ends(files),
        {folder: tuple(inside) for folder, inside in folders.items()},
        _modules(paths, contents),
    )


def _ends(files: "Mapping[str, int]") -> dict[str, int]:
    """Every end of every path, the least deep path's where several share it.

    A single word that is far down says too little.
    """
    found: dict[str, tuple[int, int]] = {}
    for path, index in files.items():
        parts = path.split("/")
        for start in range(len(parts)):
            name = "/".join(parts[start:])
            if start <= 1 or start < len(parts) - 1:
                found[name] = min(found.get(name, (start, index)), (start, index))
    return {name: index for name, (_, index) in found.items()}


def _bare(path: str) -> str:
    return path.rpartition(".")[0].removesuffix("/__init__")


def resolve_import(path: str, use: "ImportStatement", found: ImportTargets) -> "Iterable[int]":
    """The live files that a statement of the file `path` means; in Go, one file of the package."""
    return _READERS.get(use.kind, _dotted)(path, use.text, found)


def _dotted(path: str, text: str, found: ImportTargets) -> "Iterator[int]":
    """Names with dots that are the tail of a path, as in Java or Python."""
    del path
    names = _WORDS.findall(text.partition(" ")[2])
    return _known(found.endings, (name.replace(".", "/") for name in names))


def _import(path: str, text: str, found: ImportTargets) -> "Iterator[int]":
    python = path.endswith((".py", ".pyi"))
    return _dotted(path, text, found) if python else _ecma(path, _QUOTED.findall(text), found)


def _export(path: str, text: str, found: ImportTargets) -> "Iterator[int]":
    return _ecma(path, _QUOTED.findall(text), found)


def _required(path: str, text: str, found: ImportTargets) -> "Iterator[int]":
    return _ecma(path, _CALLS.findall(text), found)


def _included(path: str, text: str, found: ImportTargets) -> "Iterator[int]":
    return _near(path, _QUOTED.findall(text), found)


def _ruby(path: str, text: str, found: ImportTargets) -> "Iterator[int]":
    names = _CALLS.findall(text)
    yield from _near(path, (f"{name}.rb" for name in names), found)
    yield from _known(found.endings, names)


def _python_from(path: str, text: str, found: ImportTargets) -> "Iterator[int]":
    parsed = _FROM.match(text)
    if parsed is None:
        return
    module, names = parsed[1], [name for name in _WORDS.findall(parsed[2]) if name != "as"]
    base = module.replace(".", "/").strip("/")
    if module.startswith("."):
        up = len(module) - len(module.lstrip("."))
        above = path.split("/")[:-up]
        base = "/".join((*above, *filter(None, (base,))))
    inner = [*_known(found.endings, (f"{base}/{name}" for name in names))]
    yield from inner or _known(found.endings, (base,))


def _ecma(path: str, names: "Sequence[str]", found: ImportTargets) -> "Iterator[int]":
    """The last of the names, where it is a relative path; its ending may be missing or `.js`."""
    for name in names[-1:]:
        if name.startswith("."):
            whole = _normal(f"{_folder(path)}/{name}")
            stem = re.sub(r"\.[cm]?js$", "", whole)
            ends = (*(whole + end for end in _ECMA_ENDINGS), f"{stem}.ts", f"{stem}.tsx")
            yield from [found.files[end] for end in ends if end in found.files][:1]


def _go(path: str, text: str, found: ImportTargets) -> "Iterator[int]":
    del path
    for name in _QUOTED.findall(text):
        for module, folder in found.modules:
            if name == module or name.startswith(f"{module}/"):
                package = f"{folder}{name.removeprefix(module)}".strip("/")
                yield from found.folders.get(package, ())[:1]
                break


def _rust(path: str, text: str, found: ImportTargets) -> "Iterator[int]":
    words = re.findall(r"\w+", text.partition("{")[0])
    folder, _, name = path.rpartition("/")
    if "mod" in words and text.endswith(";") and "use" not in words:
        here = folder if name in _RUST_ROOTS else path.removesuffix(".rs")
        yield from _rust_file(f"{here}/{words[-1]}", found)
    elif "crate" in words:
        before, slash, _ = path.partition("/src/")
        root = f"{before}/src" if slash else ("src" if path.startswith("src/") else folder)
        steps = words[words.index("crate") + 1 :]
        for count in range(len(steps), 0, -1):
            hit = [*_rust_file("/".join((root, *steps[:count])), found)]
            if hit:
                yield hit[0]
                break


def _rust_file(stem: str, found: ImportTargets) -> "Iterator[int]":
    return _known(found.files, (f"{stem.lstrip('/')}.rs", f"{stem.lstrip('/')}/mod.rs"))


def _near(path: str, names: "Iterable[str]", found: ImportTargets) -> "Iterator[int]":
    """Files named by their path from the source's directory, else from any directory."""
    for name in names:
        beside = _normal(f"{_folder(path)}/{name}")
        if beside in found.files:
            yield found.files[beside]
        else:
            yield from _known(found.tails, [name])


def _known(places: "Mapping[str, int]", names: "Iterable[str]") -> "Iterator[int]":
    return (places[name] for name in names if name in places)


def _normal(path: str) -> str:
    parts: list[str] = []
    for part in path.split("/"):
        if part == ".." and parts:
            parts.pop()
        elif part not in {"", ".", ".."}:
            parts.append(part)
    return "/".join(parts)


def _modules(
    paths: "Sequence[bytes]", contents: "Callable[[bytes], bytes | None]"
) -> list[tuple[str, str]]:
    named: list[tuple[str, str]] = []
    for path in paths:
        if path.rpartition(b"/")[2] == b"go.mod":
            line = re.search(rb"^module\s+(\S+)", contents(path) or b"", re.MULTILINE)
            if line is not None:
                named.append((line[1].decode(), _folder(path.decode(errors="surrogateescape"))))
    return sorted(named, key=lambda module: (-len(module[0]), module))


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


_READERS: "dict[str, Callable[[str, str, ImportTargets], Iterator[int]]]" = {
    "import_statement": _import,
    "export_statement": _export,
    "call_expression": _required,
    "import_from_statement": _python_from,
    "import_spec": _go,
    "use_declaration": _rust,
    "mod_item": _rust,
    "preproc_include": _included,
    "call": _ruby,
}
