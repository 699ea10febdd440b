"""What the README shows is what happens."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from repo import Repo

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BIN = Path(sys.executable).parent


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, flags=re.DOTALL | re.MULTILINE)


def section(title: str) -> str:
    return README.split(f"\n## {title}\n")[1].split("\n## ")[0]


def shell(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "-eu", "-c", script],
        cwd=folder,
        env={**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}"},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )


def timeless(text: str) -> list[str]:
    lines = re.sub(r"\b[0-9a-f]{10}\b", "COMMIT", text).splitlines()
    return [line for line in lines if line.strip() and line != "  ..."]


def test_the_sessions_that_it_shows_are_the_demo_s(tmp_path: Path) -> None:
    demo = shell(f"sh '{ROOT}/docs/demo.sh'", tmp_path)
    assert demo.returncode == 0, demo.stdout
    printed = iter(timeless(demo.stdout))
    for session in blocks("console"):
        assert [line for line in timeless(session) if line not in printed] == []


@pytest.fixture
def project(repo: Repo) -> Repo:
    """A repository whose first manifest is still to be written."""
    repo.switch("main")
    repo.git("rm", "-rq", ".remit")
    repo.stage("src/login/form.py")
    repo.stage("CHANGELOG.md")
    repo.commit("no scopes")
    return repo


def test_a_first_manifest_comes_about_as_described(project: Repo) -> None:
    (commands, *_) = re.findall(r"```sh\n(.*?)```", section("A first manifest"), flags=re.DOTALL)
    done = shell(commands, project.root)
    assert done.returncode == 0, done.stdout
    assert "login-form" in shell("remit who src/login/form.py", project.root).stdout


def test_the_manifest_shown_is_sound(project: Repo) -> None:
    (manifest,) = blocks("toml")
    shell("remit init --no-install && rm .remit/tasks/*", project.root)
    project.write(".remit/tasks/login-form.toml", manifest)
    done = shell("remit lint", project.root)
    assert done.returncode == 0, done.stdout


def test_every_command_of_the_table_exists(project: Repo) -> None:
    verbs = set(re.findall(r"`remit ([a-z]+)", section("Commands")))
    verbs |= {"uninstall", "doctor"}
    assert len(verbs) >= 12
    for verb in sorted(verbs):
        done = shell(f"remit {verb} --help", project.root)
        assert done.returncode == 0, (verb, done.stdout)


def test_every_hook_of_the_pre_commit_example_is_published() -> None:
    published = set(
        re.findall(r"^- id: (\S+)", (ROOT / ".pre-commit-hooks.yaml").read_text(), re.MULTILINE)
    )
    assert set(re.findall(r"- id: (\S+)", section("With pre-commit"))) == published
