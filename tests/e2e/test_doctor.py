"""`remit doctor`: hooks are proven by a refusal, and what keeps them from running is named."""

import subprocess
import sys
from pathlib import Path

import pytest
from hook_managers import husky, lefthook
from hooked import hooked, said, script, snapshot, try_commit
from repo import Repo

from remit.errors import GitError
from remit.install.doctor import diagnose_git_version, diagnose_hooks
from remit.install.install import install, uninstall
from remit.install.probe import MARKER, probe_path


def whats(repo: Repo, level: str) -> list[str]:
    """What doctor says at one level."""
    return [found.what for found in diagnose_hooks(repo.root) if found.level == level]


def broken(repo: Repo) -> str:
    return "\n".join(whats(repo, "broken"))


def everything(root: Path) -> dict[str, tuple[int, bytes]]:
    """Every file below a directory: when it was changed, and its bytes; remit's cache aside.

    Of objects only the bytes count: git touches one that is written a second time.
    """
    return {
        str(path.relative_to(root)): (
            0 if "objects" in path.parts else path.stat().st_mtime_ns,
            path.read_bytes(),
        )
        for path in root.rglob("*")
        if path.is_file() and "cache" not in path.parts
    }


def test_hooks_that_run_are_proven(repo: Repo) -> None:
    hooked(repo)
    assert broken(repo) == ""
    assert "a test change outside every scope was refused: the commit hook runs." in whats(
        repo, "ok"
    )
    assert "its branch belongs to login." in whats(repo, "ok")


def test_a_policy_that_only_warns_is_named_and_breaks_nothing(repo: Repo) -> None:
    repo.switch("main")
    repo.policy('[enforce]\ncommit = "warn"\n')
    repo.commit()
    repo.switch("agent/login")
    hooked(repo)
    assert any("only warns" in what for what in whats(repo, "warning"))
    assert whats(repo, "broken") == []


def test_the_proof_leaves_no_trace_even_of_unsaved_work(repo: Repo) -> None:
    hooked(repo)
    repo.stage("allowed/staged", "staged\n")
    repo.write("allowed/staged", "not staged\n")
    repo.write("untracked")
    diagnose_hooks(repo.root)  # what the cache of manifests costs once
    before = everything(repo.root)
    assert broken(repo) == ""
    assert everything(repo.root) == before


def test_every_worktree_is_proven_by_itself(repo: Repo) -> None:
    hooked(repo)
    repo.git("worktree", "add", "-q", "../linked", "main")
    proven = [
        found.worktree
        for found in diagnose_hooks(repo.root)
        if "a test change outside every scope was refused" in found.what
    ]
    assert proven == [str(repo.root), str(repo.root.parent / "linked")]
    assert "its branch belongs to no task; commits are left alone." in whats(repo, "ok")


def test_one_worktree_with_hooks_elsewhere_is_named(repo: Repo) -> None:
    repo.git("config", "extensions.worktreeConfig", "true")
    hooked(repo)
    repo.git("worktree", "add", "-q", "../linked", "main")
    linked = Repo(repo.root.parent / "linked")
    linked.git("config", "--worktree", "core.hooksPath", "/dev/null")
    (first, *_) = [found for found in diagnose_hooks(repo.root) if found.level == "broken"]
    assert first.worktree == str(linked.root)
    assert "core.hooksPath is '/dev/null' (worktree, " in first.what
    install(repo.root)
    assert broken(repo) == ""


def test_without_hooks_the_poison_goes_through(repo: Repo) -> None:
    text = broken(repo)
    assert "a test change outside every scope was NOT refused" in text
    assert "no hook of remit's in" in text


def test_a_hook_that_is_not_executable_is_named_with_the_fix(repo: Repo) -> None:
    hooked(repo)
    (repo.root / ".git/hooks/pre-commit").chmod(0o644)
    found = [found for found in diagnose_hooks(repo.root) if "not executable" in found.what]
    assert [each.hint for each in found] == [f"chmod +x {repo.root}/.git/hooks/pre-commit"]
    assert "NOT refused" in broken(repo)


def test_a_vanished_interpreter_is_named(repo: Repo) -> None:
    hooked(repo)
    for stub in (repo.root / ".git/hooks").iterdir():
        stub.write_text(stub.read_text().replace(sys.executable, "/nowhere/python"))
    text = broken(repo)
    assert "starts /nowhere/python, which is gone" in text
    assert "NOT refused" in text


def test_a_missing_stage_is_a_warning(repo: Repo) -> None:
    hooked(repo)
    (repo.root / ".git/hooks/post-merge").unlink()
    assert broken(repo) == ""
    assert any("for: post-merge" in what for what in whats(repo, "warning"))


def test_injected_configuration_is_named(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    hooked(repo)
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.hooksPath")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "/dev/null")
    text = broken(repo)
    assert "GIT_CONFIG_COUNT, GIT_CONFIG_KEY_0, GIT_CONFIG_VALUE_0 in the environment" in text
    assert "NOT refused" in text


def test_harmless_injected_configuration_is_a_warning(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    hooked(repo)
    monkeypatch.setenv("GIT_CONFIG_PARAMETERS", "'color.ui'='never'")
    assert broken(repo) == ""
    assert any("GIT_CONFIG_PARAMETERS" in what for what in whats(repo, "warning"))


def test_husky_that_took_over_is_named(repo: Repo) -> None:
    hooked(repo)
    husky(repo, pre_commit="echo ran >.git/ran")
    text = broken(repo)
    assert "no hook of remit's in" in text
    assert "NOT refused" in text
    assert not (repo.root / ".git/ran").exists(), "a foreign hook is not run for a proof"


def test_husky_that_took_over_again_is_named(repo: Repo) -> None:
    husky(repo)
    hooked(repo)
    husky(repo)
    assert "husky took it back" in broken(repo)


def test_a_husky_script_that_calls_remit_is_proven(repo: Repo) -> None:
    husky(repo, pre_commit=f"{sys.executable} -I -m remit_hooks pre-commit")
    assert broken(repo) == ""
    assert any("which notes no commit that skips it" in what for what in whats(repo, "warning"))


def test_lefthook_that_moved_remit_away_is_named(repo: Repo) -> None:
    hooked(repo)
    lefthook(repo, "pre-commit")
    assert "lefthook has moved remit's pre-commit" in broken(repo)


def test_a_hooks_path_that_does_not_exist_is_named(repo: Repo) -> None:
    hooked(repo)
    repo.git("config", "core.hooksPath", "/nowhere")
    assert "'/nowhere' (local, " in broken(repo)
    assert "does not exist: no hook runs" in broken(repo)


def test_a_repository_that_was_moved_with_a_hooks_path_is_named_and_healed(
    repo: Repo, tmp_path: Path
) -> None:
    repo.git("config", "core.hooksPath", ".githooks")
    script(repo.root / ".githooks/pre-commit", "echo chained")
    before = snapshot(repo.root / ".git")
    hooked(repo)
    repo.root.rename(tmp_path / "moved")
    moved = Repo(tmp_path / "moved")
    assert "does not exist: no hook runs" in broken(moved)
    install(moved.root)
    assert broken(moved) == ""
    moved.stage("allowed/new")
    assert said(try_commit(moved)) == "chained\n"
    uninstall(moved.root)
    assert snapshot(moved.root / ".git") == before


def test_an_unclear_base_is_named(repo: Repo) -> None:
    hooked(repo)
    repo.git("config", "--unset", "remit.base")
    repo.git("branch", "master", "main")
    text = broken(repo)
    assert "the base is not known" in text
    assert "commits cannot be checked: both main and master exist" in text


def test_a_base_that_is_not_recorded_is_a_warning_that_another_install_heals(repo: Repo) -> None:
    hooked(repo)
    (repo.root / ".git/remit/base").unlink()
    assert any("the base is not recorded" in what for what in whats(repo, "warning"))
    hooked(repo)
    assert not any("the base is not recorded" in what for what in whats(repo, "warning"))


def test_a_base_of_a_worktree_s_own_is_named_with_its_place(repo: Repo) -> None:
    hooked(repo)
    repo.git("branch", "mine", "main")
    repo.git("config", "extensions.worktreeConfig", "true")
    repo.git("config", "--worktree", "remit.base", "mine")
    assert "the base is mine (remit.base, worktree, " in broken(repo)


def test_manifests_that_are_not_on_the_base_yet_are_named(empty: Repo) -> None:
    empty.put("top")
    hooked(empty)
    empty.task("login", write=["**"])
    assert broken(empty) == ""
    assert any("no manifests on refs/heads/main yet" in what for what in whats(empty, "warning"))


def test_a_broken_manifest_on_the_base_is_named(repo: Repo) -> None:
    hooked(repo)
    repo.switch("main")
    repo.put(".remit/tasks/login.toml", '[task]\nid = "login"\nbranch = "agent/login"\nx = 1\n')
    repo.switch("agent/login")
    assert "commits cannot be checked" in broken(repo)


def test_a_repository_without_a_commit_is_proven(empty: Repo) -> None:
    hooked(empty)
    assert not any("NOT refused" in what for what in whats(empty, "broken"))


def test_a_sha256_repository_is_proven(tmp_path: Path) -> None:
    repo = Repo.init(tmp_path / "sha256", "--object-format=sha256")
    repo.put("top")
    hooked(repo)
    assert broken(repo) == ""


def test_a_bare_repository_has_nothing_to_prove(repo: Repo, tmp_path: Path) -> None:
    bare = repo.clone(tmp_path / "bare.git", "--bare")
    assert "bare: nothing is committed here." in whats(bare, "ok")


def test_outside_of_a_repository_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(GitError, match="not a git repository"):
        diagnose_hooks(tmp_path)


def test_a_forged_answer_proves_nothing(repo: Repo) -> None:
    forged = 'remit-proof {"nonce": "0", "poison": true, "outcome": "violations"}'
    script(repo.root / ".git/hooks/pre-commit", f"echo '{forged}'; echo 'remit-proof x'; exit 1")
    assert "NOT refused" in broken(repo)


def test_a_right_answer_of_a_hook_that_lets_the_commit_through_proves_nothing(repo: Repo) -> None:
    hooked(repo)
    inner = repo.root / ".git/hooks/inner"
    (repo.root / ".git/hooks/pre-commit").rename(inner)
    script(repo.root / ".git/hooks/pre-commit", f"# remit\n{inner}\nexit 0")
    assert "NOT refused" in broken(repo)


def test_the_hooks_of_the_framework_are_left_out_of_a_proof(repo: Repo) -> None:
    repo.put(
        ".pre-commit-config.yaml",
        "repos:\n- repo: local\n  hooks:\n"
        "  - {id: others, name: others, language: system, entry: touch ran, always_run: true}\n"
        "  - id: remit-commit\n    name: remit\n    language: system\n    always_run: true\n"
        f"    pass_filenames: false\n    entry: {sys.executable} -I -m remit_hooks pre-commit\n",
    )
    command = [sys.executable, "-m", "pre_commit", "install"]
    subprocess.run(command, cwd=repo.root, check=True, capture_output=True)
    repo.write("allowed/a", "not staged\n")
    before = everything(repo.root)
    assert broken(repo) == ""
    assert everything(repo.root) == before
    assert any("hook of pre-commit alone" in what for what in whats(repo, "warning"))


def test_the_marker_only_ever_refuses(repo: Repo) -> None:
    hooked(repo)
    repo.stage("allowed/new")
    for value in ("1", "0" * 16, "x\n"):
        done = try_commit(repo, **{MARKER: value})
        assert done.returncode == 1
    assert "REMIT_DOCTOR" in said(done)
    assert try_commit(repo, **{MARKER: ""}).returncode == 0


def test_no_task_may_write_the_poison(repo: Repo) -> None:
    repo.switch("main")
    repo.task("login", write=["**", ".remit/**"])
    repo.commit("a scope as wide as patterns can make it")
    repo.switch("agent/login")
    repo.stage(probe_path("0123"))
    assert repo.judge().outcome == "violations"


def test_an_old_git_is_warned_about() -> None:
    assert [found.level for found in diagnose_git_version((2, 37))] == ["warning"]
    assert [found.level for found in diagnose_git_version((2, 38))] == ["ok"]
