"""What a call is about to write: the path as it names it, where that lands, what will be there."""

import os
from typing import Literal

from remit.errors import CouldNotCheck
from remit.namedtuples import NamedTuple

Effect = Literal["write", "truncate", "append", "touch", "remove", "replace", "directory", "tree"]

_MOST_BYTES = 1 << 22
_ENTRY_EFFECTS = frozenset(["remove", "replace"])  # what acts on a symlink itself


class PlannedWrite(NamedTuple):
    """One path that a call is about to write, as the call names it, and what happens to it.

    `write` changes a file, `truncate` empties it first, `append` adds to its end, `touch` makes it
    if it is not there, `remove` and `replace` act on the entry (a symlink is not followed),
    `directory` makes one, `tree` may write anything below a directory. `content` is what the file
    holds afterwards, or `replacements` lead to it (old text, new text, whether everywhere); without
    both it is not known.
    """

    path: str
    effect: Effect = "write"
    content: bytes | None = None
    replacements: tuple[tuple[str, str, bool], ...] = ()


def find_landing(folder: str, write: PlannedWrite) -> str:
    """The absolute path that the write changes, with every symlink on the way resolved.

    Raises `CouldNotCheck` for a name that no file can have.
    """
    try:
        return _resolved(folder, write)
    except ValueError:  # a NUL, or half of a surrogate pair
        raise CouldNotCheck(f"{write.path!r} is no name of a file.") from None


def _resolved(folder: str, write: PlannedWrite) -> str:
    os.fsencode(write.path)
    path = os.path.join(folder, os.path.expanduser(write.path))  # noqa: PTH111, PTH118 - as above
    parent, name = os.path.split(path.rstrip("/"))
    if write.effect in _ENTRY_EFFECTS and name not in {"", ".", ".."}:
        return f"{os.path.realpath(parent).rstrip('/')}/{name}"
    return os.path.realpath(path)


def content_after(write: PlannedWrite, file: str) -> bytes | None:
    """What a file holds after the write; None where that is not known."""
    if write.content is not None or write.effect == "truncate":
        return write.content or b""
    content = _content(file) if write.replacements or write.effect == "append" else None
    if content is None or write.effect != "append":
        return None if content is None else _replaced(content, write.replacements)
    return content + (b"" if content.endswith(b"\n") or not content else b"\n") + b"more\n"


def _content(file: str) -> bytes | None:
    from remit.system.bounded_read import read_bounded

    try:
        return read_bounded(file, _MOST_BYTES)
    except FileNotFoundError:
        return b""
    except OSError:
        return None


def _replaced(content: bytes, replacements: tuple[tuple[str, str, bool], ...]) -> bytes | None:
    """The content after each replacement in turn; None where one finds nothing to replace."""
    for old, new, everywhere in replacements:
        found, wanted = (text.encode("utf-8", "surrogatepass") for text in (old, new))
        if found not in content:
            return None
        content = content.replace(found, wanted, -1 if everywhere else 1)
    return content
