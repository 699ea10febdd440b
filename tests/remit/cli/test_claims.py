"""`remit claims`: who holds what; taking, releasing, and what the other verbs say of it."""

from typing import TYPE_CHECKING

import pytest
from repo import Repo

from remit.stores import sqlite

if TYPE_CHECKING:
    from calling import RemitCall


@pytest.fixture
def main(empty: Repo) -> Repo:
    """Two tasks that may claim `shared/**`, one of them on the branch of the other's worktree."""
    for task in ("ann", "bob"):
        empty.task(task, f"agent/{task}", write=[f"own/{task}/**"], claim=["shared/**"])
        empty.stage(f"own/{task}/x")
    empty.stage("shared/a")
    empty.stage("shared/b")
    empty.commit("the base")
    empty.git("worktree", "add", "-q", "-b", "agent/ann", "../ann")
    empty.git("worktree", "add", "-q", "-b", "agent/bob", "../bob")
    return empty


def test_nobody_holds_anything_at_first(remit: "RemitCall", main: Repo) -> None:
    assert remit("claims").out == "no task holds a path\n"
    assert remit("claims", "--release", "shared").out == "nobody holds shared\n"
    assert remit("claims", "--format", "json").fields == {"version": 2, "claims": []}
    assert not (main.root / ".git" / sqlite.FILE).exists()


@pytest.mark.usefixtures("main")
def test_what_one_task_takes_the_other_cannot(remit: "RemitCall") -> None:
    said = remit("-C", "../ann", "claims", "--take", "shared/a", "shared/b")
    assert (said.code, said.out) == (0, "ann holds shared/a, shared/b\n")
    said = remit("-C", "../bob", "claims", "--take", "shared/a", "shared/new")
    assert said.code == 1
    first, second = said.out.splitlines()
    assert first.startswith("shared/a: `ann` holds it since 20")
    assert first.endswith(", on agent/ann.")
    assert second == "nothing was taken"
    assert [line.partition(",")[0] for line in remit("claims").out.splitlines()] == [
        "shared/a: ann",
        "shared/b: ann",
    ]


@pytest.mark.usefixtures("main")
def test_the_answers_in_json_are_as_published(remit: "RemitCall") -> None:
    taken = remit("-C", "../ann", "claims", "--take", "shared/a", "--format", "json").fields
    assert taken == {
        "version": 2,
        "exit_code": 0,
        "taken": [{"path": "shared/a"}],
        "refused": [],
    }
    (claim,) = remit("claims", "--format", "json").each("claims")
    assert sorted(claim) == ["branch", "path", "since", "task", "worktree"]
    assert (claim["path"], claim["task"], claim["branch"]) == ("shared/a", "ann", "agent/ann")
    refused = remit("-C", "../bob", "claims", "--take", "shared/a", "--format", "json")
    assert (refused.code, refused.fields["taken"]) == (1, [])
    assert refused.fields["refused"] == [{"path": "shared/a", "holder": claim}]
    released = remit("-C", "../repo", "claims", "--release", "shared/a", "--format", "json").fields
    assert released == {"version": 2, "exit_code": 0, "released": [claim]}


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("own/bob/x", "bob may write it"),
        ("own/ann/x", "bob does not cover it"),
        (".github/x", "bob must name it exactly"),
    ],
)
def test_only_what_the_task_may_claim_is_taken(
    remit: "RemitCall", main: Repo, path: str, why: str
) -> None:
    said = remit("-C", "../bob", "claims", "--take", "shared/a", path)
    assert said.code == 2
    assert f"nothing was taken: {path} cannot be claimed: {why}" in said.err
    assert not (main.root / ".git" / sqlite.FILE).exists()


@pytest.mark.usefixtures("main")
def test_a_branch_of_no_task_takes_nothing(remit: "RemitCall") -> None:
    said = remit("claims", "--take", "shared/a")
    assert (said.code, said.out) == (2, "")
    assert "belongs to no task" in said.err


@pytest.mark.usefixtures("main")
def test_on_a_branch_of_a_task_only_its_own_claims_are_released(remit: "RemitCall") -> None:
    remit("-C", "../ann", "claims", "--take", "shared/a")
    remit("-C", "../bob", "claims", "--take", "shared/b")
    said = remit("-C", "../bob", "claims", "--release", "shared")
    assert said.code == 2
    assert "nothing was released: this is a branch of `bob`" in said.err
    assert len(remit("claims").out.splitlines()) == 2
    said = remit("-C", "../bob", "claims", "--release", "shared/b")
    assert said.out.startswith("released shared/b: bob, since 20")
    said = remit("-C", "../repo", "claims", "--release", "shared")
    assert said.out.startswith("released shared/a: ann, since 20")
    assert remit("claims").out == "no task holds a path\n"


@pytest.mark.usefixtures("main")
def test_other_verbs_know_claims(remit: "RemitCall") -> None:
    remit("-C", "../ann", "claims", "--take", "shared/a")
    first, second, third = remit("who", "shared/a", "shared/b", "own/bob/x").out.splitlines()
    assert first.startswith("shared/a: may claim it: ann, bob; held by ann, since 20")
    assert (second, third) == ("shared/b: may claim it: ann, bob", "own/bob/x: bob")
    (known,) = remit("who", "shared/a", "--format", "json").each("paths")
    holder = remit("claims", "--format", "json").each("claims")
    assert (known["tasks"], known["claim"], [known["held_by"]]) == ([], ["ann", "bob"], holder)
    lines = remit("-C", "../bob", "explain", "shared/a").out.splitlines()
    may = "may claim it: change it while no other task holds"
    assert lines[1].startswith(f"  bob, this branch's task, {may}")
    assert lines[2].startswith("  held by ann, since 20")
    assert remit("explain", "shared/a", "--format", "json").within("held_by")["task"] == "ann"
    assert "claim = " in remit("show", "ann").out
    said = remit("overlap", "--tasks", "ann", "bob")
    assert said.code == 0
    assert said.out.startswith("no overlap, but 'ann' and 'bob' may both claim shared/a")
    assert remit("lint").code == 0


def test_new_writes_what_may_be_claimed(remit: "RemitCall", main: Repo) -> None:
    assert remit("new", "cid", "--write", "own/cid/**", "--claim", "shared/**").code == 0
    text = (main.root / ".remit/tasks/cid.toml").read_text("utf-8")
    assert 'claim = ["shared/**"]' in text


def test_a_store_that_is_damaged_is_named_with_a_way_out(remit: "RemitCall", main: Repo) -> None:
    main.write(f".git/{sqlite.FILE}", b"no database at all" * 100)
    for words in (["claims"], ["claims", "--release", "shared"]):
        said = remit(*words)
        assert said.code == 2
        assert "damaged" in said.err
        assert "mktemp -d" in said.err
