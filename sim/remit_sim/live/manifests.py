"""The manifests of a real run: one for each task, on the branch that its worktree has."""

from typing import TYPE_CHECKING

from remit.manifest.scope import FOLDER, SUFFIX, FileRules, Scope
from remit.manifest.writer import render_manifest
from remit_sim.world.tasks import file_path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from remit_sim.live.run_script import RunScript


def script_manifests(script: "RunScript") -> dict[str, str]:
    """Every manifest by its path in the repository."""
    return {
        manifest_path(task.number): task_manifest(task.number, task.declared)
        for task in script.tasks
    }


def manifest_path(task: int) -> str:
    """Where a task's manifest is."""
    return f"{FOLDER}task-{task}{SUFFIX}"


def task_manifest(task: int, files: "Iterable[int]") -> str:
    """The manifest that lets the task write these files."""
    written = FileRules(write=tuple(map(file_path, files)))
    return render_manifest(Scope(f"task-{task}", (f"agent/task-{task}",), files=written))
