"""Which branch and task a range is of, where CI has no branch checked out."""

from typing import TYPE_CHECKING

import pytest
from repo import rules

from remit.errors import CouldNotJudge, UsageError
from remit.gates.pull_request import judge_range

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
        with pytest.raises(CouldNotJudge, match="is no branch") as caught:
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

    def test_a_branch_of_no_task_is_unbound_and_never_clean(self, repo: "Repo") -> None:
        repo.put("secret/k")
        _as_ci_does(repo)
        assert _judged(repo, "HEAD^1", branch="a fork's patch-1").outcome == "unbound"

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
        with pytest.raises(CouldNotJudge, match="belongs to `login`"):
            _judged(repo, "HEAD^1", task="token", branch="agent/login")

    def test_a_head_that_is_called_like_another_tasks_branch_is_could_not_judge(
        self, repo: "Repo"
    ) -> None:
        repo.switch("main")
        repo.task("token", write=["secret/**"])
        repo.commit()
        repo.git("branch", "agent/token", "agent/login")
        with pytest.raises(CouldNotJudge, match="the branch of `login`"):
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
        repo.write(".git/remit/task", "login\n")
        assert rules(_judged(repo, "HEAD^1")) == [(b"secret/k", "R101")]
        with pytest.raises(CouldNotJudge, match="is no branch"):
            _judged(repo, "HEAD^1", "HEAD^2")

    def test_an_empty_branch_is_a_slip_of_the_caller(self, repo: "Repo") -> None:
        with pytest.raises(UsageError, match="no name"):
            _judged(repo, branch="")
