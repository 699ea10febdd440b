"""A violation costs what the base moved: the length of the range starts no process more."""

from pathlib import Path

import pytest
from long_history import Counted, lengthened
from repo import Repo, rules

from remit.gates.range import judge_range
from remit.git.range_commits import find_renames
from remit.git.scratch_repository import ScratchRepository

LENGTHS = (2, 12)


def merged(repo: Repo, count: int) -> None:
    """Merge the base into the task's branch as often, each time after it moved on."""
    for number in range(count):
        tip = lengthened(repo, "main", "main", 1)
        own = repo.oid("agent/login")
        tree = repo.git("merge-tree", "--write-tree", own, tip).split()[0]
        words = ("-p", own, "-p", tip, "-m", f"the base {number}", tree)
        repo.git("update-ref", "refs/heads/agent/login", repo.git("commit-tree", *words))
    repo.git("reset", "-q", "--hard")


def calls(repo: Repo, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The calls of git for a judgement that finds one violation."""
    counted = Counted(folder)
    with monkeypatch.context() as patch:
        patch.setenv("PATH", counted.path)
        with repo.inside() as repository:
            found = judge_range(repository, "main", "agent/login", branch="agent/login")
    assert rules(found) == [(b"secret/k", "R101")]
    return counted.taken()


@pytest.mark.parametrize("moved", [False, True])
def test_a_violation_in_many_merges_of_the_base_starts_git_as_often_as_in_two(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, moved: bool
) -> None:
    if moved:  # elsewhere: nothing of it leads to the violation
        repo.switch("main")
        repo.git("mv", "top", "renamed")
        repo.commit("moved")
        repo.switch("agent/login")
    found: list[int] = []
    for count in LENGTHS:
        merged(repo, count)
        repo.put("secret/k", f"{count}\n")
        found.append(len(calls(repo, tmp_path / f"counted{count}", monkeypatch)))
    assert found[0] == found[1] <= 16


def test_one_process_tells_what_was_renamed_since_each_of_many_commits(repo: Repo) -> None:
    repo.switch("main")
    olds = [repo.oid("main")]
    for old, new in (("top", "moved"), ("allowed/a", "secret/a"), ("moved", "allowed/top")):
        repo.git("mv", old, new)
        olds.append(repo.commit(f"move {old}"))
    with repo.inside() as repository, ScratchRepository(repository) as scratch:
        assert find_renames(scratch, olds, olds[-1]) == [
            {b"top": b"allowed/top", b"allowed/a": b"secret/a"},
            {b"moved": b"allowed/top", b"allowed/a": b"secret/a"},
            {b"moved": b"allowed/top"},
            {},
        ]
