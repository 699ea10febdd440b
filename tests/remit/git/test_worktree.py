import os
from collections.abc import Mapping

import pytest
from mortal import mortal
from repo import Repo, rules

from remit.changes import Change
from remit.errors import RemitError
from remit.gates.worktree import judge_worktree
from remit.git.trees import GitTrees
from remit.verdict import Verdict


def _judged(repo: Repo, folder: str = ".", task: str | None = None) -> Verdict:
    with repo.inside(folder) as repository:
        return judge_worktree(repository, task)


def test_tracked_and_new_files_are_judged_and_ignored_ones_are_not(repo: Repo) -> None:
    repo.write(".git/info/exclude", "*.log\n")
    repo.write("secret/s", "changed\n")
    repo.write("secret/new")
    repo.write("secret/x.log")
    (repo.root / "top").unlink()
    assert rules(_judged(repo)) == [
        (b"secret/new", "R101"),
        (b"secret/s", "R101"),
        (b"top", "R101"),
    ]


def test_a_file_that_was_only_touched_is_no_change(repo: Repo) -> None:
    os.utime(repo.root / "secret" / "s", (1, 1))
    verdict = _judged(repo)
    assert (verdict.outcome, verdict.judged) == ("clean", 0)


def test_the_index_stays_byte_for_byte(repo: Repo) -> None:
    os.utime(repo.root / "secret" / "s", (1, 1))
    before = (repo.root / ".git" / "index").read_bytes()
    _judged(repo)
    assert (repo.root / ".git" / "index").read_bytes() == before


def test_staged_and_unstaged_changes_count_together(repo: Repo) -> None:
    repo.stage("secret/s", "staged\n")
    repo.write("secret/s", "secret/s\n")
    repo.stage("top", "staged\n")
    assert rules(_judged(repo)) == [(b"top", "R101")]


def test_a_file_that_is_staged_as_deleted_and_still_there_is_no_change(repo: Repo) -> None:
    repo.git("rm", "-q", "--cached", "secret/s")
    assert _judged(repo).outcome == "clean"
    repo.write("secret/s", "changed\n")
    assert rules(_judged(repo)) == [(b"secret/s", "R101")]


def test_modes_are_seen_where_git_sees_them(repo: Repo) -> None:
    (repo.root / "top").chmod(0o755)
    assert rules(_judged(repo)) == [(b"top", "R101")]
    repo.git("config", "core.fileMode", "false")
    assert _judged(repo).outcome == "clean"


@pytest.mark.parametrize("target", ["../secret", "/etc"])
def test_new_symlinks_are_judged_by_where_they_lead(repo: Repo, target: str) -> None:
    repo.link("allowed/link", target)
    assert rules(_judged(repo)) == [(b"allowed/link", "R105")]


def test_a_new_link_goes_through_another_new_one(repo: Repo) -> None:
    repo.link("allowed/hop", "../secret")
    repo.link("allowed/link", "hop/s")
    assert rules(_judged(repo)) == [(b"allowed/hop", "R105"), (b"allowed/link", "R105")]


def test_a_nested_repository_is_a_gitlink(repo: Repo) -> None:
    Repo.init(repo.root / "allowed" / "nested").put("x")
    assert rules(_judged(repo)) == [(b"allowed/nested", "R106")]


def test_a_submodule_is_judged_by_its_commit_and_nothing_runs_in_it(repo: Repo) -> None:
    inner = Repo.init(repo.root.parent / "inner")
    inner.put("x")
    repo.switch("main")
    repo.git("submodule", "--quiet", "add", inner.root.as_uri(), "allowed/sub")
    repo.commit()
    repo.git("switch", "-q", "-C", "agent/login")
    sub = Repo(repo.root / "allowed" / "sub")
    spy = repo.write("../spy", '#!/bin/sh\ntouch "$(dirname "$0")/was-run"\n')
    spy.chmod(0o755)
    sub.git("config", "core.fsmonitor", str(spy))
    sub.git("config", "filter.spy.clean", str(spy))
    sub.write(".gitattributes", "* filter=spy\n")
    sub.write("x", "edit\n")  # as long as before: git would ask the filter whether it differs
    assert _judged(repo).outcome == "clean"
    assert not (spy.parent / "was-run").exists()
    sub.git("config", "--remove-section", "filter.spy")
    sub.git("-c", "core.fsmonitor=false", "commit", "-q", "--allow-empty", "-m", "on")
    assert rules(_judged(repo)) == [(b"allowed/sub", "R106")]


def test_a_pipe_in_place_of_a_file_is_a_deletion(repo: Repo) -> None:
    (repo.root / "top").unlink()
    os.mkfifo(repo.root / "top")
    os.mkfifo(repo.root / "allowed" / "pipe")
    (violation,) = _judged(repo).violations
    assert violation.change is not None
    assert (violation.change.path, violation.change.status) == (b"top", "D")


def test_appended_lines_are_measured_by_the_file(empty: Repo) -> None:
    empty.task("login", append=["log"])
    empty.put("log", "one\n")
    empty.branch("agent/login")
    empty.write("log", "one\ntwo\n")
    assert _judged(empty).outcome == "clean"
    empty.write("log", "two\n")
    assert rules(_judged(empty)) == [(b"log", "R201")]


def test_the_whole_tree_is_judged_from_a_subdirectory(repo: Repo) -> None:
    repo.write("secret/new")
    repo.write("top", "changed\n")
    assert rules(_judged(repo, "allowed")) == [(b"secret/new", "R101"), (b"top", "R101")]


def test_a_tree_that_the_configuration_does_not_mean_is_not_judged(repo: Repo) -> None:
    """The edit is here; git would look at a clean copy, and find nothing."""
    repo.git("worktree", "add", "-q", "--detach", "../elsewhere")
    repo.write("secret/s", "changed\n")
    repo.git("config", "core.worktree", str(repo.root.parent / "elsewhere"))
    with pytest.raises(RemitError, match="not in the working tree"):
        _judged(repo)


def test_before_the_first_commit_of_an_orphan_branch_everything_is_new(empty: Repo) -> None:
    empty.task("login", "agent/*", write=["allowed/**"])
    empty.put("top")
    empty.git("switch", "-q", "--orphan", "agent/anew")
    empty.write("allowed/a")
    empty.write("secret/s")
    assert rules(_judged(empty)) == [(b"secret/s", "R101")]


def test_what_a_merge_of_the_base_brings_is_free(repo: Repo) -> None:
    repo.put("allowed/a", "changed\n")
    repo.switch("main")
    repo.put("secret/s", "upstream\n")
    repo.switch("agent/login")
    repo.git("merge", "-q", "--no-commit", "main")
    assert _judged(repo).outcome == "clean"
    repo.write("top", "by hand\n")
    assert rules(_judged(repo)) == [(b"top", "R101")]


def test_many_violations_are_compared_with_the_base_once(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[GitTrees] = []
    compare = GitTrees.since_base

    def count(trees: GitTrees) -> Mapping[bytes, Change]:
        asked.append(trees)
        return compare(trees)

    monkeypatch.setattr(GitTrees, "since_base", count)
    for number in range(5):
        repo.write(f"secret/new{number}")
    assert len(_judged(repo).violations) == 5
    assert len(asked) == 1


def test_a_branch_of_no_task_is_left_alone(repo: Repo) -> None:
    repo.switch("main")
    repo.write("top", "changed\n")
    assert _judged(repo).outcome == "unassigned"


def test_a_repository_without_a_commit_has_no_base(empty: Repo) -> None:
    with pytest.raises(RemitError, match="no commit"):
        _judged(empty)


def test_an_unreadable_file_is_a_sentence(repo: Repo) -> None:
    repo.write("allowed/new").chmod(0)
    with mortal(), pytest.raises(RemitError, match="cannot be read"):
        _judged(repo)


@pytest.fixture
def texts(empty: Repo) -> Repo:
    """On the task's branch: text with returns in the working tree alone, and in the index too."""
    empty.task("login", write=["allowed/**"], append=["log", "returns"])
    for path in ('odd "\n\\name', "log", "sub/a"):
        empty.stage(path, "one\ntwo\n")
    empty.stage("returns", "one\r\ntwo\r\n")
    empty.commit("the base")
    empty.branch("agent/login")
    empty.git("config", "core.autocrlf", "true")
    for path in ('odd "\n\\name', "log", "sub/a"):
        empty.write(path, "one\r\ntwo\r\n")
    return empty


@pytest.mark.parametrize("folder", [".", "sub"])
def test_line_ends_that_git_converts_are_no_change(texts: Repo, folder: str) -> None:
    assert _judged(texts, folder).judged == 0
    texts.git("config", "core.safecrlf", "true")
    texts.git("config", "core.autocrlf", "input")
    assert _judged(texts, folder).judged == 0
    texts.git("config", "core.autocrlf", "false")
    assert _judged(texts, folder).judged == 3


def test_line_ends_count_where_the_attributes_say_so(texts: Repo) -> None:
    texts.git("config", "--unset", "core.autocrlf")
    texts.write(".git/info/attributes", "* text=auto\nsub/* -text\n")
    assert rules(_judged(texts)) == [(b"sub/a", "R101")]


@pytest.mark.parametrize("path", ["log", "returns"])
def test_lines_are_gained_whatever_their_ends_are_here(texts: Repo, path: str) -> None:
    texts.write(path, "one\r\ntwo\r\nthree\r\n")
    verdict = _judged(texts)
    assert (verdict.outcome, verdict.judged) == ("clean", 1)
    texts.write(path, "one\r\nTWO\r\n")
    assert rules(_judged(texts)) == [(path.encode(), "R201")]


def test_a_mode_counts_beside_converted_line_ends(texts: Repo) -> None:
    (texts.root / "sub/a").chmod(0o755)
    assert rules(_judged(texts)) == [(b"sub/a", "R101")]


def test_a_file_of_a_filter_is_unchanged_while_the_index_knows_it(repo: Repo) -> None:
    """Right after a checkout git would run the filter, since the file is as young as the index."""
    repo.git("config", "filter.upper.clean", "touch .git/ran; tr a-z A-Z")
    repo.write(".git/info/attributes", "secret/* filter=upper\n")
    repo.write("secret/s", "lower\n")
    repo.git("add", "secret/s")
    repo.commit("filtered")
    (repo.root / ".git/ran").unlink()
    repo.git("branch", "-f", "main")
    assert _judged(repo).judged == 0
    repo.write("secret/s", "staged\n")
    repo.git("add", "secret/s")
    assert rules(_judged(repo)) == [(b"secret/s", "R101")]
    (repo.root / ".git/ran").unlink()
    os.utime(repo.root / "secret/s", (1, 1))
    assert rules(_judged(repo)) == [(b"secret/s", "R101")]
    assert not (repo.root / ".git/ran").exists()
