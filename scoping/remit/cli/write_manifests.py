"""Writing files whole or not at all, never over another one's work."""

from typing import TYPE_CHECKING, NamedTuple

from remit.errors import CouldNotCheck, RemitError, UsageError
from remit.git.trusted_base import BaseSearch
from remit.report.git_commands import shell_word
from remit.system.atomic_write import create_file, replace_file

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from remit.git.repository import Repository


def write_new(path: "Path", text: str) -> None:
    """Make `path` with `text`; raises `UsageError` if it exists, `RemitError` if it cannot be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        create_file(str(path), text.encode())
    except FileExistsError:
        raise UsageError(f"{path} exists already; nothing was written.") from None
    except OSError as error:
        raise RemitError(f"{path} cannot be written: {error.strerror}.") from None


def write_all(root: "Path", changes: "Mapping[str, tuple[bytes | None, bytes | None]]") -> None:
    """Give each file below `root` its second content instead of its first; None is no file.

    Raises a `RemitError` after taking everything back, where a file has not its first content any
    more or cannot be written.
    """
    done: list[tuple[Path, bytes | None]] = []
    try:
        for place, (old, new) in changes.items():
            path = root / place
            if old is None:
                write_new(path, (new or b"").decode())
            else:
                _replace(path, old, new)
            done.append((path, old))
    except RemitError:
        for path, content in reversed(done):
            if content is None:
                path.unlink(missing_ok=True)
            else:
                path.write_bytes(content)
        raise


def _replace(path: "Path", old: bytes, new: bytes | None) -> None:
    """Put `new` in the place of `old`, whole or not at all; None removes the file."""
    try:
        if path.read_bytes() != old:
            raise UsageError(f"{path} was changed meanwhile; nothing was written.")
        if new is None:
            path.unlink()
            return
        replace_file(str(path), new, path.stat().st_mode & 0o777)
    except OSError as error:
        raise RemitError(f"{path} cannot be written: {error.strerror}.") from None


# How manifests get onto the base: the exact commands, since until then they do nothing.


def find_base_name(repository: "Repository") -> str | None:
    """The name of the base branch, or None; the current one before any commit."""
    with repository:
        try:
            trusted = BaseSearch(repository).trusted()
        except CouldNotCheck:
            return None
    return repository.branch if trusted is None else trusted.branch


class WrittenManifests(NamedTuple):
    """What was done to each manifest (`wrote`, `changed`, `removed`), and the way to the base."""

    files: dict[str, str]
    commands: tuple[str, ...] = ()
    text: str = ""

    def json_fields(self) -> dict[str, object]:
        """The answer for programs."""
        files = [{"path": path, "change": change} for path, change in self.files.items()]
        return {"files": files, "commands": self.commands}


def describe_landing(
    repository: "Repository", base: str | None, files: "Sequence[str]", message: str
) -> str:
    """What to run so that `files` stand on the base, as text with a line break at its end."""
    commands = landing_commands(repository, base, files, message)
    listed = "".join(f"  {command}\n" for command in commands)
    return f"Manifests do nothing until they are on {base or 'the base'}:\n{listed}"


def landing_commands(
    repository: "Repository", base: str | None, files: "Sequence[str]", message: str
) -> list[str]:
    """The shell commands after which `files` stand on the base, in order."""
    commands = [
        f"git add {' '.join(map(shell_word, files))}",
        f"git commit -m {shell_word(message)} -- {' '.join(map(shell_word, files))}",
    ]
    if base is not None and repository.branch != base:
        commands.insert(0, f"git switch {shell_word(base)}")
    return commands
