"""A layer that only warns, with real hooks: what passes, what is said, what later layers know."""

from pathlib import Path

import pytest
from hooked import hooked, said, skipped, try_commit
from repo import Repo

from remit.cli.main import main


@pytest.fixture
def warned(repo: Repo) -> Repo:
    """The repository with hooks, where the commit only warns and the push refuses."""
    repo.switch("main")
    repo.policy('[enforce]\ncommit = "warn"\nuntil = 2999-12-31\n')
    repo.commit()
    repo.git("clone", "-q", "--bare", ".", "../server.git")
    repo.git("remote", "add", "origin", "../server.git")
    repo.git("fetch", "-q", "origin")
    repo.switch("agent/login")
    repo.git("merge", "-q", "--ff-only", "main")
    return hooked(repo)


def log(repo: Repo) -> Path:
    return repo.root / ".git/remit/log.jsonl"


def test_a_commit_passes_with_a_warning_and_the_push_refuses_it(
    warned: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    warned.stage("secret/s", "changed\n")
    done = try_commit(warned)
    assert done.returncode == 0
    assert "warning, this would be refused" in said(done)
    assert "only warns at the commit until 2999-12-31" in said(done)
    assert skipped(warned) == []
    assert "Remit-Task: login" in warned.git("log", "-1", "--format=%B")
    pushed = warned.attempt("push", "origin", "agent/login", feed=None)
    assert pushed.returncode == 1
    assert "did not judge" not in said(pushed)
    assert main(["log"]) == 0
    out = capsys.readouterr().out
    assert "refused 1x, would have been refused 1x (commit, push)" in out
    assert "1 warning, 1 refusal since" in out


def test_a_push_that_only_warns_is_told_and_taken(warned: Repo) -> None:
    warned.switch("main")
    warned.policy('enforce = "warn"\n')
    warned.commit()
    warned.git("push", "-q", "--no-verify", "origin", "main")
    warned.switch("agent/login")
    warned.git("merge", "-q", "--no-verify", "main")
    warned.stage("secret/s", "changed\n")
    warned.commit()
    pushed = warned.attempt("push", "origin", "agent/login", feed=None)
    assert pushed.returncode == 0, said(pushed)
    assert "warning, this would be refused" in said(pushed)
    assert "only warns at the push" in said(pushed)


def test_a_clean_commit_writes_no_log(warned: Repo) -> None:
    warned.stage("allowed/new")
    assert try_commit(warned).returncode == 0
    assert not log(warned).exists()


def test_a_log_that_cannot_be_written_stops_no_commit(warned: Repo) -> None:
    log(warned).mkdir()
    warned.stage("secret/s", "changed\n")
    assert try_commit(warned).returncode == 0
