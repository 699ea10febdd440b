"""The manifests of a real run: one for each task, on the branch that its worktree has."""

from typing import TYPE_CHECKING

from remit.manifest.scope import FOLDER, SUFFIX, Files, Scope
from remit.manifest.writer import render
from remit_sim.world.tasks import path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from remit_sim.live.run_script import Script


def manifests(script: "Script") -> dict[str, str]:
    """Every manifest by its path in the repository."""
    return {location(task.number): manifest(task.number, task.declared) for task in script.tasks}


def location(task: int) -> str:
    """Where a task's manifest is."""
    return f"{FOLDER}task-{task}{SUFFIX}"


def manifest(task: int, files: "Iterable[int]") -> str:
    """The manifest that lets the task write these files."""
    written = Files(write=tuple(map(path, files)))
    return render(Scope(f"task-{task}", (f"agent/task-{task}",), files=written))
