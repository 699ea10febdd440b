"""What installing hooks of agents changed, kept beside the place so that it can be taken back."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from remit.install.file_journal import require_list, require_table, require_text, resolve_inside
from remit.install.file_transaction import read_through_links
from remit.install.repository_paths import InstallError

if TYPE_CHECKING:
    from remit.install.agents.known_agents import Reach
    from remit.install.file_transaction import FileTransaction


class HookPlace(NamedTuple):
    """Where hooks of agents are installed: for the user, or in the working tree at `top`.

    Files are below `root`; the record and the journal are in `own`. `exclude` is the file of git
    that keeps new files of a working tree out of its commits.
    """

    reach: "Reach"
    top: Path
    root: Path
    own: Path
    exclude: Path | None = None


class ChangedFile(NamedTuple):
    """A file before (None: there was none) and after the hook was added, and the folders made.

    The folders are the deepest first.
    """

    agent: str
    path: Path
    before: str | None
    after: str
    folders: tuple[Path, ...] = ()


def read_record(place: HookPlace) -> tuple[ChangedFile, ...]:
    """The files that were changed in a place; raises `InstallError` where that cannot be read."""
    path = record_path(place)
    try:
        content = read_through_links(path)
        return () if content is None else _parsed(json.loads(content), place.root)
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise InstallError(
            f"{path} cannot be read, so what `remit agents install` changed is not known.",
            "look for remit in the agents' configurations, delete that file, and run this again",
        ) from error


def write_record(place: HookPlace, files: tuple[ChangedFile, ...], work: "FileTransaction") -> None:
    """Write down what was changed; nothing is left where that is nothing."""
    path = record_path(place)
    if not files:
        if path.exists():
            work.remove(path)
        return
    shown = [_shortened(each, place.root) for each in files]
    content = json.dumps({"version": 1, "files": shown}, indent=2).encode() + b"\n"
    if read_through_links(path) != content:
        work.write(path, content, 0o600)  # configurations may hold secrets


def record_path(place: HookPlace) -> Path:
    """Where the record is kept."""
    return place.own / "installed.json"


def _shortened(file: ChangedFile, root: Path) -> dict[str, object]:
    folders = [str(folder.relative_to(root)) for folder in file.folders]
    path = str(file.path.relative_to(root))
    return {**file._asdict(), "path": path, "folders": folders}


def _parsed(value: object, root: Path) -> tuple[ChangedFile, ...]:
    fields = require_table(value)
    if fields["version"] != 1:
        raise ValueError("not a record of version 1")
    return tuple(_changed_file(each, root) for each in require_list(fields["files"]))


def _changed_file(value: object, root: Path) -> ChangedFile:
    fields = require_table(value)
    before = None if fields["before"] is None else require_text(fields["before"])
    path = resolve_inside(root, require_text(fields["path"]))
    folders = (require_text(each) for each in require_list(fields["folders"]))
    return ChangedFile(
        require_text(fields["agent"]),
        path,
        before,
        require_text(fields["after"]),
        tuple(resolve_inside(root, each) for each in folders),
    )
