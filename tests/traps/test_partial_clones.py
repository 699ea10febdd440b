"""Partial clones: a check fetches nothing, and says what is missing (T3)."""

import pytest
from repo import Repo, rules

from remit.errors import CouldNotCheck
from remit.gates.range import judge_range


def _blobless(repo: Repo) -> Repo:
    repo.git("config", "uploadpack.allowFilter", "true")
    clone = repo.clone(repo.root.parent / "partial", "--filter=blob:none", "--no-checkout")
    clone.git("config", "remote.origin.url", (repo.root.parent / "nowhere").as_uri())
    return clone


def test_a_manifest_that_is_not_here_is_could_not_check(repo: Repo) -> None:
    repo.switch("main")
    clone = _blobless(repo)
    clone.git("symbolic-ref", "HEAD", "refs/heads/agent/login")
    clone.git("update-ref", "HEAD", "origin/main")
    clone.git("read-tree", "HEAD")
    with pytest.raises(CouldNotCheck) as caught:
        clone.judge()
    assert "git cat-file" in caught.value.hint


def test_a_merge_whose_contents_are_not_here_is_could_not_check(repo: Repo) -> None:
    lines = "".join(f"{number}\n" for number in range(20))
    repo.switch("main")
    repo.put("allowed/a", lines)
    repo.git("switch", "-q", "-C", "agent/login")
    repo.put("allowed/a", lines + "ours\n")
    repo.switch("main")
    repo.put("allowed/a", "theirs\n" + lines)
    manifest = repo.git("show", "main:.remit/tasks/login.toml")
    clone = _blobless(repo)
    clone.git("hash-object", "-w", "--stdin", feed=manifest.encode() + b"\n")
    with clone.inside() as repository, pytest.raises(CouldNotCheck) as caught:
        judge_range(repository, "origin/main", "origin/agent/login")
    assert "git merge-tree --write-tree" in caught.value.hint


def test_a_range_without_a_merge_of_contents_needs_none(repo: Repo) -> None:
    repo.put("secret/k")
    repo.switch("main")
    repo.put("top", "upstream\n")
    manifest = repo.git("show", "main:.remit/tasks/login.toml")
    clone = _blobless(repo)
    clone.git("hash-object", "-w", "--stdin", feed=manifest.encode() + b"\n")
    with clone.inside() as repository:
        verdict = judge_range(repository, "origin/main", "origin/agent/login")
    assert rules(verdict) == [(b"secret/k", "R101")]
