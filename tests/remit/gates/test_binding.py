import pytest
from repo import Repo, rules

from remit.errors import CouldNotCheck, GitError, RemitError, UsageError
from remit.gates.binding import bind_worktree, unbind_worktree
from remit.gates.range import judge_range
from remit.git.linked_worktrees import find_branch_binding, list_worktrees

ORDER = {"clean": 0, "unassigned": 1, "violations": 2, "could_not_check": 3}


@pytest.fixture
def two(repo: Repo) -> Repo:
    """The repository with a second task, `wide`, that may write everything."""
    repo.switch("main")
    repo.task("wide", write=["**"])
    repo.commit()
    repo.switch("agent/login")
    repo.git("merge", "-q", "--ff-only", "main")
    return repo


def bind(repo: Repo, task: str) -> str | None:
    with repo.inside() as repository:
        return bind_worktree(repository, task)


def outcome(repo: Repo) -> str:
    try:
        return repo.judge().outcome
    except RemitError:
        return "could_not_check"


CONTENTS = [
    "login\n",
    "wide\n",
    "gone\n",
    "",
    "login",
    "login\nwide\n",
    "*\n",
    "../login\n",
    "\0\n",
]


@pytest.mark.parametrize("content", CONTENTS)
@pytest.mark.parametrize("path", ["allowed/new", "secret/new"])
def test_no_binding_makes_the_verdict_about_a_tasks_branch_cleaner(
    two: Repo, content: str, path: str
) -> None:
    two.stage(path)
    before = outcome(two)
    two.write(".git/remit/binding", content)
    assert ORDER[outcome(two)] >= ORDER[before]


@pytest.mark.parametrize("content", CONTENTS)
@pytest.mark.parametrize("path", ["allowed/new", "secret/new"])
def test_a_binding_gives_a_free_branch_what_a_branch_of_that_task_would_get(
    two: Repo, content: str, path: str
) -> None:
    two.git("switch", "-q", "-c", "free", "main")
    two.stage(path)
    two.write(".git/remit/binding", content)
    found = outcome(two)
    (two.root / ".git/remit/binding").unlink()
    task = content.strip()
    if task not in {"login", "wide"}:
        assert found == "could_not_check"
        return
    two.git("switch", "-q", "-C", f"agent/{task}")
    assert found in {outcome(two), "could_not_check"}


def test_a_free_branch_of_a_bound_worktree_is_the_tasks_here_and_of_no_task_elsewhere(
    two: Repo,
) -> None:
    two.git("switch", "-q", "-c", "fervent", "main")
    bind(two, "login")
    two.stage("secret/new")
    verdict = two.judge()
    assert rules(verdict) == [(b"secret/new", "R102")]
    assert verdict.task == "login"
    two.commit()
    with two.inside() as repository:
        assert judge_range(repository, "main", "HEAD").task == "login"
        named = judge_range(repository, "main", "HEAD", branch="fervent")
    assert (named.outcome, named.task) == ("unassigned", None)


def test_a_clean_verdict_of_a_bound_worktree_says_what_others_will_see(two: Repo) -> None:
    two.git("switch", "-q", "-c", "fervent", "main")
    bind(two, "login")
    two.stage("allowed/new")
    verdict = two.judge()
    assert verdict.outcome == "clean"
    assert "fervent is a branch of no task" in verdict.notes[-1]
    assert verdict.actionable_notes == ()


@pytest.mark.parametrize(
    ("branch", "task", "words"),
    [
        ("agent/wide", "login", "belongs to `wide`"),
        ("main", "login", "the base branch"),
        ("free", "gone", "no task is called 'gone'"),
    ],
)
def test_what_contradicts_the_base_is_not_bound(
    two: Repo, branch: str, task: str, words: str
) -> None:
    if branch != "main":
        two.git("branch", branch, "main")
    two.switch(branch)
    with pytest.raises(RemitError, match=words) as caught:
        bind(two, task)
    assert caught.value.hint
    with two.inside() as repository:
        assert repository.binding() is None


def test_before_the_first_commit_there_is_nothing_to_bind_to(empty: Repo) -> None:
    with pytest.raises(CouldNotCheck, match="no base"):
        bind(empty, "login")


def test_a_bare_repository_is_not_bound(two: Repo) -> None:
    two.git("clone", "-q", "--bare", ".", "../bare.git")
    with pytest.raises(GitError, match="bare"):
        bind(Repo(two.root.parent / "bare.git"), "login")


def test_binding_again_says_what_was_bound_and_replaces_what_is_broken(two: Repo) -> None:
    two.git("switch", "-q", "-c", "free", "main")
    assert [bind(two, task) for task in ("login", "login", "wide")] == [None, "login", "login"]
    two.write(".git/remit/binding", "x y")
    assert bind(two, "login") is None
    two.git("checkout", "-q", "--detach")
    assert two.judge().task == "login"


def test_unbinding_removes_whatever_is_there(two: Repo) -> None:
    two.link(".git/remit/binding", "/dev/zero")
    with two.inside() as repository:
        assert [unbind_worktree(repository), unbind_worktree(repository)] == [True, False]
    two.write(".git/remit/binding/in-the-way")
    with two.inside() as repository, pytest.raises(GitError, match="cannot be removed") as caught:
        unbind_worktree(repository)
    assert ".git/remit/binding" in caught.value.hint
    with two.inside() as repository, pytest.raises(GitError, match="cannot be written"):
        bind_worktree(repository, "login")


def test_an_agent_binds_what_is_free_and_changes_nothing_that_is_bound(
    two: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    two.git("switch", "-q", "-c", "free", "main")
    monkeypatch.setenv("CLAUDECODE", "1")
    assert [bind(two, "login"), bind(two, "login")] == [None, "login"]
    with pytest.raises(
        UsageError, match="only a person may bind this worktree to another task, and"
    ):
        bind(two, "wide")
    with two.inside() as repository, pytest.raises(UsageError, match="only a person may unbind"):
        unbind_worktree(repository)
    two.write(".git/remit/binding", "x y")
    with pytest.raises(UsageError, match="only a person"):
        bind(two, "wide")


@pytest.mark.parametrize("relative", ["false", "true"])
def test_the_worktrees_of_a_repository_with_their_bindings(two: Repo, relative: str) -> None:
    two.git("config", "worktree.useRelativePaths", relative)
    two.git("worktree", "add", "-q", "-b", "free", "../here", "main")
    two.git("worktree", "add", "-q", "--detach", "../gone", "main")
    bind(Repo(two.root.parent / "here"), "wide")
    with two.inside() as repository:
        here, _, linked = list_worktrees(repository)
        assert (here.branch, here.binding()) == ("agent/login", None)
        assert (linked.branch, linked.binding(), linked.missing) == ("free", "wide", False)
        assert find_branch_binding(repository, "free") == "wide"
        assert find_branch_binding(repository, "agent/login") is None
    (two.root.parent / "gone/.git").unlink()
    (two.root.parent / "gone").rename(two.root.parent / "moved")
    two.write(f".git/worktrees/{linked.git_dir.rpartition('/')[2]}/remit/binding", "x y")
    with two.inside() as repository:
        assert list_worktrees(repository)[1].missing
        with pytest.raises(CouldNotCheck, match="here: the binding"):
            find_branch_binding(repository, "free")
