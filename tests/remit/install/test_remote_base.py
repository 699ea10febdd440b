"""The doctor asks the remote itself where its base is; nothing that a clone configures is run."""

from pathlib import Path

import pytest
from pushing import bare, linked
from repo import Repo

from remit.install import remote_base
from remit.install.diagnostics import Diagnosis
from remit.install.doctor import diagnose_hooks
from remit.install.install import install


@pytest.fixture
def server(tmp_path: Path) -> Repo:
    return bare(tmp_path / "server.git")


@pytest.fixture
def clone(repo: Repo, server: Repo) -> Repo:
    """A repository with hooks, whose base is at the server."""
    linked(repo, server)
    install(repo.root)
    return repo


def about(clone: Repo, words: str) -> list[Diagnosis]:
    """What the doctor finds in these words."""
    return [found for found in diagnose_hooks(clone.root) if words in found.what]


def test_a_base_that_is_where_the_remote_has_it_is_fine(clone: Repo) -> None:
    assert [found.level for found in about(clone, "where the remote has it")] == ["ok"]
    assert not about(clone, "moved by neither")


def test_what_the_remote_does_not_have_is_named_and_healed_by_a_fetch(clone: Repo) -> None:
    why = "fetch origin: fast-forward"
    clone.git("update-ref", "-m", why, "refs/remotes/origin/main", clone.commit())
    (found,) = about(clone, "which the remote does not have")
    assert found.level == "broken"
    assert not about(clone, "moved by neither")
    clone.git(*found.hint.split()[1:])
    assert not about(clone, "which the remote does not have")


@pytest.mark.parametrize("how", ["update-ref", "by hand"])
def test_a_move_that_was_no_fetch_is_named(clone: Repo, how: str) -> None:
    new = clone.commit()
    if how == "by hand":
        (clone.root / ".git/refs/remotes/origin/main").write_text(f"{new}\n")
    else:
        clone.git("update-ref", "refs/remotes/origin/main", new)
    assert [found.level for found in about(clone, "moved by neither fetch nor push")] == ["warning"]


@pytest.mark.parametrize(
    "how",
    [
        ("fetch", "-q"),
        ("fetch", "-q", "--all"),
        ("remote", "update"),
        ("pull", "-q", "origin", "main"),
        ("push", "-q", "--no-verify", "origin", "agent/login:main"),
    ],
)
def test_what_git_itself_moves_is_not_named(
    clone: Repo, server: Repo, how: tuple[str, ...]
) -> None:
    other = server.clone(clone.root.parent / "other")
    other.put("new")
    other.git("push", "-q", "origin", "main") if "push" not in how else None
    clone.put("allowed/new") if "push" in how else None
    clone.git(*how)
    assert clone.oid("origin/main") == server.oid("main")
    assert not about(clone, "moved by neither")


def test_a_clone_that_is_behind_is_told_to_fetch(clone: Repo, server: Repo) -> None:
    other = server.clone(clone.root.parent / "other")
    other.put("new")
    other.git("push", "-q", "origin", "main")
    (found,) = about(clone, "not yet where the remote has it")
    assert (found.level, found.hint.startswith("git fetch origin")) == ("ok", True)
    clone.git("fetch", "-q", "origin", "main:refs/heads/fetched", "--refmap=")
    assert [found.level for found in about(clone, "is behind what the remote has")] == ["ok"]


def test_a_base_that_the_remote_has_not_is_named(clone: Repo) -> None:
    clone.git("branch", "mine", "main")
    install(clone.root, base="mine")
    assert [found.level for found in about(clone, "origin has no branch mine")] == ["warning"]
    assert about(clone, "the default branch of origin is main, not mine")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("remote.origin.url", "ext::touch {mark}"),
        ("core.sshCommand", "touch {mark}"),
        ("remote.origin.uploadpack", "touch {mark};"),
    ],
)
def test_nothing_that_the_repository_configures_is_run(
    clone: Repo, monkeypatch: pytest.MonkeyPatch, key: str, value: str
) -> None:
    monkeypatch.delenv("GIT_ALLOW_PROTOCOL")
    mark = clone.root.parent / "mark"
    if key == "core.sshCommand":
        clone.git("remote", "set-url", "origin", "ssh://host.invalid/x")
    clone.git("config", key, value.format(mark=mark))
    diagnose_hooks(clone.root)
    assert not mark.exists()


def test_a_remote_that_does_not_answer_is_a_warning(clone: Repo) -> None:
    clone.git("remote", "set-url", "origin", str(clone.root.parent / "nowhere"))
    (found,) = about(clone, "could not be asked")
    assert found.level == "warning"


def test_a_remote_that_is_slow_is_a_warning(clone: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote_base, "SECONDS", 0)
    assert "no answer within 0 seconds" in about(clone, "could not be asked")[0].what


def test_a_path_of_a_remote_is_relative_to_the_working_tree(clone: Repo) -> None:
    clone.git("remote", "set-url", "origin", "../server.git")
    assert [found.level for found in about(clone, "where the remote has it")] == ["ok"]
