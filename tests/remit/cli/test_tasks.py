"""`tasks`, `close`, and what `lint` says about tasks that have landed."""

from typing import TYPE_CHECKING

import pytest

from remit.system import caller

if TYPE_CHECKING:
    from calling import RemitCall
    from repo import Repo


@pytest.fixture
def landed(repo: "Repo", monkeypatch: pytest.MonkeyPatch) -> "Repo":
    """On `main`, with a task that has landed and one that waits for it, at a terminal."""
    repo.put("allowed/new")
    repo.switch("main")
    repo.stage(
        ".remit/tasks/later.toml",
        '[task]\nid = "later"\nbranch = "agent/later"\ntitle = "Then"\nowner = "@web"\n'
        'after = ["login", "sketch"]\n',
    )
    repo.stage(
        ".remit/tasks/sketch.toml",
        '[task]\nid = "sketch"\nbranch = "agent/sketch"\nstatus = "draft"\n',
    )
    repo.stage(".remit/tasks/odd.toml", "x")
    repo.commit()
    repo.git("merge", "-q", "--no-ff", "-m", "land", "agent/login")
    repo.git("worktree", "add", "-q", "-b", "agent/later", "../later")
    repo.git("worktree", "add", "-q", "--detach", "../bound")
    repo.write(".git/worktrees/bound/remit/binding", "login\n")
    monkeypatch.setattr(caller, "has_terminal", lambda: True)
    return repo


def test_all_tasks_are_listed_with_their_state(remit: "RemitCall", landed: "Repo") -> None:
    above = landed.root.parent
    assert remit("tasks").out == (
        "later   active  Then (@web)\n"
        f"        branch agent/later (new) in {above}/later\n"
        "        waits for login, sketch\n"
        "login   active\n"
        "        branch agent/login (landed)\n"
        f"        bound {above}/bound (a detached HEAD)\n"
        "odd     faulty\n"
        "        its manifest has faults: remit lint --base\n"
        "sketch  draft\n"
    )
    tasks = {each["task"]: each for each in remit("tasks", "--format", "json").each("tasks")}
    assert tasks["later"]["waits_for"] == ["login", "sketch"]
    assert tasks["login"]["state"] == "active"


def test_a_task_is_closed_and_what_is_left_of_it_is_named(
    remit: "RemitCall", landed: "Repo"
) -> None:
    landed.git("rm", "-q", ".remit/tasks/odd.toml")
    landed.commit()
    said = remit("close", "login", "--landed")
    assert said.code == 0, said.err
    commit = landed.oid("main")[:10]
    assert said.out == (
        f"closed login (landed): main is now at {commit}\n"
        "no longer waiting for it: later\n"
        "left: branch agent/login\n"
        f"left: worktree {landed.root.parent}/bound; there: remit unbind\n"
    )
    assert remit("tasks", "--closed").out.startswith("login  landed  2026-01-01")
    (closed,) = [
        each
        for each in remit("tasks", "--closed", "--format", "json").each("closed")
        if each["outcome"]
    ]
    assert closed["task"] == "login"
    fields = remit("close", "sketch", "--landed", "--format", "json").fields
    assert (fields["ending"], fields["freed"]) == ("landed", ["later"])


def test_requests_of_a_closed_task_are_answered(remit: "RemitCall", landed: "Repo") -> None:
    landed.git("rm", "-q", ".remit/tasks/odd.toml")
    landed.commit()
    (name,) = remit("request", "x", "--task", "login").out.split()[:1]
    said = remit("close", "login")
    assert f"from {landed.root.parent}/bound nothing landed" in said.err
    assert "refused: 1 request of it" in remit("close", "login", "--landed").out
    waited = remit("requests", "--wait", name)
    assert (waited.code, "the task is closed (landed)" in waited.out) == (1, True)


def test_a_damaged_store_is_said_before_anything_is_closed(
    remit: "RemitCall", landed: "Repo"
) -> None:
    landed.git("rm", "-q", ".remit/tasks/odd.toml")
    landed.commit()
    landed.write(".git/remit/state.sqlite3", "no database" * 99)
    before = landed.oid("main")
    assert "damaged" in remit("close", "login", "--landed").err
    assert landed.oid("main") == before


def test_lint_names_a_task_that_has_landed(remit: "RemitCall", landed: "Repo") -> None:
    landed.git("worktree", "remove", "--force", "../bound")
    said = remit("lint", "--base")
    assert "the work of login is on the base; to close the task: remit close login" in said.out
    assert "login   landed" in remit("tasks").out
    assert "to close it: remit close login" in remit("tasks").out


@pytest.mark.usefixtures("repo")
def test_where_nothing_was_closed_that_is_said(remit: "RemitCall") -> None:
    assert remit("tasks", "--closed").out == "no task has been closed\n"


def test_where_there_is_no_task_that_is_said(remit: "RemitCall", empty: "Repo") -> None:
    empty.commit()
    assert remit("tasks").out == "the base has no tasks\n"
