"""Claims at the commit: who comes first holds a path, until nothing would be lost without it."""

import os
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from repo import Repo, rules

from remit.gates import claim_holders, claims
from remit.gates.claims import read_held, release_claims, take_claims
from remit.gates.commit import judge_commit
from remit.gates.context import load_judgement_context
from remit.git.manifests import read_base_catalog
from remit.git.trusted_base import BaseSearch
from remit.stores import sqlite
from remit.system.clock import utc_minute

if TYPE_CHECKING:
    from remit.gates.context import JudgementContext
    from remit.git.repository import Repository
    from remit.verdict import Verdict

TASKS = ("ann", "bob")


@pytest.fixture
def main(empty: Repo) -> Repo:
    """Two tasks that may claim `shared/**` and `docs`; `own/NAME` is each one's own."""
    for task in TASKS:
        empty.task(task, f"agent/{task}/*", write=[f"own/{task}/**"], claim=["shared/**", "docs"])
    for path in ("shared/a", "shared/b", "own/ann/x", "own/bob/x"):
        empty.stage(path, f"{path}\n")
    empty.commit("the base")
    return empty


def worktree(repo: Repo, task: str, name: str = "1") -> Repo:
    """A worktree on a new branch of a task."""
    root = repo.root.parent / f"{task}-{name}"
    repo.git("worktree", "add", "-q", "-b", f"agent/{task}/{name}", str(root), "main")
    return Repo(root)


def claim(repo: Repo) -> "Verdict":
    """What the commit hook says, and does about claims."""
    with repo.inside() as repository:
        return judge_commit(repository, claiming=True)


def commit(repo: Repo, path: str, content: str = "changed\n") -> "Verdict":
    """The verdict of a commit of one file, which is made if it is clean."""
    repo.stage(path, content)
    verdict = claim(repo)
    if verdict.outcome == "clean":
        repo.commit(f"change {path}")
    return verdict


def held(repo: Repo) -> dict[bytes, str]:
    """Who holds what, by the store."""
    with repo.inside() as repository:
        return {each.path: each.task for each in read_held(repository, fold=False).claims.values()}


@pytest.fixture
def ann(main: Repo) -> Repo:
    return worktree(main, "ann")


@pytest.fixture
def bob(main: Repo) -> Repo:
    return worktree(main, "bob")


def wait_out_the_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if all claims were old enough to be given up."""
    monkeypatch.setattr(claim_holders, "GRACE", 0)


def test_the_first_that_commits_a_path_holds_it(ann: Repo, bob: Repo) -> None:
    assert commit(ann, "shared/a").outcome == "clean"
    assert held(ann) == {b"shared/a": "ann"}
    verdict = commit(bob, "shared/a")
    assert rules(verdict) == [(b"shared/a", "R701")]
    (violation,) = verdict.violations
    assert violation.reason.startswith(f"`ann` holds it since {utc_minute(int(time.time()))[:10]}")
    assert "agent/ann/1" in violation.reason
    assert violation.owners == ("ann",)
    assert commit(ann, "shared/a", "again\n").outcome == "clean"


def test_a_commit_takes_all_its_paths_or_none(ann: Repo, bob: Repo) -> None:
    commit(ann, "shared/a")
    bob.stage("shared/b", "of bob\n")
    assert rules(commit(bob, "shared/a")) == [(b"shared/a", "R701")]
    assert held(bob) == {b"shared/a": "ann"}


def test_a_commit_that_is_refused_for_another_reason_takes_nothing(ann: Repo) -> None:
    ann.stage("shared/a", "of ann\n")
    assert commit(ann, "own/bob/x").outcome == "violations"
    assert held(ann) == {}


def test_what_a_task_states_needs_no_claim(ann: Repo) -> None:
    assert commit(ann, "own/ann/x").claims == ()
    assert not (ann.root.parent / "repo/.git/remit/state.sqlite3").exists()


def test_a_check_asks_and_takes_nothing(ann: Repo, bob: Repo) -> None:
    bob.stage("shared/a", "of bob\n")
    assert bob.judge().outcome == "clean"
    assert held(bob) == {}
    commit(ann, "shared/a")
    assert rules(bob.judge()) == [(b"shared/a", "R701")]
    assert held(bob) == {b"shared/a": "ann"}


def test_both_ends_of_a_move_are_held(ann: Repo, bob: Repo) -> None:
    ann.git("mv", "shared/a", "shared/c")
    assert claim(ann).outcome == "clean"
    assert held(ann) == {b"shared/a": "ann", b"shared/c": "ann"}
    assert rules(commit(bob, "shared/c")) == [(b"shared/c", "R701")]


def test_a_file_and_a_directory_of_one_name_are_in_each_others_way(ann: Repo, bob: Repo) -> None:
    assert commit(ann, "docs", "a file\n").outcome == "clean"
    verdict = commit(bob, "docs/page", "below it\n")
    assert rules(verdict) == [(b"docs/page", "R701")]
    assert "`ann` holds docs since" in verdict.violations[0].reason


def test_what_another_task_states_cannot_be_claimed(main: Repo) -> None:
    main.task("bob", "agent/bob/*", write=["shared/b"], claim=["shared/**"])
    main.commit("bob's own file")
    ann, bob = worktree(main, "ann"), worktree(main, "bob")
    verdict = commit(ann, "shared/b")
    assert rules(verdict) == [(b"shared/b", "R102")]
    assert "may claim only what no other task names" in verdict.violations[0].reason
    assert commit(bob, "shared/b").claims == ()


def test_letters_of_either_case_are_one_path_where_the_policy_folds(main: Repo) -> None:
    main.policy('case = "fold"\n')
    main.commit("fold case")
    ann, bob = worktree(main, "ann"), worktree(main, "bob")
    assert commit(ann, "shared/new").outcome == "clean"
    assert rules(commit(bob, "shared/New")) == [(b"shared/New", "R701")]


def test_merging_the_base_claims_nothing(main: Repo, ann: Repo, bob: Repo) -> None:
    commit(ann, "own/ann/x")
    commit(bob, "shared/a")
    main.git("merge", "-q", "--no-ff", "-m", "land", "agent/bob/1")
    ann.attempt("merge", "--no-commit", "main")
    assert claim(ann).outcome == "clean"
    assert held(ann) == {b"shared/a": "bob"}


# Until the work has landed, is released, or is given up.


@pytest.mark.parametrize("how", ["merge", "fast-forward", "squash"])
def test_what_has_landed_is_free_at_once(main: Repo, ann: Repo, bob: Repo, how: str) -> None:
    commit(ann, "shared/a")
    land(main, "agent/ann/1", how)
    assert commit(bob, "shared/a", "of bob\n").outcome == "clean"
    assert held(bob) == {b"shared/a": "bob"}


def land(main: Repo, branch: str, how: str) -> None:
    if how == "squash":
        main.git("merge", "-q", "--squash", branch)
        main.commit("land it")
    else:
        main.git("merge", "-q", "--ff" if how == "fast-forward" else "--no-ff", "--no-edit", branch)


def test_what_has_landed_stays_free_after_the_base_has_gone_on(
    main: Repo, ann: Repo, bob: Repo
) -> None:
    commit(ann, "shared/a")
    land(main, "agent/ann/1", "squash")
    main.put("shared/a", "by a person\n")
    assert commit(bob, "shared/a", "of bob\n").outcome == "clean"


def test_what_has_landed_is_held_anew_by_who_changes_it_again(
    main: Repo, ann: Repo, bob: Repo
) -> None:
    commit(ann, "shared/a")
    land(main, "agent/ann/1", "merge")
    commit(ann, "shared/a", "once more\n")
    assert rules(commit(bob, "shared/a", "of bob\n")) == [(b"shared/a", "R701")]


def test_a_branch_that_is_gone_with_its_worktree_gives_up_its_claims(
    main: Repo, ann: Repo, bob: Repo
) -> None:
    commit(ann, "shared/a")
    main.git("worktree", "remove", "--force", str(ann.root))
    assert rules(commit(bob, "shared/a", "of bob\n")) == [(b"shared/a", "R701")]
    main.git("branch", "-D", "-q", "agent/ann/1")
    assert commit(bob, "shared/a", "of bob\n").outcome == "clean"


def test_a_task_whose_manifest_is_gone_gives_up_its_claims(
    main: Repo, ann: Repo, bob: Repo
) -> None:
    commit(ann, "shared/a")
    main.git("rm", "-q", ".remit/tasks/ann.toml")
    main.commit("ann is done")
    assert commit(bob, "shared/a", "of bob\n").outcome == "clean"


def test_a_task_that_may_no_longer_claim_a_path_gives_it_up(
    main: Repo, ann: Repo, bob: Repo
) -> None:
    commit(ann, "shared/a")
    main.task("ann", "agent/ann/*", write=["own/ann/**"], claim=["docs"])
    main.commit("ann's area is smaller")
    assert commit(bob, "shared/a", "of bob\n").outcome == "clean"


def test_a_commit_that_never_came_about_holds_its_paths_for_a_while(
    ann: Repo, bob: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commit hook was killed after it had claimed, and the change was taken back."""
    ann.stage("shared/a", "of ann\n")
    claim(ann)
    ann.git("reset", "-q", "--hard")
    assert rules(commit(bob, "shared/a", "of bob\n")) == [(b"shared/a", "R701")]
    wait_out_the_grace(monkeypatch)
    assert commit(bob, "shared/a", "of bob\n").outcome == "clean"


def test_a_change_that_is_not_committed_holds_its_path(
    ann: Repo, bob: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_out_the_grace(monkeypatch)
    ann.stage("shared/a", "of ann\n")
    claim(ann)
    assert rules(commit(bob, "shared/a", "of bob\n")) == [(b"shared/a", "R701")]
    ann.commit("and another file")
    commit(ann, "own/ann/x")
    assert rules(commit(bob, "shared/a", "of bob\n")) == [(b"shared/a", "R701")]


@pytest.mark.parametrize("change", ["rm", "ln"])
def test_a_deletion_and_a_link_that_are_not_committed_hold_their_path(
    ann: Repo, bob: Repo, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    wait_out_the_grace(monkeypatch)
    if change == "rm":
        ann.git("rm", "-q", "shared/a")
    else:
        ann.link("shared/a", "b")
        ann.git("add", "shared/a")
    assert claim(ann).outcome == "clean"
    assert rules(commit(bob, "shared/a", "of bob\n")) == [(b"shared/a", "R701")]


def test_work_on_another_branch_of_the_task_holds_the_path(
    main: Repo, ann: Repo, bob: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The claim names only where the task wrote last; the first branch has work there too."""
    wait_out_the_grace(monkeypatch)
    commit(ann, "shared/a")
    second = worktree(main, "ann", "2")
    commit(second, "shared/a", "of the second\n")
    main.git("worktree", "remove", "--force", str(second.root))
    main.git("branch", "-D", "-q", "agent/ann/2")
    assert rules(commit(bob, "shared/a", "of bob\n")) == [(b"shared/a", "R701")]


def test_a_worktree_that_has_gone_on_to_another_branch_holds_nothing(
    main: Repo, bob: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_out_the_grace(monkeypatch)
    main.branch("agent/ann/here")
    main.stage("shared/a", "of ann\n")
    claim(main)
    main.git("reset", "-q", "--hard")
    main.branch("people/own", "main")
    main.put("shared/a", "of a person\n")
    assert commit(bob, "shared/a", "of bob\n").outcome == "clean"


def test_a_claim_of_the_future_holds_no_longer_than_others(
    ann: Repo, bob: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as then:
        then.setattr(time, "time", lambda: 4e9)
        ann.stage("shared/a", "of ann\n")
        claim(ann)
    ann.git("reset", "-q", "--hard")
    assert commit(bob, "shared/a", "of bob\n").outcome == "clean"


def test_what_is_released_is_free(ann: Repo, bob: Repo) -> None:
    commit(ann, "shared/a")
    with ann.inside() as repository:
        assert release_claims(repository, b"shared", "bob", fold=False) == ()
        (released,) = release_claims(repository, b"shared", "ann", fold=False)
    assert (released.path, released.task) == (b"shared/a", "ann")
    assert commit(bob, "shared/a", "of bob\n").outcome == "clean"


def test_where_nothing_was_ever_claimed_nothing_is_written(main: Repo) -> None:
    with main.inside() as repository:
        assert release_claims(repository, b"", None, fold=False) == ()
        assert read_held(repository, fold=False).claims == {}
    assert not (main.root / ".git/remit/state.sqlite3").exists()


@pytest.mark.parametrize("head", ["", "0" * 40, "a\nb", "HEAD^{tree}", "main:shared/a"])
def test_where_a_claim_was_taken_may_be_anything(ann: Repo, bob: Repo, head: str) -> None:
    commit(ann, "shared/a")
    with closing(sqlite.open_store(str(ann.root.parent / "repo/.git"))) as store:
        store.execute("UPDATE claims SET head = ?", (head,))
    assert rules(commit(bob, "shared/a", "of bob\n")) == [(b"shared/a", "R701")]


@pytest.mark.parametrize(
    "died", ["after the claim", "while it wrote", "while it committed", "after it committed"]
)
def test_wherever_an_agent_dies_no_path_is_held_for_ever(
    main: Repo, ann: Repo, bob: Repo, monkeypatch: pytest.MonkeyPatch, died: str
) -> None:
    """What it left holds the path until a person decides; where it left nothing, time does."""
    with ann.inside() as repository:
        case = read_case(repository)
        assert take_claims(repository, case, [b"shared/a"], int(time.time())) == ()
    if died != "after the claim":
        ann.write("shared/a", "half of it\n")
    if died in {"while it committed", "after it committed"}:
        ann.git("add", "shared/a")
    if died == "after it committed":
        ann.commit("the work")
    wait_out_the_grace(monkeypatch)
    bob.stage("shared/a", "of bob\n")
    assert (claim(bob).outcome == "clean") == (died == "after the claim")
    main.git("worktree", "remove", "--force", str(ann.root))
    main.git("branch", "-D", "-q", "agent/ann/1")
    assert claim(bob).outcome == "clean"


def read_case(repository: "Repository") -> "JudgementContext":
    objects = repository.objects()
    trusted = BaseSearch(repository, objects).trusted()
    assert trusted is not None
    catalog = read_base_catalog(objects, trusted.base.commit)
    return load_judgement_context(repository, catalog, trusted, None, repository.branch)


def test_a_commit_hook_that_is_killed_in_the_middle_leaves_a_store_that_works(
    ann: Repo, bob: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the decision and its end, when the lock on the store is held."""
    ann.stage("shared/a", "of ann\n")
    child = os.fork()
    if child == 0:
        monkeypatch.setattr(claims, "write_events", _die)
        claim(ann)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert held(ann) == {}
    assert commit(bob, "shared/a", "of bob\n").outcome == "clean"


def _die(*_: object, **__: object) -> None:
    os._exit(9)
