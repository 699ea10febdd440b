"""A runner of composite actions: reads `action.yml`, and runs its steps as GitHub's runner does.

Of the expressions it knows those that the action uses, and no expression may stand in a script. The
variables are those that GitHub sets for every step
(https://docs.github.com/actions/reference/workflows-and-actions/variables).
"""

import json
import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, cast

from platform_text import read_outputs
from yaml_text import read_yaml

_EXPRESSION = re.compile(r"\$\{\{ *([a-z_.-]+) *\}\}")
TOKEN = "ghs_a-secret"  # noqa: S105 - nobody's
Outputs = Mapping[str, Mapping[str, str]]


class Step(NamedTuple):
    """One step of a composite action."""

    id: str
    run: str
    env: Mapping[str, str]


class Action(NamedTuple):
    """A composite action: its folder, the defaults of its inputs, its steps, its outputs."""

    folder: Path
    inputs: Mapping[str, str]
    steps: tuple[Step, ...]
    outputs: Mapping[str, str]


class Ran(NamedTuple):
    """What a run of some steps left: the last exit code, the log, outputs by step, the summary."""

    code: int
    log: str
    outputs: Outputs
    summary: str

    def of_action(self, action: Action) -> dict[str, str]:
        """The outputs of the action."""
        known = {
            f"steps.{step}.outputs.{k}": v for step, o in self.outputs.items() for k, v in o.items()
        }
        return {name: known.get(_name(value), "") for name, value in action.outputs.items()}


def read_action(folder: Path) -> Action:
    """The action in `folder`; fails where a step is no script, or has expressions in it."""
    text = (folder / "action.yml").read_text()
    said = cast("dict[str, dict[str, object]]", read_yaml(text))
    assert said["runs"]["using"] == "composite"
    steps: list[Step] = []
    for step in cast("list[dict[str, object]]", said["runs"]["steps"]):
        assert set(step) <= {"id", "shell", "env", "run"}
        assert step["shell"] == "bash"
        assert "${{" not in str(step["run"])
        env = cast("dict[str, str]", step.get("env", {}))
        steps.append(Step(str(step["id"]), str(step["run"]), env))
    inputs = cast("dict[str, dict[str, str]]", said["inputs"])
    outputs = cast("dict[str, dict[str, str]]", said["outputs"])
    return Action(
        folder,
        {name: str(value.get("default", "")) for name, value in inputs.items()},
        tuple(steps),
        {name: value["value"] for name, value in outputs.items()},
    )


class Runner:
    """One job on a machine of its own: workspace, temporary folder, an event."""

    def __init__(self, root: Path, name: str, event: object, variables: Mapping[str, str]) -> None:
        """Make the folders and write the event; `variables` are what depends on the repository."""
        self.root = root
        self.workspace, self.temp = root / "workspace", root / "temp"
        for folder in (self.workspace, self.temp, root / "files"):
            folder.mkdir(parents=True, exist_ok=True)
        (root / "event.json").write_text(json.dumps(event))
        self._variables = {
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTOR": "somebody",
            "GITHUB_API_URL": "http://127.0.0.1:9",
            "GITHUB_EVENT_NAME": name,
            "GITHUB_EVENT_PATH": str(root / "event.json"),
            "GITHUB_JOB": "remit",
            "GITHUB_RUN_ID": "1",
            "GITHUB_WORKFLOW": "remit",
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_OS": "Linux",
            "RUNNER_TEMP": str(self.temp),
            **variables,
        }

    def run(self, action: Action, inputs: Mapping[str, str], done: Outputs) -> Ran:
        """Run the steps of which `done` has no outputs yet, up to the first that fails."""
        assert set(inputs) <= set(action.inputs)
        known = {**_known(done), "github.token": TOKEN}
        for name, default in action.inputs.items():
            known[f"inputs.{name}"] = inputs.get(name, _resolved(default, known))
        ran = Ran(0, "", done, "")
        for step in action.steps:
            if step.id not in done and ran.code == 0:
                after = self._step(action, step, known)
                known |= _known(after.outputs)
                both = {**ran.outputs, **after.outputs}
                ran = Ran(after.code, ran.log + after.log, both, ran.summary + after.summary)
        return ran

    def _step(self, action: Action, step: Step, known: Mapping[str, str]) -> Ran:
        folder = self.root / "files" / step.id
        folder.mkdir()
        script = folder / "script.sh"
        script.write_text(step.run)
        files = {name: folder / name for name in ("OUTPUT", "STEP_SUMMARY", "ENV", "PATH", "STATE")}
        for file in files.values():
            file.touch()
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)],
            cwd=self.workspace,
            env={
                **os.environ,
                **self._variables,
                **{f"GITHUB_{name}": str(file) for name, file in files.items()},
                "GITHUB_ACTION": step.id,
                "GITHUB_ACTION_PATH": str(action.folder),
                **{name: _resolved(value, known) for name, value in step.env.items()},
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            timeout=300,
        )
        log = done.stdout.decode("utf-8", "replace")
        outputs = files["OUTPUT"].read_text()
        read = read_outputs(outputs) if outputs else {}
        changed = files["ENV"].read_text() + files["PATH"].read_text()
        assert changed == "", "later steps of the job are changed"
        return Ran(done.returncode, log, {step.id: read}, files["STEP_SUMMARY"].read_text())


def _known(outputs: Outputs) -> dict[str, str]:
    """What expressions may ask for, by its name."""
    return {
        f"steps.{step}.outputs.{name}": value
        for step, values in outputs.items()
        for name, value in values.items()
    }


def _resolved(text: str, known: Mapping[str, str]) -> str:
    return _EXPRESSION.sub(lambda found: known[found[1]], text)


def _name(text: str) -> str:
    found = _EXPRESSION.fullmatch(text)
    assert found
    return found[1]
