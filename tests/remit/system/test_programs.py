"""No program of the checked tree is started, whatever PATH says."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from repo import Repo

from remit.cli.main import main
from remit.git import environment
from remit.git.repository import Repository
from remit.system.programs import find_program, is_outside_worktree, safe_search_path
from remit_hooks.entry import main as hook

SPY = (
    '#!/bin/sh\n: > "$HOME/ran"\nexec /usr/bin/env -i PATH=/usr/local/bin:/usr/bin:/bin git "$@"\n'
)


def _executable(file: Path, text: str = SPY) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    file.chmod(0o755)
    return file


@pytest.fixture
def real() -> str:
    """The folder of the git that these tests use."""
    found = find_program("git")
    assert found is not None
    return str(Path(found).parent)


@pytest.mark.parametrize("entry", ["", ".", "bin", "./bin", "../repo/bin"])
def test_an_entry_that_depends_on_the_current_directory_is_none(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, real: str, entry: str
) -> None:
    for file in ("git", "bin/git"):
        _executable(repo.root / file)
    for path in (f"{entry}:{real}", f"/nowhere:{entry}:{real}"):
        monkeypatch.setenv("PATH", path)
        assert find_program("git") == f"{real}/git"
        assert entry not in safe_search_path().split(":")
        assert environment.own_environment()["PATH"] == safe_search_path()
        assert main(["check", "--staged"]) == 0
    assert not (Path.home() / "ran").exists()
    monkeypatch.setenv("PATH", entry)
    assert find_program("git") is None
    assert main(["check", "--staged"]) == 2


def _folder(repo: Repo, _: Path) -> str:
    return str(_executable(repo.root / "bin" / "git").parent)


def _inside_the_git_directory(repo: Repo, _: Path) -> str:
    return str(_executable(repo.root / ".git" / "bin" / "git").parent)


def _link_to_the_folder(repo: Repo, aside: Path) -> str:
    aside.symlink_to(_folder(repo, aside))
    return str(aside)


def _link_to_the_file(repo: Repo, aside: Path) -> str:
    aside.mkdir()
    (aside / "git").symlink_to(_executable(repo.root / "git"))
    return str(aside)


def _link_out_of_the_tree(repo: Repo, aside: Path) -> str:
    (repo.root / "bin").mkdir()
    (repo.root / "bin" / "git").symlink_to(_executable(aside / "git"))
    return str(repo.root / "bin")


def _way_round(repo: Repo, _: Path) -> str:
    return f"{_executable(repo.root / 'bin' / 'git').parent}/../bin"


PLACES = [
    _folder,
    _inside_the_git_directory,
    _link_to_the_folder,
    _link_to_the_file,
    _link_out_of_the_tree,
    _way_round,
]


@pytest.mark.parametrize("place", PLACES)
def test_a_program_below_the_working_tree_is_none(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, real: str, place: Callable[[Repo, Path], str]
) -> None:
    found = place(repo, repo.root.with_name("aside"))
    monkeypatch.setenv("PATH", f"{found}:{real}")
    (repo.root / "src" / "deep").mkdir(parents=True)
    for start in (".", "src/deep"):
        monkeypatch.chdir(repo.root / start)
        assert find_program("git") == f"{real}/git"


def test_a_linked_worktree_is_a_tree_as_well_and_one_that_git_was_told_of(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, real: str
) -> None:
    repo.git("worktree", "add", "-q", "-b", "other", "../linked")
    for tree in ("linked", "told"):
        _executable(tmp_path / tree / "git")
    monkeypatch.setenv("PATH", f"{tmp_path}/linked:{tmp_path}/told:{real}")
    monkeypatch.chdir(tmp_path / "linked")
    assert find_program("git") == str(tmp_path / "told" / "git")
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path / "told"))
    assert find_program("git") == f"{real}/git"


def test_where_the_current_directory_is_gone_git_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert main(["check", "--staged"]) == 2
    assert "the current directory is gone" in capsys.readouterr().err


def test_a_folder_whose_name_only_begins_like_the_tree_is_outside(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, real: str
) -> None:
    beside = _executable(repo.root.with_name("repo-tools") / "git")
    monkeypatch.setenv("PATH", f"{beside.parent}:{real}")
    assert find_program("git") == str(beside)


def test_what_cannot_be_run_is_no_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, real: str
) -> None:
    (tmp_path / "folder" / "git").mkdir(parents=True)
    _executable(tmp_path / "file" / "git").chmod(0o644)
    monkeypatch.setenv("PATH", f"{tmp_path}/folder:{tmp_path}/file:{real}")
    assert find_program("git") == f"{real}/git"


def test_where_the_root_of_the_file_system_is_a_tree_programs_are_found(
    monkeypatch: pytest.MonkeyPatch, real: str
) -> None:
    monkeypatch.chdir("/")

    def lexists(path: str) -> bool:
        return path == "//.git"

    monkeypatch.setattr(os.path, "lexists", lexists)
    monkeypatch.setenv("PATH", real)
    assert find_program("git") == f"{real}/git"


@pytest.mark.parametrize("place", ["{tree}/core", "core", "./core"])
def test_gits_own_programs_do_not_come_from_the_tree(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.setenv("GIT_EXEC_PATH", place.format(tree=repo.root))
    assert not is_outside_worktree(os.environ["GIT_EXEC_PATH"])
    assert environment.own_environment()["GIT_EXEC_PATH"] == ""
    monkeypatch.setenv("GIT_EXEC_PATH", "/opt/git/core")
    assert environment.own_environment()["GIT_EXEC_PATH"] == "/opt/git/core"


@pytest.mark.parametrize(
    "words",
    [
        ["check", "--worktree"],
        ["check", "--range", "main...HEAD", "--every-commit"],
        ["check", "--range", "main...HEAD", "--deepen"],
        ["lint"],
        ["history"],
        ["split"],
        ["install"],
        ["doctor"],
    ],
)
def test_no_verb_starts_the_git_of_the_tree(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, real: str, words: list[str]
) -> None:
    repo.put("allowed/mine")
    _executable(repo.root / "git")
    monkeypatch.setenv("PATH", f":{real}:{os.environ['PATH']}")
    main(words)
    assert not (Path.home() / "ran").exists()


def test_a_crash_is_logged_without_the_git_of_the_tree(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, real: str
) -> None:
    _executable(repo.root / "git")
    monkeypatch.setenv("PATH", f":{real}")

    def bug(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(Repository, "discover", bug)
    assert main(["check", "--staged"]) == 3
    assert hook(["pre-commit"]) == 3
    assert not (Path.home() / "ran").exists()
