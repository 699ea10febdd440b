"""What is remembered of an installation is read as what anybody may have written."""

import json

import pytest
from hooked import snapshot
from repo import Repo

from remit.install.install import install, uninstall
from remit.install.repository_paths import InstallError

BASE = {"file": "config", "key": "remit.base", "was": "", "now": "x\n"}
RECORD: dict[str, object] = {
    "version": 1,
    "takeovers": [],
    "base": None,
    "made_hooks_directory": False,
}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[" * 100_000,
        b"\xff\xfe",
        b'{"version": NaN}',
        b"9" * 5000,
        json.dumps(RECORD | {"base": BASE | {"file": "/etc/passwd"}}).encode(),
        json.dumps(RECORD | {"base": BASE | {"file": "../outside"}}).encode(),
        json.dumps(RECORD | {"base": BASE | {"file": "a\0b"}}).encode(),
        json.dumps(RECORD | {"takeovers": {}}).encode(),
    ],
)
def test_a_record_that_is_not_ours_is_a_sentence_and_nothing_changes(
    repo: Repo, content: bytes
) -> None:
    install(repo.root)
    (repo.root / ".git/remit/installed.json").write_bytes(content)
    before = snapshot(repo.root / ".git")
    for act in (install, uninstall):
        with pytest.raises(InstallError, match="cannot be read"):
            act(repo.root)
    assert snapshot(repo.root / ".git") == before
