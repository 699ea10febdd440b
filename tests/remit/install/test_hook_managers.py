"""Beside other hook managers, in either order: nothing is overwritten, nothing runs twice."""

import subprocess
import sys

import pytest
from hook_managers import LefthookRefuses, husky, lefthook
from hooked import said, script, snapshot, try_commit
from repo import Repo

from remit.install.hook_managers import identify_writer
from remit.install.install import install, uninstall

FRAMEWORK = """\
repos:
  - repo: local
    hooks:
      - id: counting
        name: counting
        language: system
        entry: sh -c 'echo framework >>.git/ran'
        always_run: true
        pass_filenames: false
        stages: [pre-commit, pre-merge-commit]
"""


def framework(repo: Repo, *arguments: str) -> None:
    """`pre-commit ARGUMENTS`, the real one."""
    subprocess.run(
        [sys.executable, "-m", "pre_commit", *arguments],
        cwd=repo.root,
        check=True,
        capture_output=True,
    )


def with_framework(repo: Repo) -> Repo:
    """The repository with a configuration of the framework in its tree, committed on the branch."""
    repo.put(".pre-commit-config.yaml", FRAMEWORK)
    return repo


def runs(repo: Repo) -> list[str]:
    """What the other hooks wrote when they ran."""
    log = repo.root / ".git/ran"
    return log.read_text().split() if log.exists() else []


def assert_violations_are_refused_and_others_run_once(repo: Repo, expected: list[str]) -> None:
    repo.stage("secret/new")
    done = try_commit(repo)
    assert done.returncode == 1, said(done)
    assert said(done).count("remit: refused") == 1, said(done)
    repo.git("restore", "--staged", "secret/new")
    (repo.root / ".git/ran").unlink(missing_ok=True)
    repo.stage("allowed/new", repo.oid("HEAD"))
    done = try_commit(repo)
    assert done.returncode == 0, said(done)
    assert runs(repo) == expected


def test_installed_after_pre_commit_both_run(repo: Repo) -> None:
    framework(with_framework(repo), "install", "-t", "pre-commit", "-t", "pre-merge-commit")
    install(repo.root)
    assert_violations_are_refused_and_others_run_once(repo, ["framework"])


def test_installed_before_pre_commit_both_run(repo: Repo) -> None:
    install(with_framework(repo).root)
    framework(repo, "install", "-t", "pre-commit", "-t", "pre-merge-commit")
    assert_violations_are_refused_and_others_run_once(repo, ["framework"])


def test_pre_commit_installed_again_over_remit_does_not_run_itself_inside_itself(
    repo: Repo,
) -> None:
    framework(with_framework(repo), "install")
    install(repo.root)
    framework(repo, "install")
    assert_violations_are_refused_and_others_run_once(repo, ["framework"])
    install(repo.root)
    assert_violations_are_refused_and_others_run_once(repo, ["framework"])


def test_a_hook_older_than_both_runs_once_in_every_order(repo: Repo) -> None:
    script(with_framework(repo).root / ".git/hooks/pre-commit", "echo older >>.git/ran")
    install(repo.root)
    framework(repo, "install")
    assert_violations_are_refused_and_others_run_once(repo, ["older", "framework"])


def test_a_hook_that_pre_commit_keeps_runs_once_below_remit(repo: Repo) -> None:
    script(with_framework(repo).root / ".git/hooks/pre-commit", "echo older >>.git/ran")
    framework(repo, "install")
    install(repo.root)
    assert_violations_are_refused_and_others_run_once(repo, ["older", "framework"])


def test_remit_taken_away_from_under_pre_commit_leaves_pre_commit_as_it_would_be(
    repo: Repo,
) -> None:
    script(with_framework(repo).root / ".git/hooks/pre-commit", "echo older >>.git/ran")
    framework(repo, "install")
    wanted = snapshot(repo.root / ".git")
    framework(repo, "uninstall")
    install(repo.root)
    framework(repo, "install")
    uninstall(repo.root)
    assert snapshot(repo.root / ".git") == wanted


def test_pre_commit_taken_away_from_above_remit_leaves_remit(repo: Repo) -> None:
    install(with_framework(repo).root)
    framework(repo, "install")
    framework(repo, "uninstall")
    assert_violations_are_refused_and_others_run_once(repo, [])


def test_pre_commit_forced_over_remit_is_healed_by_installing_again(repo: Repo) -> None:
    framework(with_framework(repo), "install")
    install(repo.root)
    framework(repo, "install", "--overwrite")
    assert not (repo.root / ".git/hooks/pre-commit.legacy").exists()
    install(repo.root)
    assert_violations_are_refused_and_others_run_once(repo, ["framework"])


def test_lefthooks_hook_runs_after_remits(repo: Repo) -> None:
    lefthook(repo, "pre-commit", "commit-msg")
    install(repo.root)
    repo.stage("allowed/new")
    done = try_commit(repo)
    assert done.returncode == 0
    assert said(done) == "lefthook would run pre-commit\nlefthook would run commit-msg\n"
    repo.stage("secret/new")
    assert "lefthook" not in said(try_commit(repo))


def test_lefthook_that_moved_remit_away_is_chained_by_installing_again(repo: Repo) -> None:
    install(repo.root)
    lefthook(repo, "pre-commit")
    repo.stage("secret/new")
    ran = said(try_commit(repo))
    assert "secret/new" in ran, "the commit-msg hook, which is left, judges too"
    assert ran.startswith("lefthook would run pre-commit")
    sentences = install(repo.root)
    assert any("lefthook had moved remit's hook away" in sentence for sentence in sentences)
    repo.stage("secret/newer")
    assert "secret/newer" in said(try_commit(repo))


def test_lefthook_can_be_installed_again_and_again(repo: Repo) -> None:
    lefthook(repo, "pre-commit")
    for _ in range(3):
        install(repo.root)
        lefthook(repo, "pre-commit")
    install(repo.root)
    repo.stage("secret/new")
    assert "secret/new" in said(try_commit(repo))
    uninstall(repo.root)
    assert identify_writer((repo.root / ".git/hooks/pre-commit").read_bytes()) == "lefthook"
    assert [path.name for path in (repo.root / ".git/hooks").iterdir()] == ["pre-commit"]


def test_what_lefthook_refuses_to_overwrite_stays(repo: Repo) -> None:
    script(repo.root / ".git/hooks/pre-commit.old", "echo somebody's")
    install(repo.root)
    with pytest.raises(LefthookRefuses):
        lefthook(repo, "pre-commit")
    uninstall(repo.root)
    assert (repo.root / ".git/hooks/pre-commit.old").read_text() == "#!/bin/sh\necho somebody's\n"


def test_huskys_scripts_run_after_remits(repo: Repo) -> None:
    husky(repo, pre_commit="echo husky", pre_push="echo pushing", commit_msg='echo "$1" | wc -l')
    install(repo.root)
    repo.stage("allowed/new")
    done = try_commit(repo)
    assert done.returncode == 0
    assert said(done).split() == ["husky", "1"]
    repo.stage("secret/new")
    text = said(try_commit(repo))
    assert "secret/new" in text
    assert "husky" not in text


def test_husky_that_took_the_hooks_path_back_is_healed_by_installing_again(repo: Repo) -> None:
    husky(repo, pre_commit="echo husky")
    before = snapshot(repo.root / ".git")
    install(repo.root)
    husky(repo)
    repo.stage("secret/new")
    assert try_commit(repo).returncode == 0, "husky has pointed git elsewhere"
    install(repo.root)
    repo.stage("secret/newer")
    assert "secret/newer" in said(try_commit(repo))
    uninstall(repo.root)
    assert snapshot(repo.root / ".git") == before


def test_husky_installed_after_remit_is_chained_by_installing_again(repo: Repo) -> None:
    install(repo.root)
    husky(repo, pre_commit="echo husky")
    install(repo.root)
    repo.stage("allowed/new")
    assert said(try_commit(repo)) == "husky\n"


def test_husky_keeps_working_in_a_worktree_that_has_no_husky_yet(repo: Repo) -> None:
    husky(repo, pre_commit="exit 1")
    install(repo.root)
    repo.git("worktree", "add", "-q", "../linked", "main")
    linked = Repo(repo.root.parent / "linked")
    linked.stage("top", "changed\n")
    assert try_commit(linked).returncode == 0


def test_a_failing_husky_script_still_stops_the_commit(repo: Repo) -> None:
    husky(repo, pre_commit="exit 3")
    install(repo.root)
    repo.stage("allowed/new")
    done = try_commit(repo)
    assert done.returncode == 1
    assert "husky - pre-commit script failed (code 3)" in said(done)
