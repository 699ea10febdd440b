"""What an installation changed, kept in the git directory so that it can be taken back."""

import json
from pathlib import Path
from typing import NamedTuple

from remit.install.file_journal import inside, list_of, table_of, text_of
from remit.install.file_transaction import content_of
from remit.install.git_config import Edit
from remit.install.repository_paths import InstallError, Places


class Takeover(NamedTuple):
    """A `core.hooksPath` that was pointed at remit's own directory of hooks.

    `value` is what was written, the path of that directory at that time; `previous` is what git
    used before (`~` expanded), `scope` where it stood, `edit` what was changed in which file.
    """

    value: str
    previous: str
    scope: str
    edit: Edit


class Record(NamedTuple):
    """The edits of one installation; the hook files themselves are recognised by their content."""

    takeovers: tuple[Takeover, ...] = ()
    base: Edit | None = None
    made_hooks_directory: bool = False


def recorded(places: Places) -> Record | None:
    """What is remembered of an installation; None where there is none. Raises `InstallError`."""
    path = path_of(places)
    try:
        content = content_of(path)
        return None if content is None else _parsed(json.loads(content), places.common_dir)
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise InstallError(
            f"{path} cannot be read, so what `remit install` changed is not known.",
            f"look at core.hooksPath with `git config --show-origin core.hooksPath`, "
            f"then delete {path} and run `remit install` again.",
        ) from error


def rendered(record: Record, places: Places) -> bytes:
    """The record as the file holds it; paths are relative, since the repository may be moved."""
    root = places.common_dir
    takeovers = [t._asdict() | {"edit": _shortened(t.edit, root)} for t in record.takeovers]
    base = _shortened(record.base, root) if record.base else None
    made = record.made_hooks_directory
    fields = {"version": 1, "takeovers": takeovers, "base": base, "made_hooks_directory": made}
    return json.dumps(fields, indent=2).encode() + b"\n"


def path_of(places: Places) -> Path:
    """Where the record is kept."""
    return places.own / "installed.json"


def _shortened(edit: Edit, root: Path) -> dict[str, str]:
    return edit._asdict() | {"file": str(Path(edit.file).relative_to(root))}


def _parsed(value: object, root: Path) -> Record:
    fields = table_of(value)
    if fields["version"] != 1:
        raise ValueError("not a record of version 1")
    takeovers = tuple(_takeover(each, root) for each in list_of(fields["takeovers"]))
    base = None if fields["base"] is None else _edit(fields["base"], root)
    return Record(takeovers, base, fields["made_hooks_directory"] is True)


def _takeover(value: object, root: Path) -> Takeover:
    fields = table_of(value)
    written, previous = text_of(fields["value"]), text_of(fields["previous"])
    return Takeover(written, previous, text_of(fields["scope"]), _edit(fields["edit"], root))


def _edit(value: object, root: Path) -> Edit:
    fields = table_of(value)
    file, key, was, now = (text_of(fields[name]) for name in Edit._fields)
    return Edit(str(inside(root, file)), key, was, now)
