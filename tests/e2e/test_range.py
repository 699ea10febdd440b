"""Pull requests as they come: forks, stale and rewritten branches, odd merges, reverts, names."""

from typing import TYPE_CHECKING

import pytest
from repo import Repo, rules

from remit.errors import CouldNotCheck, ManifestError
from remit.gates.range import judge_range

if TYPE_CHECKING:
    from remit.verdict import Verdict

VIOLATION = [(b"secret/k", "R101")]


def judged(
    repo: Repo,
    base: str | None = "main",
    head: str = "agent/login",
    *,
    branch: str | None = None,
    every_commit: bool = False,
) -> "Verdict":
    with repo.inside() as repository:
        return judge_range(repository, base, head, branch=branch, every_commit=every_commit)


def upstream(repo: Repo, path: str, content: str = "by others\n") -> None:
    """The base moves on; the task's branch is checked out again."""
    repo.switch("main")
    repo.put(path, content)
    repo.switch("agent/login")


def commit_tree(repo: Repo, tree: str, *parents: str) -> str:
    words = [word for parent in parents for word in ("-p", parent)]
    return repo.git("commit-tree", "-m", "made by hand", *words, f"{tree}^{{tree}}")


class TestWhereTheHeadIs:
    def test_a_fork_is_judged_by_the_target_and_not_by_its_own_base(self, repo: Repo) -> None:
        upstream(repo, "top")
        fork = repo.clone(repo.root.parent / "fork", "--branch=agent/login")
        fork.task("login", write=["**"])
        fork.commit("the fork widens its own scope")
        fork.git("push", "-q", "origin", "HEAD:refs/pull/7/head")
        fork.put("secret/k")
        fork.git("branch", "-f", "main", "HEAD")
        repo.git("remote", "add", "fork", fork.root.as_uri())
        repo.git("fetch", "-q", "fork", "agent/login", "main")
        repo.git("update-ref", "refs/pull/7/head", "FETCH_HEAD")
        for head, branch in (("fork/agent/login", None), ("refs/pull/7/head", "agent/login")):
            found = rules(judged(repo, "main", head, branch=branch))
            assert set(found) == {*VIOLATION, (b".remit/tasks/login.toml", "R501")}

    def test_a_stale_branch_is_not_blamed_for_what_the_base_did(self, repo: Repo) -> None:
        repo.put("allowed/b")
        for number in range(5):
            upstream(repo, f"secret/{number}")
        assert judged(repo).outcome == "clean"
        assert judged(repo).judged == 1

    def test_a_forced_push_is_judged_by_what_is_there_now(self, repo: Repo) -> None:
        repo.put("secret/k")
        assert rules(judged(repo)) == VIOLATION
        repo.git("reset", "-q", "--hard", "main")
        repo.put("allowed/b")
        assert judged(repo, every_commit=True).outcome == "clean"

    def test_a_squash_is_judged_like_the_commits(self, repo: Repo) -> None:
        repo.put("allowed/b")
        repo.put("secret/k")
        upstream(repo, "top")
        before = rules(judged(repo))
        squashed = commit_tree(repo, "HEAD", repo.git("merge-base", "main", "HEAD"))
        repo.git("reset", "-q", "--hard", squashed)
        assert rules(judged(repo)) == before == VIOLATION

    @pytest.mark.parametrize("head", ["main", "main~1", "main^{commit}"])
    def test_what_the_base_has_already_is_clean_and_says_so(self, repo: Repo, head: str) -> None:
        repo.switch("main")
        repo.put("top", "newer\n")
        verdict = judged(repo, "main", head, branch="agent/login")
        assert (verdict.outcome, verdict.judged, verdict.traces and verdict.traces.commits) == (
            "clean",
            0,
            0,
        )

    def test_a_branch_that_was_merged_already_does_nothing(self, repo: Repo) -> None:
        repo.put("secret/k")
        repo.switch("main")
        repo.git("merge", "-q", "--no-ff", "-m", "landed", "agent/login")
        assert judged(repo, every_commit=True).outcome == "clean"

    def test_what_was_squashed_into_the_base_does_nothing_more(self, repo: Repo) -> None:
        repo.put("secret/k")
        repo.switch("main")
        repo.git("merge", "-q", "--squash", "agent/login")
        repo.commit("landed as one")
        assert judged(repo).outcome == "clean"

    def test_an_empty_commit_does_nothing(self, repo: Repo) -> None:
        repo.commit("nothing")
        verdict = judged(repo, every_commit=True)
        assert (verdict.outcome, verdict.judged) == ("clean", 0)

    def test_unrelated_histories_are_could_not_check(self, repo: Repo) -> None:
        alone = commit_tree(repo, "main")
        repo.git("update-ref", "refs/heads/agent/login", alone)
        for every_commit in (False, True):
            with pytest.raises(CouldNotCheck, match="no common history"):
                judged(repo, every_commit=every_commit)

    def test_a_forks_branch_that_is_called_like_the_base_is_not_the_base(self, repo: Repo) -> None:
        repo.put("secret/k")
        repo.git("update-ref", "refs/pull/7/head", "HEAD")
        assert judged(repo, None, "refs/pull/7/head", branch="main").outcome == "unassigned"
        repo.switch("main")
        repo.policy("nonsense\n")
        repo.commit()
        with pytest.raises(ManifestError):
            judged(repo, None, "refs/pull/7/head", branch="main")


class TestMerges:
    def test_the_base_may_be_merged_again_and_again(self, repo: Repo) -> None:
        for number in range(3):
            repo.put(f"allowed/{number}")
            upstream(repo, f"secret/{number}")
            repo.git("merge", "-q", "-m", "the base", "main")
        verdict = judged(repo, every_commit=True)
        assert (verdict.outcome, verdict.judged) == ("clean", 3)

    def test_a_criss_cross_blames_nobody_and_misses_nothing(self, repo: Repo) -> None:
        repo.put("allowed/b")
        upstream(repo, "secret/s", "by others\n")
        ours, theirs = repo.oid("agent/login"), repo.oid("main")
        repo.git("merge", "-q", "-m", "one way", theirs)
        repo.switch("main")
        repo.git("merge", "-q", "-m", "the other way", ours)
        repo.put("top", "newer\n")
        repo.switch("agent/login")
        repo.put("allowed/c")
        assert judged(repo).outcome == "clean"
        repo.put("secret/k")
        assert rules(judged(repo)) == VIOLATION

    def test_an_octopus_brings_what_its_heads_bring(self, repo: Repo) -> None:
        start = repo.oid("HEAD")
        heads: list[str] = []
        for path in ("allowed/x", "secret/k"):
            repo.git("switch", "-q", "--detach", start)
            heads.append(repo.put(path))
        repo.switch("agent/login")
        repo.git("merge", "-q", "-m", "octopus", *heads)
        assert rules(judged(repo)) == VIOLATION
        (violation,) = judged(repo, every_commit=True).violations
        assert heads[1][:12] in violation.reason
        assert repo.oid("HEAD")[:12] not in violation.reason

    def test_an_octopus_that_holds_something_by_hand_is_seen(self, repo: Repo) -> None:
        start = repo.oid("HEAD")
        heads = [start]
        for path in ("allowed/x", "allowed/y"):
            repo.git("switch", "-q", "--detach", start)
            heads.append(repo.put(path))
        repo.switch("agent/login")
        repo.git("merge", "-q", "-m", "octopus", *heads[1:])
        repo.stage("secret/k")
        repo.git("update-ref", "refs/heads/agent/login", _indexed(repo, *heads))
        repo.git("reset", "-q", "--hard")
        assert rules(judged(repo)) == rules(judged(repo, every_commit=True)) == VIOLATION

    def test_the_old_side_of_the_base_taken_in_a_merge_is_a_violation(self, repo: Repo) -> None:
        repo.put("allowed/b")
        upstream(repo, "secret/s", "by others\n")
        repo.git("merge", "-q", "-s", "ours", "-m", "evil", "main")
        assert rules(judged(repo)) == [(b"secret/s", "R101")]


def _indexed(repo: Repo, *parents: str) -> str:
    words = [word for parent in parents for word in ("-p", parent)]
    return repo.git("commit-tree", "-m", "evil", *words, repo.git("write-tree"))


class TestReverts:
    def test_a_revert_of_ones_own_work_is_clean(self, repo: Repo) -> None:
        repo.put("allowed/b")
        repo.git("revert", "--no-edit", "HEAD")
        assert judged(repo, every_commit=True).outcome == "clean"

    def test_a_reverted_violation_has_no_effect_and_is_still_in_the_history(
        self, repo: Repo
    ) -> None:
        violation = repo.put("secret/k")
        repo.git("revert", "--no-edit", "HEAD")
        assert judged(repo).outcome == "clean"
        verdict = judged(repo, every_commit=True)
        assert rules(verdict) == VIOLATION
        assert f"(in commit {violation[:12]})" in verdict.violations[0].reason

    def test_a_revert_of_what_others_landed_is_a_violation(self, repo: Repo) -> None:
        upstream(repo, "secret/k")
        repo.git("merge", "-q", "main")
        repo.git("revert", "--no-edit", "HEAD")
        assert rules(judged(repo)) == VIOLATION

    def test_work_that_the_base_reverted_comes_back_only_by_name(self, repo: Repo) -> None:
        repo.put("secret/k")
        repo.switch("main")
        repo.git("merge", "-q", "--no-ff", "-m", "landed", "agent/login")
        repo.git("revert", "--no-edit", "-m", "1", "HEAD")
        repo.switch("agent/login")
        assert judged(repo).outcome == "clean"
        repo.git("merge", "-q", "-m", "the base", "main")
        repo.git("revert", "--no-edit", "main")
        assert rules(judged(repo)) == VIOLATION


class TestEntries:
    def test_a_submodule_needs_its_exact_path(self, repo: Repo) -> None:
        link = f"160000,{repo.oid('HEAD')}"
        repo.git("update-index", "--add", "--cacheinfo", f"{link},allowed/sub")
        repo.commit()
        assert rules(judged(repo)) == [(b"allowed/sub", "R106")]

    def test_a_submodule_of_the_base_is_nobodys_change(self, repo: Repo) -> None:
        repo.put("allowed/b")
        repo.switch("main")
        repo.git("update-index", "--add", "--cacheinfo", f"160000,{repo.oid('HEAD')},sub")
        repo.commit()
        assert judged(repo).outcome == "clean"


class TestNames:
    def test_tags_are_commits_whether_annotated_or_not(self, repo: Repo) -> None:
        repo.put("secret/k")
        repo.git("tag", "light")
        repo.git("tag", "-a", "-m", "x", "heavy")
        repo.git("tag", "-a", "-m", "x", "base", "main")
        for head in ("light", "heavy", "refs/tags/heavy"):
            assert rules(judged(repo, "base", head, branch="agent/login")) == VIOLATION

    def test_a_tag_of_no_commit_is_could_not_check(self, repo: Repo) -> None:
        repo.git("tag", "tree", "HEAD^{tree}")
        with pytest.raises(CouldNotCheck, match="names no commit"):
            judged(repo, "main", "tree", branch="agent/login")

    @pytest.mark.parametrize("name", ["-x", "--output=pwned", "$(touch>pwned)", "a'b", "{x}"])
    def test_a_branch_with_a_name_like_an_option_is_just_a_branch(
        self, repo: Repo, name: str
    ) -> None:
        repo.put("secret/k")
        repo.git("update-ref", f"refs/heads/{name}", "HEAD")
        repo.git("update-ref", f"refs/remotes/origin/{name}", "HEAD")
        for head in (name, f"refs/heads/{name}", f"origin/{name}"):
            assert rules(judged(repo, "main", head, branch="agent/login")) == VIOLATION
        assert not list(repo.root.glob("*pwned*"))

    def test_a_base_that_is_nowhere_names_the_way(self, repo: Repo) -> None:
        with pytest.raises(CouldNotCheck, match=r"^nowhere names no commit") as caught:
            judged(repo, "nowhere")
        assert "fetch it first" in caught.value.hint


class TestConflicts:
    def test_a_conflict_accuses_of_nothing_that_the_base_has_as_well(self, repo: Repo) -> None:
        repo.switch("main")
        repo.put("secret/s", "".join(f"{line}\n" for line in range(30)))
        repo.put("allowed/a", "one\n")
        repo.git("branch", "-f", "agent/login", "main")
        repo.switch("agent/login")
        fix = repo.put("secret/s", "".join(f"{line}\n" for line in ("x", *range(1, 30))))
        repo.put("allowed/a", "mine\n")
        repo.switch("main")
        repo.put("top", "moved\n")
        repo.git("cherry-pick", fix)
        repo.put("secret/s", "".join(f"{line}\n" for line in ("x", *range(1, 29), "y")))
        repo.put("allowed/a", "theirs\n")
        repo.switch("agent/login")
        assert judged(repo).outcome == "clean"

    def test_a_violation_beside_a_conflict_is_still_one(self, repo: Repo) -> None:
        repo.put("allowed/a", "mine\n")
        repo.put("secret/k")
        upstream(repo, "allowed/a", "theirs\n")
        assert rules(judged(repo)) == VIOLATION

    def test_a_conflicting_violation_is_one(self, repo: Repo) -> None:
        repo.put("secret/k", "mine\n")
        upstream(repo, "secret/k", "theirs\n")
        assert rules(judged(repo)) == VIOLATION

    def test_a_file_where_the_base_has_a_directory_is_judged(self, repo: Repo) -> None:
        repo.put("secret/k", "mine\n")
        upstream(repo, "secret/k/deep", "theirs\n")
        assert (b"secret/k", "R101") in rules(judged(repo))

    def test_a_file_of_the_base_where_the_task_makes_a_directory_is_not_the_tasks(
        self, repo: Repo
    ) -> None:
        repo.switch("main")
        repo.task("login", write=["new/**"])
        repo.commit("a manifest")
        repo.git("branch", "-f", "agent/login", "main")
        repo.put("new", "a file of the base\n")
        repo.switch("agent/login")
        repo.put("new/x")
        verdict = judged(repo)
        assert any("conflicts" in note for note in verdict.notes)
        assert rules(verdict) == []

    def test_a_violation_that_git_would_move_into_the_scope_is_one_where_it_stands(
        self, repo: Repo
    ) -> None:
        repo.switch("main")
        repo.put("moved/d/x")
        repo.put("moved/d/y", "another\n")
        repo.git("branch", "-f", "agent/login", "main")
        repo.switch("agent/login")
        repo.put("moved/d/new", "by hand\n")
        repo.switch("main")
        repo.git("mv", "moved/d", "allowed/d")
        repo.commit("the base moves the directory")
        repo.switch("agent/login")
        assert rules(judged(repo)) == [(b"moved/d/new", "R101")]

    @pytest.mark.parametrize("gone", [True, False])
    def test_a_conflict_between_crossed_merges_hides_nothing(
        self, repo: Repo, *, gone: bool
    ) -> None:
        repo.switch("main")
        repo.put("secret/f", b"\0one")
        repo.git("branch", "-f", "agent/login", "main")
        repo.put("top", "by the base\n")
        repo.switch("agent/login")
        repo.put("allowed/b")
        ours, theirs = repo.oid("agent/login"), repo.oid("main")
        repo.git("merge", "-q", "--no-edit", theirs)
        repo.switch("main")
        repo.git("merge", "-q", "--no-ff", "--no-edit", ours)
        repo.put("secret/f", b"\0by the base")
        repo.switch("agent/login")
        if gone:
            repo.git("rm", "-q", "secret/f")
            repo.commit("gone")
        else:
            repo.put("secret/f", b"\0mine")
        assert len(repo.git("merge-base", "--all", "main", "HEAD").split()) == 2
        assert rules(judged(repo)) == [(b"secret/f", "R101")]


def test_work_that_the_base_moved_into_another_tasks_scope_is_that_tasks(repo: Repo) -> None:
    repo.switch("main")
    repo.put("allowed/old", "".join(f"{line}\n" for line in range(30)))
    repo.git("branch", "-f", "agent/login", "main")
    repo.task("billing", write=["billing/**"])
    (repo.root / "billing").mkdir()
    repo.git("mv", "allowed/old", "billing/own")
    repo.commit("billing takes the file over")
    repo.switch("agent/login")
    repo.put("allowed/old", "".join(f"{line}\n" for line in (*range(29), "changed")))
    assert rules(judged(repo)) == [(b"billing/own", "R102")]


def test_a_branch_of_no_task_without_common_history_is_unassigned_as_before(repo: Repo) -> None:
    tree = repo.git("rev-parse", "HEAD^{tree}")
    repo.git("branch", "fresh", repo.git("commit-tree", "-m", "fresh", tree))
    with repo.inside() as repository:
        assert judge_range(repository, "main", "fresh").outcome == "unassigned"
