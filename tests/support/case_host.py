"""The pre-commit framework with an environment that it builds itself, from this very source tree.

Built once per run of the tests, however many processes share the run: the framework's own lock
keeps them apart, and a second lock the snapshot that it builds from.
"""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from case_ground import PRE_COMMIT, SECONDS

PROJECT = Path(__file__).parent.parent.parent
_SNAPSHOT = """\
git init -q -b main .
git add -A
git -c user.name=Ada -c user.email=ada@example.invalid commit -q -m 'A snapshot'
"""


class Host:
    """`home` is the framework's store; `configuration` makes repositories use this source tree."""

    def __init__(self, factory: pytest.TempPathFactory) -> None:
        base = factory.getbasetemp()
        shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
        self._source = shared / "snapshot"
        self.home = shared / "framework-home"
        self._built = shared / "snapshot.built"
        self._lock = shared / "snapshot.lock"

    def configuration(self) -> str:
        """The framework's configuration with this source tree at its present state."""
        with _locked(self._lock):
            if not self._built.exists():
                shutil.rmtree(self._source, ignore_errors=True)
                _snapshot(self._source)
                self._install()
                self._built.touch()
        return self._text()

    def _text(self) -> str:
        revision = _output(["git", "rev-parse", "HEAD"], self._source).strip()
        return (
            "repos:\n"
            f"- repo: file://{self._source}\n"
            f"  rev: {revision}\n"
            "  hooks:\n"
            "  - id: remit-commit\n"
        )

    def _install(self) -> None:
        """Build the environment now, outside of any case's time; skips without a package index."""
        place = self._source.with_name("install-here")
        place.mkdir(exist_ok=True)
        (place / ".pre-commit-config.yaml").write_text(self._text())
        _output(["git", "init", "-q"], place)
        done = _run([str(PRE_COMMIT), "install-hooks"], place, {"PRE_COMMIT_HOME": str(self.home)})
        if any(word in done.stdout for word in ("Could not find a version", "ConnectionError")):
            pytest.skip("needs a package index, to build the hook's environment from")
        assert done.returncode == 0, done.stdout + done.stderr


def _snapshot(target: Path) -> None:
    """The files of the source tree that git knows or would add, as one commit."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in filter(None, _output(listed, PROJECT).split("\0")):
        source = PROJECT / name
        if source.is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target / name)
    _output(["sh", "-euc", _SNAPSHOT], target)


def _output(command: list[str], where: Path) -> str:
    done = _run(command, where, {})
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _run(command: list[str], where: Path, more: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=where,
        env={**os.environ, **more},
        capture_output=True,
        text=True,
        timeout=5 * SECONDS,
        check=False,
    )


@contextmanager
def _locked(path: Path) -> Generator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
