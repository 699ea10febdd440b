"""Tasks as `[[task]]` tables, read by a table of keys like the manifests are."""

from typing import TYPE_CHECKING

from remit.errors import ManifestError
from remit.manifest.reader import read
from remit.manifest.tables import Field, strings
from remit.manifest.toml_positions import Positions
from remit.plan.reading.validation import Names
from remit.plan.task import Task

if TYPE_CHECKING:
    from remit.manifest.scope import Scope

TASK = Field(
    "task",
    "tables",
    "One task of the list.",
    required=True,
    fields=(
        Field("text", "string", "What is to be done.", '"Validate the form"', "", "filled", True),
        Field("id", "string", "Its id; absent: from the text.", '"login-form"', "", "id"),
        strings("files", "What it may change; absent: predicted.", '["src/login/**"]', "pattern"),
        strings("after", "Tasks that must have landed before.", '["store"]', "id"),
        Field("minutes", "integer", "How long it takes; absent: estimated.", "30", minimum=1),
        strings("holds", "What it alone may use meanwhile.", '["chromium"]', "filled"),
    ),
)


def tasks(data: bytes, where: str) -> tuple[Task, ...]:
    """The tasks in the order of the file; raises `ManifestError` with every fault."""
    reading = read(data, where, (TASK,))
    faults = reading.faults()
    if faults:
        raise ManifestError(faults)
    names, positions = Names(), Positions(reading.text)
    return tuple(
        Task(
            task_id or names.of(text),
            text,
            files,
            after,
            minutes,
            holds,
            line=positions.line(("task", number)),
        )
        for number, (text, task_id, files, after, minutes, holds) in enumerate(reading.values[0])
    )


# Tasks that have a manifest already.


def from_scope(scope: "Scope") -> Task:
    """The task of a manifest: its files are known, unless it names none."""
    files, resources = scope.files, scope.resources
    stated = (*files.write, *files.create, *files.append, *(each.path for each in scope.symbols))
    text = "\n".join(filter(None, (scope.title, scope.goal))) or scope.id.replace("-", " ")
    holds = (*resources.apps, *resources.data)
    return Task(scope.id, text, stated, scope.after, None, holds, resources.ports, scope)
