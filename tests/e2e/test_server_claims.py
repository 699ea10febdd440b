"""What a pusher claims is not what is so: the old ends of refs, and what git will take at all."""

import pytest
from hooked import said
from pushing import ZERO, bare, claimed, linked, push, refs, serve
from repo import Repo

MAIN, LOGIN = "refs/heads/main", "refs/heads/agent/login"


@pytest.fixture
def server(repo: Repo) -> Repo:
    """A bare repository that judges what it is sent, with the base of `repo` behind `origin`."""
    server = serve(bare(repo.root.with_name("server.git")))
    linked(repo, server)
    return server


@pytest.mark.parametrize("claim", ["begins", "moved", "the violation itself"])
def test_a_wrong_old_end_of_the_base_lends_nothing_to_what_is_pushed_beside_it(
    repo: Repo, server: Repo, claim: str
) -> None:
    violation = repo.put("secret/new")
    old = {"begins": ZERO, "moved": repo.put("secret/newer"), "the violation itself": violation}[
        claim
    ]
    answer = claimed(repo, server, (old, violation, MAIN), (ZERO, violation, LOGIN))
    assert "git will not move refs/heads/main like that" in answer
    assert list(refs(server)) == [MAIN]


def test_a_true_old_end_is_taken(repo: Repo, server: Repo) -> None:
    base, new = repo.oid("main"), repo.put("allowed/new")
    claimed(repo, server, (base, new, MAIN), (ZERO, new, LOGIN))
    assert refs(server) == {LOGIN: new, MAIN: new}


@pytest.mark.parametrize("options", [(), ("--atomic",)])
def test_a_tag_that_git_takes_for_no_base_lends_nothing_to_a_branch(
    repo: Repo, server: Repo, options: tuple[str, ...]
) -> None:
    repo.put("secret/new")
    repo.git("tag", "-a", "-m", "a tag", "v1")
    done = push(repo, "--force", *options, "origin", f"v1:{MAIN}", "agent/login")
    assert "is a tag, and a branch is a commit" in said(done)
    assert "secret/new" in said(done)
    assert list(refs(server)) == [MAIN]


def test_new_branches_of_two_tasks_begin_at_the_same_commit_of_the_base(
    repo: Repo, server: Repo
) -> None:
    repo.switch("main")
    repo.task("other", write=["other/**"])
    repo.commit("another task")
    assert push(repo, "-q", "origin", "main", "main:agent/other").returncode == 0
    assert push(repo, "-q", "origin", "main:agent/login").returncode == 0
    assert len(set(refs(server).values())) == 1


@pytest.mark.usefixtures("server")
def test_work_of_another_task_is_called_by_its_commit(repo: Repo) -> None:
    repo.switch("main")
    repo.task("other", write=["other/**"])
    repo.commit("another task")
    repo.branch("work")
    new = repo.put("other/new")
    assert push(repo, "-q", "origin", "main", "work:agent/other").returncode == 0
    done = push(repo, "origin", "work:agent/login")
    assert f"{new[:12]} is the work of `other`" in said(done)


@pytest.mark.parametrize("odd", ["free\u2028agent/other", "free\x85agent/other"])
@pytest.mark.usefixtures("server")
def test_a_name_with_the_line_breaks_of_unicode_is_one_name(repo: Repo, odd: str) -> None:
    repo.switch("main")
    repo.task("other", write=["other/**"])
    repo.commit("another task")
    repo.switch("agent/login")
    repo.put("allowed/new")
    assert push(repo, "-q", "origin", "main", f"agent/login:refs/heads/{odd}").returncode == 0
    assert push(repo, "-q", "origin", "agent/login").returncode == 0
