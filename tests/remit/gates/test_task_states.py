import pytest
from repo import Repo

from remit.errors import CouldNotCheck
from remit.gates.binding import bind_worktree
from remit.gates.task_states import TaskState, list_closed_tasks, list_task_states


@pytest.fixture
def four(repo: Repo) -> Repo:
    """On `main`, with tasks `login`, `after` (which waits for it), `sketch` and a broken one."""
    repo.switch("main")
    repo.stage(
        ".remit/tasks/after.toml",
        '[task]\nid = "after"\nbranch = "agent/after/*"\ntitle = "Later"\nafter = ["login"]\n'
        'owner = "@web"\n[files]\nwrite = ["top"]\n',
    )
    repo.stage(
        ".remit/tasks/sketch.toml",
        '[task]\nid = "sketch"\nbranch = "agent/sketch"\nstatus = "draft"\n',
    )
    repo.stage(".remit/tasks/broken.toml", '[task]\nid = "broken"\nbranch = "b"\nx = 1\n')
    repo.commit()
    repo.git("branch", "-D", "agent/login")
    return repo


def states(repo: Repo) -> dict[str, TaskState]:
    with repo.inside() as repository:
        return {each.task: each for each in list_task_states(repository)}


def state(repo: Repo, task: str = "login") -> str:
    return states(repo)[task].state


def work(repo: Repo, message: str = "work", path: str = "allowed/new") -> None:
    """One commit on a new branch of `login`; `main` is checked out afterwards."""
    repo.branch("agent/login", "main")
    repo.stage(path)
    repo.commit(message)
    repo.switch("main")


def test_a_task_is_open_until_there_is_a_branch(four: Repo) -> None:
    found = states(four)
    assert {task: each.state for task, each in found.items()} == {
        "after": "open",
        "broken": "faulty",
        "login": "open",
        "sketch": "draft",
    }
    assert (found["after"].title, found["after"].owner) == ("Later", "@web")
    assert found["after"].waits_for == ("login",)


def test_a_branch_makes_a_task_active_before_it_has_a_commit(four: Repo) -> None:
    four.git("branch", "agent/login")
    (branch,) = states(four)["login"].branches
    assert (state(four), branch.name, branch.state) == ("active", "agent/login", "new")
    four.git("branch", "-D", "agent/login")
    work(four)
    assert states(four)["login"].branches[0].state == "unlanded"


@pytest.mark.parametrize("how", ["merge", "squash", "rebase", "pick"])
def test_work_that_is_on_the_base_has_landed_however_it_came_there(four: Repo, how: str) -> None:
    work(four)
    four.put("top", "moved on\n")
    match how:
        case "merge":
            four.git("merge", "-q", "--no-ff", "-m", "land", "agent/login")
        case "squash":
            four.git("merge", "-q", "--squash", "agent/login")
            four.commit("land")
        case "rebase":
            four.git("rebase", "-q", "main", "agent/login")
            four.switch("main")
            four.git("merge", "-q", "--ff-only", "agent/login")
            assert state(four) == "active"  # nothing shows that this is not a new branch
            four.put("top", "and on\n")
            return
        case _:
            four.git("cherry-pick", "agent/login")
    found = states(four)
    assert (found["login"].state, found["after"].waits_for) == ("landed", ())
    four.switch("agent/login")
    four.put("allowed/more")
    assert state(four) == "active"


def test_a_commit_that_names_the_task_is_its_work(four: Repo) -> None:
    work(four, "work\n\nRemit-Task: login")
    four.git("merge", "-q", "--ff-only", "agent/login")
    assert state(four) == "landed"
    four.git("branch", "-D", "agent/login")
    assert state(four) == "landed"
    four.git("branch", "agent/login")
    assert state(four) == "landed"


def test_an_id_that_is_used_again_begins_anew(four: Repo) -> None:
    work(four, "work\n\nRemit-Task: login")
    four.git("merge", "-q", "--ff-only", "agent/login")
    four.git("branch", "-D", "agent/login")
    text = four.git("show", "HEAD:.remit/tasks/login.toml")
    four.git("rm", "-q", ".remit/tasks/login.toml")
    four.commit("close")
    assert "login" not in states(four)
    four.stage(".remit/tasks/login.toml", text)
    four.commit("open again")
    assert state(four) == "open"


def test_a_branch_at_a_remote_counts_and_one_that_is_here_too_counts_once(
    four: Repo, tmp_path_factory: pytest.TempPathFactory
) -> None:
    work(four)
    clone = four.clone(tmp_path_factory.mktemp("clone") / "c")
    assert [each.name for each in states(clone)["login"].branches] == ["origin/agent/login"]
    clone.switch("agent/login")
    assert [each.name for each in states(clone)["login"].branches] == ["agent/login"]
    clone.put("allowed/more")
    assert len(states(clone)["login"].branches) == 2
    assert state(clone) == "active"


@pytest.mark.parametrize("detached", [False, True])
def test_a_bound_worktree_makes_a_task_active(four: Repo, *, detached: bool) -> None:
    how = ("--detach",) if detached else ("-b", "fervent")
    four.git("worktree", "add", "-q", *how, "../linked", "main")
    linked = Repo(four.root.parent / "linked")
    with linked.inside() as repository:
        bind_worktree(repository, "login")
    found = states(four)["login"]
    (worktree,) = found.worktrees
    assert (found.state, worktree.bound) == ("active", True)
    assert worktree.branch == (None if detached else "fervent")
    linked.put("allowed/new")
    assert state(four) == "active"
    four.git("merge", "-q", "--no-ff", "-m", "land", linked.oid("HEAD"))
    assert state(four) == "landed"


def test_a_binding_that_cannot_be_read_is_nobodys(four: Repo) -> None:
    four.git("worktree", "add", "-q", "-b", "fervent", "../linked", "main")
    four.write(".git/worktrees/linked/remit/binding", "x y")
    assert state(four) == "open"


def test_the_worktree_of_a_branch_is_named(four: Repo) -> None:
    four.git("worktree", "add", "-q", "-b", "agent/login", "../linked", "main")
    (worktree,) = states(four)["login"].worktrees
    assert (worktree.path, worktree.bound) == (str(four.root.parent / "linked"), False)


def test_a_branch_without_common_history_has_not_landed(four: Repo) -> None:
    four.git("checkout", "-q", "--orphan", "agent/login")
    four.put("allowed/new")
    four.switch("main")
    assert state(four) == "active"


def test_some_tasks_can_be_asked_for(four: Repo) -> None:
    with four.inside() as repository:
        (found,) = list_task_states(repository, ("after",))
        assert found.waits_for == ("login",)


def test_before_the_first_commit_there_are_no_tasks(empty: Repo) -> None:
    with empty.inside() as repository:
        assert list_closed_tasks(repository) == ()
        with pytest.raises(CouldNotCheck):
            list_task_states(repository)


def test_the_history_of_the_base_knows_what_was_closed(four: Repo) -> None:
    for task, message in (("login", "gone"), ("after", "Close after\n\nRemit-Closed: dropped")):
        four.git("rm", "-q", f".remit/tasks/{task}.toml")
        four.commit(message)
    with four.inside() as repository:
        found = list_closed_tasks(repository)
    assert [(each.task, each.outcome) for each in found] == [("after", "dropped"), ("login", "")]
    assert {each.time for each in found} == {1_767_225_600}
