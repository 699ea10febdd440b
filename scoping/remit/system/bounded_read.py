"""Files that anybody may have written: read up to a bound, and only where they are files.

A named pipe would be waited for, a device has no end, and a large file fills the memory.
"""

import errno
import os
from stat import S_ISDIR, S_ISREG


def read_bounded(path: "str | os.PathLike[str]", most: int, flags: int = 0) -> bytes:
    """The content of a file of at most `most` bytes; raises `OSError` for anything else.

    `flags` go to `os.open` as well: with `os.O_NOFOLLOW` a symlink is no file.
    """
    handle = _opened(path, flags)
    try:
        size = os.fstat(handle).st_size
        if size > most:
            raise OSError(errno.EFBIG, f"it has more than {most} bytes", str(path))
        return _read(handle, size)
    finally:
        os.close(handle)


def read_tail(path: "str | os.PathLike[str]", most: int) -> bytes:
    """The last `most` bytes of a file, or all of it; raises `OSError` where there is no file."""
    handle = _opened(path)
    try:
        size = os.fstat(handle).st_size
        os.lseek(handle, max(0, size - most), os.SEEK_SET)
        return _read(handle, min(size, most))
    finally:
        os.close(handle)


def _opened(path: "str | os.PathLike[str]", flags: int = 0) -> int:
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | flags)
    mode = os.fstat(handle).st_mode
    if S_ISREG(mode):
        return handle
    os.close(handle)
    if S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    raise OSError(errno.ENODEV, "it is no file", str(path))


def _read(handle: int, size: int) -> bytes:
    """So many bytes, or what is left of a file that has become shorter."""
    pieces: list[bytes] = []
    while size > 0 and (piece := os.read(handle, size)):  # a read ends at 2 GiB
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)
