"""The cache of manifests: as strong as a hook, so only what this user alone could write counts."""

import os
from pathlib import Path

import pytest
from repo import Repo, rules

from remit.manifest import catalog

WIDE = b'[task]\nid = "login"\nbranch = "agent/login"\n[files]\nwrite = ["**"]\n'
REFUSED = [(b"secret/mine", "R101")]


@pytest.fixture
def forged(repo: Repo) -> Path:
    """The cache of the base with another manifest in it, and a change that only this one allows."""
    repo.stage("secret/mine")
    assert rules(repo.judge()) == REFUSED
    (file,) = (repo.root / ".git" / "remit" / "cache").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_bytes(
        catalog.serialize_catalog(
            catalog.read_catalog({b".remit/tasks/login.toml": (0o100644, WIDE)})
        )
    )
    return file


@pytest.mark.usefixtures("forged")
def test_what_this_user_alone_could_write_is_read(repo: Repo) -> None:
    assert rules(repo.judge()) == []


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o660, 0o666])
def test_what_others_could_write_is_not_read_and_is_replaced(
    repo: Repo, forged: Path, mode: int
) -> None:
    forged.chmod(mode)
    assert rules(repo.judge()) == REFUSED
    assert forged.stat().st_mode & 0o777 == 0o600
    assert rules(repo.judge()) == REFUSED


@pytest.mark.usefixtures("forged")
def test_what_another_user_owns_is_not_read(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    other = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: other)
    assert rules(repo.judge()) == REFUSED
