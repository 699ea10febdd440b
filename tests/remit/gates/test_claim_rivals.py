"""Where no store is at hand, branches of other tasks that meet at a claimable path are named."""

from typing import TYPE_CHECKING

import pytest
from repo import Repo

from remit.gates import claim_rivals
from remit.gates.push import judge_receive
from remit.gates.range import judge_range
from remit.gates.ref_updates import RefUpdate

if TYPE_CHECKING:
    from remit.verdict import Verdict


@pytest.fixture
def main(empty: Repo) -> Repo:
    """Three tasks; `ann` and `bob` may claim `shared/**`, and each has a branch."""
    for task in ("ann", "bob"):
        empty.task(task, f"agent/{task}", write=[f"own/{task}/**"], claim=["shared/**"])
    empty.task("cid", "agent/cid", write=["own/cid/**"])
    for path in ("shared/a", "shared/b", "own/ann/x"):
        empty.stage(path)
    empty.commit("the base")
    for task in ("ann", "bob", "cid"):
        empty.git("branch", f"agent/{task}")
    return empty


def put(repo: Repo, task: str, *paths: str) -> None:
    repo.switch(f"agent/{task}")
    for path in paths:
        repo.put(path, f"of {task}\n")
    repo.switch("main")


def check(repo: Repo, head: str = "agent/ann") -> "Verdict":
    with repo.inside() as repository:
        return judge_range(repository, "main", head)


def met(verdict: "Verdict") -> list[str]:
    assert verdict.outcome == "clean"
    return [note for note in verdict.notes if "too, which may claim it" in note]


def test_a_branch_that_changes_the_same_path_is_reported_and_nothing_is_refused(
    main: Repo,
) -> None:
    put(main, "ann", "shared/a", "shared/b", "own/ann/x")
    put(main, "bob", "shared/a")
    (note,) = met(check(main))
    assert note.startswith("shared/a is changed on agent/bob of `bob` too")
    assert [change.path for change in check(main).claims] == [b"shared/a", b"shared/b"]


def test_a_branch_that_changes_other_paths_is_not(main: Repo) -> None:
    put(main, "ann", "shared/a")
    put(main, "bob", "shared/b")
    put(main, "cid", "shared/a")
    assert met(check(main)) == []


def test_work_that_has_landed_is_no_rival(main: Repo) -> None:
    put(main, "ann", "shared/a")
    put(main, "bob", "shared/b")
    main.git("merge", "-q", "--no-ff", "-m", "land", "agent/bob")
    assert met(check(main)) == []


def test_a_branch_at_a_remote_is_looked_at_once(main: Repo) -> None:
    put(main, "ann", "shared/a")
    put(main, "bob", "shared/a")
    main.git("update-ref", "refs/remotes/origin/agent/bob", "agent/bob")
    assert len(met(check(main))) == 1
    main.git("branch", "-D", "-q", "agent/bob")
    assert len(met(check(main))) == 1


def test_a_server_reports_it_too(main: Repo) -> None:
    put(main, "ann", "shared/a")
    put(main, "bob", "shared/a")
    new = main.oid("agent/ann")
    main.git("branch", "-D", "-q", "agent/ann")
    main.git("config", "remit.base", "main")
    with main.inside() as repository:
        update = RefUpdate("refs/heads/agent/ann", None, new)
        (answer,) = judge_receive(repository, [update], ())
    assert answer.verdict is not None
    assert len(met(answer.verdict)) == 1


def test_where_nothing_is_claimed_no_branch_is_asked_for(
    main: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(main, "ann", "own/ann/x")
    put(main, "bob", "own/bob/x")
    monkeypatch.delattr(claim_rivals, "PathIndex")
    assert check(main).outcome == "clean"


def test_many_are_summed_up(main: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [f"shared/{number}" for number in range(12)]
    put(main, "ann", *paths)
    put(main, "bob", *paths)
    verdict = check(main)
    assert len(met(verdict)) == 10
    assert "2 more paths are changed on branches of other tasks too" in verdict.notes
    monkeypatch.setattr(claim_rivals, "_MOST_BRANCHES", 0)
    assert any("1 more branches of tasks" in note for note in check(main).notes)
