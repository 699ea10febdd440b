"""Whether a file only gained lines (rule R201); which versions are compared lives in `boundary`."""

from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def loss(old: bytes, new: bytes) -> str | None:
    r"""Why `new` is more than `old` with lines added, or None where it only gained lines.

    Every line of `old` must still be there, unchanged and in the same order; new lines may stand
    anywhere, because such files can be merged by union. A last line may gain or lose its newline.
    Linear in both contents.

    >>> loss(b"one\ntwo", b"zero\none\ntwo\nthree\n")
    >>> loss(b"one\ntwo\n", b"two\none\n")
    'a line that stood there was changed, moved or removed'
    """
    if b"\0" in old or b"\0" in new:
        return "it is binary, so it has no lines to add"
    if old.endswith(b"\n") and new.startswith(old):
        return None
    remaining = _lines(new)
    if all(line in remaining for line in _lines(old)):
        return None
    return "a line that stood there was changed, moved or removed"


def _lines(content: bytes) -> "Iterator[bytes]":
    """The lines of `content`, one by one: a list of short ones would be many times as large."""
    return (line.removesuffix(b"\n") for line in BytesIO(content))
