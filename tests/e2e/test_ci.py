"""What docs/reference/ci.md and the READMEs of action and component show works and is valid."""

import json
import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from forge import PATH, Forge
from gitlab_job import included
from hooked import said
from platform_text import read_junit
from release import ROOT
from repo import Repo
from yaml_text import read_yaml

PAGE = (ROOT / "docs/reference/ci.md").read_text()
PLUGINS = ("hooks/github/README.md", "hooks/gitlab/README.md")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)


@pytest.fixture
def recipe(tmp_path: Path) -> str:
    """The five lines of the page, with this checkout's remit in place of what pip would install."""
    (script,) = blocks(PAGE, "sh")
    lines = script.splitlines()
    assert len(lines) == 5
    assert lines[1] == (
        'python3 -I -m venv remit && remit/bin/python -I -m pip install -q "$REMIT"'
    )
    lines[1] = f"mkdir -p remit/bin && printf '#!/bin/sh\\nexec {sys.executable} \"$@\"\\n' > "
    lines[1] += "remit/bin/python && chmod +x remit/bin/python"
    (tmp_path / "job").mkdir()
    return "\n".join(lines)


def run(
    recipe: str, forge: Forge, folder: Path, **variables: str
) -> subprocess.CompletedProcess[bytes]:
    known = {
        "REMOTE": f"{forge.url}/{PATH}",
        "TARGET": "main",
        "BRANCH": "agent/login",
        "HEAD": forge.offer("refs/pull/1/head"),
        **variables,
    }
    return subprocess.run(
        ["sh", "-e", "-c", recipe],
        cwd=folder / "job",
        env={**os.environ, **known},
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("path", "answer"), [("allowed/new", (0, "passed")), ("secret/new", (1, "failure"))]
)
def test_the_recipe_judges_a_change_anywhere(
    repo: Repo, recipe: str, tmp_path: Path, path: str, answer: tuple[int, str]
) -> None:
    forge = Forge(tmp_path / "forge", repo)
    for number in range(60):  # more than is fetched at first
        repo.commit(f"{number}")
    repo.put(path)
    done = run(recipe, forge, tmp_path)
    (case,) = read_junit((tmp_path / "job/remit.xml").read_text())
    assert (done.returncode, case.outcome) == answer, said(done)


def test_the_recipe_says_that_a_branch_of_no_task_was_not_judged(
    repo: Repo, recipe: str, tmp_path: Path
) -> None:
    repo.put("secret/new")
    forge = Forge(tmp_path / "forge", repo)
    done = run(recipe, forge, tmp_path, BRANCH="$(touch${IFS}pwned)")
    assert done.returncode == 0, said(done)
    assert "nothing was checked" in said(done)
    assert not [*tmp_path.rglob("pwned")]


def test_the_recipe_fails_where_a_name_is_wrong(repo: Repo, recipe: str, tmp_path: Path) -> None:
    repo.put("allowed/new")
    forge = Forge(tmp_path / "forge", repo)
    assert run(recipe, forge, tmp_path, TARGET="nothing").returncode != 0
    assert run(recipe, forge, tmp_path, HEAD="1" * 40).returncode != 0
    assert run(recipe, forge, tmp_path, BRANCH="").returncode == 2


@pytest.mark.parametrize("path", PLUGINS)
def test_the_examples_of_the_plugins_are_yaml(path: str) -> None:
    shown = blocks((ROOT / path).read_text(), "yaml")
    assert len(shown) == 2
    assert all(isinstance(read_yaml(text), dict) for text in shown)


def valid(schema: str, file: Path) -> None:
    """Fail unless the file fits a schema that check-jsonschema carries; no network is asked."""
    if find_spec("check_jsonschema") is None:
        pytest.skip("needs the schemas of the platforms: pip install check-jsonschema")
    words = ("-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", str(file))
    done = subprocess.run([sys.executable, *words], capture_output=True, check=False)
    assert done.returncode == 0, said(done)


def test_the_action_fits_github_s_schema() -> None:
    valid("github-actions", ROOT / "hooks/github/action.yml")


def test_the_workflows_of_the_readme_fit_github_s_schema(tmp_path: Path) -> None:
    for number, text in enumerate(blocks((ROOT / PLUGINS[0]).read_text(), "yaml")):
        file = tmp_path / f"{number}.yml"
        file.write_text(text)
        valid("github-workflows", file)


def test_the_job_and_the_includes_fit_gitlab_s_schema(tmp_path: Path) -> None:
    job = included(ROOT / "hooks/gitlab/templates/remit.yml", {"package": "remit"})
    file = tmp_path / "job.json"
    file.write_text(json.dumps({job.name: job.keywords}))
    valid("gitlab-ci", file)
    for number, text in enumerate(blocks((ROOT / PLUGINS[1]).read_text(), "yaml")):
        file = tmp_path / f"{number}.yml"
        file.write_text(text)
        valid("gitlab-ci", file)
