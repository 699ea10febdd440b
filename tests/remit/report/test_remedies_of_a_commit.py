"""Every fix of a refused commit is run in a real repository, at its root."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from repo import Repo, rules
from violations import CHANGES, Scene, changing_commands, content, paste

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.usefixtures("on_path")
@pytest.mark.parametrize("change", CHANGES)
def test_dropping_leaves_a_clean_commit_and_every_file_as_it_is(
    repo: Repo, change: "Callable[[Repo], None]"
) -> None:
    repo.stage("allowed/mine")
    change(repo)
    scene = Scene(repo)
    assert scene.verdict().outcome == "violations"
    before = content(repo.root)
    for command in scene.way("unstage").commands:
        paste(repo.root, command)
    assert scene.verdict().outcome == "clean"
    assert content(repo.root) == before
    assert "allowed/mine" in repo.git("diff", "--cached", "--name-only").split("\n")


@pytest.mark.usefixtures("on_path")
@pytest.mark.parametrize("change", CHANGES)
def test_a_patch_fits_where_its_owner_works(
    repo: Repo, change: "Callable[[Repo], None]", tmp_path: Path
) -> None:
    change(repo)
    repo.git("worktree", "add", "-q", "-b", "owner", str(tmp_path / "owner"), "main")
    scene = Scene(repo)
    patches = [way for way in scene.ways() if way.kind == "send_to_owner"]
    assert patches or {rule for _, rule in rules(scene.verdict())} == {"R105"}
    for way in patches:
        paste(repo.root, *changing_commands(way))
        paste(tmp_path / "owner", way.there.replace("--3way", "--check"))
        paste(tmp_path / "owner", way.there)
    wanted = repo.git("diff", "--cached", "--raw", "--no-renames", "HEAD", "--", ":!allowed")
    assert wanted in Repo(tmp_path / "owner").git(
        "diff", "--cached", "--raw", "--no-renames", "main"
    )


def test_a_denied_path_is_asked_for_by_taking_the_denial_out(repo: Repo) -> None:
    repo.switch("main")
    repo.task("login", write=["allowed/**"], deny=["allowed/keys/**", "secret/"])
    repo.commit("deny")
    repo.git("branch", "-f", "agent/login", "main")
    repo.switch("agent/login")
    repo.stage("allowed/keys/k")
    way = Scene(repo).way("request_access")
    assert (way.add, way.remove) == ((), ("allowed/keys/**",))


def test_dropping_works_on_a_branch_without_a_commit(repo: Repo) -> None:
    repo.git("switch", "-q", "--orphan", "agent/login2")
    repo.git("symbolic-ref", "HEAD", "refs/heads/agent/login")
    repo.git("update-ref", "-d", "refs/heads/agent/login")
    repo.stage("allowed/x")
    repo.stage("secret/x")
    repo.stage("secret/[y]")
    scene = Scene(repo)
    before = content(repo.root)
    for way in scene.ways():
        for command in changing_commands(way):
            paste(repo.root, command)
    assert scene.verdict().outcome == "clean"
    assert content(repo.root) == before
    assert repo.git("ls-files") == "allowed/x"


def merge_in_progress(repo: Repo, *, conflict: bool) -> None:
    """The base goes on; the task merges it and changes something by hand."""
    repo.put("allowed/a", "mine\n")
    repo.switch("main")
    repo.stage("secret/s", "newer\n")
    repo.stage("secret/more")
    repo.put("allowed/a" if conflict else "top", "theirs\n")
    repo.switch("agent/login")
    repo.attempt("merge", "--no-commit", "--no-ff", "main")
    repo.stage("allowed/a", "both\n")


@pytest.mark.parametrize("conflict", [False, True])
def test_dropping_works_in_a_merge_of_the_base(repo: Repo, *, conflict: bool) -> None:
    merge_in_progress(repo, conflict=conflict)
    repo.stage("secret/s", "by hand\n")
    repo.stage("secret/by-hand")
    repo.git("rm", "-q", "--cached", "secret/more")
    scene = Scene(repo)
    violations = [path for path, _ in rules(scene.verdict())]
    assert violations == [b"secret/by-hand", b"secret/more", b"secret/s"]
    before = content(repo.root)
    for command in scene.way("unstage").commands:
        paste(repo.root, command)
    assert scene.verdict().outcome == "clean"
    assert content(repo.root) == before
    repo.commit("merged")
    assert repo.git("show", "HEAD:secret/s") == "newer"


def test_a_merge_of_a_stranger_is_left(repo: Repo) -> None:
    repo.git("branch", "stranger", "main")
    repo.switch("stranger")
    repo.put("secret/theirs")
    repo.switch("agent/login")
    repo.git("merge", "-q", "--no-commit", "--no-ff", "stranger")
    scene = Scene(repo)
    assert (b"", "R604") in rules(scene.verdict())
    for command in scene.way("undo").commands:
        paste(repo.root, command)
    assert scene.verdict().outcome == "clean"


def test_dropping_works_where_a_sparse_checkout_leaves_the_path_out(repo: Repo) -> None:
    repo.git("sparse-checkout", "set", "allowed")
    repo.git("update-index", "--cacheinfo", f"100644,{repo.oid('HEAD:top')},secret/s")
    scene = Scene(repo)
    assert scene.verdict().outcome == "violations"
    for command in scene.way("unstage").commands:
        paste(repo.root, command)
    assert scene.verdict().outcome == "clean"


def test_dropping_works_in_a_linked_worktree(repo: Repo, tmp_path: Path) -> None:
    repo.switch("main")
    linked = Repo(tmp_path / "linked")
    repo.git("worktree", "add", "-q", str(linked.root), "agent/login")
    linked.stage("secret/s", "x\n")
    for way in Scene(linked).ways():
        for command in changing_commands(way):
            paste(linked.root, command)
    assert Scene(linked).verdict().outcome == "clean"
    assert list((repo.root / ".git").glob("remit-*.patch"))


def test_too_many_paths_are_unstaged_all_at_once(repo: Repo) -> None:
    repo.switch("main")
    repo.policy("[limits]\nchanged_paths = 1\n")
    repo.commit("limit")
    repo.git("branch", "-f", "agent/login", "main")
    repo.switch("agent/login")
    repo.stage("allowed/x")
    repo.stage("allowed/y")
    scene = Scene(repo)
    before = content(repo.root)
    for command in scene.way("unstage").commands:
        paste(repo.root, command)
    assert scene.verdict().outcome == "clean"
    assert content(repo.root) == before
