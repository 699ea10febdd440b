"""What a file says it uses, as its language writes it, found by ast-grep's grammars.

Names are the text between the quotes or after the keyword; what file a name means is in `targets`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST = 400_000
"""Bytes; a larger file is generated or data, and is not read."""


class ImportStatement(NamedTuple):
    """A statement that names another file: its kind in the grammar, and its text."""

    kind: str
    text: str


class _Grammar(NamedTuple):
    name: str
    kinds: tuple[str, ...]


_ECMA = ("import_statement", "export_statement", "call_expression")
_C = ("preproc_include",)
_GRAMMARS = {
    **dict.fromkeys(
        (b"py", b"pyi"), _Grammar("python", ("import_statement", "import_from_statement"))
    ),
    **dict.fromkeys((b"js", b"jsx", b"mjs", b"cjs"), _Grammar("javascript", _ECMA)),
    **dict.fromkeys((b"ts", b"mts", b"cts"), _Grammar("typescript", _ECMA)),
    b"tsx": _Grammar("tsx", _ECMA),
    b"go": _Grammar("go", ("import_spec",)),
    b"rs": _Grammar("rust", ("use_declaration", "mod_item")),
    b"java": _Grammar("java", ("import_declaration",)),
    b"kt": _Grammar("kotlin", ("import_header",)),
    b"scala": _Grammar("scala", ("import_declaration",)),
    **dict.fromkeys((b"c", b"h"), _Grammar("c", _C)),
    **dict.fromkeys((b"cc", b"cpp", b"cxx", b"hh", b"hpp", b"hxx"), _Grammar("cpp", _C)),
    b"rb": _Grammar("ruby", ("call",)),
}


def file_extension(path: bytes) -> bytes:
    """What follows the last dot of the name, in lower case."""
    return path.rpartition(b"/")[2].rpartition(b".")[2].lower()


def is_parser_installed() -> bool:
    """Whether the extra `split`, which carries the grammars, is there."""
    try:
        import_module("ast_grep_py")
    except ImportError:
        return False
    return True


def is_supported_language(path: bytes) -> bool:
    """Whether the language of a file of that name is one that is read."""
    return file_extension(path) in _GRAMMARS


def find_imports(path: bytes, content: bytes) -> "Iterator[ImportStatement]":
    """Every statement of the file that may name another one; nothing for an unknown language."""
    grammar = _GRAMMARS.get(file_extension(path))
    if grammar is None or len(content) > MOST:
        return
    library = cast("_Library", import_module("ast_grep_py"))
    root = library.SgRoot(content.decode(errors="replace"), grammar.name).root()
    for kind in grammar.kinds:
        for node in root.find_all(kind=kind):
            yield ImportStatement(kind, node.text())


class _Node(Protocol):
    def find_all(self, *, kind: str) -> "Sequence[_Node]": ...

    def text(self) -> str: ...


class _Root(Protocol):
    def root(self) -> _Node: ...


class _Library(Protocol):
    """What is used of `ast_grep_py`."""

    def SgRoot(self, text: str, language: str) -> _Root: ...  # noqa: N802 - its own name
