import json
import subprocess
from pathlib import Path

import pytest

from remit import install_command as module
from remit.install_command import command_from_direct_url, install_command

COMMIT = "0123456789abcdef0123456789abcdef01234567"
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("source", "command"),
    [
        (
            {
                "url": "https://example.org/remit.git",
                "vcs_info": {"vcs": "git", "commit_id": COMMIT, "requested_revision": "main"},
            },
            f"pip install 'remit[sim] @ git+https://example.org/remit.git@{COMMIT}'",
        ),
        (
            {"url": "file:///srv/a%20b", "dir_info": {"editable": True}},
            "pip install -e '/srv/a b[sim]'",
        ),
        ({"url": "file:///srv/remit", "dir_info": {}}, "pip install '/srv/remit[sim]'"),
        (
            {"url": "https://example.org/remit-1-py3-none-any.whl", "archive_info": {}},
            "pip install 'remit[sim] @ https://example.org/remit-1-py3-none-any.whl'",
        ),
        (
            {"url": "https://example.org/x.zip", "archive_info": {}, "subdirectory": "tool"},
            "pip install 'remit[sim] @ https://example.org/x.zip#subdirectory=tool'",
        ),
    ],
)
def test_an_extra_comes_from_where_remit_came_from(source: object, command: str) -> None:
    assert command_from_direct_url(json.dumps(source), "sim") == command


@pytest.mark.parametrize("text", [None, "", "{", "[]", "{}", '{"url": 1}', '{"url": "a\\u001b"}'])
def test_without_a_known_source_no_name_of_an_index_is_given(text: str | None) -> None:
    said = command_from_direct_url(text, "split")
    assert said == "install the extra `split` of remit from the repository that you have it from"


def test_the_command_is_that_of_this_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "[split]" in install_command("split") or "`split`" in install_command("split")
    monkeypatch.setattr(module, "_NAME", "a-package-that-is-not-there")
    assert "from the repository" in install_command("split")


def test_no_hint_names_the_bare_package_of_the_index() -> None:
    words = ("git", "grep", "-lE", r"pip install ['\"]?remit\[")
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    allowed = {"scoping/remit/install_command.py", "tests/remit/test_install_command.py"}
    assert set(done.stdout.split()) <= allowed | {"CHANGELOG.md"}
