"""What an installation changed, kept in the git directory so that it can be taken back."""

import json
from pathlib import Path
from typing import NamedTuple

from remit.install.file_journal import require_list, require_table, require_text, resolve_inside
from remit.install.file_transaction import read_through_links
from remit.install.git_config import ConfigEdit
from remit.install.repository_paths import InstallError, RepositoryPaths


class Takeover(NamedTuple):
    """A `core.hooksPath` that was pointed at remit's own directory of hooks.

    `value` is what was written, the path of that directory at that time; `previous` is what git
    used before (`~` expanded), `scope` where it stood, `edit` what was changed in which file.
    """

    value: str
    previous: str
    scope: str
    edit: ConfigEdit


class InstallRecord(NamedTuple):
    """The edits of one installation; the hook files themselves are recognised by their content."""

    takeovers: tuple[Takeover, ...] = ()
    base: ConfigEdit | None = None
    made_hooks_directory: bool = False


def read_install_record(places: RepositoryPaths) -> InstallRecord | None:
    """What is remembered of an installation; None where there is none. Raises `InstallError`."""
    path = install_record_path(places)
    try:
        content = read_through_links(path)
        return None if content is None else _parsed(json.loads(content), places.common_dir)
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise InstallError(
            f"{path} cannot be read, so what `remit install` changed is not known.",
            f"look at core.hooksPath with `git config --show-origin core.hooksPath`, "
            f"then delete {path} and run `remit install` again.",
        ) from error


def render_install_record(record: InstallRecord, places: RepositoryPaths) -> bytes:
    """The record as the file holds it; paths are relative, since the repository may be moved."""
    root = places.common_dir
    takeovers = [t._asdict() | {"edit": _shortened(t.edit, root)} for t in record.takeovers]
    base = _shortened(record.base, root) if record.base else None
    made = record.made_hooks_directory
    fields = {"version": 1, "takeovers": takeovers, "base": base, "made_hooks_directory": made}
    return json.dumps(fields, indent=2).encode() + b"\n"


def install_record_path(places: RepositoryPaths) -> Path:
    """Where the record is kept."""
    return places.own / "installed.json"


def _shortened(edit: ConfigEdit, root: Path) -> dict[str, str]:
    return edit._asdict() | {"file": str(Path(edit.file).relative_to(root))}


def _parsed(value: object, root: Path) -> InstallRecord:
    fields = require_table(value)
    if fields["version"] != 1:
        raise ValueError("not a record of version 1")
    takeovers = tuple(_takeover(each, root) for each in require_list(fields["takeovers"]))
    base = None if fields["base"] is None else _edit(fields["base"], root)
    return InstallRecord(takeovers, base, fields["made_hooks_directory"] is True)


def _takeover(value: object, root: Path) -> Takeover:
    fields = require_table(value)
    written, previous = require_text(fields["value"]), require_text(fields["previous"])
    return Takeover(written, previous, require_text(fields["scope"]), _edit(fields["edit"], root))


def _edit(value: object, root: Path) -> ConfigEdit:
    fields = require_table(value)
    file, key, was, now = (require_text(fields[name]) for name in ConfigEdit._fields)
    return ConfigEdit(str(resolve_inside(root, file)), key, was, now)
