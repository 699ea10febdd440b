"""Where a repository lies is nobody's fault: its path may hold whatever a path can hold."""

import os
from pathlib import Path

import pytest
from hooked import script, snapshot, try_commit
from pushing import bare, linked, push
from repo import Repo

from remit.cli.main import main
from remit.errors import GitError
from remit.install.doctor import diagnose_hooks
from remit.install.install import install, uninstall
from remit.install.server import install_server
from remit.paths import escape_text

NAMES = {
    "a colon": b"a:b",
    "a quote first": b'"a',
    "what a shell expands": b"a'b\"c $(touch owned)`touch owned`;touch owned;#&|<>*?[a]{b,c}!~",
    "what formats expand": b"%s%(prefix)=a\\n\\",
    "a dash first": b"--help",
    "a tilde first": b"~root",
    "blanks at both ends": b" a\t",
    "not UTF-8": b"caf\xe9\xff",
    "what acts on a terminal": b"\x1b[2Ja\rb\xe2\x80\xae",
    "much of it": b"/".join((b"l" * 250,) * 8),
}


@pytest.fixture
def hostile(repo: Repo, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Repo:
    root = Path(os.fsdecode(os.fsencode(repo.root.parent) + b"/d/" + NAMES[request.param]))
    root.parent.mkdir(parents=True)
    repo.root.rename(root)
    monkeypatch.chdir(root)
    return Repo(root)


everywhere = pytest.mark.parametrize("hostile", NAMES, indirect=True)


@everywhere
def test_hooks_are_installed_proven_in_force_and_taken_away(
    hostile: Repo, capfd: pytest.CaptureFixture[str]
) -> None:
    script(hostile.root / ".husky/pre-commit", "echo mine >&2")
    hostile.git("config", "core.hooksPath", ".husky")
    before = snapshot(hostile.root / ".git")
    assert main(["install"]) == 0
    assert main(["doctor"]) == 0
    said = "".join(capfd.readouterr())
    assert [line for line in said.split("\n") if line != escape_text(line)] == []
    hostile.stage("secret/new")
    assert try_commit(hostile).returncode == 1
    hostile.git("reset", "-q", "--hard")
    hostile.stage("allowed/new")
    done = try_commit(hostile)
    assert (done.returncode, b"mine" in done.stderr) == (0, True)
    assert main(["check", "--range", "main...HEAD"]) == 0
    assert main(["uninstall"]) == 0
    assert snapshot(hostile.root / ".git") == before
    assert not [*hostile.root.parent.parent.rglob("owned")]


@everywhere
def test_a_server_refuses_what_is_outside(hostile: Repo) -> None:
    server = bare(hostile.root.parent / f"{hostile.root.name[:200]}.git")
    linked(hostile, server)
    install_server(server.root)
    assert not [found for found in diagnose_hooks(server.root) if found.level == "broken"]
    hostile.put("secret/new")
    assert push(hostile, "origin", "agent/login").returncode == 1
    uninstall(server.root)


def test_a_line_break_in_the_path_is_a_sentence(repo: Repo) -> None:
    for name in ("a\nb", "a\n"):
        root = repo.root.with_name(name)
        repo.root.rename(root)
        repo = Repo(root)
        with pytest.raises(GitError, match="line break"):
            install(root)


def test_a_linked_worktree_whose_path_has_a_line_break_is_not_passed_over(repo: Repo) -> None:
    top = repo.root.parent / "a\nb"
    repo.git("worktree", "add", "-q", str(top), "main")
    install(repo.root)
    found = [each for each in diagnose_hooks(repo.root) if each.worktree == str(top)]
    assert any("a test change outside every scope was refused" in each.what for each in found)
