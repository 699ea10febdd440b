"""Reading and writing the files of one directory that several agents write.

A file is replaced as a whole, as editors and agents do it: nobody ever reads half of one, and what
came between reading and writing is gone.
"""

from typing import TYPE_CHECKING

from remit_sim.world.tasks import file_path

if TYPE_CHECKING:
    from remit_sim.live.agent import LiveAgent
    from remit_sim.live.run_script import ScriptTask


def read_task_files(agent: "LiveAgent", task: "ScriptTask") -> dict[int, str]:
    """What the task's files hold now."""
    folder = agent.ground.repository
    return {file: (folder / file_path(file)).read_text("utf-8") for file in task.files}


def write_task_files(
    agent: "LiveAgent", task: "ScriptTask", attempt: int, seen: dict[int, str]
) -> None:
    """Write the files that were read, each with the task's edit."""
    for file, content in seen.items():
        place = agent.ground.repository / file_path(file)
        new = place.with_name(f"{place.name}.{agent.name}")
        new.write_text(agent.edit(content, task, attempt), "utf-8")
        new.replace(place)
