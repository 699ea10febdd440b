"""Where the hooks go, what is said about it, and the base that is written down."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from hooked import said, script, snapshot, try_commit
from repo import Repo

from remit.errors import GitError
from remit.install.hook_script import JUDGING, NOTING, OURS
from remit.install.install import install, prove_interpreter, uninstall
from remit.install.repository_paths import InstallError


def test_eight_hooks_are_installed_and_executable(repo: Repo) -> None:
    sentences = install(repo.root)
    for name in (*JUDGING, *NOTING):
        assert os.access(repo.root / ".git/hooks" / name, os.X_OK)
    assert sentences[0].startswith(f"installed in {repo.root}/.git/hooks: pre-commit, ")


def test_the_stub_names_this_interpreter_and_runs_it_isolated(repo: Repo) -> None:
    install(repo.root)
    stub = (repo.root / ".git/hooks/pre-commit").read_text()
    assert f"python={sys.executable}\n" in stub
    assert '"$python" -I -m remit_hooks pre-commit "$@"' in stub


def test_the_stubs_are_valid_for_any_posix_shell(repo: Repo) -> None:
    install(repo.root)
    for name in OURS:
        stub = repo.root / ".git/hooks" / name
        done = subprocess.run(["sh", "-n", str(stub)], check=False, capture_output=True)
        assert done.stderr == b""


def test_a_path_with_quotes_and_blanks_survives_the_shell(tmp_path: Path) -> None:
    odd = Repo.init(tmp_path / 'it\'s a $HOME "repo" `x`')
    script(odd.root / ".git/hooks/pre-commit", "echo chained >&2")
    install(odd.root)
    odd.stage("a")
    done = try_commit(odd)
    assert done.returncode == 0
    assert said(done) == "chained\n"


def test_a_path_that_is_no_text_is_written_and_taken_back(tmp_path: Path) -> None:
    odd = Repo.init(tmp_path / os.fsdecode(b"re\xffpo"))
    odd.put("a")
    odd.git("config", "core.hooksPath", os.fsdecode(b"h\xfe"))
    before = snapshot(odd.root / ".git")
    install(odd.root)
    odd.stage("b")
    assert try_commit(odd).returncode == 0
    uninstall(odd.root)
    assert snapshot(odd.root / ".git") == before


def test_an_existing_hook_is_moved_aside_and_said_so(repo: Repo) -> None:
    script(repo.root / ".git/hooks/pre-commit", "echo mine")
    sentences = install(repo.root)
    aside = repo.root / ".git/hooks/pre-commit.before-remit"
    assert aside.read_text() == "#!/bin/sh\necho mine\n"
    told = "pre-commit: the hook of somebody is now pre-commit.before-remit and runs after remit's."
    assert told in sentences


def test_an_earlier_hook_that_was_moved_aside_is_never_overwritten(repo: Repo) -> None:
    hooks = repo.root / ".git/hooks"
    for text in ("echo first", "echo second", "echo third"):
        script(hooks / "pre-commit", text)
        install(repo.root)
    kept = [path.read_text().splitlines()[1] for path in sorted(hooks.glob("*.before-remit*"))]
    assert kept == ["echo third", "echo first", "echo second"]


def test_a_stub_that_lost_its_executable_bit_is_healed(repo: Repo) -> None:
    install(repo.root)
    (repo.root / ".git/hooks/commit-msg").chmod(0o644)
    sentences = install(repo.root)
    assert f"installed in {repo.root}/.git/hooks: commit-msg." in sentences
    assert os.access(repo.root / ".git/hooks/commit-msg", os.X_OK)


def test_hooks_of_a_hooks_path_run_after_remits_whatever_their_name(repo: Repo) -> None:
    for name in ("pre-commit", "prepare-commit-msg", "post-commit", "reference-transaction"):
        script(repo.root / ".githooks" / name, f"echo {name} >>.git/ran")
    repo.git("config", "core.hooksPath", ".githooks")
    install(repo.root)
    repo.stage("allowed/new")
    done = try_commit(repo)
    assert done.returncode == 0, said(done)
    ran = (repo.root / ".git/ran").read_text().split()
    assert set(ran) == {"pre-commit", "prepare-commit-msg", "post-commit", "reference-transaction"}


def test_a_hook_added_to_the_hooks_path_later_runs_as_well(repo: Repo) -> None:
    script(repo.root / ".githooks/pre-commit", "exit 0")
    repo.git("config", "core.hooksPath", ".githooks")
    install(repo.root)
    script(repo.root / ".githooks/post-checkout", "echo ran >.git/ran")
    repo.switch("main")
    assert (repo.root / ".git/ran").read_text() == "ran\n"


def test_a_relative_hooks_path_counts_from_each_worktree(repo: Repo) -> None:
    repo.git("config", "core.hooksPath", ".githooks")
    install(repo.root)
    repo.git("worktree", "add", "-q", "../linked", "main")
    linked = Repo(repo.root.parent / "linked")
    script(linked.root / ".githooks/pre-commit", "echo from the linked worktree; exit 1")
    linked.stage("top", "changed\n")
    assert "from the linked worktree" in said(try_commit(linked))


def test_worktrees_with_hooks_paths_of_their_own_keep_them_apart(repo: Repo) -> None:
    repo.git("config", "extensions.worktreeConfig", "true")
    repo.git("worktree", "add", "-q", "../linked", "main")
    linked = Repo(repo.root.parent / "linked")
    script(linked.root / "own/pre-commit", "echo own >&2")
    linked.git("config", "--worktree", "core.hooksPath", "own")
    install(repo.root)
    linked.stage("top", "changed\n")
    assert said(try_commit(linked)) == "own\n"
    repo.stage("secret/new")
    assert "secret/new" in said(try_commit(repo))


def test_a_value_that_wins_over_remits_is_an_error_and_nothing_is_changed(repo: Repo) -> None:
    repo.write("late.cfg", "[core]\n\thooksPath = .late\n")
    with (repo.root / ".git/config").open("a") as config:
        config.write(f"[include]\n\tpath = {repo.root}/late.cfg\n")
    before = snapshot(repo.root / ".git")
    with pytest.raises(InstallError, match=r"late\.cfg sets core\.hooksPath"):
        install(repo.root)
    assert snapshot(repo.root / ".git") == before


def test_setting_a_hooks_path_later_is_healed_by_installing_again(repo: Repo) -> None:
    script(repo.root / ".git/hooks/pre-commit", "echo mine")
    install(repo.root)
    script(repo.root / ".githooks/pre-commit", "echo theirs")
    repo.git("config", "core.hooksPath", ".githooks")
    install(repo.root)
    assert (repo.root / ".git/hooks/pre-commit").read_text() == "#!/bin/sh\necho mine\n"
    repo.stage("secret/new")
    assert "secret/new" in said(try_commit(repo))


def test_taking_the_hooks_path_away_later_is_healed_by_installing_again(repo: Repo) -> None:
    repo.git("config", "core.hooksPath", ".githooks")
    install(repo.root)
    repo.git("config", "--unset", "core.hooksPath")
    install(repo.root)
    assert not (repo.root / ".git/remit/hooks").exists()
    repo.stage("secret/new")
    assert "secret/new" in said(try_commit(repo))


def test_the_only_one_of_main_and_master_becomes_the_base(repo: Repo) -> None:
    assert install(repo.root)[-1].startswith("remit.base is now main")
    assert repo.git("config", "remit.base") == "main"


def test_where_the_base_is_not_known_nothing_is_installed(repo: Repo) -> None:
    repo.git("branch", "master", "main")
    before = snapshot(repo.root / ".git")
    with pytest.raises(InstallError, match="every commit would be refused") as caught:
        install(repo.root)
    assert "remit install --base BRANCH" in caught.value.hint
    assert snapshot(repo.root / ".git") == before
    install(repo.root, "master")
    assert repo.git("config", "remit.base") == "master"


def test_a_bare_repository_has_no_commits_to_judge(repo: Repo, tmp_path: Path) -> None:
    repo.git("clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
    with pytest.raises(InstallError, match="bare") as caught:
        install(tmp_path / "bare.git")
    assert "remit install --server" in caught.value.hint
    repo.git("-C", str(tmp_path / "bare.git"), "worktree", "add", "-q", str(tmp_path / "w"), "main")
    assert any("pre-commit" in said for said in install(tmp_path / "bare.git"))


def test_of_several_values_of_the_hooks_path_all_come_back(repo: Repo) -> None:
    for name in ("h1", "h2"):
        repo.git("config", "--add", "core.hooksPath", name)
    before = (repo.root / ".git/config").read_bytes()
    install(repo.root)
    assert len(repo.git("config", "--get-all", "core.hooksPath").splitlines()) == 1
    uninstall(repo.root)
    assert (repo.root / ".git/config").read_bytes() == before


def test_the_default_branch_of_origin_becomes_the_base(repo: Repo, tmp_path: Path) -> None:
    repo.switch("main")
    repo.git("branch", "-m", "trunk")
    clone = repo.clone(tmp_path / "clone")
    assert install(clone.root)[-1].startswith("remit.base is now trunk")


def test_a_given_base_must_exist_and_nothing_is_changed_otherwise(repo: Repo) -> None:
    before = snapshot(repo.root / ".git")
    with pytest.raises(InstallError, match="there is no branch nowhere"):
        install(repo.root, base="nowhere")
    assert snapshot(repo.root / ".git") == before


def test_a_given_base_replaces_the_one_written_down(repo: Repo) -> None:
    repo.git("branch", "develop", "main")
    install(repo.root)
    install(repo.root, base="develop")
    assert repo.git("config", "--get-all", "remit.base") == "develop"


def record(repo: Repo) -> str:
    """What is recorded of the base."""
    return (repo.root / ".git/remit/base").read_text()


def test_the_base_is_recorded_with_the_branch_that_it_follows(repo: Repo, tmp_path: Path) -> None:
    install(repo.root)
    assert record(repo) == "main\n"
    repo.switch("main")
    clone = repo.clone(tmp_path / "clone")
    install(clone.root)
    assert record(clone) == "main refs/remotes/origin/main\n"


def test_a_base_that_was_changed_is_put_back_and_one_that_is_given_is_recorded(repo: Repo) -> None:
    repo.git("branch", "develop", "main")
    install(repo.root)
    repo.git("config", "remit.base", "develop")
    assert install(repo.root)[-1].startswith("remit.base is now main")
    assert record(repo) == "main\n"
    install(repo.root, base="develop")
    assert (record(repo), repo.git("config", "remit.base")) == ("develop\n", "develop")


def test_another_upstream_is_recorded_only_where_the_base_is_given(repo: Repo) -> None:
    repo.git("update-ref", "refs/remotes/origin/main", "main")
    repo.git("update-ref", "refs/remotes/fork/main", "main")
    install(repo.root)
    repo.git("config", "branch.main.remote", "fork")
    repo.git("config", "branch.main.merge", "refs/heads/main")
    install(repo.root)
    assert record(repo) == "main refs/remotes/origin/main\n"
    install(repo.root, base="main")
    assert record(repo) == "main refs/remotes/fork/main\n"


def test_a_base_of_a_worktree_s_own_is_named_and_nothing_is_changed(repo: Repo) -> None:
    repo.git("branch", "develop", "main")
    install(repo.root)
    repo.git("config", "extensions.worktreeConfig", "true")
    repo.git("config", "--worktree", "remit.base", "develop")
    before = snapshot(repo.root / ".git")
    with pytest.raises(InstallError, match=r"remit\.base is develop") as caught:
        install(repo.root)
    assert snapshot(repo.root / ".git") == before
    repo.git(*shlex.split(caught.value.hint.partition("git ")[2]))
    install(repo.root)


def test_an_interpreter_without_remit_is_refused_before_anything_changes(repo: Repo) -> None:
    before = snapshot(repo.root / ".git")
    with pytest.raises(InstallError, match="cannot import remit"):
        install(repo.root, python="/bin/false")
    assert snapshot(repo.root / ".git") == before


def test_a_relative_interpreter_is_refused(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(sys.executable).parent)
    with pytest.raises(InstallError, match="no absolute path"):
        prove_interpreter(f"./{Path(sys.executable).name}")
    assert not (repo.root / ".git/remit").exists()


def test_outside_of_a_repository_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(GitError, match="not a git repository"):
        install(tmp_path)


def test_a_bare_repository_gets_hooks_for_its_worktrees(repo: Repo, tmp_path: Path) -> None:
    bare = repo.clone(tmp_path / "bare.git", "--bare")
    bare.git("worktree", "add", "-q", str(tmp_path / "linked"), "agent/login")
    install(bare.root)
    linked = Repo(tmp_path / "linked")
    linked.stage("secret/new")
    assert "secret/new" in said(try_commit(linked))
