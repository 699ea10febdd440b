"""Which branch and task a range is of, where CI has no branch checked out."""

from typing import TYPE_CHECKING

import pytest
from repo import rules

from remit.errors import CouldNotCheck, UsageError
from remit.gates.range import judge_range

if TYPE_CHECKING:
    from repo import Repo

    from remit.verdict import Verdict


def _judged(
    repo: "Repo",
    base: str | None = "main",
    head: str = "HEAD",
    task: str | None = None,
    branch: str | None = None,
) -> "Verdict":
    with repo.inside() as repository:
        return judge_range(repository, base, head, task, branch=branch)


def _as_ci_does(repo: "Repo") -> None:
    """HEAD detached at the merge that a forge makes of the base and the branch."""
    repo.git("checkout", "-q", "--detach", "main")
    repo.git("merge", "-q", "--no-ff", "-m", "as a forge does", "agent/login")
    repo.git("update-ref", "refs/remotes/pull/5/merge", "HEAD")


class TestWhoseHead:
    def test_a_detached_head_in_ci_says_how_to_name_its_branch(self, repo: "Repo") -> None:
        repo.put("secret/k")
        _as_ci_does(repo)
        with pytest.raises(CouldNotCheck, match="is no branch") as caught:
            _judged(repo, "HEAD^1")
        assert "--branch NAME" in caught.value.hint

    @pytest.mark.parametrize("branch", ["agent/login", "refs/heads/agent/login"])
    @pytest.mark.parametrize("head", ["HEAD", "HEAD^2", "refs/remotes/pull/5/merge"])
    def test_the_callers_branch_binds_the_task(self, repo: "Repo", branch: str, head: str) -> None:
        repo.put("secret/k")
        _as_ci_does(repo)
        verdict = _judged(repo, "HEAD^1", head, branch=branch)
        assert (verdict.task, verdict.branch) == ("login", "agent/login")
        assert rules(verdict) == [(b"secret/k", "R101")]

    def test_a_branch_of_no_task_is_unassigned_and_never_clean(self, repo: "Repo") -> None:
        repo.put("secret/k")
        _as_ci_does(repo)
        assert _judged(repo, "HEAD^1", branch="a fork's patch-1").outcome == "unassigned"

    def test_the_task_may_be_named_instead(self, repo: "Repo") -> None:
        repo.put("secret/k")
        _as_ci_does(repo)
        assert rules(_judged(repo, "HEAD^1", task="login")) == [(b"secret/k", "R101")]

    def test_branch_and_task_must_agree(self, repo: "Repo") -> None:
        repo.put("allowed/b")
        repo.switch("main")
        repo.task("token", write=["secret/**"])
        repo.commit()
        _as_ci_does(repo)
        with pytest.raises(CouldNotCheck, match="belongs to `login`"):
            _judged(repo, "HEAD^1", task="token", branch="agent/login")

    def test_a_head_that_is_called_like_another_tasks_branch_is_could_not_check(
        self, repo: "Repo"
    ) -> None:
        repo.switch("main")
        repo.task("token", write=["secret/**"])
        repo.commit()
        repo.git("branch", "agent/token", "agent/login")
        with pytest.raises(CouldNotCheck, match="the branch of `login`"):
            _judged(repo, head="agent/login", branch="agent/token")

    def test_a_remotes_odd_name_for_the_head_does_not_count_against_the_branch(
        self, repo: "Repo"
    ) -> None:
        repo.put("secret/k")
        repo.git("update-ref", "refs/remotes/origin/pull/5", "HEAD")
        repo.switch("main")
        verdict = _judged(repo, head="origin/pull/5", branch="agent/login")
        assert rules(verdict) == [(b"secret/k", "R101")]

    def test_another_heads_task_is_not_the_one_of_this_workspace(self, repo: "Repo") -> None:
        repo.put("secret/k")
        _as_ci_does(repo)
        repo.write(".git/remit/binding", "login\n")
        assert rules(_judged(repo, "HEAD^1")) == [(b"secret/k", "R101")]
        with pytest.raises(CouldNotCheck, match="is no branch"):
            _judged(repo, "HEAD^1", "HEAD^2")

    def test_an_empty_branch_is_a_slip_of_the_caller(self, repo: "Repo") -> None:
        with pytest.raises(UsageError, match="no name"):
            _judged(repo, branch="")


class TestNamesOfTwoCommits:
    """git takes a ref that is called like an abbreviated id, and says nothing."""

    @pytest.mark.parametrize("place", ["refs/heads/", "refs/tags/", "refs/remotes/"])
    @pytest.mark.parametrize("form", ["{}", "v1-3-g{}"])
    def test_a_ref_that_is_called_like_an_abbreviated_id_is_ambiguous(
        self, repo: "Repo", place: str, form: str
    ) -> None:
        head = repo.put("secret/k")
        name = form.format(head[:8])
        assert rules(_judged(repo, "main", name, task="login")) == [(b"secret/k", "R101")]
        repo.git("update-ref", place + name, "main")
        for base, end in (("main", name), (name, "HEAD"), ("main", f"{name}~0")):
            with pytest.raises(CouldNotCheck, match="is ambiguous") as caught:
                _judged(repo, base, end, task="login")
        assert f"{head} or {place}{name}" in caught.value.hint

    def test_capitals_are_digits_as_well(self, repo: "Repo") -> None:
        name = repo.put("secret/k")[:10].upper()
        repo.git("update-ref", f"refs/heads/{name}", "main")
        with pytest.raises(CouldNotCheck, match="is ambiguous"):
            _judged(repo, "main", name, task="login")

    def test_the_id_of_a_tag_abbreviates_what_it_tags(self, repo: "Repo") -> None:
        repo.put("secret/k")
        repo.git("tag", "-a", "-m", "a tag", "v1")
        name = repo.oid("v1")[:10]
        assert rules(_judged(repo, "main", name, task="login")) == [(b"secret/k", "R101")]
        repo.git("update-ref", f"refs/heads/{name}", "main")
        with pytest.raises(CouldNotCheck, match="is ambiguous"):
            _judged(repo, "main", name, task="login")

    def test_digits_that_are_no_commits_id_are_a_name(self, repo: "Repo") -> None:
        repo.put("secret/k")
        blob = repo.oid("main:top")[:10]
        for name in ("beef", "deadbeef", blob, repo.oid("HEAD")[:10]):
            repo.git("update-ref", f"refs/heads/{name}", "HEAD")
            assert rules(_judged(repo, "main", name, task="login")) == [(b"secret/k", "R101")]

    def test_a_full_id_is_that_commit_and_no_branch(self, repo: "Repo") -> None:
        head = repo.put("secret/k")
        repo.git("update-ref", f"refs/heads/{head}", "main")
        assert rules(_judged(repo, "main", head, task="login")) == [(b"secret/k", "R101")]
        with pytest.raises(CouldNotCheck, match="is no branch"):
            _judged(repo, "main", head)

    @pytest.mark.parametrize("place", ["refs/", "refs/tags/", "refs/heads/", "refs/remotes/"])
    def test_a_full_name_is_that_ref_or_none(self, repo: "Repo", place: str) -> None:
        repo.put("secret/k")
        for name in ("refs/heads/gone", "refs/remotes/origin/main"):
            repo.git("update-ref", place + name, "HEAD")
            with pytest.raises(CouldNotCheck, match=f"there is no {name}"):
                _judged(repo, name, task="login")
        repo.git("update-ref", f"{place}refs/heads/main", "HEAD")
        assert rules(_judged(repo, "refs/heads/main")) == [(b"secret/k", "R101")]

    def test_head_is_head_whatever_refs_are_called_like_it(self, repo: "Repo") -> None:
        repo.put("secret/k")
        for place in ("refs/heads/", "refs/tags/", "refs/remotes/"):
            repo.git("update-ref", f"{place}HEAD", "main")
        assert rules(_judged(repo)) == [(b"secret/k", "R101")]

    def test_a_file_beside_head_is_one_of_the_places(self, repo: "Repo") -> None:
        repo.write(".git/main", f"{repo.put('secret/k')}\n")
        with pytest.raises(CouldNotCheck, match="is ambiguous"):
            _judged(repo)

    def test_an_older_place_of_a_branch_is_no_other_meaning(self, repo: "Repo") -> None:
        repo.put("secret/k")
        repo.git("config", "core.logAllRefUpdates", "always")
        repo.git("update-ref", "--create-reflog", "refs/heads/main", "HEAD", "main")
        repo.git("update-ref", "refs/heads/main", "main~1")
        assert rules(_judged(repo, "main@{0}")) == [(b"secret/k", "R101")]
        assert rules(_judged(repo, "main@{1}")) == []

    @pytest.mark.parametrize("name", [":/put", ":top", ":0:top", ":/put^{commit}"])
    def test_what_git_has_to_look_for_is_no_name(self, repo: "Repo", name: str) -> None:
        repo.put("allowed/mine")
        with pytest.raises(CouldNotCheck, match="means what git finds"):
            _judged(repo, "main", name, task="login")

    @pytest.mark.parametrize("name", ["-x", "--all", "^HEAD", "HEAD^!", "main..HEAD", "HEAD^@"])
    def test_an_option_or_a_set_of_commits_is_no_commit(self, repo: "Repo", name: str) -> None:
        repo.put("allowed/mine")
        for base, head in ((name, "HEAD"), ("main", name)):
            with pytest.raises(CouldNotCheck, match="names no commit"):
                _judged(repo, base, head, task="login")

    def test_a_branch_whose_name_looks_like_an_option_is_one(self, repo: "Repo") -> None:
        repo.put("secret/k")
        repo.git("update-ref", "refs/heads/-x", "HEAD")
        assert rules(_judged(repo, "main", "-x", task="login")) == [(b"secret/k", "R101")]
