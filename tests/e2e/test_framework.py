"""The hooks of `.pre-commit-hooks.yaml` under the pre-commit framework, alone and beside ours."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hooked import said, try_commit
from pushing import bare, linked, push
from repo import Repo

from remit.install.install import install

ROOT = Path(__file__).parents[2]
HOOKS = (ROOT / ".pre-commit-hooks.yaml").read_text()
STAGES = ("pre-commit", "pre-merge-commit", "commit-msg", "pre-push")


def pre_commit(repo: Repo, *arguments: str, **options: float) -> subprocess.CompletedProcess[bytes]:
    """`pre-commit ARGUMENTS` in the repository."""
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", *arguments],
        cwd=repo.root,
        check=False,
        capture_output=True,
        timeout=options.get("timeout", 120),
    )


def local(hooks: str) -> str:
    """A configuration of the published hooks that runs this checkout: no environment is built."""
    lines = [f"  {line}" for line in hooks.splitlines() if "minimum_pre_commit" not in line]
    text = "\n".join(lines).replace("language: python", "language: system")
    text = text.replace("entry: python ", f"entry: {sys.executable} ")
    return f"repos:\n- repo: local\n  hooks:\n{text}\n"


@pytest.fixture
def framed(repo: Repo) -> Repo:
    """The task's branch with the framework's hooks installed for every stage that remit has."""
    repo.switch("main")
    repo.put(".pre-commit-config.yaml", local(HOOKS))
    repo.switch("agent/login")
    repo.git("reset", "-q", "--hard", "main")
    types = [word for stage in STAGES for word in ("-t", stage)]
    assert pre_commit(repo, "install", *types).returncode == 0
    return repo


def test_what_is_allowed_is_committed_with_its_trailer(framed: Repo) -> None:
    framed.stage("allowed/new")
    done = try_commit(framed)
    assert done.returncode == 0, said(done)
    shown = framed.git("log", "-1", "--format=%(trailers:key=Remit-Task,valueonly)")
    assert shown.strip() == "login"


def test_a_violation_is_refused_and_nothing_changes(framed: Repo) -> None:
    framed.stage("secret/new")
    before = framed.oid("HEAD"), framed.git("ls-files", "-s")
    done = try_commit(framed)
    assert done.returncode == 1
    assert "R101" in said(done)
    assert (framed.oid("HEAD"), framed.git("ls-files", "-s")) == before


@pytest.mark.parametrize("command", [("rm", "-q", "secret/s"), ("mv", "secret/s", "allowed/s")])
def test_what_the_framework_does_not_list_is_judged(framed: Repo, command: tuple[str, ...]) -> None:
    framed.git(*command)
    done = try_commit(framed)
    assert done.returncode == 1
    assert "secret/s" in said(done)


def test_a_partial_commit_is_judged_by_what_it_commits(framed: Repo) -> None:
    framed.stage("allowed/new")
    framed.write("secret/s", "changed\n")
    assert try_commit(framed, "--", "secret/s").returncode == 1
    assert try_commit(framed, "--", "allowed/new").returncode == 0


def test_a_clean_merge_of_the_base_passes_at_pre_merge_commit(framed: Repo) -> None:
    framed.put("allowed/new")
    framed.switch("main")
    framed.put("secret/from-base")
    framed.switch("agent/login")
    done = framed.attempt("merge", "-q", "-m", "merge", "main")
    assert done.returncode == 0, said(done)


def test_a_merge_of_something_else_is_refused_at_pre_merge_commit(framed: Repo) -> None:
    framed.put("allowed/new")
    framed.git("switch", "-q", "-c", "elsewhere", "main")
    framed.put("secret/smuggled")
    framed.switch("agent/login")
    done = framed.attempt("merge", "-q", "-m", "merge", "elsewhere")
    assert done.returncode == 1
    assert "secret/smuggled" in said(done)


def test_a_hand_edit_in_a_merge_is_refused(framed: Repo) -> None:
    framed.put("allowed/new")
    framed.switch("main")
    framed.put("secret/from-base")
    framed.switch("agent/login")
    framed.git("merge", "-q", "--no-commit", "main")
    framed.stage("secret/s", "by hand\n")
    done = try_commit(framed)
    assert done.returncode == 1
    assert "secret/s" in said(done)


def test_a_message_that_names_another_task_is_refused(framed: Repo) -> None:
    framed.stage("allowed/new")
    done = try_commit(framed, "-m", "Remit-Task: other")
    assert done.returncode == 1
    assert "names the task other" in said(done)


def test_faulty_manifests_are_refused_before_they_reach_the_base(framed: Repo) -> None:
    framed.switch("main")
    framed.task("broken", write=["/absolute"])
    done = try_commit(framed)
    assert done.returncode == 1
    assert ".remit/tasks/broken.toml:5:" in said(done)


def test_overlapping_manifests_are_refused_before_they_reach_the_base(framed: Repo) -> None:
    framed.switch("main")
    framed.task("rival", write=["allowed/*.py"])
    done = try_commit(framed)
    assert done.returncode == 1
    assert "rival" in said(done)


def test_the_framework_and_native_hooks_refuse_together(framed: Repo) -> None:
    install(framed.root)
    framed.stage("secret/new")
    assert try_commit(framed).returncode == 1
    framed.git("restore", "--staged", "secret/new")
    framed.stage("allowed/new")
    done = try_commit(framed)
    assert done.returncode == 0, said(done)
    message = framed.git("log", "-1", "--format=%B")
    assert message.count("Remit-Task: login") == 1


def test_nothing_of_the_checked_tree_is_imported(framed: Repo) -> None:
    for name in ("remit_hooks/__init__.py", "remit/__init__.py", "tomllib.py"):
        framed.write(name, "raise SystemExit(0)\n")
    framed.stage("secret/new")
    assert "secret/new" in said(try_commit(framed, PYTHONPATH="."))


def test_a_tree_that_hijacks_the_framework_does_not_get_past_the_native_hook(framed: Repo) -> None:
    framed.write("json.py", "raise SystemExit(0)\n")
    framed.stage("secret/new")
    assert try_commit(framed, "--dry-run").returncode == 0
    install(framed.root)
    done = try_commit(framed)
    assert done.returncode == 1
    assert "secret/new" in said(done)


def test_every_published_hook_is_documented_with_its_entry() -> None:
    ids = re.findall(r"^- id: (\S+)", HOOKS, re.MULTILINE)
    assert ids == ["remit-commit", "remit-message", "remit-push", "remit-lint"]
    readme = (ROOT / "hooks/README.md").read_text()
    assert [hook for hook in ids if f"`{hook}`" not in readme] == []
    entries = re.findall(r"entry: (.*)", HOOKS)
    assert all(entry.startswith("python -I -m remit_hooks ") for entry in entries)


def test_the_published_hooks_are_valid_for_the_framework(repo: Repo) -> None:
    done = pre_commit(repo, "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml"))
    assert done.returncode == 0, said(done)


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The framework's store of built environments, shared by the tests of this file."""
    return tmp_path_factory.mktemp("store")


@pytest.mark.parametrize(("path", "code"), [("allowed/new", 0), ("secret/new", 1)])
def test_try_repo_builds_an_environment_and_judges(
    repo: Repo, store: Path, monkeypatch: pytest.MonkeyPatch, path: str, code: int
) -> None:
    monkeypatch.setenv("PRE_COMMIT_HOME", str(store))
    repo.stage(path)
    source = published(store.parent / "source")
    done = pre_commit(repo, "try-repo", str(source), "remit-commit", "--verbose", timeout=600)
    if b"Could not find a version" in done.stdout or b"ConnectionError" in done.stdout:
        pytest.skip("needs a package index, for hatchling: pip download hatchling")
    assert done.returncode == code, said(done)
    assert ("R101" in said(done)) == bool(code)


def published(where: Path) -> Path:
    """What the wheel is made of as a repository of its own, as a release would be."""
    if not where.exists():
        source = Repo.init(where)
        for name in ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
            source.stage(name, (ROOT / name).read_bytes())
        for package in ("scoping/remit", "hooks/remit_hooks", "sim/remit_sim"):
            for file in (ROOT / package).rglob("*"):
                if file.is_file() and "__pycache__" not in file.parts:
                    source.write(str(file.relative_to(ROOT)), file.read_bytes())
        source.git("add", "-A")
        source.commit("a release")
    return where


def test_the_first_ref_of_a_push_is_judged_under_the_framework(
    framed: Repo, tmp_path: Path
) -> None:
    server = bare(tmp_path / "server.git")
    linked(framed, server)
    framed.put("secret/new")
    done = push(framed, "origin", "agent/login")
    assert done.returncode == 1
    assert "R101" in said(done)
    framed.put("allowed/new")
    assert push(framed, "origin", "agent/login").returncode == 1
    framed.git("reset", "-q", "--hard", "main")
    framed.put("allowed/new")
    done = push(framed, "origin", "agent/login")
    assert done.returncode == 0, said(done)


def test_the_framework_hides_the_second_ref_and_the_native_hook_does_not(
    framed: Repo, tmp_path: Path
) -> None:
    linked(framed, bare(tmp_path / "server.git"))
    framed.put("secret/new")
    framed.branch("a-free-one", "main")
    framed.put("top", "changed\n")
    assert push(framed, "origin", "a-free-one", "agent/login").returncode == 0
    framed.git("push", "-q", "--no-verify", "origin", ":agent/login", ":a-free-one")
    install(framed.root)
    done = push(framed, "origin", "a-free-one", "agent/login")
    assert done.returncode == 1
    assert "secret/new" in said(done)
