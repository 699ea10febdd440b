"""Files that have all of a content or none of it, whenever the process ends.

The content goes to a file beside the one that is meant, which then takes its place at once. What a
checkout may have put there, a symlink for example, is replaced and never written through.
"""

import os


def replace_file(path: str, content: bytes, mode: int | None = None) -> None:
    """Put `content` in the place of the file at `path`, or make it; raises `OSError`.

    Without a `mode` the file gets what the process gives to new ones.
    """
    scratch = _written(path, content, mode)
    try:
        os.replace(scratch, path)  # noqa: PTH105 - pathlib costs 9 ms in a hook
    except BaseException:
        os.unlink(scratch)  # noqa: PTH108 - as above
        raise


def create_file(path: str, content: bytes) -> None:
    """Make a file at `path`; raises `FileExistsError` where something is there, or `OSError`."""
    scratch = _written(path, content, None)
    try:
        os.link(scratch, path)  # unlike a rename it fails where something is there
    finally:
        os.unlink(scratch)  # noqa: PTH108 - as above


def _written(path: str, content: bytes, mode: int | None) -> str:
    """A new file in the directory of `path` with that content."""
    folder, name = os.path.split(path)
    scratch = os.path.join(folder, f".{name}.{os.getpid()}.remit")  # noqa: PTH118 - as above
    handle = os.open(scratch, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666 if mode is None else mode)
    try:
        with os.fdopen(handle, "wb") as file:
            if mode is not None:
                os.fchmod(handle, mode)  # whatever the process takes from new files
            file.write(content)
    except BaseException:
        os.unlink(scratch)  # noqa: PTH108 - as above
        raise
    return scratch
