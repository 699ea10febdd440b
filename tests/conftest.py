"""Fixtures that all tests share: an isolated machine, and real repositories on it."""

import os
import shutil
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser import end_browser
from hypothesis import HealthCheck, settings
from repo import Repo, isolated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

BENCHMARK = "Skipping benchmark"

# How long an example takes, or its generation, says something about the machine alone. Hypothesis's
# own profile for a CI says the same, and a run of mutants has one of its own.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
if settings.get_current_profile_name() == "default":
    settings.load_profile("unhurried")


def pytest_configure() -> None:
    """Programs under test can be interrupted, even where these tests cannot (`nohup`, `&`).

    What is ignored would stay so in every program that they start; a handler does not.
    """
    for told in (signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(told) is signal.SIG_IGN:
            signal.signal(told, _unheard)


def _unheard(_told: int, _frame: "FrameType | None") -> None:
    """Take the signal, and do nothing about it."""


@pytest.fixture(autouse=True)
def _machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No configuration of this machine, pinned identity and dates, no templates, no network."""
    _isolate(tmp_path / "home", monkeypatch)


def _isolate(home: Path, patch: pytest.MonkeyPatch) -> None:
    wanted = isolated(home)
    for name in set(os.environ) - set(wanted):
        patch.delenv(name)
    for name, value in wanted.items():
        patch.setenv(name, value)


@pytest.fixture(scope="module", autouse=True)
def _browser() -> "Iterator[None]":
    """What was opened in a browser is closed at the end of a module."""
    yield
    end_browser()


@pytest.fixture(scope="session")
def _models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of `empty` and `repo`, built once and copied for each test."""
    root = tmp_path_factory.mktemp("models")
    with pytest.MonkeyPatch.context() as patch:
        _isolate(root / "home", patch)
        Repo.init(root / "empty")
        repo = Repo.init(root / "repo")
        repo.task("login", write=["allowed/**"])
        for path in ("allowed/a", "secret/s", "top"):
            repo.stage(path, f"{path}\n")
        repo.commit("the base")
        repo.branch("agent/login")
    return root


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, _models: Path) -> Repo:
    """A repository without any commit, which is also the current directory."""
    root = shutil.copytree(_models / "empty", tmp_path / "repo")
    monkeypatch.chdir(root)
    return Repo(root)


@pytest.fixture
def repo(empty: Repo, _models: Path) -> Repo:
    """The repository of the facts: on `agent/login`, whose scope is `allowed/**`.

    The base `main` has `allowed/a`, `secret/s` and `top`, and the manifest of the task `login`.
    """
    shutil.copytree(_models / "repo", empty.root, dirs_exist_ok=True)
    empty.git("update-index", "-q", "--refresh")  # it has noted other inodes
    return empty


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """In CI nothing may be skipped but benchmarks: `.ci/run` installs what the tests need."""
    if "REMIT_NO_SKIPS" in os.environ:
        for line in _skips(terminalreporter):
            terminalreporter.write_line(f"skipped, and REMIT_NO_SKIPS is set: {line}", red=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Skips fail the run in CI."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if "REMIT_NO_SKIPS" in os.environ and reporter and any(_skips(reporter)):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _skips(reporter: pytest.TerminalReporter) -> "Iterator[str]":
    for report in reporter.stats.get("skipped", []):
        if BENCHMARK not in str(report.longrepr):
            yield f"{report.nodeid}: {report.longrepr}"
