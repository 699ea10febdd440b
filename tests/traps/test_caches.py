"""No cache that git believes decides a verdict; see `docs/reference/git-settings.md`."""

import os
import shutil
from typing import TYPE_CHECKING

import entries
import forged_caches
import pytest
from hooked import said, script, try_commit, warmly_hooked
from repo import Repo

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

VIOLATIONS = ("violations", [(b"secret/s", "R101")])
RANGES = (entries.effect, entries.every_commit, entries.push)


@pytest.fixture
def violating(repo: Repo) -> Repo:
    """The task's branch has a violation, and the base has moved on twice since the branch began."""
    repo.put("secret/s", "changed\n")
    repo.switch("main")
    repo.put("top", "two\n")
    repo.put("top", "three\n")
    repo.switch("agent/login")
    return repo


def forged(repo: Repo, *, split: bool = False) -> "Path":
    """A commit-graph by which the violation is an ancestor of the base; git itself believes it."""
    file = forged_caches.graph(
        repo, repo.oid("main~"), repo.oid("agent/login"), repo.oid("main"), split=split
    )
    repo.git("merge-base", "--is-ancestor", "agent/login", "main")
    return file


def served(repo: Repo) -> Repo:
    """A server with the same store, to which the branch is new."""
    root = repo.root.parent / "server"
    shutil.copytree(repo.root / ".git", root)
    server = Repo(root)
    server.git("config", "core.bare", "true")
    server.git("symbolic-ref", "HEAD", "refs/heads/main")
    server.git("update-ref", "refs/sent", "refs/heads/agent/login")
    server.git("update-ref", "-d", "refs/heads/agent/login")
    return server


@pytest.mark.parametrize("split", [False, True])
def test_a_commit_graph_decides_nothing(violating: Repo, *, split: bool) -> None:
    forged(violating, split=split)
    assert [entry(violating) for entry in RANGES] == [VIOLATIONS] * 3
    assert entries.receive(served(violating)) == VIOLATIONS


def test_a_commit_graph_decides_nothing_in_a_linked_worktree(violating: Repo) -> None:
    forged(violating)
    violating.git("worktree", "add", "-q", "--detach", "../linked", "main")
    linked = Repo(violating.root.parent / "linked")
    assert [entry(linked) for entry in RANGES] == [VIOLATIONS] * 3


def test_a_commit_graph_of_an_alternate_decides_nothing(violating: Repo) -> None:
    forged(violating)
    clone = Repo(violating.root.parent / "clone")
    violating.git(
        "clone", "-q", "--shared", "--branch", "main", str(violating.root), str(clone.root)
    )
    clone.git("branch", "agent/login", "origin/agent/login")
    clone.git("remote", "set-head", "origin", "main")
    clone.git("merge-base", "--is-ancestor", "agent/login", "main")
    assert [entry(clone) for entry in RANGES] == [VIOLATIONS] * 3


def test_a_multi_pack_index_decides_nothing(violating: Repo) -> None:
    manifest = violating.git("show", "main:.remit/tasks/login.toml")
    wide = manifest.replace("allowed/**", "**") + "\n"
    blob = violating.git("hash-object", "-w", "--stdin", feed=wide.encode())
    violating.git("update-ref", "refs/kept", blob)
    forged_caches.swapped(violating, violating.oid("main:.remit/tasks/login.toml"), blob)
    assert violating.git("show", "main:.remit/tasks/login.toml") == wide.strip()
    assert [entry(violating) for entry in RANGES] == [VIOLATIONS] * 3
    assert entries.receive(served(violating)) == VIOLATIONS


def test_other_files_beside_packs_decide_nothing(violating: Repo) -> None:
    violating.git("repack", "-a", "-d", "-q", "--write-bitmap-index")
    for pack in (violating.root / ".git/objects/pack").glob("*.pack"):
        for ending in (".bitmap", ".rev"):
            file = pack.with_suffix(ending)
            file.unlink(missing_ok=True)
            file.write_bytes(b"BITM" + os.urandom(99))
    violating.write(".git/objects/info/packs", "P pack-1234.pack\n\n")
    assert [entry(violating) for entry in RANGES] == [VIOLATIONS] * 3
    assert entries.receive(served(violating)) == VIOLATIONS


@pytest.mark.parametrize("cut", ["agent/login", "main", "main~", "main~2"])
def test_a_history_that_is_cut_off_hides_nothing(violating: Repo, cut: str) -> None:
    """Below the commit at which base and branch met it may be cut off, and nowhere else."""
    violating.write(".git/shallow", violating.oid(cut) + "\n")
    found = [*(entry(violating) for entry in RANGES), entries.receive(served(violating))]
    outcomes = {outcome for outcome, _ in found}
    assert outcomes == ({"violations"} if cut == "main~2" else {"could not check"})


def _monitored(repo: Repo) -> None:
    script(repo.root / ".git/monitor", r"printf 'now\0'")
    repo.git("config", "core.fsmonitor", ".git/monitor")
    repo.git("update-index", "--fsmonitor")
    repo.git("status")


def _split(repo: Repo) -> None:
    repo.git("update-index", "--split-index")


@pytest.mark.parametrize("prepare", [_monitored, _split])
def test_what_the_index_says_of_files_hides_no_edit(
    repo: Repo, prepare: "Callable[[Repo], None]"
) -> None:
    repo.age()
    prepare(repo)
    repo.write("secret/s", "edited, and longer\n")
    fooled = prepare is _monitored
    assert ("secret/s" not in repo.git("diff", "--name-only")) == fooled
    assert entries.worktree(repo) == VIOLATIONS
    repo.git("-c", "core.fsmonitor=false", "add", "secret/s")
    assert entries.staged(repo) == VIOLATIONS


def test_the_cache_of_new_files_hides_none(repo: Repo) -> None:
    repo.write("secret/ignored.log")
    folder = repo.root / "secret"
    os.utime(folder, (1, 1))
    believing = ("-c", "core.trustctime=false", "-c", "core.checkStat=minimal")
    repo.git(*believing, "update-index", "--force-untracked-cache")
    repo.write(".git/info/exclude", "*.log\n")
    repo.git(*believing, "status", "--porcelain")
    repo.git(*believing, "status", "--porcelain")
    repo.write("secret/new")
    os.utime(folder, (1, 1))
    repo.git("config", "core.trustctime", "false")
    repo.git("config", "core.checkStat", "minimal")
    assert repo.git("status", "--porcelain") == ""
    assert entries.worktree(repo) == ("violations", [(b"secret/new", "R101")])


def test_a_commit_of_forged_trees_is_reported(repo: Repo) -> None:
    """git commits the trees that it finds in the index, and lists what the entries say."""
    warmly_hooked(repo)
    repo.stage("secret/s", "changed\n")
    evil = repo.git("write-tree")
    repo.git("reset", "-q", "--hard")
    repo.stage("allowed/a", "changed\n")
    forged_caches.tree(repo.root / ".git/index", {repo.git("write-tree"): evil})
    assert entries.staged(repo) == ("clean", [])
    done = try_commit(repo)
    assert (done.returncode, repo.oid("HEAD^{tree}")) == (0, evil)
    assert "without the commit check" in said(done)
    assert [entry(repo) for entry in RANGES] == [VIOLATIONS] * 3
