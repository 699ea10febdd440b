"""One task of a plan, whichever list it came from."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from remit.manifest.scope import Scope


class PlanTask(NamedTuple):
    """What a list says of one task.

    `files` are patterns in the language of manifests; empty where the list names none. `minutes`
    is None where it says nothing. `holds` are the names of what no two tasks may use at one time
    (applications, data sets). `remit` is the manifest that the task has already, if it has one;
    `line` its place in the list, 0 for none.
    """

    id: str
    text: str
    files: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    minutes: int | None = None
    holds: tuple[str, ...] = ()
    ports: int = 0
    scope: "Scope | None" = None
    line: int = 0
