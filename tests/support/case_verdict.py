"""What `remit check --format json` said, as the values that a case of the corpus states."""

import base64
import json
from typing import NamedTuple, cast

from case_file import Expected


class Said(NamedTuple):
    """A verdict in JSON: outcome, task, violations, and the paths that could not be checked."""

    outcome: object
    task: object
    violations: frozenset[Expected]
    doubts: frozenset[bytes | None]


def read(output: bytes) -> Said:
    """The verdict in `output`; raises `ValueError` where it is none."""
    fields = cast("dict[str, object]", json.loads(output))
    violations = cast("list[dict[str, str | None]]", fields.get("violations", []))
    doubts = cast("list[dict[str, str | None]]", fields.get("could_not_check", []))
    return Said(
        fields["outcome"],
        fields.get("task"),
        frozenset(Expected(str(violation["rule"]), _path(violation)) for violation in violations),
        frozenset(map(_path, doubts)),
    )


def _path(fields: dict[str, str | None]) -> bytes | None:
    if coded := fields.get("path_base64"):
        return base64.b64decode(coded, validate=True)
    path = fields["path"]
    return None if path is None else path.encode()
