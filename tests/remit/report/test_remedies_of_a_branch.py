"""Every fix of a refused range or working tree is run in a real repository."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import violations
from repo import Repo
from violations import CHANGES, changing_commands, fixes, paste

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal

    from remit.verdict import Verdict


NOT_HERE = {violations.submodule, violations.removed_from_disk_too, violations.many}


def judge_range(repo: Repo, *, every: bool = False) -> "Verdict":
    from remit.gates.range import judge_range as judge

    with repo.inside() as repository:
        return judge(repository, None, "HEAD", every_commit=every)


@pytest.mark.usefixtures("on_path")
@pytest.mark.parametrize(
    "change", [each for each in CHANGES if each is not violations.staged_and_edited_again]
)
def test_dropping_from_a_branch_leaves_nothing_of_it_for_the_base(
    repo: Repo, change: "Callable[[Repo], None]", tmp_path: Path
) -> None:
    repo.put("allowed/mine")
    change(repo)
    repo.commit("a violation")
    repo.put("allowed/later")
    repo.git("restore", "--staged", "--worktree", ".")
    verdict = judge_range(repo)
    assert verdict.outcome == "violations"
    found = fixes(repo, verdict, "range")
    repo.git("worktree", "add", "-q", "-b", "owner", str(tmp_path / "owner"), "main")
    for way in found:
        for command in changing_commands(way):
            paste(repo.root, command.replace("remit check --staged", "remit check --range ..."))
        if way.there:
            paste(tmp_path / "owner", way.there)
    repo.commit("drop it")
    verdict = judge_range(repo)
    assert verdict.outcome == "clean"
    assert repo.git("diff", "--name-only", "main", "--", ":!allowed") == ""
    assert "allowed/mine" in repo.git("diff", "--name-only", "main")


def test_dropping_from_every_commit_makes_them_one(repo: Repo) -> None:
    repo.put("allowed/mine")
    repo.put("secret/s", "a violation\n")
    repo.put("secret/s", "secret/s\n")
    verdict = judge_range(repo, every=True)
    assert verdict.outcome == "violations"
    for way in fixes(repo, verdict, "commits"):
        for command in changing_commands(way):
            paste(repo.root, command)
    repo.commit("again")
    assert judge_range(repo, every=True).outcome == "clean"
    assert repo.git("diff", "--name-only", "main") == "allowed/mine"


def test_what_was_put_back_is_handed_over_to_nobody(repo: Repo) -> None:
    repo.put("secret/s", "a violation\n")
    repo.put("secret/s", "secret/s\n")
    assert [way.kind for way in fixes(repo, judge_range(repo, every=True), "commits")] == [
        "request_access",
        "undo",
    ]
    repo.put("secret/left", "another\n")
    found = fixes(repo, judge_range(repo, every=True), "commits")
    (over,) = (way for way in found if way.kind == "send_to_owner")
    assert "secret/left" in over.commands[0]
    assert "secret/s" not in over.commands[0]


def judge_worktree(repo: Repo) -> "Verdict":
    from remit.gates.worktree import judge_worktree as judge

    with repo.inside() as repository:
        return judge(repository)


@pytest.mark.parametrize("staged", [True, False])
@pytest.mark.parametrize("change", [each for each in CHANGES if each not in NOT_HERE])
def test_dropping_from_the_working_tree_keeps_the_content_in_a_stash(
    repo: Repo, change: "Callable[[Repo], None]", tmp_path: Path, *, staged: bool
) -> None:
    repo.write("allowed/mine")
    change(repo)
    if not staged:
        repo.git("reset", "-q")
    verdict = judge_worktree(repo)
    assert verdict.outcome == "violations"
    repo.git("worktree", "add", "-q", "-b", "owner", str(tmp_path / "owner"), "main")
    wanted = judge_worktree(repo)
    for way in fixes(repo, verdict, "worktree"):
        for command in changing_commands(way):
            paste(repo.root, command)
        if way.there:
            assert judge_worktree(repo) == wanted
            paste(tmp_path / "owner", way.there)
    assert judge_worktree(repo).outcome == "clean"
    assert (repo.root / "allowed/mine").exists()
    assert not list((repo.root / ".git").glob("remit-scratch*"))


@pytest.mark.parametrize("source", ["range", "commits"])
@pytest.mark.parametrize("beside", [False, True])
def test_a_file_that_the_base_has_renamed_is_put_back_where_it_was(
    repo: Repo, source: "Literal['range', 'commits']", *, beside: bool
) -> None:
    repo.switch("main")
    repo.put("secret/stays")
    repo.git("branch", "-f", "agent/login", "main")
    repo.switch("agent/login")
    repo.git("mv", "secret/s", "allowed/s")
    repo.commit("take it")
    if beside:
        repo.put("top", "a violation\n")
    repo.switch("main")
    repo.git("mv", "secret/s", "secret/renamed")
    repo.commit("the base renames it")
    repo.switch("agent/login")
    verdict = judge_range(repo, every=source == "commits")
    assert "secret/s" in [s.change.path.decode() for s in verdict.violations if s.change]
    for way in fixes(repo, verdict, source):
        assert beside or way.kind != "send_to_owner"
        for command in changing_commands(way):
            paste(repo.root, command)
    repo.commit("drop it")
    assert judge_range(repo).outcome == "clean"
    assert repo.git("diff", "--name-only", "main...HEAD") == "allowed/s"


def test_a_change_that_only_a_merge_takes_to_its_place_is_merged_before_it_is_dropped(
    repo: Repo,
) -> None:
    lines = "".join(f"line {number}\n" for number in range(40))
    repo.switch("main")
    repo.put("allowed/tool", lines)
    repo.git("branch", "-f", "agent/login", "main")
    (repo.root / ".github").mkdir()
    repo.git("mv", "allowed/tool", ".github/tool")
    repo.commit("the base moves it to a protected place")
    repo.switch("agent/login")
    repo.put("allowed/tool", f"{lines}mine\n")
    for left in ("there", "here"):
        verdict = judge_range(repo)
        assert [s.change.path for s in verdict.violations if s.change] == [b".github/tool"]
        found = fixes(repo, verdict, "range")
        assert ("send_to_owner" in [way.kind for way in found]) is (left == "here")
        for way in found:
            for command in changing_commands(way):
                paste(repo.root, command)
    (patch,) = (repo.root / ".git").glob("remit-*.patch")
    assert "+mine" in patch.read_text()
    repo.commit("drop it")
    assert judge_range(repo).outcome == "clean"


def test_after_two_merges_that_cross_the_patch_has_the_change_alone(repo: Repo) -> None:
    repo.put("allowed/mine")
    mine = repo.oid("HEAD")
    repo.switch("main")
    repo.put("top", "from the base\n")
    its = repo.oid("HEAD")
    repo.git("merge", "-q", "--no-edit", mine)
    repo.switch("agent/login")
    repo.git("merge", "-q", "--no-edit", its)
    repo.put("secret/s", "a violation\n")
    assert len(repo.git("merge-base", "--all", "main", "HEAD").splitlines()) == 2
    found = fixes(repo, judge_range(repo), "range")
    (over,) = (way for way in found if way.kind == "send_to_owner")
    paste(repo.root, over.commands[0])
    (patch,) = (repo.root / ".git").glob("remit-*.patch")
    assert "+a violation" in patch.read_text()
