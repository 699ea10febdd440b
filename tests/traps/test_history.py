"""Commits, branches, merges and history: T44 to T62 of the catalogue of traps."""

import sys
from typing import TYPE_CHECKING

import pytest
from repo import Repo, rules

from remit.errors import CouldNotCheck
from remit.gates.commit_message import stamp_message, stamp_message_file
from remit.gates.range import judge_range

if TYPE_CHECKING:
    from remit.verdict import Verdict


def _range(
    repo: Repo, head: str = "HEAD", base: str | None = None, *, every_commit: bool = False
) -> "Verdict":
    with repo.inside() as repository:
        return judge_range(repository, base, head, "login", every_commit=every_commit)


def _upstream(repo: Repo, path: str, content: str = "upstream\n") -> None:
    """A commit on the base, and back to the task's branch."""
    repo.switch("main")
    repo.put(path, content)
    repo.switch("agent/login")


def test_the_first_commit_of_a_repository_is_unassigned(empty: Repo) -> None:  # T44
    empty.stage("anything")
    verdict = empty.judge()
    assert (verdict.outcome, verdict.base) == ("unassigned", None)
    assert "first commit" in verdict.notes[0]


def test_the_first_commit_of_an_orphan_branch_is_judged_whole(empty: Repo) -> None:  # T44
    empty.task("login", "agent/*", write=["allowed/**"])
    empty.put("allowed/a")
    empty.git("switch", "-q", "--orphan", "agent/anew")
    empty.stage("allowed/b")
    empty.stage("secret/s")
    assert rules(empty.judge()) == [(b"secret/s", "R101")]


def test_an_amend_that_restores_the_base_is_clean(repo: Repo) -> None:  # T45
    repo.put("secret/s", "slipped in\n")
    repo.stage("secret/s", "secret/s\n")
    assert repo.judge().outcome == "clean"


def test_restoring_what_the_base_had_when_the_branch_left_it_is_clean(repo: Repo) -> None:  # T45
    repo.put("secret/s", "slipped in\n")
    _upstream(repo, "secret/s")
    repo.stage("secret/s", "secret/s\n")
    assert repo.judge().outcome == "clean"


def test_an_amend_is_judged_by_its_increment_and_whole_at_the_push(repo: Repo) -> None:  # T45
    repo.put("secret/s", "slipped in\n")
    repo.stage("allowed/a", "changed\n")
    assert repo.judge().outcome == "clean"
    assert rules(_range(repo)) == [(b"secret/s", "R101")]


def test_what_a_clean_merge_of_the_base_brings_is_free(repo: Repo) -> None:  # T47
    repo.put("allowed/a", "changed\n")
    _upstream(repo, "secret/s")
    repo.git("merge", "-q", "--no-commit", "main")
    verdict = repo.judge()
    assert (verdict.outcome, verdict.judged) == ("clean", 0)


def test_an_extra_edit_in_a_merge_is_a_violation(repo: Repo) -> None:  # T48
    repo.put("allowed/a", "changed\n")
    _upstream(repo, "secret/s")
    repo.git("merge", "-q", "--no-commit", "main")
    repo.stage("top", "by hand\n")
    assert rules(repo.judge()) == [(b"top", "R101")]
    repo.commit()
    assert rules(_range(repo)) == [(b"top", "R101")]
    assert rules(_range(repo, every_commit=True)) == [(b"top", "R101")]


@pytest.mark.parametrize("way", [["-s", "ours"], ["--no-commit"]])
def test_a_merge_that_drops_the_work_of_the_base_is_a_violation(
    repo: Repo, way: list[str]
) -> None:  # T49
    repo.put("allowed/a", "changed\n")
    _upstream(repo, "secret/s")
    repo.git("merge", "-q", *way, "--no-commit", "main")
    repo.git("checkout", "-q", "HEAD", "--", "secret/s")
    assert rules(repo.judge()) == [(b"secret/s", "R101")]
    repo.commit()
    assert rules(_range(repo)) == [(b"secret/s", "R101")]


def _conflict(repo: Repo, path: str) -> None:
    repo.put(path, "ours\n")
    _upstream(repo, path, "theirs\n")
    assert repo.attempt("merge", "-q", "main").returncode == 1


def test_a_conflict_inside_the_scope_is_resolved_freely(repo: Repo) -> None:  # T50
    _conflict(repo, "allowed/a")
    repo.stage("allowed/a", "both\n")
    assert repo.judge().outcome == "clean"


def test_a_resolution_outside_the_scope_is_a_violation(repo: Repo) -> None:  # T50
    _conflict(repo, "secret/s")
    repo.stage("secret/s", "by hand\n")
    assert rules(repo.judge()) == [(b"secret/s", "R101")]


def test_a_resolution_that_takes_what_the_base_has_is_clean(repo: Repo) -> None:  # T50
    _conflict(repo, "secret/s")
    repo.stage("secret/s", "theirs\n")
    assert repo.judge().outcome == "clean"


def test_a_hand_edit_beside_a_conflict_is_a_violation(repo: Repo) -> None:  # T50
    _conflict(repo, "allowed/a")
    repo.stage("allowed/a", "both\n")
    repo.stage("top", "by hand\n")
    assert rules(repo.judge()) == [(b"top", "R101")]


def test_a_merge_cannot_go_back_behind_what_it_brings(repo: Repo) -> None:  # T45, T49
    _upstream(repo, "secret/s")
    repo.put("allowed/a", "changed\n")
    repo.git("merge", "-q", "--no-commit", "main")
    repo.stage("secret/s", "secret/s\n")  # as it was when the branch left the base
    assert rules(repo.judge()) == [(b"secret/s", "R101")]


def test_a_clean_merge_is_known_before_git_notes_it(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:  # T51
    repo.put("allowed/a", "changed\n")
    _upstream(repo, "secret/s")
    tip = repo.oid("main")
    repo.git("merge", "-q", "--no-commit", "main")
    (repo.root / ".git" / "MERGE_HEAD").unlink()
    with pytest.raises(CouldNotCheck, match="which commits"):
        repo.judge(merging=True)
    monkeypatch.setenv(f"GITHEAD_{tip}", "main")
    assert repo.judge(merging=True).outcome == "clean"
    repo.stage("top", "by hand\n")
    assert rules(repo.judge(merging=True)) == [(b"top", "R101")]


def test_an_octopus_of_the_base_is_free_and_its_hand_edit_is_not(repo: Repo) -> None:  # T52
    for name in ("one", "two"):
        repo.git("switch", "-q", "-c", name, "main")
        repo.put(f"secret/{name}")
    repo.switch("main")
    repo.git("merge", "-q", "--no-ff", "-m", "x", "one", "two")
    repo.switch("agent/login")
    repo.put("allowed/a", "changed\n")
    repo.git("merge", "-q", "--no-commit", "one", "two")
    assert repo.judge().outcome == "clean"
    repo.stage("top", "by hand\n")
    assert rules(repo.judge()) == [(b"top", "R101")]


def test_a_range_is_judged_by_its_effect_on_the_base(repo: Repo) -> None:  # T53
    repo.put("allowed/a", "changed\n")
    _upstream(repo, "secret/s")
    verdict = _range(repo)
    assert (verdict.outcome, verdict.judged) == ("clean", 1)


def test_a_conflicting_range_is_judged_by_what_the_head_has(repo: Repo) -> None:  # T53
    repo.put("secret/s", "ours\n")
    repo.put("allowed/a", "ours\n")
    _upstream(repo, "allowed/a", "theirs\n")
    verdict = _range(repo)
    assert rules(verdict) == [(b"secret/s", "R101")]
    assert any("conflicts" in note for note in verdict.notes)


def test_a_criss_cross_history_raises_no_false_alarm(repo: Repo) -> None:  # T54
    repo.put("allowed/a", "task\n")
    repo.switch("main")
    repo.put("secret/s", "base\n")
    task, base = repo.oid("agent/login"), repo.oid("main")
    repo.git("merge", "-q", "--no-ff", "-m", "x", task)
    repo.switch("agent/login")
    repo.git("merge", "-q", "--no-ff", "-m", "x", base)
    repo.put("allowed/b")
    assert len(repo.git("merge-base", "--all", "main", "HEAD").split()) == 2
    verdict = _range(repo)
    assert (verdict.outcome, verdict.judged) == ("clean", 1)


def test_what_is_added_and_reverted_is_seen_commit_by_commit(repo: Repo) -> None:  # T55
    added = repo.put("secret/k")
    repo.git("revert", "--no-edit", added)
    assert _range(repo).outcome == "clean"
    (violation,) = _range(repo, every_commit=True).violations
    assert violation.change is not None
    assert violation.change.path == b"secret/k"
    assert violation.reason.endswith(f"(in commit {added[:12]})")


def _written(repo: Repo, tree: str, parents: str, *headers: str) -> str:
    """A commit with odd headers, which `git fsck` lets pass, and a task's trailer; its id."""
    who = "A <a@example.com> 1767225600 +0000"
    given = (f"parent {oid}" for oid in parents.split())
    lines = [f"tree {tree}", *given, f"author {who}", f"committer {who}", *headers, ""]
    text = "\n".join([*lines, "odd", "", "Remit-Task: login", ""]).encode()
    text += b"\n" * (len(text) % 2)  # UTF-16 comes in pairs
    return repo.git("hash-object", "-t", "commit", "-w", "--stdin", feed=text)


def test_only_what_git_takes_for_a_parent_is_one(repo: Repo) -> None:
    parent = repo.oid("HEAD")
    other = repo.put("secret/s", "slipped in\n")
    odd = _written(repo, repo.oid("HEAD^{tree}"), parent, f"parent {other}")
    repo.git("reset", "-q", "--hard", odd)
    repo.put("secret/s", "secret/s\n")
    assert _range(repo).outcome == "clean"
    assert rules(_range(repo, every_commit=True)) == [(b"secret/s", "R101")]


def test_a_merge_in_whatever_encoding_has_its_parents(repo: Repo) -> None:
    repo.put("allowed/b")
    _upstream(repo, "top")
    parents = repo.git("rev-parse", "HEAD", "main")
    repo.git("merge", "-q", "--no-commit", "main")
    repo.stage("secret/s", "slipped in\n")
    odd = _written(repo, repo.git("write-tree"), parents, "encoding UTF-16LE")
    repo.git("reset", "-q", "--hard", odd)
    repo.put("secret/s", "secret/s\n")
    assert _range(repo).outcome == "clean"
    assert rules(_range(repo, every_commit=True)) == [(b"secret/s", "R101")]


def test_a_merge_of_the_base_is_clean_commit_by_commit(repo: Repo) -> None:  # T47, T55
    repo.put("allowed/a", "changed\n")
    _upstream(repo, "secret/s")
    repo.git("merge", "-q", "-m", "x", "main")
    repo.git("commit", "-q", "--allow-empty", "-m", "nothing")
    assert _range(repo, every_commit=True).outcome == "clean"


def test_history_that_a_shallow_clone_cut_off_is_could_not_check(repo: Repo) -> None:  # T56
    repo.put("secret/k")
    repo.put("allowed/a", "changed\n")
    _upstream(repo, "top")
    options = ("--depth=1", "--no-single-branch", "--branch=agent/login")
    shallow = repo.clone(repo.root.parent / "shallow", *options)
    with pytest.raises(CouldNotCheck, match="shallow") as caught:
        _range(shallow, "HEAD", "origin/main")
    assert "git fetch --no-tags --deepen=" in caught.value.hint
    with pytest.raises(CouldNotCheck, match="no commit") as caught:
        _range(shallow, "HEAD", "HEAD^1")
    assert "git fetch --deepen=" in caught.value.hint


def test_two_commits_are_enough_for_a_merge_and_its_first_parent(repo: Repo) -> None:  # T56
    repo.put("secret/k")
    repo.switch("main")
    repo.git("merge", "-q", "--no-ff", "-m", "as a forge does", "agent/login")
    shallow = repo.clone(repo.root.parent / "shallow", "--depth=2")
    assert rules(_range(shallow, "HEAD", "HEAD^1")) == [(b"secret/k", "R101")]


def test_unrelated_histories_are_could_not_check(repo: Repo) -> None:  # T56
    repo.git("switch", "-q", "--orphan", "other")
    repo.put("allowed/a")
    with pytest.raises(CouldNotCheck, match="no common history"):
        _range(repo, "other")


def test_a_detached_head_is_no_branch(repo: Repo) -> None:  # T57
    repo.git("switch", "-q", "--detach")
    repo.stage("secret/s", "changed\n")
    with pytest.raises(CouldNotCheck, match="detached"):
        repo.judge()
    assert rules(repo.judge("login")) == [(b"secret/s", "R101")]
    repo.write(".git/remit/binding", "login\n")
    assert rules(repo.judge()) == [(b"secret/s", "R101")]


@pytest.mark.parametrize("backend", ["--merge", "--apply"])
def test_a_rebase_is_judged_as_the_branch_that_it_moves(repo: Repo, backend: str) -> None:  # T57
    repo.put("allowed/a", "ours\n")
    _upstream(repo, "allowed/a", "theirs\n")
    assert repo.attempt("rebase", "-q", backend, "main").returncode != 0
    repo.stage("allowed/a", "both\n")
    repo.stage("secret/s", "changed\n")
    verdict = repo.judge()
    assert verdict.branch == "agent/login"
    assert rules(verdict) == [(b"secret/s", "R101")]


def test_a_cherry_pick_is_judged_like_any_commit(repo: Repo) -> None:  # T46
    repo.git("switch", "-q", "-c", "elsewhere", "main")
    foreign = repo.put("secret/k")
    repo.switch("agent/login")
    repo.git("cherry-pick", "--no-commit", foreign)
    assert rules(repo.judge()) == [(b"secret/k", "R101")]


def test_a_squashed_merge_of_the_base_is_clean(repo: Repo) -> None:  # T45, T47
    repo.put("allowed/a", "changed\n")
    _upstream(repo, "secret/s")
    repo.git("merge", "-q", "--squash", "main")
    assert repo.judge().outcome == "clean"


def test_a_head_that_is_not_from_the_base_brings_what_it_did(repo: Repo) -> None:
    repo.git("switch", "-q", "-c", "elsewhere", "main")
    repo.put("secret/k")
    repo.switch("agent/login")
    repo.put("allowed/a", "changed\n")
    repo.git("merge", "-q", "--no-commit", "elsewhere")
    assert rules(repo.judge()) == [(b"secret/k", "R101"), (b"", "R604")]


def test_a_head_of_the_same_task_may_be_merged(repo: Repo) -> None:
    repo.git("switch", "-q", "-c", "elsewhere", "main")
    repo.put("allowed/b")
    repo.switch("agent/login")
    repo.put("allowed/a", "changed\n")
    repo.git("merge", "-q", "--no-commit", "elsewhere")
    assert repo.judge().outcome == "clean"


def test_the_part_of_a_foreign_head_that_the_base_has_is_free(repo: Repo) -> None:
    repo.put("allowed/a", "changed\n")
    _upstream(repo, "secret/s")
    repo.git("switch", "-q", "-c", "elsewhere", "main")
    repo.put("allowed/b")
    repo.switch("agent/login")
    repo.git("merge", "-q", "--no-commit", "elsewhere")
    assert repo.judge().outcome == "clean"


def test_a_check_of_a_merge_leaves_no_object_behind(repo: Repo) -> None:
    _conflict(repo, "allowed/a")
    repo.stage("allowed/a", "both\n")
    before = repo.git("count-objects")
    repo.judge()
    _range(repo, "agent/login")
    assert repo.git("count-objects") == before


def test_a_merge_is_judged_where_the_store_of_objects_cannot_be_written(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:  # T29, T61
    _conflict(repo, "allowed/a")
    repo.stage("allowed/a", "both\n")
    quarantine = repo.root / "a:b" / '"quarantine'
    quarantine.mkdir(parents=True)
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(quarantine))
    monkeypatch.setenv("GIT_ALTERNATE_OBJECT_DIRECTORIES", str(repo.root / ".git" / "objects"))
    assert repo.judge().outcome == "clean"
    assert not any(quarantine.iterdir())


def test_attributes_of_the_checked_tree_choose_no_outcome_of_a_range(repo: Repo) -> None:
    repo.switch("main")
    repo.put("secret/s", "1\n2\n3\n4\n5\n")
    repo.git("switch", "-q", "-C", "agent/login")
    repo.put("secret/s", "0\n2\n3\n4\n5\n")
    _upstream(repo, "secret/s", "1\n2\n3\n4\n6\n")
    repo.git("config", "merge.mine.driver", "true")
    repo.put(".gitattributes", "* merge=mine\n")
    assert (b"secret/s", "R101") in rules(_range(repo))


SCISSORS = b"# ------------------------ >8 ------------------------\n"
VERBOSE = b"Subject\n\n---\n" + SCISSORS + b"diff --git a/x b/x\n+Remit-Task: other\n"


def test_a_verbose_message_with_a_rule_ends(repo: Repo) -> None:  # T62
    file = repo.write(".git/COMMIT_EDITMSG", VERBOSE)
    with repo.inside() as repository:
        assert stamp_message_file(repository, str(file)) == "login"
    expected = b"Subject\n\n---\n\nRemit-Task: login\n" + SCISSORS
    assert file.read_bytes().startswith(expected)


@pytest.mark.parametrize(
    "message",
    [
        "Subject\n\nRemit-Task: login\n",
        "Subject\n\nBody\n\nremit-task:login\nSigned-off-by: A <a@example.com>\n",
        "Subject\n\nRemit-Task:\n login\n",
        "Subject\n\nRemit-Task: login\nRemit-Task: login\n# comment\n",
    ],
)
def test_a_message_that_names_the_task_stays_as_it_is(message: str) -> None:  # T62
    assert stamp_message(message.encode(), "login") == message.encode()


@pytest.mark.parametrize(
    "names", ["Remit-Task: other", "Remit-Task: login\nremit-task: other", "REMIT-TASK: \n other"]
)
def test_a_message_that_names_another_task_is_could_not_check(names: str) -> None:  # T62
    with pytest.raises(CouldNotCheck, match="other"):
        stamp_message(f"Subject\n\n{names}\n".encode(), "login")


def test_a_message_on_a_branch_of_no_task_stays_as_it_is(repo: Repo) -> None:  # T62
    repo.switch("main")
    file = repo.write(".git/COMMIT_EDITMSG", "Subject\n\nRemit-Task: other\n")
    with repo.inside() as repository:
        assert stamp_message_file(repository, str(file)) is None
    assert file.read_text() == "Subject\n\nRemit-Task: other\n"


def _hooked(repo: Repo) -> None:
    """Let git call the judge before a clean merge; a violation refuses it."""
    check = (
        "import sys\n"
        "from remit.git.repository import Repository\n"
        "from remit.gates.commit import judge_commit\n"
        "verdict = judge_commit(Repository.discover(), merging=True)\n"
        "sys.exit(verdict.exit_code)\n"
    )
    hook = repo.write(
        ".git/hooks/pre-merge-commit", f'#!/bin/sh\nexec {sys.executable} -I "$0.py"\n'
    )
    hook.chmod(0o755)
    repo.write(".git/hooks/pre-merge-commit.py", check)


def test_git_itself_may_merge_the_base_and_nothing_that_is_outside(repo: Repo) -> None:  # T51
    _hooked(repo)
    repo.git("switch", "-q", "-c", "elsewhere", "main")
    repo.put("secret/k")
    repo.switch("agent/login")
    repo.put("allowed/a", "changed\n")
    _upstream(repo, "secret/s")
    assert repo.attempt("merge", "-q", "--no-edit", "main").returncode == 0
    assert repo.attempt("merge", "-q", "--no-edit", "elsewhere").returncode != 0


def test_git_itself_may_not_drop_the_work_of_the_base_in_a_merge(repo: Repo) -> None:  # T49, T51
    _hooked(repo)
    repo.put("allowed/a", "changed\n")
    _upstream(repo, "secret/s")
    assert repo.attempt("merge", "-q", "--no-edit", "-s", "ours", "main").returncode == 1
