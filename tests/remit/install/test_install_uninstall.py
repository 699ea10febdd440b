"""The law of installing: taking it away leaves hooks and configuration as they were."""

import os
import shutil
from collections.abc import Callable

import pytest
from hook_starts import STARTS, with_husky
from hooked import script, snapshot
from repo import Repo

from remit.install.install import install, uninstall


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("start", STARTS, ids=lambda start: start.__name__)
def test_taking_the_hooks_away_restores_every_byte_and_mode(
    repo: Repo, start: Callable[[Repo], None], times: int
) -> None:
    start(repo)
    before, tree = snapshot(repo.root / ".git"), repo.git("status", "--porcelain")
    for _ in range(times):
        install(repo.root)
    assert snapshot(repo.root / ".git") != before
    uninstall(repo.root)
    assert snapshot(repo.root / ".git") == before
    assert repo.git("status", "--porcelain") == tree
    assert not (repo.root / ".git/remit/installed.json").exists()


@pytest.mark.parametrize("start", STARTS, ids=lambda start: start.__name__)
def test_installing_twice_changes_nothing_the_second_time(
    repo: Repo, start: Callable[[Repo], None]
) -> None:
    start(repo)
    install(repo.root)
    once = snapshot(repo.root / ".git")
    install(repo.root)
    assert snapshot(repo.root / ".git") == once


@pytest.mark.parametrize("start", STARTS, ids=lambda start: start.__name__)
def test_nothing_is_written_into_the_working_tree(
    repo: Repo, start: Callable[[Repo], None]
) -> None:
    start(repo)
    before = {path: path.lstat() for path in repo.root.rglob("*") if ".git" not in path.parts}
    install(repo.root)
    after = {path: path.lstat() for path in repo.root.rglob("*") if ".git" not in path.parts}
    assert {path: state.st_mtime_ns for path, state in after.items()} == {
        path: state.st_mtime_ns for path, state in before.items()
    }


def test_a_setting_made_meanwhile_is_kept(repo: Repo) -> None:
    install(repo.root)
    repo.git("config", "remit.other", "kept")
    repo.git("config", "user.name", "somebody else")
    uninstall(repo.root)
    assert repo.attempt("config", "remit.base").returncode == 1
    assert repo.git("config", "remit.other") == "kept"
    assert repo.git("config", "user.name") == "somebody else"


def test_a_base_given_twice_is_taken_back_whole(repo: Repo) -> None:
    before = snapshot(repo.root / ".git")
    repo.git("branch", "develop", "main")
    install(repo.root)
    install(repo.root, base="develop")
    install(repo.root, base="main")
    uninstall(repo.root)
    assert snapshot(repo.root / ".git") == before


def test_a_copy_of_a_repository_is_taken_care_of_by_itself(repo: Repo) -> None:
    with_husky(repo)
    install(repo.root)
    original = snapshot(repo.root / ".git")
    copy = shutil.copytree(repo.root, repo.root.parent / "copy", symlinks=True)
    uninstall(copy)
    assert snapshot(repo.root / ".git") == original
    assert Repo(copy).git("config", "core.hooksPath") == ".husky/_"


def test_a_base_changed_meanwhile_is_kept(repo: Repo) -> None:
    install(repo.root)
    repo.git("config", "remit.base", "develop")
    uninstall(repo.root)
    assert repo.git("config", "remit.base") == "develop"


def test_a_hook_that_replaced_remits_is_left_and_so_is_the_one_moved_aside(repo: Repo) -> None:
    hooks = repo.root / ".git/hooks"
    script(hooks / "pre-commit", "echo first")
    install(repo.root)
    script(hooks / "pre-commit", "echo second")
    sentences = uninstall(repo.root)
    assert (hooks / "pre-commit").read_text() == "#!/bin/sh\necho second\n"
    assert (hooks / "pre-commit.before-remit").read_text() == "#!/bin/sh\necho first\n"
    assert any("another hook has taken its place" in sentence for sentence in sentences)


@pytest.mark.parametrize("times", [1, 2])
def test_a_file_that_had_the_name_of_a_hook_moved_aside_gets_it_back(
    repo: Repo, times: int
) -> None:
    hooks = repo.root / ".git/hooks"
    script(hooks / "pre-commit", "echo mine")
    (hooks / "pre-commit.before-remit").write_text("precious\n")
    before = snapshot(repo.root / ".git")
    for _ in range(times):
        install(repo.root)
    uninstall(repo.root)
    assert snapshot(repo.root / ".git") == before


def test_without_an_installation_nothing_is_done(repo: Repo) -> None:
    before = snapshot(repo.root / ".git")
    (sentence,) = uninstall(repo.root)
    assert "nothing was done" in sentence
    assert snapshot(repo.root / ".git") == before


def test_it_works_from_a_subdirectory_and_from_a_linked_worktree(repo: Repo) -> None:
    before = snapshot(repo.root / ".git")
    repo.git("worktree", "add", "-q", str(repo.root.parent / "linked"), "main")
    install(repo.root.parent / "linked")
    assert os.access(repo.root / ".git/hooks/pre-commit", os.X_OK)
    uninstall(repo.root / "allowed")
    assert snapshot(repo.root / ".git") == before


def test_what_was_cached_meanwhile_goes_as_well(repo: Repo) -> None:
    before = snapshot(repo.root / ".git")
    install(repo.root)
    cache = repo.root / ".git/remit/cache"
    cache.mkdir(parents=True, exist_ok=True)
    (cache / "catalog").write_bytes(b"read again when it is missing")
    uninstall(repo.root)
    assert snapshot(repo.root / ".git") == before
    assert not (repo.root / ".git/remit").exists()
