"""What git may take for one judgement: a change that means more than that ends in a sentence."""

import resource
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from bombs import tree_bomb

from remit.errors import LimitExceeded
from remit.gates.range import judge_range
from remit.gates.worktree import judge_worktree
from remit.git import diff, errors, limits, manifests, merge
from remit.git.process import GitProcess
from remit.git.scratch_repository import ScratchRepository
from remit.git.trees import GitTrees
from remit.git.worktree import WorktreeChanges

if TYPE_CHECKING:
    from collections.abc import Callable

    from repo import Repo

linux = pytest.mark.skipif(sys.platform != "linux", reason="limits of a process from outside")


@pytest.fixture
def lowered(monkeypatch: pytest.MonkeyPatch) -> "Callable[[int, int], None]":
    """Lower one limit of the system for each git that is started from now on."""

    def lower(kind: int, most: int) -> None:
        monkeypatch.setitem(limits.KINDS, kind, (most, resource.RLIM_INFINITY))

    return lower


@linux
def test_a_tree_bomb_ends_at_the_memory_that_git_may_take(
    repo: "Repo", lowered: "Callable[[int, int], None]"
) -> None:
    head = tree_bomb(repo, "allowed/bomb", 10)
    lowered(resource.RLIMIT_DATA, 64 << 20)
    with repo.inside() as repository, pytest.raises(LimitExceeded, match="more memory") as caught:
        judge_range(repository, "main", head, "login")
    assert "MiB" in caught.value.sentence
    assert caught.value.hint


@linux
def test_a_bomb_of_empty_trees_ends_at_the_time_of_the_processor(
    repo: "Repo", lowered: "Callable[[int, int], None]"
) -> None:
    head = tree_bomb(repo, "allowed/bomb", 10, empty=True)
    lowered(resource.RLIMIT_CPU, 1)
    with repo.inside() as repository, pytest.raises(LimitExceeded, match="of the processor"):
        judge_range(repository, "main", head, "login")


@linux
def test_a_limit_of_the_caller_that_is_lower_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    def stated(_: int) -> tuple[int, int]:
        return 1000, 2000

    monkeypatch.setattr(resource, "getrlimit", stated)
    assert limits.lower_limit(resource.RLIMIT_DATA, 500) == (500, 2000)
    assert limits.lower_limit(resource.RLIMIT_DATA, 5000) == (1000, 2000)


@linux
def test_git_says_no_more_than_is_read(repo: "Repo", lowered: "Callable[[int, int], None]") -> None:
    oid = repo.git("hash-object", "-w", "--stdin", feed=b"a line of text\n" * 100_000)
    lowered(resource.RLIMIT_FSIZE, 1 << 20)
    with repo.inside() as repository, pytest.raises(LimitExceeded, match="git cat-file says more"):
        repository.run("cat-file", "blob", oid)


def test_nor_does_what_is_read_at_once(repo: "Repo", monkeypatch: pytest.MonkeyPatch) -> None:
    oid = repo.git("hash-object", "-w", "--stdin", feed=b"a line of text\n" * 100_000)
    monkeypatch.setattr(limits, "OUTPUT", 1 << 20)
    with repo.inside() as repository, repository:
        running = repository.flow("cat-file", "blob", oid)
        with pytest.raises(LimitExceeded, match="git cat-file says more"):
            list(running.portions())


@pytest.mark.parametrize(
    ("complaint", "code"),
    [
        (b"", -signal.SIGSEGV),
        (b"fatal: exceeded maximum allowed tree depth", 128),
        (b"fatal: Out of memory, malloc failed (tried to allocate 9 bytes)", 128),
        (b"fatal: inflate: out of memory", 128),
    ],
)
def test_what_git_says_at_a_limit_is_known(complaint: bytes, code: int) -> None:
    assert isinstance(errors.explain_git_failure("diff-tree", complaint, code), LimitExceeded)


@pytest.mark.parametrize("code", [-signal.SIGKILL, 1, 128])
def test_other_ends_of_git_are_no_limit(code: int) -> None:
    assert limits.limit_error("log", b"fatal: bad object", code) is None


def test_as_many_paths_as_the_limit_are_judged_and_no_more(
    repo: "Repo", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PATHS", 3)
    for name in ("one", "two", "three"):
        repo.stage(f"allowed/{name}")
    assert repo.judge().outcome == "clean"
    repo.stage("allowed/four")
    with pytest.raises(LimitExceeded, match="more than 3 paths change"):
        repo.judge()
    with repo.inside() as repository, repository, pytest.raises(LimitExceeded):
        diff.diff_index(repository, repo.oid("HEAD"))


def test_new_files_of_the_working_tree_count_as_well(
    repo: "Repo", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PATHS", 2)
    repo.write("allowed/one")
    repo.write("allowed/a", "changed\n")
    with repo.inside() as repository:
        assert judge_worktree(repository).outcome == "clean"
        repo.write("allowed/two")
        with pytest.raises(LimitExceeded, match="more than 2 paths change"):
            judge_worktree(repository)


def test_no_file_of_the_working_tree_is_read_that_is_larger_than_the_limit(
    repo: "Repo", monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.write("allowed/big", "x" * 11)
    with repo.inside() as repository, repository:
        worktree = WorktreeChanges(repository, repo.oid("HEAD"))
        monkeypatch.setattr(limits, "CONTENT", 11)
        assert worktree.read(b"allowed/big") == b"x" * 11
        monkeypatch.setattr(limits, "CONTENT", 10)
        with pytest.raises(LimitExceeded, match="allowed/big is larger"):
            worktree.read(b"allowed/big")


@pytest.mark.parametrize("tree", ["HEAD", None])
def test_as_many_files_as_the_limit_are_listed_and_no_more(
    repo: "Repo", monkeypatch: pytest.MonkeyPatch, tree: str | None
) -> None:
    count = len(repo.git("ls-files").splitlines())
    with repo.inside() as repository, repository:
        objects = repository.objects()
        monkeypatch.setattr(limits, "ENTRIES", count)
        trees = GitTrees(repository, objects, repo.oid("main"), (), tree)
        assert len(trees.paths()) == count
        monkeypatch.setattr(limits, "ENTRIES", count - 1)
        with pytest.raises(LimitExceeded, match="files"):
            GitTrees(repository, objects, repo.oid("main"), (), tree).paths()


def test_of_a_target_that_is_too_long_only_the_beginning_is_read(repo: "Repo") -> None:
    oid = repo.git("hash-object", "-w", "--stdin", feed=b"a" * (1 << 20))
    repo.git("update-index", "--add", "--cacheinfo", f"120000,{oid},allowed/link")
    with repo.inside() as repository, repository:
        trees = GitTrees(repository, repository.objects(), repo.oid("main"), ())
        assert trees.links()[b"allowed/link"] == b"a" * 4097


def test_all_targets_together_have_a_limit(repo: "Repo", monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("one", "two"):
        repo.link(f"allowed/{name}", f"{name}-target")
    repo.git("add", "-A")
    with repo.inside() as repository, repository:
        monkeypatch.setattr(limits, "LINKS", len(b"one-targettwo-target"))
        trees = GitTrees(repository, repository.objects(), repo.oid("main"), ())
        assert len(trees.links()) == 2
        monkeypatch.setattr(limits, "LINKS", len(b"one-targettwo-target") - 1)
        with pytest.raises(LimitExceeded, match="symlinks"):
            GitTrees(repository, repository.objects(), repo.oid("main"), ()).links()


def test_manifests_have_a_limit_of_number_and_of_size(
    repo: "Repo", monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = len(repo.git("ls-tree", "-r", "-t", "main:.remit").splitlines())
    with repo.inside() as repository, repository:
        objects, main = repository.objects(), repo.oid("main")
        monkeypatch.setattr(limits, "MANIFESTS", entries)
        assert manifests.read_base_catalog(objects, main).ids
        monkeypatch.setattr(limits, "MANIFESTS", entries - 1)
        with pytest.raises(LimitExceeded, match=r"below \.remit/"):
            manifests.read_base_catalog(objects, main)
        monkeypatch.setattr(limits, "MANIFESTS", entries)
        monkeypatch.setattr(limits, "MANIFESTS_SIZE", 10)
        with pytest.raises(LimitExceeded, match=r"below \.remit/"):
            manifests.read_base_catalog(objects, main)


def test_a_manifest_that_is_too_long_is_a_fault_of_its_own_task(repo: "Repo") -> None:
    repo.switch("main")
    repo.stage(".remit/tasks/huge.toml", b"#" * (3 << 20))
    repo.commit()
    with repo.inside() as repository, repository:
        catalog = manifests.read_base_catalog(repository.objects(), repo.oid("main"))
    assert [faulty.task for faulty in catalog.faulty] == ["huge"]
    assert "login" in catalog.ids


def test_an_interrupted_command_does_not_go_on(
    repo: "Repo", monkeypatch: pytest.MonkeyPatch
) -> None:
    with repo.inside() as repository:
        running = GitProcess(("cat-file", "--batch"), repository.environment, b"HEAD\n")

        met: list[subprocess.Popen[bytes]] = []

        def interrupted(process: "subprocess.Popen[bytes]", _: bytes | None) -> None:
            met.append(process)
            raise KeyboardInterrupt

        monkeypatch.setattr(subprocess.Popen, "communicate", interrupted)
        with pytest.raises(KeyboardInterrupt):
            running.finish()
        assert [process.returncode is not None for process in met] == [True]


def test_a_merge_of_more_commits_than_the_limit_is_not_made(
    repo: "Repo", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PARENTS", 3)
    main = repo.oid("main")
    with repo.inside() as repository, ScratchRepository(repository) as scratch:
        assert merge.merge_automatically(scratch, main, main, main).tree == repo.oid("main^{tree}")
        with pytest.raises(LimitExceeded, match="more than 3 parents"):
            merge.merge_automatically(scratch, main, main, main, main)
