"""Writing a new file whole or not at all, never over another one."""

import os
from typing import TYPE_CHECKING

from remit.errors import RemitError, UsageError

if TYPE_CHECKING:
    from pathlib import Path


def write_new(path: "Path", text: str) -> None:
    """Make `path` with `text`; raises `UsageError` if it exists, `RemitError` if it cannot be."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            scratch.write_text(text, encoding="utf-8")
            os.link(scratch, path)  # unlike a rename it fails where something is there
        finally:
            scratch.unlink(missing_ok=True)
    except FileExistsError:
        raise UsageError(f"{path} exists already; nothing was written.") from None
    except OSError as error:
        raise RemitError(f"{path} cannot be written: {error.strerror}.") from None
