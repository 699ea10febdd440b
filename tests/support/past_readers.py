"""What other libraries need for the changed files of some commits: seconds, start-up left out."""

import time
from typing import TYPE_CHECKING

import git
from pydriller import Repository  # pyright: ignore[reportMissingTypeStubs] - it has none

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def gitpython(place: "Path", commits: "Sequence[str]") -> float:
    """GitPython: `commit.diff(parent)` of each commit, which names the files and finds renames."""
    repo = git.Repo(place)
    empty = repo.tree("4b825dc642cb6eb9a060e54bf8d69288fbee4904")
    began = time.perf_counter()
    found = 0
    for oid in commits:
        commit = repo.commit(oid)
        before = commit.parents[0] if commit.parents else empty
        found += len([(diff.a_path, diff.b_path) for diff in before.diff(commit)])
    assert found >= len(commits) // 2
    return time.perf_counter() - began


def pydriller(place: "Path", commits: "Sequence[str]") -> float:
    """PyDriller: `modified_files` of each commit, which reads the contents as well."""
    began = time.perf_counter()
    found = 0
    for commit in Repository(str(place), only_commits=list(commits)).traverse_commits():
        found += len([file.new_path for file in commit.modified_files])
    assert found >= len(commits) // 2
    return time.perf_counter() - began
