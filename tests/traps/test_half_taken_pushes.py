"""git takes a push ref by ref: after the hook has passed it may refuse the base and take the rest.

So what is pushed beside the base has to be clean on the base as it is, too.
"""

from collections.abc import Callable

import pytest
from hooked import said, script
from pushing import ZERO, bare, claimed, linked, push, refs, serve
from repo import Repo

MAIN, LOGIN = "refs/heads/main", "refs/heads/agent/login"


@pytest.fixture
def server(repo: Repo) -> Repo:
    """A bare repository that judges what it is sent, with the base of `repo` behind `origin`."""
    server = serve(bare(repo.root.with_name("server.git")))
    linked(repo, server)
    return server


def checked_out_elsewhere(server: Repo) -> None:
    server.git("worktree", "add", "-q", str(server.root.with_name("deployed")), "main")


def not_bare(server: Repo) -> None:
    tree = server.root.with_name("tree")
    tree.mkdir()
    server.git("config", "core.bare", "false")
    server.git("config", "core.worktree", str(tree))


def locked(server: Repo) -> None:
    (server.root / f"{MAIN}.lock").touch()


def refused_by_a_hook(server: Repo) -> None:
    script(server.root / "hooks/update", f'test "$1" != {MAIN}')


def left_to_another_program(server: Repo) -> None:
    server.git("config", "receive.procReceiveRefs", MAIN)
    script(server.root / "hooks/proc-receive", "exit 1")


REFUSING = (
    checked_out_elsewhere,
    not_bare,
    locked,
    refused_by_a_hook,
    left_to_another_program,
)


@pytest.mark.parametrize("refuse", REFUSING)
def test_git_takes_a_branch_without_the_base_that_was_pushed_with_it(
    repo: Repo, server: Repo, refuse: Callable[[Repo], None]
) -> None:
    refuse(server)
    before = repo.oid("main")
    new = repo.put("allowed/new")
    repo.switch("main")
    repo.put("top", "by a person\n")
    done = push(repo, "origin", "main", "agent/login")
    assert done.returncode == 1
    assert refs(server) == {LOGIN: new, MAIN: before}, said(done)


@pytest.mark.parametrize("options", [(), ("--atomic",), ("--push-option=x",)])
@pytest.mark.parametrize("refuse", REFUSING)
def test_a_base_that_does_not_come_lends_nothing_to_a_branch(
    repo: Repo, server: Repo, refuse: Callable[[Repo], None], options: tuple[str, ...]
) -> None:
    server.git("config", "receive.advertisePushOptions", "true")
    refuse(server)
    repo.put("secret/new")
    done = push(repo, *options, "origin", f"agent/login:{MAIN}", "agent/login")
    assert done.returncode == 1, said(done)
    assert list(refs(server)) == [MAIN]


def test_a_hidden_base_that_is_pushed_all_the_same_lends_nothing(repo: Repo, server: Repo) -> None:
    server.git("config", "receive.hideRefs", MAIN)
    old, new = repo.oid("main"), repo.put("allowed/new")
    claimed(repo, server, (old, new, MAIN), (ZERO, new, LOGIN))
    assert refs(server) == {LOGIN: new, MAIN: old}
    violation = repo.put("secret/new")
    claimed(repo, server, (old, violation, MAIN), (new, violation, LOGIN))
    assert refs(server) == {LOGIN: new, MAIN: old}


@pytest.mark.parametrize("second", ["stays", "moves elsewhere"])
def test_a_base_that_is_named_twice_lends_nothing(repo: Repo, server: Repo, second: str) -> None:
    old, other = repo.oid("main"), repo.put("allowed/new")
    violation = repo.put("secret/new")
    moves = [(old, violation, MAIN), (old, old if second == "stays" else other, MAIN)]
    for base in (moves, moves[::-1]):
        claimed(repo, server, *base, (ZERO, violation, LOGIN))
        assert refs(server) == {MAIN: old}


def test_a_base_that_an_alias_moves_elsewhere_lends_nothing(repo: Repo, server: Repo) -> None:
    server.git("symbolic-ref", "refs/heads/trunk", MAIN)
    old, violation = repo.oid("main"), repo.put("secret/new")
    repo.git("switch", "-q", "-c", "other", "main")
    repo.put("top", "by a person\n")
    done = push(repo, "origin", f"agent/login:{MAIN}", "other:trunk", "agent/login")
    assert done.returncode == 1
    assert refs(server) == {MAIN: old, "refs/heads/trunk": old}, violation
