"""The real husky and lefthook, where they are installed; elsewhere their stand-ins must do."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hooked import said, script, snapshot, try_commit
from repo import Repo

from remit.install.doctor import diagnose_hooks
from remit.install.install import install, uninstall

HUSKY = shutil.which("husky")
LEFTHOOK = shutil.which("lefthook")
CONFIGURATION = "pre-commit:\n  commands:\n    say:\n      run: echo ran >>.git/ran\n"

needs_husky = pytest.mark.skipif(HUSKY is None, reason="needs husky: npm install --global husky")
needs_lefthook = pytest.mark.skipif(
    LEFTHOOK is None, reason="needs lefthook: npm install --global lefthook"
)


def run(repo: Repo, *command: str) -> None:
    """A manager's own command, which must succeed."""
    done = subprocess.run(command, cwd=repo.root, check=False, capture_output=True)
    assert done.returncode == 0, done.stdout + done.stderr


def husky(repo: Repo) -> None:
    """`husky`, with one script."""
    run(repo, HUSKY or "husky")
    repo.write(".husky/pre-commit", "echo ran >>.git/ran\n")


def lefthook(repo: Repo) -> None:
    """`lefthook install`, with one command."""
    repo.write("lefthook.yml", CONFIGURATION)
    run(repo, LEFTHOOK or "lefthook", "install")


def assert_both_work(repo: Repo) -> None:
    """A violation is refused before the other manager runs; what is allowed passes through both."""
    ran = repo.root / ".git/ran"
    ran.unlink(missing_ok=True)
    repo.stage("secret/new")
    done = try_commit(repo)
    assert done.returncode == 1, said(done)
    assert "secret/new" in said(done)
    assert not ran.exists()
    repo.git("restore", "--staged", "secret/new")
    repo.stage("allowed/new", repo.oid("HEAD"))
    done = try_commit(repo)
    assert done.returncode == 0, said(done)
    assert ran.read_text() == "ran\n"
    assert [found for found in diagnose_hooks(repo.root) if found.level == "broken"] == []


def assert_violations_are_refused(repo: Repo) -> None:
    """By whichever hook of remit's is left."""
    repo.stage("secret/new")
    done = try_commit(repo)
    assert done.returncode == 1, said(done)
    assert "secret/new" in said(done)
    repo.git("restore", "--staged", "secret/new")


def broken(repo: Repo) -> str:
    """What doctor finds broken."""
    return "\n".join(found.what for found in diagnose_hooks(repo.root) if found.level == "broken")


@needs_husky
def test_husky_then_remit(repo: Repo) -> None:
    husky(repo)
    before = snapshot(repo.root / ".git")
    install(repo.root)
    assert_both_work(repo)
    uninstall(repo.root)
    assert snapshot(repo.root / ".git") == before


@needs_husky
def test_remit_then_husky_is_seen_and_healed(repo: Repo) -> None:
    install(repo.root)
    husky(repo)
    assert "a test change outside every scope was NOT refused" in broken(repo)
    install(repo.root)
    assert_both_work(repo)


@needs_husky
def test_husky_again_over_remit_is_seen_and_healed(repo: Repo) -> None:
    husky(repo)
    install(repo.root)
    husky(repo)
    assert "husky took it back" in broken(repo)
    install(repo.root)
    assert_both_work(repo)


@needs_lefthook
def test_lefthook_then_remit(repo: Repo) -> None:
    lefthook(repo)
    before = snapshot(repo.root / ".git")
    install(repo.root)
    assert_both_work(repo)
    uninstall(repo.root)
    assert snapshot(repo.root / ".git") == before


@needs_lefthook
def test_remit_then_lefthook_is_seen_and_healed(repo: Repo) -> None:
    script(repo.root / ".git/hooks/pre-commit", "echo older >>.git/older")
    install(repo.root)
    lefthook(repo)
    assert "lefthook has moved remit's pre-commit" in broken(repo)
    assert_violations_are_refused(repo)
    install(repo.root)
    assert_both_work(repo)


@needs_lefthook
def test_lefthook_that_synchronises_itself_is_seen_and_healed(repo: Repo) -> None:
    lefthook(repo)
    install(repo.root)
    repo.write("lefthook.yml", CONFIGURATION + "commit-msg:\n  commands: {}\n")
    repo.stage("allowed/new")
    try_commit(repo, PATH=f"{Path(LEFTHOOK or '').parent}{os.pathsep}{os.environ['PATH']}")
    install(repo.root)
    assert_both_work(repo)


@needs_lefthook
def test_lefthook_in_a_repository_of_huskys_path_leaves_remit_alone(repo: Repo) -> None:
    repo.git("config", "core.hooksPath", ".githooks")
    install(repo.root)
    repo.write("lefthook.yml", CONFIGURATION)
    done = subprocess.run([LEFTHOOK or "lefthook", "install"], cwd=repo.root, check=False)
    assert done.returncode != 0
    repo.stage("secret/new")
    assert "secret/new" in said(try_commit(repo))
