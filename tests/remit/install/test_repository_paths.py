"""Where a repository keeps its hooks is asked of git, and of no program of its own tree."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from remit.errors import GitError
from remit.install.repository_paths import discover_paths

if TYPE_CHECKING:
    from repo import Repo


def test_a_repository_that_is_named_is_asked_by_no_program_of_its_tree(
    repo: "Repo", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.write("git", "#!/bin/sh\ntouch ran\nexit 1\n")
    (repo.root / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{repo.root}:{os.environ['PATH']}")
    monkeypatch.chdir(tmp_path)
    places = discover_paths(Path("repo"))
    assert (places.top, places.common_dir) == (repo.root, repo.root / ".git")
    assert not (repo.root / "ran").exists()


def test_a_directory_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(GitError, match="/missing cannot be entered"):
        discover_paths(tmp_path / "missing")
