"""The hook of a bare repository: installed beside what is there, proven, taken away."""

from pathlib import Path

import pytest
from hooked import said, script, snapshot
from pushing import bare, linked, push, refs
from repo import Repo

from remit.errors import RemitError
from remit.install.doctor import diagnose_hooks
from remit.install.install import install, uninstall
from remit.install.repository_paths import InstallError
from remit.install.server import install_server


@pytest.fixture
def server(tmp_path: Path) -> Repo:
    return bare(tmp_path / "server.git")


def findings(server: Repo) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in diagnose_hooks(server.root):
        found.setdefault(each.level, []).append(each.what)
    return found


def test_pushes_are_judged_from_then_on(repo: Repo, server: Repo) -> None:
    linked(repo, server)
    sentences = install_server(server.root)
    assert sentences[0] == f"installed in {server.root}/hooks: pre-receive."
    assert sentences[-1].startswith("remit.base is now main")
    repo.put("allowed/new")
    assert push(repo, "-q", "origin", "agent/login").returncode == 0
    repo.put("secret/new")
    done = push(repo, "origin", "agent/login")
    assert done.returncode == 1
    assert "secret/new" in said(done)


def test_a_hook_that_was_there_runs_after_it_with_the_same_input(repo: Repo, server: Repo) -> None:
    linked(repo, server)
    script(server.root / "hooks/pre-receive", "cat >seen; exit $(cat code)")
    (server.root / "code").write_text("0")
    install_server(server.root)
    assert push(repo, "-q", "origin", "agent/login").returncode == 0
    commit = repo.oid("HEAD")
    assert (server.root / "seen").read_text() == f"{'0' * 40} {commit} refs/heads/agent/login\n"
    (server.root / "code").write_text("7")
    (server.root / "seen").unlink()
    assert push(repo, "-q", "origin", ":agent/login").returncode == 1
    repo.put("secret/new")
    (server.root / "seen").unlink()
    assert push(repo, "-q", "origin", "agent/login").returncode == 1
    assert not (server.root / "seen").exists()


def test_uninstalling_restores_every_byte(server: Repo) -> None:
    script(server.root / "hooks/pre-receive", "cat >/dev/null")
    before = snapshot(server.root)
    install_server(server.root)
    install_server(server.root)
    assert snapshot(server.root) != before
    uninstall(server.root)
    assert snapshot(server.root) == before


def test_the_base_is_the_branch_of_head_or_the_one_that_is_named(server: Repo) -> None:
    server.git("symbolic-ref", "HEAD", "refs/heads/trunk")
    install_server(server.root)
    assert server.git("config", "remit.base") == "trunk"
    install_server(server.root, "release/1")
    assert server.git("config", "remit.base") == "release/1"
    with pytest.raises(RemitError):
        install_server(server.root, "no branch")


def test_a_repository_with_a_working_tree_is_no_server(repo: Repo) -> None:
    with pytest.raises(InstallError, match="not bare"):
        install_server(repo.root)


def test_a_hooks_path_of_somebody_is_left_alone(server: Repo, tmp_path: Path) -> None:
    server.git("config", "core.hooksPath", str(tmp_path))
    with pytest.raises(InstallError, match=r"core\.hooksPath"):
        install_server(server.root)


def test_doctor_shows_the_hook_a_push_that_must_be_refused(repo: Repo, server: Repo) -> None:
    assert "no hook of remit's judges what is pushed here." in findings(server)["ok"]
    linked(repo, server)
    install_server(server.root)
    before = refs(server)
    found = findings(server)
    assert "broken" not in found
    assert "a test push outside every scope was refused: the server's hook runs." in found["ok"]
    assert any("receive.fsckObjects" in what for what in found["warning"])
    server.git("config", "receive.fsckObjects", "true")
    assert "warning" not in findings(server)
    assert refs(server) == before


def test_doctor_names_a_hook_that_does_not_run(repo: Repo, server: Repo) -> None:
    linked(repo, server)
    install_server(server.root)
    hook = server.root / "hooks/pre-receive"
    hook.chmod(0o644)
    assert any("not executable" in what for what in findings(server)["broken"])
    hook.chmod(0o755)
    hook.write_text(hook.read_text().replace("package=/", "package=/gone/"))
    broken = findings(server)["broken"]
    assert any("which is gone" in what for what in broken)
    assert any("NOT refused as it should be" in what for what in broken)


def test_doctor_says_that_there_is_no_base_yet(server: Repo) -> None:
    install_server(server.root)
    found = findings(server)
    assert any("no branch 'main' yet" in what for what in found["warning"])
    assert "a test push outside every scope was refused: the server's hook runs." in found["ok"]


def test_the_hook_before_a_push_hands_its_input_on(repo: Repo, server: Repo) -> None:
    linked(repo, server)
    script(repo.root / ".git/hooks/pre-push", 'echo "$1" >.git/seen; cat >>.git/seen')
    install(repo.root)
    assert push(repo, "-q", "origin", "agent/login").returncode == 0
    ref, commit = "refs/heads/agent/login", repo.oid("HEAD")
    line = f"{ref} {commit} {ref} {'0' * 40}\n"
    assert (repo.root / ".git/seen").read_text() == f"origin\n{line}"
    assert push(repo, "-q", "origin", "agent/login").returncode == 0
    assert (repo.root / ".git/seen").read_text() == "origin\n"


def test_a_push_is_refused_where_the_interpreter_is_gone(repo: Repo, server: Repo) -> None:
    linked(repo, server)
    install(repo.root)
    hook = repo.root / ".git/hooks/pre-push"
    hook.write_text(hook.read_text().replace("package=/", "package=/gone/"))
    done = push(repo, "origin", "agent/login")
    assert done.returncode == 1
    assert "remit: pre-push cannot run" in said(done)
