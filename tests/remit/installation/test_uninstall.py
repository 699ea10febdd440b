"""The law of installing: taking it away leaves hooks and configuration as they were."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hooked import script, snapshot
from repo import Repo

from remit.installation.install import install
from remit.installation.uninstall import uninstall


def plain(_: Repo) -> None: ...


def with_hooks_of_its_own(repo: Repo) -> None:
    script(repo.root / ".git/hooks/pre-commit", "echo mine", 0o750)
    script(repo.root / ".git/hooks/post-commit", "echo mine too", 0o700)
    script(repo.root / ".git/hooks/pre-push", "echo not remit's business")


def with_a_hook_that_is_a_link(repo: Repo) -> None:
    script(repo.root / "scripts/check", "echo linked")
    (repo.root / ".git/hooks").mkdir(exist_ok=True)
    (repo.root / ".git/hooks/pre-commit").symlink_to("../../scripts/check")


def with_a_dangling_link(repo: Repo) -> None:
    (repo.root / ".git/hooks").mkdir(exist_ok=True)
    (repo.root / ".git/hooks/commit-msg").symlink_to("../../nowhere")


def with_a_hook_switched_off(repo: Repo) -> None:
    script(repo.root / ".git/hooks/pre-commit", "exit 1", 0o644)


def with_a_hook_that_is_no_text(repo: Repo) -> None:
    (repo.root / ".git/hooks").mkdir(exist_ok=True)
    (repo.root / ".git/hooks/pre-merge-commit").write_bytes(b"\x7fELF\x00\xff\xfe")


def with_husky(repo: Repo) -> None:
    repo.git("config", "core.hooksPath", ".husky/_")
    script(repo.root / ".husky/_/pre-commit", "echo husky")


def with_a_hooks_path_in_an_odd_hand(repo: Repo) -> None:
    with (repo.root / ".git/config").open("a") as config:
        config.write("[CORE]\n;a remark\nHooksPath=.githooks ; ours\n\n# the end\n")
    script(repo.root / ".githooks/pre-push", "echo pushed")


def with_a_hooks_path_of_the_person(repo: Repo) -> None:
    hooks = script(Path.home() / "hooks/pre-commit", "echo global").parent
    repo.git("config", "--global", "core.hooksPath", f"~/{hooks.name}")


def with_a_hooks_path_of_the_worktree(repo: Repo) -> None:
    repo.git("config", "extensions.worktreeConfig", "true")
    repo.git("config", "--worktree", "core.hooksPath", ".hooks")
    script(repo.root / ".hooks/pre-commit", "echo worktree")


def with_an_include(repo: Repo) -> None:
    repo.write("shared.cfg", "[core]\n\thooksPath = .shared\n")
    script(repo.root / ".shared/pre-commit", "echo shared")
    config = repo.root / ".git/config"
    config.write_text(f"[include]\n\tpath = {repo.root}/shared.cfg\n{config.read_text()}")


def with_a_hooks_directory_in_the_tree(repo: Repo) -> None:
    script(repo.root / "ci/hooks/pre-commit", "echo tree")
    if (repo.root / ".git/hooks").is_dir():
        (repo.root / ".git/hooks").rmdir()
    (repo.root / ".git/hooks").symlink_to("../ci/hooks")


def with_its_base_written_down(repo: Repo) -> None:
    repo.git("config", "remit.base", "main")


def with_remit_settings_of_its_own(repo: Repo) -> None:
    repo.git("config", "remit.other", "kept")


STARTS = [
    plain,
    with_hooks_of_its_own,
    with_a_hook_that_is_a_link,
    with_a_dangling_link,
    with_a_hook_switched_off,
    with_a_hook_that_is_no_text,
    with_husky,
    with_a_hooks_path_in_an_odd_hand,
    with_a_hooks_path_of_the_person,
    with_a_hooks_path_of_the_worktree,
    with_an_include,
    with_a_hooks_directory_in_the_tree,
    with_its_base_written_down,
    with_remit_settings_of_its_own,
]


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
