"""Tasks that have a manifest already."""

from typing import TYPE_CHECKING

from remit.plan.task import Task

if TYPE_CHECKING:
    from remit.manifest.scope import Remit


def from_remit(remit: "Remit") -> Task:
    """The task of a manifest: its files are known, unless it names none."""
    files, resources = remit.files, remit.resources
    stated = (*files.write, *files.create, *files.append, *(each.path for each in remit.symbols))
    text = "\n".join(filter(None, (remit.title, remit.goal))) or remit.id.replace("-", " ")
    holds = (*resources.apps, *resources.data)
    return Task(remit.id, text, stated, remit.after, None, holds, resources.ports, remit)
