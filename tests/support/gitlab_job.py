"""A runner of one job of a GitLab CI component: inputs, variables, script, artifacts.

What GitLab does before a job runs is done here as it documents it: `$[[ inputs.x ]]` is replaced in
the text before it is read (https://docs.gitlab.com/ci/inputs/), and the script's lines run in one
shell that stops at the first failure.
"""

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, cast

from yaml_text import read_yaml

_INPUT = re.compile(r"\$\[\[ *inputs\.([a-z_]+) *\]\]")


class Job(NamedTuple):
    """A job: its name and its keywords."""

    name: str
    keywords: Mapping[str, object]

    @property
    def reports(self) -> dict[str, str]:
        """The files of `artifacts:reports`."""
        artifacts = cast("dict[str, dict[str, str]]", self.keywords["artifacts"])
        return artifacts["reports"]


class Ended(NamedTuple):
    """The exit code of a job and its log."""

    code: int
    log: str


def declared(template: Path) -> dict[str, dict[str, object]]:
    """The inputs that a component declares."""
    header, _, _ = template.read_text().partition("\n---\n")
    said = cast("dict[str, dict[str, dict[str, dict[str, object]]]]", read_yaml(header))
    return said["spec"]["inputs"]


def included(template: Path, inputs: Mapping[str, str]) -> Job:
    """The job that `include: component` makes of the template; refuses what GitLab refuses."""
    known = declared(template)
    assert set(inputs) <= set(known), "an input that is not declared"
    values: dict[str, str] = {}
    for name, about in known.items():
        assert name in inputs or "default" in about, f"{name} is required"
        value = inputs.get(name, about.get("default"))
        values[name] = str(value).lower() if isinstance(value, bool) else str(value)
        pattern = about.get("regex")
        assert pattern is None or re.search(str(pattern), values[name]), f"{name} does not match"
    _, _, body = template.read_text().partition("\n---\n")
    text = _INPUT.sub(lambda found: values[found[1]], body)
    ((name, keywords),) = cast("dict[str, dict[str, object]]", read_yaml(text)).items()
    return Job(name, keywords)


def installed(job: Job, folder: Path, variables: Mapping[str, str]) -> str:
    """Where the lines of the job's script that install have put what they installed."""
    *installing, last = _script(job)
    assert last.startswith('"$place/bin/python" ')
    done = _bash([*installing, 'echo "$place" >&2'], folder, variables)
    assert done.returncode == 0, done.stderr
    return done.stderr.decode().splitlines()[-1]


def run(job: Job, folder: Path, variables: Mapping[str, str], place: str) -> Ended:
    """Run the job's script in `folder`, from where `place` has been installed."""
    done = _bash([f"place={place}", _script(job)[-1]], folder, variables)
    return Ended(done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace"))


def _script(job: Job) -> list[str]:
    return cast("list[str]", job.keywords["script"])


def _bash(
    lines: list[str], folder: Path, variables: Mapping[str, str]
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["bash", "-c", "\n".join(["set -eo pipefail", *lines])],
        cwd=folder,
        env={**os.environ, "CI": "true", "GITLAB_CI": "true", "GIT_STRATEGY": "none", **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=300,
    )
