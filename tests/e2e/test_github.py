"""The action of hooks/github, its steps run by a runner of our own against a forge on disk."""

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from actions import TOKEN, Action, Ran, Runner, read_action
from forge import PATH, Forge
from hooked import script
from http_answers import answering
from platform_json import read_sarif
from platform_text import read_commands, read_markdown
from release import ROOT, unpack
from repo import Repo, isolated
from smart_http import served
from wheelhouse import pinned

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from actions import Outputs

SHADOW = "open('pwned', 'w').write('by the change')\nraise SystemExit(0)\n"


class Released:
    """The action of a release, and what its first step put out when it ran."""

    def __init__(self, action: Action, done: "Outputs") -> None:
        self.action, self.done = action, done


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Released]":
    """The install step runs once for all tests: for real, but for the index, which is a folder."""
    root = tmp_path_factory.mktemp("release")
    wheels = root / "wheels"
    wheels.mkdir()
    action = read_action(unpack(root / "action") / "hooks" / "github")
    requirements = action.folder / "requirements.txt"
    requirements.write_text(pinned(requirements.read_text(), wheels))
    with pytest.MonkeyPatch.context() as patch:
        for name, value in isolated(root / "home").items():
            patch.setenv(name, value)
        patch.setenv("PIP_NO_INDEX", "1")
        patch.setenv("PIP_FIND_LINKS", str(wheels))
        patch.setenv("PIP_CONFIG_FILE", os.devnull)
        runner = Runner(root / "job", "push", {}, {})
        hostile(runner.workspace)
        ran = runner.run(action._replace(steps=action.steps[:1]), {}, {})
        assert ran.code == 0, ran.log
        assert not [*root.rglob("pwned")]
        yield Released(action, ran.outputs)


def hostile(folder: Path) -> None:
    """A tree that would run code in whoever imports or obeys anything of it."""
    for name in ("sitecustomize.py", "json.py", "pip.py", "venv.py", "tomllib.py", "hatchling.py"):
        (folder / name).write_text(SHADOW)
    for name in ("remit", "remit_hooks", "pip", "encodings"):
        (folder / name).mkdir(exist_ok=True)
        (folder / name / "__init__.py").write_text(SHADOW)
    (folder / "pip.conf").write_text("[global]\nindex-url = http://127.0.0.1:9/\n")
    (folder / "setup.py").write_text(SHADOW)
    (folder / ".gitattributes").write_text("* filter=x diff=x merge=x\n")


@pytest.fixture
def forge(repo: Repo, tmp_path: Path) -> Forge:
    return Forge(tmp_path / "forge", repo)


def pull(forge: Forge, branch: str = "agent/login", target: str = "main") -> dict[str, object]:
    """The event of a pull request from what is checked out; its ref is there already."""
    head = forge.offer("refs/pull/1/head")
    return {
        "action": "synchronize",
        "number": 1,
        "pull_request": {
            "number": 1,
            "commits": int(forge.repo.git("rev-list", "--count", "main..HEAD")),
            "title": "$(touch pwned)",
            "head": {"ref": branch, "sha": head, "repo": {"full_name": "stranger/fork"}},
            "base": {"ref": target, "sha": "0" * 40},
        },
        "repository": {"full_name": PATH, "default_branch": "main"},
    }


class Judging:
    """The second step, for one event after another."""

    def __init__(self, released: Released, forge: Forge, root: Path) -> None:
        self.released, self.forge, self.root, self.count = released, forge, root, 0
        self.variables: Mapping[str, str] = {
            "GITHUB_SERVER_URL": forge.url,
            "GITHUB_REPOSITORY": PATH,
        }
        self.workspace = root

    def __call__(self, name: str, event: object, **inputs: str) -> Ran:
        self.count += 1
        runner = Runner(self.root / f"job-{self.count}", name, event, self.variables)
        self.workspace = runner.workspace
        hostile(runner.workspace)
        asked = {key.replace("_", "-"): value for key, value in inputs.items()}
        ran = runner.run(self.released.action, asked, self.released.done)
        assert not [*self.root.rglob("pwned")], "something of the change was run"
        assert list(runner.temp.iterdir()) == [], "something was left behind"
        assert TOKEN not in ran.log + ran.summary
        return ran


@pytest.fixture
def judge(released: Released, forge: Forge, tmp_path: Path) -> Judging:
    return Judging(released, forge, tmp_path)


def verdict(judge: Judging, ran: Ran) -> tuple[int, str]:
    """The exit code and the action's output `verdict`."""
    return ran.code, ran.of_action(judge.released.action)["verdict"]


def test_a_pull_request_inside_its_scope_is_clean(judge: Judging, forge: Forge) -> None:
    forge.repo.put("allowed/new")
    ran = judge("pull_request", pull(forge))
    assert verdict(judge, ran) == (0, "clean")
    assert ran.of_action(judge.released.action) == {
        "verdict": "clean",
        "task": "login",
        "base": forge.repo.oid("main"),
        "violations": "0",
    }
    (command,) = read_commands(ran.log)
    assert command.name == "notice"
    assert "clean" in read_markdown(ran.summary).text


@pytest.mark.parametrize("event", ["pull_request", "pull_request_target"])
def test_a_violation_fails_the_step_and_is_annotated(
    judge: Judging, forge: Forge, event: str
) -> None:
    forge.repo.put("secret/new")
    ran = judge(event, pull(forge))
    assert verdict(judge, ran) == (1, "violations")
    first, *_ = read_commands(ran.log)
    assert (first.name, first.properties["file"]) == ("error", "secret/new")
    assert "secret/new" in ran.summary


def test_a_branch_of_no_task_is_unassigned_and_warned_of(judge: Judging, forge: Forge) -> None:
    forge.repo.put("secret/new")
    ran = judge("pull_request", pull(forge, "feature"))
    assert verdict(judge, ran) == (0, "unassigned")
    assert {command.name for command in read_commands(ran.log)} == {"warning"}
    assert "no task for this branch" in ran.summary


def test_a_branch_of_no_task_fails_where_the_policy_denies_it(judge: Judging, forge: Forge) -> None:
    forge.repo.switch("main")
    forge.repo.policy('[unassigned]\npull_request = "deny"\n')
    forge.repo.commit()
    forge.land()
    forge.repo.put("allowed/new")
    ran = judge("pull_request", pull(forge, "feature"))
    assert verdict(judge, ran) == (1, "violations")
    assert "R606" in ran.log


def test_a_fork_s_branch_of_a_task_is_judged_as_that_task(judge: Judging, forge: Forge) -> None:
    forge.repo.put("secret/new")
    assert verdict(judge, judge("pull_request_target", pull(forge, "agent/login"))) == (
        1,
        "violations",
    )
    assert verdict(judge, judge("pull_request_target", pull(forge, "main"))) == (0, "unassigned")


def test_manifests_are_those_of_the_target_s_tip_not_of_the_change(
    judge: Judging, forge: Forge
) -> None:
    forge.repo.task("login", write=["**"])
    forge.repo.put("secret/new")
    ran = judge("pull_request", pull(forge))
    assert verdict(judge, ran) == (1, "violations")
    forge.repo.switch("main")
    forge.repo.task("login", write=["allowed/**", "secret/**"])
    forge.repo.commit("the scope is widened on the base")
    forge.land()
    forge.repo.switch("agent/login")
    forge.repo.git("reset", "-q", "--hard", "HEAD~1")
    forge.repo.put("secret/new")
    assert verdict(judge, judge("pull_request", pull(forge))) == (0, "clean")


def test_the_base_is_the_target_s_tip_now_and_not_the_event_s(judge: Judging, forge: Forge) -> None:
    forge.repo.put("allowed/new")
    event = pull(forge)
    forge.repo.switch("main")
    for number in range(3):
        forge.repo.put(f"secret/{number}")
    tip = forge.land()
    ran = judge("pull_request", event)
    assert verdict(judge, ran) == (0, "clean")
    assert ran.of_action(judge.released.action)["base"] == tip


@pytest.mark.parametrize("target", ["wide", "release/1"])
def test_a_pull_request_to_a_branch_that_is_no_base_is_not_judged(
    judge: Judging, forge: Forge, target: str
) -> None:
    forge.repo.branch(target)
    forge.repo.task("login", write=["**"])
    forge.repo.commit("a branch with friendly manifests")
    forge.offer(f"refs/heads/{target}")
    forge.repo.put("secret/new")
    ran = judge("pull_request", pull(forge, target=target))
    assert verdict(judge, ran) == (2, "could_not_check")
    assert "no base" in ran.log
    ran = judge("pull_request", pull(forge, target=target), base="main release/*")
    assert verdict(judge, ran) == ((2, "could_not_check") if target == "wide" else (0, "clean"))


@pytest.mark.parametrize(
    "branch",
    [
        "$(touch${IFS}pwned)",
        "`touch${IFS}pwned`",
        "a;touch${IFS}pwned;",
        '"&&touch${IFS}pwned&&"',
        "--output=pwned",
        "-x",
        "::error::pwned!",
        "##[error]x",
        "é\u202e",
        "main",
        "HEAD",
        "refs/heads/agent/login",
        "x\n::set-output name=verdict::clean",
        "x\nverdict=clean",
    ],
)
def test_a_branch_s_name_means_nothing_to_anything(
    judge: Judging, forge: Forge, branch: str
) -> None:
    forge.repo.put("secret/new")
    ran = judge("pull_request_target", pull(forge, branch))
    assert verdict(judge, ran) == (0, "unassigned")
    assert {command.name for command in read_commands(ran.log)} == {"warning"}


@pytest.mark.parametrize(
    "path",
    [
        "secret/$(touch pwned)",
        "secret/`touch pwned`",
        "secret/x\n::error file=ok.py::no",
        "secret/\udcff",
        "secret/x\nverdict=clean",
        "secret/##[error]x",
        "secret/<script>|`@all`",
        "secret/${{ github.token }}",
    ],
)
def test_a_file_s_name_means_nothing_to_anything(judge: Judging, forge: Forge, path: str) -> None:
    forge.repo.put(path)
    ran = judge("pull_request", pull(forge))
    assert verdict(judge, ran) == (1, "violations")
    assert read_commands(ran.log)[0].name == "error"
    assert read_markdown(ran.summary)


def test_a_tree_that_shadows_everything_runs_nothing(judge: Judging, forge: Forge) -> None:
    for name in ("sitecustomize.py", "json.py", "remit/__init__.py", "allowed/x.pth"):
        forge.repo.stage(name, SHADOW)
    forge.repo.stage(".gitattributes", "* filter=x diff=x merge=x\n")
    forge.repo.stage("hooks/post-checkout", "#!/bin/sh\ntouch pwned\n")
    forge.repo.stage(".gitmodules", '[submodule "x"]\n path=x\n url=ext::touch pwned\n')
    forge.repo.commit()
    ran = judge("pull_request_target", pull(forge))
    assert verdict(judge, ran) == (1, "violations")


def test_history_is_fetched_as_far_as_it_is_needed(judge: Judging, forge: Forge) -> None:
    for number in range(30):
        forge.repo.put(f"allowed/{number}")
    forge.repo.switch("main")
    for number in range(150):
        forge.repo.commit(f"{number}")
    forge.repo.put("secret/of-the-base")
    forge.land()
    forge.repo.switch("agent/login")
    event = pull(forge)
    assert verdict(judge, judge("pull_request", event)) == (0, "clean")
    assert verdict(judge, judge("pull_request", event, every_commit="true")) == (0, "clean")


def test_every_commit_finds_what_was_put_back(judge: Judging, forge: Forge) -> None:
    forge.repo.put("secret/new")
    forge.repo.git("rm", "-q", "secret/new")
    forge.repo.commit("put back")
    event = pull(forge)
    assert verdict(judge, judge("pull_request", event)) == (0, "clean")
    assert verdict(judge, judge("pull_request", event, every_commit="true")) == (1, "violations")


def test_a_head_that_is_gone_is_not_judged_by_a_newer_one(judge: Judging, forge: Forge) -> None:
    forge.repo.put("secret/new")
    event = pull(forge)
    forge.repo.git("reset", "-q", "--hard", "main")
    forge.repo.put("allowed/new")
    pull(forge)
    assert verdict(judge, judge("pull_request", event)) == (1, "violations")
    forge.project.git("reflog", "expire", "--expire=now", "--all")
    forge.project.git("gc", "-q", "--prune=now")
    ran = judge("pull_request", event)
    assert verdict(judge, ran) == (2, "could_not_check")
    assert "moved on" in ran.log


def test_a_push_of_a_branch_is_judged_by_its_effect_on_the_base(
    judge: Judging, forge: Forge
) -> None:
    before = forge.repo.put("secret/new")
    event = {
        "ref": "refs/heads/agent/login",
        "before": "0" * 40,
        "after": forge.offer("refs/heads/agent/login"),
        "created": True,
        "repository": {"default_branch": "main"},
    }
    assert verdict(judge, judge("push", event)) == (1, "violations")
    forge.repo.put("allowed/new")
    after = forge.offer("refs/heads/agent/login")
    later = {**event, "before": before, "after": after, "created": False}
    assert verdict(judge, judge("push", later)) == (1, "violations")


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("push", {"ref": "refs/tags/v1"}),
        ("push", {"after": "0" * 40, "deleted": True}),
        ("schedule", {}),
        ("pull_request", {"pull_request": {}}),
        ("merge_group", {}),
    ],
)
def test_an_event_without_a_change_fails_and_does_not_pass(
    judge: Judging, forge: Forge, name: str, change: dict[str, object]
) -> None:
    forge.repo.put("allowed/new")
    head = forge.offer("refs/heads/agent/login")
    event = {"ref": "refs/heads/agent/login", "after": head, **pull(forge), **change}
    ran = judge(name, event)
    assert verdict(judge, ran) == (2, "could_not_check")
    assert read_commands(ran.log)[0].name == "error"


def queued(forge: Forge, base: str) -> dict[str, object]:
    """The event of pull request 1 in the merge queue, merged onto `base`."""
    repo = forge.repo
    head = repo.oid("HEAD")
    repo.git("switch", "-q", "--detach", base)
    repo.git("merge", "-q", "--no-ff", "-m", "Merge pull request #1", head)
    place = f"refs/heads/gh-readonly-queue/main/pr-1-{base}"
    merged = forge.offer(place)
    repo.switch("agent/login")
    return {
        "action": "checks_requested",
        "merge_group": {
            "head_sha": merged,
            "head_ref": place,
            "base_sha": base,
            "base_ref": "refs/heads/main",
        },
        "repository": {"default_branch": "main"},
    }


@pytest.mark.parametrize(
    ("path", "answer"), [("allowed/new", (0, "clean")), ("secret/new", (1, "violations"))]
)
def test_an_entry_of_the_merge_queue_is_judged_as_its_pull_request(
    judge: Judging, forge: Forge, path: str, answer: tuple[int, str]
) -> None:
    forge.repo.switch("main")
    ahead = forge.repo.put("secret/of-the-entry-before")
    forge.repo.switch("agent/login")
    forge.repo.put(path)
    with answering({f"/repos/{PATH}/pulls/1": {"head": {"ref": "agent/login"}}}) as api:
        judge.variables = {**judge.variables, "GITHUB_API_URL": api.url}
        assert verdict(judge, judge("merge_group", queued(forge, ahead))) == answer
        assert api.authorizations == [f"Bearer {TOKEN}"]


def test_a_queue_whose_branch_cannot_be_asked_for_is_not_judged(
    judge: Judging, forge: Forge
) -> None:
    forge.repo.put("allowed/new")
    event = queued(forge, forge.repo.oid("main"))
    with answering({}) as api:
        judge.variables = {**judge.variables, "GITHUB_API_URL": api.url}
        ran = judge("merge_group", event)
    assert verdict(judge, ran) == (2, "could_not_check")
    assert "pull-requests: read" in ran.log


def test_a_queue_whose_task_is_named_asks_for_no_branch(judge: Judging, forge: Forge) -> None:
    forge.repo.put("secret/new")
    event = queued(forge, forge.repo.oid("main"))
    with answering({}) as api:
        judge.variables = {**judge.variables, "GITHUB_API_URL": api.url}
        assert verdict(judge, judge("merge_group", event, task="login")) == (1, "violations")


def test_the_task_can_be_named_and_must_agree(judge: Judging, forge: Forge) -> None:
    forge.repo.put("secret/new")
    ran = judge("pull_request", pull(forge, "feature"), task="login")
    assert verdict(judge, ran) == (1, "violations")
    ran = judge("pull_request", pull(forge, "feature"), task="nobody")
    assert verdict(judge, ran) == (2, "could_not_check")


def test_sarif_is_written_where_it_is_wanted(judge: Judging, forge: Forge) -> None:
    forge.repo.put("secret/new")
    assert judge("pull_request", pull(forge), sarif="remit.sarif").code == 1
    assert read_sarif((judge.workspace / "remit.sarif").read_text())
    event = pull(forge, target="elsewhere")
    assert judge("pull_request", event, sarif="remit.sarif").code == 2
    assert read_sarif((judge.workspace / "remit.sarif").read_text()) is not None


def test_an_input_that_is_neither_true_nor_false_fails(judge: Judging, forge: Forge) -> None:
    forge.repo.put("allowed/new")
    assert judge("pull_request", pull(forge), every_commit="yes").code == 2


@pytest.mark.parametrize(
    "setting", ["safe.bareRepository=explicit", "core.hooksPath=HOOKS", "init.templateDir=HOOKS"]
)
def test_how_git_is_set_up_on_the_machine_changes_nothing(
    judge: Judging, forge: Forge, tmp_path: Path, setting: str
) -> None:
    for name in ("reference-transaction", "hooks/reference-transaction"):
        script(tmp_path / "aside" / name, f"touch {tmp_path}/ran")
    key, _, value = setting.replace("HOOKS", str(tmp_path / "aside")).partition("=")
    forge.repo.git("config", "--global", key, value)
    forge.repo.put("secret/new")
    event = pull(forge)
    (tmp_path / "ran").unlink(missing_ok=True)
    assert verdict(judge, judge("pull_request", event)) == (1, "violations")
    assert not (tmp_path / "ran").exists()


def test_the_token_reaches_the_server_and_no_other_place(judge: Judging, forge: Forge) -> None:
    forge.repo.switch("main")
    for number in range(5):  # so that history has to be deepened, with the token again
        forge.repo.commit(f"{number}")
    forge.land()
    forge.repo.switch("agent/login")
    forge.repo.put("allowed/new")
    event = pull(forge)
    with served(forge.root, f"x-access-token:{TOKEN}") as url:
        judge.variables = {**judge.variables, "GITHUB_SERVER_URL": url}
        assert verdict(judge, judge("pull_request", event)) == (0, "clean")
        assert verdict(judge, judge("pull_request", event, token="no")) == (2, "could_not_check")  # noqa: S106 - nobody's


def test_an_address_that_does_not_answer_is_could_not_check(judge: Judging, forge: Forge) -> None:
    forge.repo.put("allowed/new")
    judge.variables = {**judge.variables, "GITHUB_SERVER_URL": "file:///nowhere"}
    ran = judge("pull_request", pull(forge))
    assert verdict(judge, ran) == (2, "could_not_check")
    assert "cannot be fetched" in ran.log


def test_a_machine_without_a_python_that_is_new_enough_is_told_so(
    released: Released, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "bash").symlink_to("/bin/bash")
    (programs / "python3").write_text("#!/bin/bash\nexit 1\n")
    (programs / "python3").chmod(0o755)
    monkeypatch.setenv("PATH", str(programs))
    ran = Runner(tmp_path / "job", "push", {}, {}).run(released.action, {}, {})
    assert ran.code == 2
    assert read_commands(ran.log)[0].name == "error"


def test_what_the_action_installs_is_pinned_as_for_development() -> None:
    ours = (ROOT / "hooks/github/requirements.txt").read_text()
    developed = (ROOT / "requirements-dev.txt").read_text()
    blocks = re.findall(r"^\S+==.*\\\n(?:    --hash=\S+(?: \\)?\n)+", ours, re.MULTILINE)
    assert len(blocks) == len(re.findall(r"^[a-z]\S*==", ours, re.MULTILINE)) >= 8
    assert [block for block in blocks if block not in developed] == []


def test_the_workflows_of_the_readme_use_the_action_as_it_is() -> None:
    text = (ROOT / "hooks/github/README.md").read_text()
    action = read_action(ROOT / "hooks/github")
    assert [name for name in (*action.inputs, *action.outputs) if f"`{name}`" not in text] == []
    assert json.dumps(text).count("hooks/github@") >= 2
