"""Where a task edits a file, so that git finds exactly the collisions that the coins say.

Each file has a line for every task that changes it, and one for every two tasks that collide in it;
lines that nobody edits stand between them, more than git needs to tell two edits apart. A task
edits its own line and those that it shares. So two tasks conflict as text where they share a line,
and nowhere else, whatever else is merged in between.
"""

from typing import TYPE_CHECKING

from remit_sim.world.tasks import file_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from remit_sim.live.run_script import RunScript

_APART = 4


def initial_contents(script: "RunScript") -> dict[str, str]:
    """Every file that some task changes, as it is before the first of them."""
    tasks = dict[int, list[int]]()
    for task in script.tasks:
        for file in task.files:
            tasks.setdefault(file, []).append(task.number)
    pairs = dict[int, list[tuple[int, int]]]()
    for file, one, other in script.clashes:
        pairs.setdefault(file, []).append((one, other))
    return {file_path(file): _content(tasks[file], pairs.get(file, ())) for file in sorted(tasks)}


def apply_edit(content: str, task: int, attempt: int, skipped: "Iterable[int]" = ()) -> str:
    """The file after the task's edit; it leaves the lines that it shares with `skipped` alone."""
    left_alone = set(skipped)
    lines = (_line(line, task, attempt, left_alone) for line in content.split("\n"))
    return "\n".join(lines)


def edits_in_content(content: str) -> frozenset[int]:
    """The tasks whose own edit is in the file."""
    lines = (line.split() for line in content.split("\n"))
    return frozenset(int(words[1][:-1]) for words in lines if _own(words) and len(words) > _EMPTY)


_EMPTY = 2  # words of a task's own line before its edit


def _content(tasks: "Iterable[int]", pairs: "Iterable[tuple[int, int]]") -> str:
    lines = [f"task {task}:" for task in tasks]
    lines += [f"tasks {one} {other}:" for one, other in pairs]
    return "\n".join(_spaced(lines)) + "\n"


def _spaced(lines: "Iterable[str]") -> "Iterator[str]":
    for place, line in enumerate(lines):
        yield from (f"# {place}.{number} is nobody's line" for number in range(_APART))
        yield line
    yield from (f"# {number} is the end" for number in range(_APART))


def _line(line: str, task: int, attempt: int, left_alone: set[int]) -> str:
    words = line.split()
    if _own(words) and int(words[1][:-1]) == task:
        return f"task {task}: done in attempt {attempt}"
    if not line.startswith("tasks "):
        return line
    pair = {int(words[1]), int(words[2][:-1])}
    if task not in pair or pair & left_alone:
        return line
    edits = [*words[3:], *([] if f"by-{task}" in words else [f"by-{task}"])]
    return " ".join([*words[:3], *edits])


def _own(words: list[str]) -> bool:
    return bool(words) and words[0] == "task"
