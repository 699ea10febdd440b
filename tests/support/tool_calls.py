"""The corpus in `tests/cases/tool_calls`, and the repository that its calls are made in."""

import io
import json
import shutil
import sys
import tomllib
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from agent_events import SHELLS, Answer, Caller
from case_ground import Ground, carry_out, shell

from remit_hooks.agent.run import run_agent_hook

if TYPE_CHECKING:
    from collections.abc import Generator

FOLDER = Path(__file__).parents[1] / "cases/tool_calls"
KEYS = frozenset([
    "write", "edit", "delete", "shell", "runs", "tool", "why", "refuses", "at", "prepare",
    "agents", "input", "content", "old", "new", "agent_id",
])  # fmt: skip


class ToolCase(NamedTuple):
    """One call of the corpus: what is called, where, by which agents, and what must be refused."""

    name: str
    attack: bool
    agent: str
    given: dict[str, Any]

    @property
    def refuses(self) -> tuple[str, ...]:
        """What the refusal must say, by its paths and rules."""
        return tuple(self.given.get("refuses", ()))

    def call(self, place: "Place") -> tuple[str, Any]:
        """The tool and its arguments, in `place`."""
        given = self.given
        if "tool" in given:
            return given["tool"], json.loads(place.filled(given["input"]))
        if "write" in given:
            named = {"file_path": place.filled(given["write"])}
            return "Write", named | {"content": given.get("content", "x\n")}
        if "edit" in given:
            old, new = given.get("old", "a"), given.get("new", "b")
            named = {"file_path": place.filled(given["edit"])}
            return "Edit", named | {"old_string": old, "new_string": new}
        if "delete" in given:
            return "Delete", {"path": place.filled(given["delete"])}
        return SHELLS[self.agent], {"command": place.filled(given.get("shell") or given["runs"])}


class Place(NamedTuple):
    """A repository to call in: the task's worktree, another one, and a directory elsewhere."""

    root: Path
    other: Path
    elsewhere: Path
    env: dict[str, str]

    def filled(self, text: str) -> str:
        """`text` with the paths that it names by variables."""
        for name, path in (("ROOT", self.root), ("OTHER", self.other), ("TMP", self.elsewhere)):
            text = text.replace(f"${name}", str(path))
        return text


class CallGround:
    """Makes repositories from the start of all cases, on the branch of the task `login`."""

    def __init__(self, folder: Path) -> None:
        (folder / "ground").mkdir()
        self._folder, self._ground = folder, Ground(folder / "ground")
        self.shared = self.place("shared")

    def place(self, name: str) -> Place:
        """A new repository with another worktree, both on branches of their tasks."""
        above = self._folder / name
        template = self._ground.template("bare", "standard", "sha1")
        shutil.copytree(template, above / "repo", symlinks=True)
        (above / "elsewhere").mkdir()
        env = self._ground.environment(above)
        carry_out(
            "git update-index -q --refresh; git checkout -q -b agent/login/work;"
            "git worktree add -q -b agent/token/work ../other main",
            above / "repo",
            env,
        )
        return Place(above / "repo", above / "other", above / "elsewhere", env)

    def for_case(self, case: ToolCase, number: int) -> Place:
        """The repository of a case: a new one where it changes anything there."""
        if not {"prepare", "runs"} & case.given.keys():
            return self.shared
        place = self.place(f"case-{number}")
        carry_out(place.filled(case.given.get("prepare", "")), place.root, place.env)
        return place


def all_calls() -> list[ToolCase]:
    """Every call of the corpus, once for each agent that it is about."""
    found: list[ToolCase] = []
    for file in sorted(FOLDER.glob("*.toml")):
        document = tomllib.loads(file.read_text(encoding="utf-8"))
        assert document.keys() <= {"title", "attack", "innocent"}, file
        for kind in ("attack", "innocent"):
            for number, given in enumerate(document.get(kind, ()), 1):
                assert given.keys() <= KEYS, (file, given)
                assert ("refuses" in given) == (kind == "attack"), (file, given)
                found += (
                    ToolCase(f"{file.stem}-{kind}-{number}-{agent}", kind == "attack", agent, given)
                    for agent in given.get("agents", ["claude-code"])
                )
    return found


def answer(agent: str, event: str, *options: str) -> Answer:
    """What the hook answers to an event, in this process."""
    output, complaint = io.StringIO(), io.StringIO()
    with _input(event), redirect_stdout(output), redirect_stderr(complaint):
        code = run_agent_hook((agent, *options))
    return Answer(code, output.getvalue(), complaint.getvalue())


def made(case: ToolCase, place: Place) -> str | None:
    """The reason for which a call is denied, or what is reported after it; None for neither."""
    where = Path(place.filled(case.given.get("at", str(place.root))))
    caller = Caller(case.agent, place.root / where, sub_agent=case.given.get("agent_id", ""))
    tool, arguments = case.call(place)
    before = answer(case.agent, caller.event(tool, arguments)).denial(case.agent)
    if "runs" not in case.given:
        return before
    assert before is None, before
    done = shell(case.given["runs"], place.root, place.env)
    assert done.code == 0, done.output
    return answer(case.agent, caller.event(tool, arguments, after=True)).report(case.agent)


@contextmanager
def _input(text: str) -> "Generator[None]":
    before = sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(text.encode("utf-8")))
    try:
        yield
    finally:
        sys.stdin = before
