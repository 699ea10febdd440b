import os
from pathlib import Path

import pytest
from repo import Repo

from remit.errors import CouldNotCheck, GitError
from remit.gates.worktree import judge_worktree
from remit.git.process import GitProcess
from remit.git.repository import Repository
from remit.git.scratch_repository import ScratchRepository


def test_the_layout_is_absolute_and_leads_to_the_top(repo: Repo) -> None:
    repo.write("a/b/c")
    with repo.inside("a/b") as repository:
        assert repository.git_dir == str(repo.root / ".git")
        assert repository.common_dir == str(repo.root / ".git")
        assert repository.up == "../../"
        assert not repository.bare
        assert repository.inside


def test_a_repository_is_seen_from_any_directory_wherever_this_process_is(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.write("a/b/c")
    (tmp_path / "aside").symlink_to(repo.root / "a" / "b")
    monkeypatch.chdir(tmp_path)
    for folder in ("repo/a/b", "aside", str(tmp_path / "aside")):
        with Repository.at(folder) as repository:
            monkeypatch.chdir(tmp_path / "repo" / "a")
            assert repository.folder == str(repo.root / "a" / "b")
            assert repository.common_dir == str(repo.root / ".git")
            assert repository.up == "../../"
            assert repository.run("rev-parse", "--show-prefix") == b"a/b/\n"
            monkeypatch.chdir(tmp_path)


def test_programs_of_a_tree_that_is_seen_from_elsewhere_are_not_started(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.write("git", "#!/bin/sh\ntouch ran\n")
    (repo.root / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{repo.root}:{os.environ['PATH']}")
    monkeypatch.setenv("GIT_EXEC_PATH", str(repo.root))
    monkeypatch.chdir(tmp_path)
    with Repository.at("repo") as repository:
        assert repository.environment["GIT_EXEC_PATH"] == ""
        assert judge_worktree(repository, "login").outcome == "violations"
    assert not (repo.root / "ran").exists()


def test_temporary_files_are_not_made_in_a_tree_that_is_seen_from_elsewhere(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = repo.root / "tmp"
    inside.mkdir()
    monkeypatch.setenv("TMPDIR", str(inside))
    monkeypatch.chdir(tmp_path)
    with Repository.at("repo") as repository, ScratchRepository(repository) as scratch:
        assert not scratch.environment["GIT_OBJECT_DIRECTORY"].startswith(str(repo.root))


@pytest.mark.parametrize("folder", ["missing", "file"])
def test_a_directory_that_cannot_be_entered_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(GitError, match=f"/{folder} cannot be entered: N"):
        Repository.at(folder)


def test_a_linked_worktree_has_a_git_directory_of_its_own(repo: Repo) -> None:
    repo.git("worktree", "add", "-q", "-b", "other", "../linked")
    with Repo(repo.root.parent / "linked").inside() as repository:
        assert repository.git_dir == str(repo.root / ".git" / "worktrees" / "linked")
        assert repository.common_dir == str(repo.root / ".git")
        assert repository.branch == "other"


def test_before_the_first_commit_the_branch_has_a_name_already(empty: Repo) -> None:
    with empty.inside() as repository:
        assert (repository.branch, repository.unborn, repository.head()) == ("main", True, None)
        assert repository.parents() == ()


def test_before_the_first_commit_a_file_called_head_is_no_matter(empty: Repo) -> None:
    empty.write("HEAD")
    bare = Repo.init(empty.root.parent / "bare", "--bare")
    for place in (empty, bare):
        with place.inside() as repository:
            assert (repository.branch, repository.unborn) == ("main", True)


def test_a_detached_head_has_no_branch(repo: Repo) -> None:
    repo.git("switch", "-q", "--detach")
    with repo.inside() as repository:
        assert (repository.branch, repository.unborn) == (None, False)
        assert repository.head() == repo.oid("HEAD")


def test_a_bare_repository_is_known_as_one(repo: Repo) -> None:
    bare = repo.clone(repo.root.parent / "bare", "--bare")
    with bare.inside() as repository:
        assert repository.bare
        assert repository.head() == repo.oid("HEAD")
        assert (repository.up, repository.branch, repository.unborn) == ("", "agent/login", False)
        with pytest.raises(GitError, match="bare"):
            repository.require_index()


def test_a_tree_elsewhere_hides_no_branch(repo: Repo) -> None:
    (repo.root.parent / "tree").mkdir()
    repo.git("config", "core.worktree", str(repo.root.parent / "tree"))
    with repo.inside(".git") as repository:
        assert (repository.up, repository.branch, repository.unborn) == ("", "agent/login", False)
        assert repository.head() == repo.oid("main")


def test_a_path_with_a_line_break_is_refused_in_a_sentence(tmp_path: Path) -> None:
    repo = Repo.init(tmp_path / "a\nb")
    with pytest.raises(GitError, match="line break"):
        repo.judge()
    repo.commit()
    with pytest.raises(GitError, match="line break"):
        repo.judge()


def test_a_binding_belongs_to_its_worktree(repo: Repo) -> None:
    repo.git("worktree", "add", "-q", "-b", "other", "../linked")
    repo.write(".git/remit/binding", "login\n")
    with repo.inside() as repository:
        assert repository.binding() == "login"
    with Repo(repo.root.parent / "linked").inside() as repository:
        assert repository.binding() is None


@pytest.mark.parametrize(
    "content", [b"", b"login", b"login\n\n", b"a\nb\n", b"lo gin\n", b"\xff\n", b"x" * 300 + b"\n"]
)
def test_a_binding_that_nobody_can_have_bound_is_could_not_check(
    repo: Repo, content: bytes
) -> None:
    repo.write(".git/remit/binding", content)
    with repo.inside() as repository, pytest.raises(CouldNotCheck, match="cannot be read"):
        repository.binding()


@pytest.mark.parametrize("kind", ["directory", "link"])
def test_a_binding_that_is_no_file_is_could_not_check(repo: Repo, kind: str) -> None:
    if kind == "link":
        repo.write("elsewhere", "login\n")
        repo.link(".git/remit/binding", "../../elsewhere")
    else:
        repo.write(".git/remit/binding/in-the-way")
    with repo.inside() as repository, pytest.raises(CouldNotCheck) as caught:
        repository.binding()
    assert "remit unbind" in caught.value.hint


def test_one_command_runs_once_and_says_the_same_twice(repo: Repo) -> None:
    with repo.inside() as repository:
        first = repository.start("rev-parse", "HEAD")
        assert repository.start("rev-parse", "HEAD") is first
        assert first.output() == first.output() == repo.oid("HEAD").encode() + b"\n"


def test_a_context_ends_what_began_inside_it_and_nothing_else(repo: Repo) -> None:
    with repo.inside() as repository:
        outer = repository.start("rev-parse", "HEAD")
        with repository:
            inner = repository.objects()
        with pytest.raises(ValueError, match="closed"):
            inner.find("HEAD")
        assert outer.output().strip() == repo.oid("HEAD").encode()


def test_a_failure_names_the_command_and_what_git_said(repo: Repo) -> None:
    with repo.inside() as repository, pytest.raises(GitError, match="git ls-tree failed") as caught:
        repository.run("ls-tree", "nonsense")
    assert "nonsense" in caught.value.sentence


def test_ids_are_resolved_without_reading_options(repo: Repo) -> None:
    with repo.inside() as repository:
        assert repository.resolve("main") == repo.oid("main")
        assert repository.resolve("--all") is None
        assert repository.resolve("main:allowed/a") is None
        assert repository.full_name("main") == "refs/heads/main"
        assert repository.full_name("--all") == ""
        assert repository.full_name(repo.oid("main")) == ""


def test_the_environment_of_git_is_the_hooks_own(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(repo.root / ".git"))
    monkeypatch.chdir(repo.root.parent)
    with Repository.discover() as repository:
        assert repository.git_dir == str(repo.root / ".git")


def test_a_command_that_is_abandoned_leaves_no_process(repo: Repo) -> None:
    with repo.inside() as repository:
        running = GitProcess(("cat-file", "--batch"), repository.environment, feed=b"HEAD\n")
        running.abandon()
        with pytest.raises(ValueError, match="closed"):
            running.output()
