"""`remit install` and then git as people use it: what is committed, refused, noted."""

import os
import sys
from pathlib import Path

import pytest
from hooked import hooked, said, script, skipped, try_commit
from repo import Repo

TRAILER = "%(trailers:key=Remit-Task,valueonly)"


@pytest.fixture
def task(repo: Repo) -> Repo:
    """The branch of the task `login`, which may write `allowed/**`, with the hooks installed."""
    return hooked(repo)


def refused(repo: Repo, *arguments: str, **variables: str) -> str:
    """What a commit says that must be refused; HEAD and the index stay as they were."""
    before = repo.oid("HEAD"), repo.git("ls-files", "-s")
    done = try_commit(repo, *arguments, **variables)
    assert done.returncode == 1, said(done)
    assert (repo.oid("HEAD"), repo.git("ls-files", "-s")) == before
    return said(done)


def committed(repo: Repo, *arguments: str, **variables: str) -> str:
    """What a commit says that must go through."""
    before = repo.oid("HEAD")
    done = try_commit(repo, *arguments, **variables)
    assert done.returncode == 0, said(done)
    assert repo.oid("HEAD") != before
    return said(done)


def noted(repo: Repo) -> list[object]:
    """The commits that were noted as made without the check."""
    return [note["commit"] for note in skipped(repo)]


def advance_base(repo: Repo, path: str, content: str = "from the base\n") -> None:
    """Put a file on the base while standing on the task's branch."""
    repo.switch("main")
    repo.put(path, content)
    repo.switch("agent/login")


def test_a_commit_inside_the_scope_is_made_in_silence(task: Repo) -> None:
    task.stage("allowed/new")
    assert committed(task) == ""
    assert task.git("log", "-1", f"--format={TRAILER}").strip() == "login"
    assert skipped(task) == []


def test_a_violation_is_refused_and_named(task: Repo) -> None:
    task.stage("secret/new")
    text = refused(task)
    assert "secret/new" in text
    assert "R101" in text


def test_both_ends_of_a_rename_count(task: Repo) -> None:
    task.git("mv", "secret/s", "allowed/s")
    assert "secret/s" in refused(task)


def test_a_deletion_outside_is_refused(task: Repo) -> None:
    task.git("rm", "-q", "secret/s")
    assert "secret/s" in refused(task)


def test_a_partial_commit_is_judged_by_what_it_commits(task: Repo) -> None:
    task.stage("allowed/new")
    task.write("secret/s", "changed\n")
    refused(task, "--", "secret/s")
    assert committed(task, "--", "allowed/new") == ""
    assert skipped(task) == []


def test_commit_all_is_judged_by_what_it_commits(task: Repo) -> None:
    task.write("allowed/a", "changed\n")
    assert committed(task, "-a") == ""
    task.write("secret/s", "changed\n")
    refused(task, "-a")


def test_an_amend_is_judged_and_not_noted(task: Repo) -> None:
    task.stage("allowed/new")
    committed(task)
    task.stage("allowed/more")
    assert committed(task, "--amend") == ""
    task.stage("secret/new")
    refused(task, "--amend")
    assert skipped(task) == []


def test_an_amend_of_a_commit_without_the_check_is_one_as_well(task: Repo) -> None:
    task.stage("secret/new")
    committed(task, "--no-verify")
    task.stage("allowed/new")
    assert "an amend of one that was" in committed(task, "--amend")
    assert noted(task) == [task.oid("HEAD@{1}"), task.oid("HEAD")]
    committed(task, "--amend", "--no-verify", "-m", "again")
    assert noted(task).count(task.oid("HEAD")) == 1


def test_the_hook_runs_from_a_subdirectory(task: Repo) -> None:
    task.stage("secret/new")
    below = Repo(task.root / "allowed")
    assert "secret/new" in refused(below)


def test_a_linked_worktree_is_judged_by_its_own_index(task: Repo) -> None:
    task.switch("main")
    task.git("worktree", "add", "-q", "../linked", "agent/login")
    linked = Repo(task.root.parent / "linked")
    linked.stage("secret/new")
    task.stage("top", "a person's change\n")
    assert "secret/new" in refused(linked)
    assert committed(task) == ""
    linked.git("restore", "--staged", "secret/new")
    linked.stage("allowed/new")
    assert committed(linked) == ""
    assert skipped(task) == []


def test_people_on_a_branch_of_no_task_are_left_alone(task: Repo) -> None:
    task.switch("main")
    task.stage("secret/new")
    assert committed(task) == ""
    task.stage("secret/newer")
    assert committed(task, "--no-verify") == ""
    assert skipped(task) == []


def test_merging_the_base_is_never_refused(task: Repo) -> None:
    advance_base(task, "secret/from-base")
    task.put("allowed/new")
    done = task.attempt("merge", "-q", "-m", "merge", "main")
    assert done.returncode == 0, said(done)
    assert said(done) == ""
    assert task.oid("HEAD") not in noted(task)


def test_resolving_a_conflict_inside_the_scope_is_not_refused(task: Repo) -> None:
    advance_base(task, "allowed/a", "theirs\n")
    task.put("allowed/a", "ours\n")
    assert task.attempt("merge", "-q", "main").returncode == 1
    task.stage("allowed/a", "both\n")
    assert committed(task) == ""
    assert task.oid("HEAD") not in noted(task)


def test_a_hand_edit_hidden_in_a_merge_is_refused(task: Repo) -> None:
    advance_base(task, "secret/from-base")
    task.put("allowed/new")
    task.git("merge", "-q", "--no-commit", "main")
    task.stage("secret/s", "by hand\n")
    assert "secret/s" in refused(task)


def test_a_merged_head_that_is_not_from_the_base_is_refused(task: Repo) -> None:
    task.git("switch", "-q", "-c", "elsewhere", "main")
    task.put("secret/smuggled")
    task.switch("agent/login")
    task.put("allowed/new")
    done = task.attempt("merge", "-q", "-m", "merge", "elsewhere")
    assert done.returncode == 1, said(done)
    assert "secret/smuggled" in said(done)


def test_no_verify_is_noted_with_commit_branch_task_hook_and_time(task: Repo) -> None:
    task.stage("secret/new")
    text = committed(task, "--no-verify")
    assert "without the commit check" in text
    (note,) = skipped(task)
    assert note["commit"] == task.oid("HEAD")
    assert (note["branch"], note["task"], note["hook"]) == ("agent/login", "login", "post-commit")
    assert isinstance(note["time"], int)


def test_a_cherry_pick_and_a_revert_are_noted(task: Repo) -> None:
    task.git("switch", "-q", "-c", "elsewhere")
    pick = task.put("secret/picked")
    task.switch("agent/login")
    task.put("allowed/new")
    before = len(skipped(task))
    task.git("cherry-pick", pick)
    task.git("revert", "--no-edit", "HEAD")
    assert len(skipped(task)) == before + 2


def test_a_rebase_is_noted_once_for_all_its_commits(task: Repo) -> None:
    for name in ("one", "two"):
        task.stage(f"allowed/{name}")
        committed(task)
    advance_base(task, "secret/from-base")
    done = task.attempt("rebase", "-q", "main")
    assert done.returncode == 0
    assert said(done).count("remit:") == 1
    assert noted(task) == [task.oid("HEAD~1"), task.oid("HEAD")]


def test_a_merge_without_verification_is_noted(task: Repo) -> None:
    advance_base(task, "secret/from-base")
    task.stage("allowed/new")
    committed(task)
    task.git("merge", "-q", "--no-verify", "-m", "merge", "main")
    assert [note["hook"] for note in skipped(task)] == ["post-merge"]


def test_a_fast_forward_is_noted_and_said(task: Repo) -> None:
    task.git("switch", "-q", "-c", "elsewhere")
    task.put("secret/new")
    task.switch("agent/login")
    done = task.attempt("merge", "-q", "--ff-only", "elsewhere")
    brought = f"remit: {task.oid('HEAD')[:10]} was brought in without the commit check"
    assert said(done).startswith(f"{brought} (a fast-forward)")
    assert noted(task) == [task.oid("HEAD")]


def test_a_fast_forward_to_the_base_is_not_worth_a_word(task: Repo) -> None:
    advance_base(task, "secret/from-base")
    assert said(task.attempt("merge", "-q", "--ff-only", "main")) == ""
    assert skipped(task) == []


def test_a_patch_applied_by_git_am_is_noted(task: Repo) -> None:
    task.git("switch", "-q", "-c", "elsewhere")
    task.put("secret/mailed")
    patch = task.git("format-patch", "-1", "--stdout")
    task.switch("agent/login")
    task.git("am", "-q", feed=patch.encode() + b"\n")
    assert [note["hook"] for note in skipped(task)] == ["post-applypatch"]


def test_a_commit_that_an_earlier_hook_changed_after_the_check_is_judged_again(repo: Repo) -> None:
    script(repo.root / ".git/hooks/pre-commit", "echo x >secret/added; git add secret/added")
    hooked(repo)
    repo.stage("allowed/new")
    done = try_commit(repo)
    assert done.returncode == 1
    assert "secret/added" in said(done)


def test_a_merge_that_an_earlier_hook_changed_after_the_check_is_judged_again(repo: Repo) -> None:
    adding = "echo x >secret/added; git add secret/added"
    script(repo.root / ".git/hooks/pre-merge-commit", adding)
    hooked(repo)
    advance_base(repo, "secret/from-base")
    repo.put("allowed/new")
    done = repo.attempt("merge", "-q", "-m", "merge", "main")
    assert done.returncode == 1
    assert "secret/added" in said(done)


def test_a_commit_from_which_an_earlier_hook_took_nothing_back_runs_it_once(repo: Repo) -> None:
    script(repo.root / ".git/hooks/pre-commit", "echo ran >>.git/ran")
    hooked(repo)
    repo.stage("secret/new")
    refused(repo)
    assert not (repo.root / ".git/ran").exists()
    repo.git("restore", "--staged", "secret/new")
    repo.stage("allowed/new")
    committed(repo)
    assert (repo.root / ".git/ran").read_text() == "ran\n"


def test_a_refusal_of_the_hook_that_was_there_still_counts(repo: Repo) -> None:
    script(repo.root / ".git/hooks/commit-msg", "echo too short; exit 7")
    hooked(repo)
    repo.stage("allowed/new")
    done = try_commit(repo)
    assert done.returncode == 1
    assert "too short" in said(done)


def test_a_violation_is_refused_even_where_another_manager_took_the_commit_hook_s_place(
    task: Repo,
) -> None:
    script(task.root / ".git/hooks/pre-commit", "echo mine >>.git/ran")
    task.stage("secret/new")
    assert "secret/new" in refused(task)
    task.git("restore", "--staged", "secret/new")
    task.stage("allowed/new")
    assert committed(task) == ""
    assert (task.root / ".git/ran").read_text() == "mine\nmine\n"
    assert skipped(task) == []


def test_a_violation_added_after_the_commit_hook_ran_is_refused(task: Repo) -> None:
    violation = "echo x >secret/new; git add secret/new"
    script(task.root / ".git/hooks/prepare-commit-msg", violation)
    task.stage("allowed/new")
    assert "secret/new" in said(try_commit(task))
    assert task.git("log", "-1", "--format=%s") == "the base"


def test_hooks_that_read_input_share_it(repo: Repo) -> None:
    script(repo.root / ".git/hooks/post-rewrite", 'echo "$1" >.git/seen; cat >>.git/seen')
    hooked(repo)
    repo.put("allowed/new")
    advance_base(repo, "secret/from-base")
    old = repo.oid("HEAD")
    repo.git("rebase", "-q", "main")
    seen = (repo.root / ".git/seen").read_text()
    assert seen == f"rebase\n{old} {repo.oid('HEAD')}\n"
    assert [note["hook"] for note in skipped(repo)][-1] == "post-rewrite"


@pytest.mark.parametrize(
    "name", ["json.py", "subprocess.py", "remit/__init__.py", "remit_hooks.py"]
)
def test_nothing_of_the_checked_tree_is_imported(task: Repo, name: str) -> None:
    task.write(name, "raise SystemExit(0)\n")
    task.write(f"allowed/{name}", "raise SystemExit(0)\n")
    task.stage("secret/new")
    for folder in (".", "allowed"):
        below = Repo(task.root / folder)
        text = refused(below, PYTHONPATH=f".{os.pathsep}..", PYTHONSTARTUP="json.py")
        assert "secret/new" in text


def test_a_vanished_interpreter_is_a_sentence_with_the_fix_and_no_commit(repo: Repo) -> None:
    python = repo.root.parent / "python"
    python.symlink_to(sys.executable)
    stub = repo.root / ".git/hooks/pre-commit"
    hooked(repo)
    stub.write_text(stub.read_text().replace(sys.executable, str(python)))
    python.unlink()
    repo.stage("allowed/new")
    done = try_commit(repo)
    assert done.returncode == 1
    assert f"because {python} or the remit in it is gone" in said(done)
    assert "run `remit install`" in said(done)


def test_a_vanished_interpreter_never_stops_a_hook_that_only_notes(task: Repo) -> None:
    for name in ("post-commit", "post-rewrite"):
        stub = task.root / ".git/hooks" / name
        stub.write_text(stub.read_text().replace(sys.executable, "/nowhere/python"))
    task.stage("allowed/new")
    assert "post-commit could not note this" in committed(task)


def test_a_manifest_widened_in_the_same_commit_widens_nothing(task: Repo) -> None:
    task.task("login", write=["**"])
    task.stage("secret/new")
    text = refused(task)
    assert ".remit/tasks/login.toml" in text
    assert "secret/new" in text


def test_a_broken_manifest_on_the_base_stops_its_branch_with_two(task: Repo) -> None:
    task.switch("main")
    task.put(".remit/tasks/login.toml", '[task]\nid = "login"\nbranch = "agent/login"\nwrong = 1\n')
    task.switch("agent/login")
    task.stage("allowed/new")
    before = task.oid("HEAD")
    done = try_commit(task)
    assert done.returncode == 1
    assert task.oid("HEAD") == before
    hook = task.attempt("hook", "run", "pre-commit")
    assert hook.returncode == 2, said(hook)


def test_a_person_may_commit_first_in_an_empty_repository(empty: Repo) -> None:
    hooked(empty)
    empty.stage("top")
    done = try_commit(empty)
    assert done.returncode == 0, said(done)


def test_another_tools_variable_cannot_let_a_violation_through(task: Repo) -> None:
    task.stage("secret/new")
    text = refused(task, REMIT_DOCTOR="0")
    assert "REMIT_DOCTOR" in text
    task.git("restore", "--staged", "secret/new")
    task.stage("allowed/new")
    refused(task, REMIT_DOCTOR="0")


def test_the_git_directory_may_be_moved(task: Repo, tmp_path: Path) -> None:
    task.root.rename(tmp_path / "moved")
    moved = Repo(tmp_path / "moved")
    moved.stage("secret/new")
    assert "secret/new" in refused(moved)


def test_the_message_hook_alone_holds_a_branch_of_no_task_to_the_policy(task: Repo) -> None:
    task.switch("main")
    task.policy('[unassigned]\ncommit = "deny"\n')
    task.commit()
    script(task.root / ".git/hooks/pre-commit", "exit 0")
    task.stage("top", "changed\n")
    assert "R606" in refused(task)


def test_a_near_miss_is_told_once_and_an_unrelated_name_is_silent(task: Repo) -> None:
    task.git("branch", "-m", "Agent/login")
    task.stage("top", "changed\n")
    assert committed(task).count("warning: no task covers the branch Agent/login") == 1
    task.git("branch", "-m", "people/ann")
    task.stage("top", "changed again\n")
    assert committed(task) == ""
