"""Where a change is read from: T25 to T43 of the catalogue of traps."""

import os
import subprocess
import sys

import pytest
from repo import Repo, rules

from remit.errors import CouldNotCheck, GitError

CHECK = """
from remit.git.repository import Repository
from remit.gates.commit import judge_commit
verdict = judge_commit(Repository.discover())
print(verdict.outcome, *(each.change.path for each in verdict.violations if each.change))
"""


def _hooked(repo: Repo, name: str = "pre-commit") -> None:
    """Let git call the judge as a hook, which writes what it found and refuses nothing."""
    hook = repo.write(f".git/hooks/{name}", f'#!/bin/sh\nexec {sys.executable} -I "$0.py" >&2\n')
    hook.chmod(0o755)
    repo.write(f".git/hooks/{name}.py", CHECK)


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    assert done.returncode == 0, done.stderr
    lines = done.stderr.decode().splitlines()
    return next(line for line in lines if line.startswith(("clean", "violations", "unassigned")))


def test_the_index_is_judged_and_not_the_working_tree(repo: Repo) -> None:  # T25
    repo.stage("allowed/a", "staged\n")
    repo.write("secret/s", "not staged\n")
    assert repo.judge().outcome == "clean"


def test_an_edit_that_was_staged_and_then_undone_in_the_tree_is_a_change(repo: Repo) -> None:  # T26
    repo.stage("secret/s", "staged\n")
    repo.write("secret/s", "secret/s\n")
    assert rules(repo.judge()) == [(b"secret/s", "R101")]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--", "secret/s"], "violations b'secret/s'"),
        (["--", "allowed/a"], "clean"),
        (["-a"], "violations b'secret/s'"),
        (["-i", "secret/s"], "violations b'secret/s'"),
        ([], "clean"),
    ],
)
def test_a_partial_commit_is_judged_by_the_index_that_git_names(
    repo: Repo, arguments: list[str], said: str
) -> None:  # T27, T28: a library would read the plain index
    _hooked(repo)
    repo.stage("allowed/a", "changed\n")
    repo.write("secret/s", "changed\n")
    assert _said(repo.attempt("commit", "-q", "-m", "x", *arguments)) == said


def test_variables_that_name_another_index_are_kept(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:  # T29
    other = str(repo.root / ".git" / "other")
    repo.git("read-tree", "HEAD", GIT_INDEX_FILE=other)
    blob = repo.git("hash-object", "-w", "--stdin", feed=b"x")
    entry = f"100644,{blob},secret/s"
    repo.git("update-index", "--cacheinfo", entry, GIT_INDEX_FILE=other)
    assert repo.judge().judged == 0
    monkeypatch.setenv("GIT_INDEX_FILE", other)
    assert rules(repo.judge()) == [(b"secret/s", "R101")]


def test_variables_of_this_repository_are_dropped_for_another(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:  # T30
    from remit.git import environment

    for name in repo.git("rev-parse", "--local-env-vars").split():
        assert name in environment.LOCAL
        monkeypatch.setenv(name, "ours")
    monkeypatch.setenv("GIT_QUARANTINE_PATH", "ours")
    assert "ours" not in environment.foreign_environment().values()


@pytest.mark.parametrize("variables", [{}, {"GIT_DIR": ".git"}, {"GIT_INDEX_FILE": ".git/index"}])
def test_relative_variables_mean_what_git_means(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:  # T31
    repo.stage("secret/s", "changed\n")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert rules(repo.judge()) == [(b"secret/s", "R101")]


def test_a_partial_commit_of_half_a_rename_is_judged_by_that_half(repo: Repo) -> None:  # T32
    _hooked(repo)
    repo.git("mv", "secret/s", "allowed/s")
    assert _said(repo.attempt("commit", "-q", "-m", "x", "--", "allowed/s")) == "clean"
    assert _said(repo.attempt("commit", "-q", "-m", "x")) == "violations b'secret/s'"


POISON = {
    "diff.relative": "true",
    "diff.renames": "copies",
    "diff.external": "true",
    "diff.noprefix": "true",
    "diff.ignoreSubmodules": "all",
    "color.ui": "always",
    "core.quotePath": "true",
    "core.abbrev": "4",
}


@pytest.mark.parametrize("folder", [".", "allowed"])
def test_configuration_hides_nothing(repo: Repo, folder: str) -> None:  # T33
    repo.write("order", "top\nsecret/*\n")
    repo.git("config", "diff.orderFile", str(repo.root / "order"))
    for name, value in POISON.items():
        repo.git("config", name, value)
    repo.stage("top", "changed\n")
    repo.git("mv", "secret/s", "allowed/s")
    from remit.gates.commit import judge_commit

    with repo.inside(folder) as repository:
        assert rules(judge_commit(repository)) == [(b"secret/s", "R101"), (b"top", "R101")]


def test_symlinks_are_found_from_a_subdirectory(repo: Repo) -> None:  # T31, T33
    from remit.gates.commit import judge_commit

    repo.link("allowed/link", "../hop")
    repo.link("hop", "secret")
    repo.git("add", "-A")
    with repo.inside("allowed") as repository:
        assert (b"allowed/link", "R105") in rules(judge_commit(repository))


def test_variables_that_would_change_the_output_are_dropped(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:  # T33
    repo.stage("secret/s", "changed\n")
    for name in ("GIT_EXTERNAL_DIFF", "GIT_DIFF_OPTS", "GIT_PAGER", "GIT_CONFIG"):
        monkeypatch.setenv(name, "/bin/false")
    for name in ("GIT_ICASE_PATHSPECS", "GIT_GLOB_PATHSPECS", "GIT_TRACE", "GIT_TRACE2"):
        monkeypatch.setenv(name, "1")
    assert rules(repo.judge()) == [(b"secret/s", "R101")]


def test_a_replaced_commit_hides_nothing(repo: Repo) -> None:  # T34
    head = repo.oid("HEAD")
    repo.stage("secret/s", "changed\n")
    violation = repo.git("commit-tree", "-m", "x", repo.git("write-tree"))
    repo.git("replace", "-f", head, violation)
    assert rules(repo.judge()) == [(b"secret/s", "R101")]


def test_a_replaced_blob_widens_no_manifest(repo: Repo) -> None:  # T34
    wide = repo.git("show", "main:.remit/tasks/login.toml").replace("allowed/**", "**")
    blob = repo.git("hash-object", "-w", "--stdin", feed=wide.encode())
    repo.git("replace", repo.oid("main:.remit/tasks/login.toml"), blob)
    repo.stage("secret/s", "changed\n")
    assert rules(repo.judge()) == [(b"secret/s", "R101")]


def test_grafts_hide_nothing(repo: Repo) -> None:  # T34
    from remit.gates.range import judge_range

    violation, head = repo.put("secret/s", "changed\n"), repo.put("allowed/a", "changed\n")
    repo.write(".git/info/grafts", f"{violation}\n{head} {repo.oid('main')}\n")
    with repo.inside() as repository:
        verdict = judge_range(repository, None, "agent/login", every_commit=True)
    assert rules(verdict) == [(b"secret/s", "R101")]


def test_all_of_it_together_hides_nothing(repo: Repo) -> None:  # T35
    inner = Repo.init(repo.root.parent / "inner")
    inner.put("x")
    repo.git("submodule", "--quiet", "add", inner.root.as_uri(), "sub")
    repo.stage("secret/s", "changed\n")
    repo.git("mv", "top", "allowed/top")
    repo.git("config", "-f", ".gitmodules", "submodule.sub.ignore", "all")
    repo.git("add", ".gitmodules")
    for name, value in POISON.items():
        repo.git("config", name, value)
    tree = repo.git("write-tree")
    repo.git("replace", repo.oid("HEAD"), repo.git("commit-tree", "-m", "x", tree))
    assert repo.git("diff", "--cached", "--name-only") == ""
    found = {path for path, _ in rules(repo.judge())}
    assert found == {b".gitmodules", b"secret/s", b"sub", b"top"}


def test_nothing_of_the_checked_tree_is_imported(repo: Repo) -> None:  # T36
    for name in ("subprocess", "re", "os", "remit/__init__", "sitecustomize", "tomllib"):
        repo.write(f"{name}.py", "raise SystemExit('hijacked')\n")
    environment = {**os.environ, "PYTHONPATH": str(repo.root)}
    done = subprocess.run(
        [sys.executable, "-I", "-c", CHECK],
        cwd=repo.root,
        env=environment,
        capture_output=True,
        check=False,
    )
    assert done.stdout == b"clean\n", done.stderr


def test_no_configured_program_is_run(repo: Repo) -> None:  # T37
    from remit.gates.worktree import judge_worktree

    spy = repo.write("../spy", '#!/bin/sh\ntouch "$(dirname "$0")/was-run"\nfalse\n')
    spy.chmod(0o755)
    repo.git("config", "core.fsmonitor", str(spy))
    repo.git("config", "diff.external", str(spy))
    repo.git("config", "filter.spy.clean", str(spy))
    repo.git("config", "filter.spy.required", "true")
    repo.git("config", "merge.spy.driver", str(spy))
    repo.git("config", "diff.spy.textconv", str(spy))
    repo.write(".git/info/attributes", "* filter=spy merge=spy diff=spy\n")
    repo.write("secret/s", "changed\n")
    with repo.inside() as repository:
        assert rules(judge_worktree(repository)) == [(b"secret/s", "R101")]
    repo.judge()
    assert not (spy.parent / "was-run").exists()


def test_a_sparse_index_is_judged_whole(repo: Repo) -> None:  # T38
    repo.git("sparse-checkout", "set", "--cone", "--sparse-index", "allowed")
    blob = repo.git("hash-object", "-w", "--stdin", feed=b"x")
    repo.git("update-index", "--cacheinfo", f"100644,{blob},secret/s")
    repo.link("allowed/link", "../secret")
    repo.git("add", "allowed/link")
    assert rules(repo.judge()) == [(b"allowed/link", "R105"), (b"secret/s", "R101")]


@pytest.mark.parametrize("flag", ["--skip-worktree", "--assume-unchanged"])
def test_flags_in_the_index_hide_no_staged_change(repo: Repo, flag: str) -> None:  # T39
    repo.stage("secret/s", "changed\n")
    repo.git("update-index", flag, "secret/s")
    assert rules(repo.judge()) == [(b"secret/s", "R101")]


def test_a_repository_with_sha256_is_judged(tmp_path: os.PathLike[str]) -> None:  # T40
    from pathlib import Path

    from remit.gates.range import judge_range
    from remit.gates.worktree import judge_worktree

    repo = Repo.init(Path(tmp_path) / "sha256", "--object-format=sha256")
    repo.task("login", "agent/*", write=["allowed/**"])
    repo.stage("allowed/a")
    repo.put("secret/s")
    repo.branch("agent/login")
    repo.stage("secret/s", "changed\n")
    assert rules(repo.judge()) == [(b"secret/s", "R101")]
    with repo.inside() as repository:
        assert rules(judge_worktree(repository)) == [(b"secret/s", "R101")]
    repo.commit()
    with repo.inside() as repository:
        assert rules(judge_range(repository, "main", "HEAD")) == [(b"secret/s", "R101")]
    repo.git("switch", "-q", "--orphan", "agent/anew")
    repo.stage("allowed/first")
    assert repo.judge().outcome == "clean"


@pytest.mark.parametrize(
    ("name", "value"), [("refStorage", "reftable"), ("noop-x", "1"), ("worktreeX", "true")]
)
def test_an_unknown_extension_is_could_not_check(repo: Repo, name: str, value: str) -> None:  # T41
    repo.git("config", "core.repositoryFormatVersion", "1")
    repo.git("config", f"extensions.{name}", value)
    with pytest.raises(GitError, match="this git does not know") as caught:
        repo.judge()
    assert caught.value.hint


def test_dubious_ownership_is_a_sentence_with_the_exact_fix(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:  # T42
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    from remit.git import environment

    monkeypatch.setattr(environment, "POISON_PREFIXES", ("GIT_TRACE",))
    with pytest.raises(GitError, match="another user owns") as caught:
        repo.judge()
    fix = f"git config --global --add safe.directory '{repo.root}'"
    assert caught.value.hint.endswith(fix)


def test_many_changes_are_all_judged(repo: Repo) -> None:  # T43
    blob = repo.git("hash-object", "-w", "--stdin", feed=b"x")
    lines = "".join(f"100644 {blob}\tsecret/{number}\n" for number in range(20_000))
    repo.git("update-index", "--index-info", feed=lines.encode())
    verdict = repo.judge()
    assert (verdict.judged, len(verdict.violations)) == (20_000, 20_000)


def test_a_linked_worktree_is_judged_by_its_own_index(repo: Repo) -> None:  # T27, T31
    repo.switch("main")
    repo.git("worktree", "add", "-q", "../linked", "agent/login")
    linked = Repo(repo.root.parent / "linked")
    _hooked(repo)
    repo.stage("top", "changed on main\n")
    linked.stage("secret/s", "changed\n")
    assert rules(linked.judge()) == [(b"secret/s", "R101")]
    assert _said(linked.attempt("commit", "-q", "-m", "x")) == "violations b'secret/s'"


def test_a_damaged_index_is_a_sentence(repo: Repo) -> None:
    repo.write(".git/index", b"DIRC\0\0\0\2\0\0\0\1garbage")
    with pytest.raises(GitError, match="index is damaged") as caught:
        repo.judge()
    assert "git reset" in caught.value.hint


def test_unmerged_paths_are_could_not_check(repo: Repo) -> None:
    blob = repo.git("hash-object", "-w", "--stdin", feed=b"x")
    lines = "".join(f"100644 {blob} {stage}\tallowed/a\n" for stage in (1, 2, 3))
    repo.git("update-index", "--index-info", feed=f"0 {'0' * 40}\tallowed/a\n{lines}".encode())
    with pytest.raises(CouldNotCheck, match="an unresolved conflict"):
        repo.judge()


def test_a_damaged_configuration_is_a_sentence(repo: Repo) -> None:
    repo.write(".git/config", "[core\n")
    with pytest.raises(GitError, match="configuration cannot be read") as caught:
        repo.judge()
    assert "config" in caught.value.hint


def test_no_repository_is_a_sentence(tmp_path: os.PathLike[str]) -> None:
    from pathlib import Path

    outside = Repo(Path(tmp_path))
    with pytest.raises(GitError, match="not a git repository"):
        outside.judge()


def test_a_bare_repository_is_a_sentence(repo: Repo) -> None:
    bare = repo.clone(repo.root.parent / "bare", "--bare")
    with pytest.raises(GitError, match="bare"):
        bare.judge()


def test_without_git_there_is_a_sentence(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(GitError, match="git was not found"):
        repo.judge()
