"""Where a real run takes place: one folder, with a scratch repository and everything around it."""

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from remit.errors import UsageError
from remit.git.managed_repository import ManagedRepository, managed_environment
from remit.system.processes import defer_interrupts
from remit.system.temporary import temporary_directory

if TYPE_CHECKING:
    from collections.abc import Generator

_TRIES = 5


class RunDirectory(NamedTuple):
    """The folder of one run."""

    folder: Path

    @property
    def repository(self) -> Path:
        """The scratch repository; for strategies with one directory, that directory."""
        return self.folder / "repository"

    @property
    def database(self) -> Path:
        """What the processes share: leases, the list of tasks, what has landed."""
        return self.repository / ".git" / "remit-live.sqlite3"

    @property
    def script(self) -> Path:
        """What the agents shall do."""
        return self.folder / "script.json"

    @property
    def door(self) -> Path:
        """Locked by whoever merges into `main`."""
        return self.folder / "door"

    @property
    def begun(self) -> Path:
        """Holds the moment at which everybody begins, once everybody is ready."""
        return self.folder / "begun"

    def ready(self, number: int) -> Path:
        """Is there once that process is ready."""
        return self.folder / "notes" / f"ready-{number}"

    def workspace(self, agent: int) -> Path:
        """The worktree of an agent."""
        return self.folder / "workspaces" / f"agent-{agent}"

    def notes(self, name: str) -> Path:
        """The trace of one process."""
        return self.folder / "notes" / f"{name}.jsonl"

    def said(self, name: str) -> Path:
        """What a process printed: nothing, unless it failed."""
        return self.folder / "notes" / f"{name}.txt"

    def workshop(self) -> ManagedRepository:
        """The repository, with the environment that everybody here has."""
        return ManagedRepository(self.repository, managed_environment(self.folder / "home"))

    def prepare(self) -> None:
        """Make the folders that are not made by git."""
        for name in ("home", "notes", "workspaces"):
            (self.folder / name).mkdir(parents=True)


@contextmanager
def run_folder(keep: Path | None) -> "Generator[Path]":
    """A new folder for runs: removed at the end, however that comes, unless it is to be kept."""
    if keep is not None:
        yield _new(keep)
        return
    folder = Path(tempfile.mkdtemp(prefix="remit-live-", dir=temporary_directory()))
    try:
        yield folder
    finally:
        with defer_interrupts():
            remove_run_folder(folder)


def remove_run_folder(folder: Path) -> None:
    """Remove the folder; a process that was just killed may still be writing its last file."""
    for _ in range(_TRIES):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return


def _new(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise UsageError(f"{folder} is not empty.", "name a folder that is not there yet")
    except OSError as error:
        raise UsageError(f"{folder} cannot be made: {error.strerror}.") from None
    return folder.resolve()
