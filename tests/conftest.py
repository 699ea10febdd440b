"""Fixtures that all tests share: an isolated machine, and real repositories on it."""

import os
from pathlib import Path

import pytest
from repo import Repo, isolated


@pytest.fixture(autouse=True)
def _machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No configuration of this machine, pinned identity and dates, no templates, no network."""
    wanted = isolated(tmp_path / "home")
    for name in set(os.environ) - set(wanted):
        monkeypatch.delenv(name)
    for name, value in wanted.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A repository without any commit, which is also the current directory."""
    repo = Repo.init(tmp_path / "repo")
    monkeypatch.chdir(repo.root)
    return repo


@pytest.fixture
def repo(empty: Repo) -> Repo:
    """The repository of the facts: on `agent/login`, whose remit is `allowed/**`.

    The base `main` has `allowed/a`, `secret/s` and `top`, and the manifest of the task `login`.
    """
    empty.task("login", write=["allowed/**"])
    for path in ("allowed/a", "secret/s", "top"):
        empty.stage(path, f"{path}\n")
    empty.commit("the base")
    empty.branch("agent/login")
    return empty
