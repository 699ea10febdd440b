"""The component of hooks/gitlab, its script run with the variables that GitLab predefines."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from forge import PATH, Forge
from gitlab_job import Ended, declared, included, installed, run
from platform_json import read_gitlab
from platform_text import read_junit
from release import ROOT, unpack
from repo import Repo, isolated
from smart_http import served
from wheelhouse import pinned

if TYPE_CHECKING:
    from collections.abc import Iterator

TEMPLATE = ROOT / "hooks/gitlab/templates/remit.yml"
TOKEN = "glcbt-a-secret"  # noqa: S105 - nobody's


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[str]":
    """The lines that install run once for all tests; the index is a folder with remit's wheel."""
    root = tmp_path_factory.mktemp("index")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in isolated(root / "home").items():
            patch.setenv(name, value)
        pinned((ROOT / "hooks/github/requirements.txt").read_text(), root)
        build = (sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(root))
        subprocess.run(build, cwd=unpack(root / "release"), check=True, capture_output=True)
        pip = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(root), "PIP_CONFIG_FILE": os.devnull}
        pip["TMPDIR"] = str(root)
        yield installed(included(TEMPLATE, {"package": "remit"}), hostile(root / "left"), pip)
        assert not [*root.rglob("pwned")]


def hostile(folder: Path) -> Path:
    """A folder in which an earlier job has left files that would run in whoever obeys them."""
    folder.mkdir()
    for name in ("sitecustomize.py", "json.py", "pip.py", "venv.py", "remit.py", "remit_hooks.py"):
        (folder / name).write_text("open('pwned', 'w')\n")
    return folder


class Pipeline:
    """Merge request 7 of a forge, and jobs about it."""

    def __init__(self, forge: Forge, place: str, root: Path) -> None:
        self.forge, self.place, self.root = forge, place, root
        self.folder = hostile(root / "builds")

    def merge_request(self, branch: str = "agent/login", target: str = "main") -> dict[str, str]:
        """The variables of a detached pipeline about what is checked out."""
        head = self.forge.offer("refs/merge-requests/7/head")
        url = f"{self.forge.url}/{PATH}"
        return {
            "CI_COMMIT_SHA": head,
            "CI_DEFAULT_BRANCH": "main",
            "CI_JOB_TOKEN": TOKEN,
            "CI_MERGE_REQUEST_DIFF_BASE_SHA": self.forge.repo.git("merge-base", "main", "HEAD"),
            "CI_MERGE_REQUEST_EVENT_TYPE": "detached",
            "CI_MERGE_REQUEST_IID": "7",
            "CI_MERGE_REQUEST_PROJECT_PATH": PATH,
            "CI_MERGE_REQUEST_PROJECT_URL": url,
            "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": branch,
            "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": target,
            "CI_MERGE_REQUEST_TITLE": "$(touch pwned)",
            "CI_PIPELINE_SOURCE": "merge_request_event",
            "CI_PROJECT_DIR": str(self.folder),
            "CI_PROJECT_PATH": PATH,
            "CI_PROJECT_URL": url,
            "CI_REPOSITORY_URL": f"{url}.git",
            "GIT_DEPTH": "20",
        }

    def __call__(self, variables: Mapping[str, str], **inputs: str) -> Ended:
        """Run the job."""
        job = included(TEMPLATE, {"package": "remit", **inputs})
        ended = run(job, self.folder, variables, self.place)
        assert not [*self.root.rglob("pwned")], "something of the change was run"
        assert TOKEN not in ended.log
        return ended

    def report(self, name: str) -> str:
        """The text of one of the job's reports."""
        return (self.folder / included(TEMPLATE, {"package": "remit"}).reports[name]).read_text()


@pytest.fixture
def pipeline(repo: Repo, place: str, tmp_path: Path) -> Pipeline:
    forge = Forge(tmp_path / "forge", repo)
    (tmp_path / "forge" / f"{PATH}.git").symlink_to(forge.project.root)
    return Pipeline(forge, place, tmp_path)


def test_a_merge_request_inside_its_scope_passes_with_its_reports(pipeline: Pipeline) -> None:
    pipeline.forge.repo.put("allowed/new")
    ended = pipeline(pipeline.merge_request())
    assert ended.code == 0, ended.log
    assert "clean" in ended.log
    assert read_gitlab(pipeline.report("codequality")) == []
    assert [case.outcome for case in read_junit(pipeline.report("junit"))] == ["passed"]


def test_a_violation_fails_the_job_and_is_in_both_reports(pipeline: Pipeline) -> None:
    pipeline.forge.repo.put("secret/new")
    ended = pipeline(pipeline.merge_request())
    assert ended.code == 1, ended.log
    assert "secret/new" in ended.log
    assert "secret/new" in pipeline.report("codequality")
    assert [case.outcome for case in read_junit(pipeline.report("junit"))] == ["failure"]


def test_a_branch_of_no_task_is_not_called_clean(pipeline: Pipeline) -> None:
    pipeline.forge.repo.put("secret/new")
    ended = pipeline(pipeline.merge_request("$(touch${IFS}pwned)"))
    assert ended.code == 0, ended.log
    assert "nothing was checked" in ended.log
    assert [case.outcome for case in read_junit(pipeline.report("junit"))] == ["skipped"]


@pytest.mark.parametrize("kind", ["merged_result", "merge_train"])
def test_in_a_pipeline_for_a_merge_the_source_is_judged_on_the_target_s_tip(
    pipeline: Pipeline, kind: str
) -> None:
    repo = pipeline.forge.repo
    own = repo.put("secret/new")
    variables = pipeline.merge_request()
    repo.switch("main")
    target = repo.put("secret/of-the-base")
    pipeline.forge.land()
    repo.git("switch", "-q", "--detach", "main")
    repo.git("merge", "-q", "--no-ff", "-m", "merged result", own)
    variables |= {
        "CI_COMMIT_SHA": pipeline.forge.offer("refs/merge-requests/7/merge"),
        "CI_MERGE_REQUEST_EVENT_TYPE": kind,
        "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": own,
        "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": target,
    }
    ended = pipeline(variables)
    assert ended.code == 1, ended.log
    assert "secret/new" in ended.log
    assert "of-the-base" not in ended.log


def test_manifests_are_those_of_the_target_not_of_the_change(pipeline: Pipeline) -> None:
    pipeline.forge.repo.task("login", write=["**"])
    pipeline.forge.repo.put("secret/new")
    assert pipeline(pipeline.merge_request()).code == 1


def test_a_target_that_is_no_base_fails_with_reports_that_say_so(pipeline: Pipeline) -> None:
    pipeline.forge.repo.branch("wide")
    pipeline.forge.repo.task("login", write=["**"])
    pipeline.forge.repo.commit("friendly manifests")
    pipeline.forge.offer("refs/heads/wide")
    pipeline.forge.repo.put("secret/new")
    ended = pipeline(pipeline.merge_request(target="wide"))
    assert ended.code == 2, ended.log
    assert "no base" in ended.log
    assert [case.outcome for case in read_junit(pipeline.report("junit"))] == ["error"]
    assert pipeline(pipeline.merge_request(target="wide"), base="main wide").code == 0


def test_a_pipeline_in_a_fork_asks_the_project_it_aims_at(pipeline: Pipeline) -> None:
    pipeline.forge.repo.put("secret/new")
    variables = pipeline.merge_request() | {
        "CI_PROJECT_PATH": "stranger/fork",
        "CI_REPOSITORY_URL": f"{pipeline.forge.url}/stranger/fork.git",
    }
    assert pipeline(variables).code == 1


def test_every_commit_and_task_are_inputs(pipeline: Pipeline) -> None:
    repo = pipeline.forge.repo
    repo.put("secret/new")
    repo.git("rm", "-q", "secret/new")
    repo.commit("put back")
    variables = pipeline.merge_request("feature")
    assert pipeline(variables, task="login").code == 0
    assert pipeline(variables, task="login", every_commit="true").code == 1


def test_a_branch_s_pipeline_is_judged_against_the_default_branch(pipeline: Pipeline) -> None:
    pipeline.forge.repo.put("secret/new")
    kept = ("CI_DEFAULT_BRANCH", "CI_COMMIT_SHA", "CI_REPOSITORY_URL", "CI_PROJECT_PATH")
    variables = {name: pipeline.merge_request()[name] for name in kept}
    assert pipeline(variables | {"CI_COMMIT_BRANCH": "agent/login"}).code == 1
    ended = pipeline(variables | {"CI_COMMIT_TAG": "v1"})
    assert ended.code == 2
    assert "no change to judge" in ended.log


def test_what_an_earlier_job_left_is_neither_obeyed_nor_written_through(
    pipeline: Pipeline,
) -> None:
    precious = pipeline.root / "precious"
    precious.write_text("as it was\n")
    (pipeline.folder / "remit-junit.xml").symlink_to(precious)
    pipeline.forge.repo.put("allowed/new")
    assert pipeline(pipeline.merge_request()).code == 0
    assert precious.read_text() == "as it was\n"
    assert read_junit(pipeline.report("junit"))


def test_the_job_s_token_is_what_the_server_is_shown(pipeline: Pipeline) -> None:
    pipeline.forge.repo.put("allowed/new")
    variables = pipeline.merge_request()
    with served(pipeline.forge.root, f"gitlab-ci-token:{TOKEN}") as url:
        address = url.replace("http://", f"http://gitlab-ci-token:{TOKEN}@")
        variables["CI_REPOSITORY_URL"] = f"{address}/{PATH}.git"
        ended = pipeline(variables)
        assert ended.code == 0, ended.log
        denied = pipeline(variables | {"CI_JOB_TOKEN": "wrong"})
    assert denied.code == 2
    assert "cannot be fetched" in denied.log


@pytest.mark.parametrize(
    "inputs", [{"package": 'remit"; touch pwned; "'}, {"task": "$(touch pwned)"}, {"base": "`x`"}]
)
def test_an_input_cannot_leave_its_quotes(inputs: dict[str, str]) -> None:
    with pytest.raises(AssertionError, match="does not match"):
        included(TEMPLATE, {"package": "remit", **inputs})


def test_every_input_is_documented() -> None:
    text = (ROOT / "hooks/gitlab/README.md").read_text()
    assert [name for name in declared(TEMPLATE) if f"`{name}`" not in text] == []
