"""Tasks as `[[task]]` tables, read by a table of keys like the manifests are."""

from typing import TYPE_CHECKING

from remit.errors import ManifestError
from remit.manifest.reader import read_values
from remit.manifest.tables import Field, string_array_field
from remit.manifest.toml_positions import TomlPositions
from remit.plan.reading.validation import UniqueIds
from remit.plan.task import PlanTask

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
        string_array_field(
            "files", "What it may change; absent: predicted.", '["src/login/**"]', "pattern"
        ),
        string_array_field("after", "Tasks that must have landed before.", '["store"]', "id"),
        Field("minutes", "integer", "How long it takes; absent: estimated.", "30", minimum=1),
        string_array_field("holds", "What it alone may use meanwhile.", '["chromium"]', "filled"),
    ),
)


def parse_toml_tasks(data: bytes, where: str) -> tuple[PlanTask, ...]:
    """The tasks in the order of the file; raises `ManifestError` with every fault."""
    reading = read_values(data, where, (TASK,))
    faults = reading.faults()
    if faults:
        raise ManifestError(faults)
    names, positions = UniqueIds(), TomlPositions(reading.text)
    return tuple(
        PlanTask(
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


def from_scope(scope: "Scope") -> PlanTask:
    """The task of a manifest: its files are known, unless it names none."""
    files, resources = scope.files, scope.resources
    stated = (*files.stated, *(each.path for each in scope.symbols))
    text = "\n".join(filter(None, (scope.title, scope.goal))) or scope.id.replace("-", " ")
    holds = (*resources.apps, *resources.data)
    return PlanTask(scope.id, text, stated, scope.after, None, holds, resources.ports, scope)
