r"""Paths as words of a POSIX shell that git takes for exactly that path.

A word is safe to show and safe to paste: nothing but printable characters, no expansion, no
history, no pathspec magic. Bytes that cannot be shown go through `printf`, which every shell has.
"""

import re
from typing import TYPE_CHECKING

from remit.paths import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

_PLAIN = "./@%+,:=^-_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_MAGIC = rb"\A:|[*?\[\\]"
_AS_IT_IS = frozenset(b"/._-+=@:,ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")


def word(text: str) -> str:
    r"""`text`, printable, as one word of the shell.

    >>> print(word("src/a.py"), word("it's here"), word(""))
    src/a.py 'it'\''s here' ''
    """
    if text and not text.strip(_PLAIN):
        return text
    return "'" + text.replace("'", "'\\''") + "'"


def pathspecs(paths: "Sequence[bytes]") -> tuple[str, str]:
    r"""What must run before, and the words, that name exactly `paths` for git at the root.

    Only a name that ends in a line break needs something before: `$(...)` would drop it.

    >>> pathspecs([b"src/a.py", b"a b", b"a[1].py"])
    ('', "src/a.py 'a b' ':(top,literal)a[1].py'")
    >>> pathspecs([b"caf\xe9"])
    ('', '"$(printf \'caf\\351\')"')
    """
    before: list[str] = []
    words: list[str] = []
    for path in paths:
        magic = ":(top,literal)" if re.search(_MAGIC, path) else ""
        if _printable(path):
            words.append(word(magic + path.decode()))
        elif path.endswith(b"\n"):
            name = f"p{len(before)}"
            before.append(f"{name}=$(printf '{magic}{_octal(path)}.') && ")
            words.append(f'"${{{name}%.}}"')
        else:
            words.append(f"\"$(printf '{magic}{_octal(path)}')\"")
    return "".join(before), " ".join(words)


def _printable(path: bytes) -> bool:
    """Whether `path` may be shown as it is, apart from quotes and backslashes."""
    plain = path.translate(None, b'"\\')
    return shown(plain) in {
        plain.decode("utf-8", "replace"),
        f'"{plain.decode("utf-8", "replace")}"',
    }


def _octal(path: bytes) -> str:
    """`path` as a format of `printf`: whatever is not plain, in octal."""
    return "".join(chr(byte) if byte in _AS_IT_IS else f"\\{byte:03o}" for byte in path)
