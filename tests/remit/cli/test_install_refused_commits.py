"""What a refused `git commit` says, and that following it ends well."""

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from violations import content, paste

if TYPE_CHECKING:
    from calling import RemitCall
    from repo import Repo


@pytest.fixture
def hooked(remit: "RemitCall", repo: "Repo") -> "Repo":
    assert remit("install").code == 0
    return repo


def refused(repo: "Repo", *arguments: str) -> str:
    done = repo.attempt("commit", "-m", "work", *arguments)
    assert done.returncode == 1
    return done.stderr.decode()


def commands(text: str, title: str) -> list[str]:
    """The commands below one fix."""
    found = re.search(rf"^  {title}: .*\n((?:      .*\n)+)", text, re.MULTILINE)
    assert found is not None, text
    return [line.strip() for line in found[1].splitlines()]


@pytest.mark.parametrize("how", [[], ["-a"], ["secret/s", "allowed/a"]])
def test_the_fixes_of_a_refused_commit_work_however_it_was_made(
    hooked: "Repo", how: list[str]
) -> None:
    hooked.write("allowed/a", "mine\n")
    hooked.write("secret/s", "not mine\n")
    if not how:
        hooked.git("add", "-A")
    text = refused(hooked, *how)
    assert ("Then commit without `-a`" in text) == bool(how)
    before = content(hooked.root)
    for command in commands(text, "Send to the owner"):
        paste(hooked.root, command)
    (patch,) = (hooked.root / ".git").glob("remit-*.patch")
    assert "not mine" in patch.read_text()
    for command in commands(text, "Unstage"):
        paste(hooked.root, command)
    assert content(hooked.root) == before
    hooked.git("add", "allowed/a")
    hooked.git("commit", "-q", "-m", "work")
    assert hooked.git("show", "--name-only", "--format=", "HEAD") == "allowed/a"


def test_a_refusal_in_a_hook_has_no_colour_where_nobody_looks(hooked: "Repo") -> None:
    hooked.stage("secret/s", "x\n")
    text = refused(hooked)
    assert "\033" not in text
    assert text.startswith("remit: refused: 1 violation among 1 change;")


def test_a_terminal_gets_colour_unless_it_does_not_want_any(repo: "Repo") -> None:
    import os
    import pty

    repo.stage("secret/s", "x\n")
    for environment, coloured in (({"TERM": "xterm"}, True), ({"NO_COLOR": "1"}, False)):
        master, terminal = pty.openpty()
        words = [sys.executable, "-I", "-m", "remit.cli", "check"]
        subprocess.run(words, stdout=terminal, env={**os.environ, **environment}, check=False)
        os.close(terminal)
        assert (b"\033[1;31mrefused" in os.read(master, 65536)) == coloured
        os.close(master)
