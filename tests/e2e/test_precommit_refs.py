"""The framework outside of a commit: `pre-commit run` with a range, and with all files."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hooked import said, try_commit
from repo import Repo

ROOT = Path(__file__).parents[2]


@pytest.fixture
def framed(repo: Repo) -> Repo:
    """The task's branch, and the commit hook as it is published, from this checkout."""
    hook = (ROOT / ".pre-commit-hooks.yaml").read_text().split("- id: remit-message")[0]
    lines = [f"  {line}" for line in hook.splitlines() if "minimum_pre_commit" not in line]
    text = "\n".join(lines).replace("language: python", "language: system")
    text = text.replace("entry: python ", f"entry: {sys.executable} ")
    repo.switch("main")
    repo.put(".pre-commit-config.yaml", f"repos:\n- repo: local\n  hooks:\n{text}\n")
    repo.switch("agent/login")
    repo.git("reset", "-q", "--hard", "main")
    return repo


def run(repo: Repo, *words: str, **variables: str) -> tuple[int, str]:
    """`pre-commit run WORDS`: its code, and what it says."""
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", *words],
        cwd=repo.root,
        env={**os.environ, **variables},
        capture_output=True,
        check=False,
        timeout=120,
    )
    return done.returncode, said(done)


RANGE = ("--from-ref", "main", "--to-ref", "HEAD")


def test_a_range_is_judged_and_not_the_empty_index(framed: Repo) -> None:
    framed.put("allowed/new")
    code, text = run(framed, *RANGE)
    assert (code, "clean" in text) == (0, True), text
    framed.put("secret/new")
    code, text = run(framed, *RANGE)
    assert code == 1
    assert "secret/new" in text


def test_what_is_staged_is_judged_beside_the_range(framed: Repo) -> None:
    framed.put("allowed/new")
    framed.stage("secret/new")
    code, text = run(framed, *RANGE)
    assert code == 1
    assert "secret/new" in text


def test_the_start_of_a_range_hides_nothing_and_is_trusted_with_nothing(framed: Repo) -> None:
    framed.put("secret/new")
    framed.task("login", write=["**"])
    framed.commit("a manifest of one's own")
    widened = framed.oid("HEAD")
    framed.put("allowed/new")
    code, text = run(framed, "--from-ref", widened, "--to-ref", "HEAD")
    assert code == 1
    assert "secret/new" in text


def test_on_a_detached_head_the_caller_says_which_branch_it_is(framed: Repo) -> None:
    framed.put("secret/new")
    framed.git("switch", "-q", "--detach")
    code, text = run(framed, *RANGE)
    assert code == 1  # the framework's own code for a hook that failed
    assert "nothing says which task this is" in text
    assert "hint: say which branch it is: REMIT_BRANCH=NAME pre-commit run" in text
    assert "--branch" not in text
    code, text = run(framed, *RANGE, REMIT_BRANCH="agent/login")
    assert "secret/new" in text
    assert code == 1


def test_a_branch_of_no_task_is_said_to_be_unjudged(framed: Repo) -> None:
    framed.branch("free")
    framed.put("secret/new")
    code, text = run(framed, *RANGE)
    assert code == 0
    assert "nothing was checked" in text


def test_a_clone_that_is_too_shallow_is_no_pass(framed: Repo, tmp_path: Path) -> None:
    for name in ("a", "b"):
        framed.put(f"allowed/{name}")
    framed.switch("main")
    framed.put("secret/of-the-base")
    framed.switch("agent/login")
    clone = framed.clone(tmp_path / "clone", "--depth=1", "--no-single-branch")
    clone.git("config", "remit.base", "main")
    code, text = run(clone, "--from-ref", "HEAD", "--to-ref", "HEAD")
    assert code == 1
    assert "shallow" in text


@pytest.mark.parametrize("detached", [False, True])
def test_all_files_is_no_change_and_says_that_nothing_was_judged(
    framed: Repo, *, detached: bool
) -> None:
    framed.put("secret/new")
    if detached:
        framed.git("switch", "-q", "--detach")
    code, text = run(framed, "--all-files")
    assert code == 0
    assert "NOTHING WAS JUDGED" in text


def test_all_files_with_a_violation_staged_is_refused(framed: Repo) -> None:
    framed.stage("secret/new")
    code, text = run(framed, "--all-files")
    assert code == 1
    assert "secret/new" in text


def test_variables_of_a_range_that_leak_into_a_commit_let_nothing_through(framed: Repo) -> None:
    install = [sys.executable, "-m", "pre_commit", "install"]
    subprocess.run(install, cwd=framed.root, check=True, capture_output=True)
    leaked = {"PRE_COMMIT_FROM_REF": "main", "PRE_COMMIT_TO_REF": "main"}
    framed.stage("secret/new")
    refused = try_commit(framed, **leaked)
    assert refused.returncode == 1
    assert "secret/new" in said(refused)
    framed.git("restore", "--staged", "secret/new")
    framed.stage("allowed/new")
    assert try_commit(framed, **leaked).returncode == 0


def test_a_commit_without_changes_is_silent_as_ever(framed: Repo) -> None:
    install = [sys.executable, "-m", "pre_commit", "install"]
    subprocess.run(install, cwd=framed.root, check=True, capture_output=True)
    done = try_commit(framed, "--allow-empty")
    assert done.returncode == 0
    assert "NOTHING" not in said(done)
