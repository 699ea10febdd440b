"""A push costs what it changes: the number of commits starts no process more."""

from pathlib import Path

import pytest
from hooked import said
from long_history import Counted, lengthened
from pushing import hook
from repo import Repo

ZERO = "0" * 40
LENGTHS = (10, 10_000)


@pytest.fixture
def counted(tmp_path: Path) -> Counted:
    return Counted(tmp_path / "counted")


def received(repo: Repo, counted: Counted, *lines: str) -> list[str]:
    """The calls of git in pre-receive, which takes these lines."""
    feed = "".join(f"{line}\n" for line in lines)
    repo.git("config", "remit.base", "main")
    done = hook(repo, "pre-receive", "--json", feed=feed, PATH=counted.path)
    assert done.returncode == 0, said(done)
    assert '"ref": "refs/heads/main", "commit"' in said(done)
    return counted.taken()


def calls(repo: Repo, counted: Counted, layer: str, branch: str, count: int) -> int:
    """How often git is started for a push of `count` commits."""
    new = lengthened(repo, branch, "main", count)
    if layer == "server":
        return len(received(repo, counted, f"{ZERO} {new} refs/heads/{branch}"))
    line = f"refs/heads/{branch} {new} refs/heads/{branch} {ZERO}\n"
    done = hook(repo, "pre-push", "origin", "url", feed=line, PATH=counted.path)
    assert done.returncode == 0, said(done)
    return len(counted.taken())


@pytest.mark.parametrize("layer", ["push", "server"])
@pytest.mark.parametrize("branch", ["agent/login", "feature"])
def test_ten_thousand_commits_start_git_as_often_as_ten(
    repo: Repo, counted: Counted, layer: str, branch: str
) -> None:
    repo.switch("main")
    repo.policy('require_task = ["* <bot@*>"]\n[unassigned]\ncommit = "allow"\n')
    repo.commit()
    few, many = (calls(repo, counted, layer, branch, count) for count in LENGTHS)
    assert few == many <= 14


def test_ten_thousand_commits_that_land_start_git_as_often_as_ten(
    repo: Repo, counted: Counted
) -> None:
    old = repo.oid("main")
    found: list[int] = []
    for count in LENGTHS:
        new = lengthened(repo, "landed", "main", count, trailer="Remit-Task: login")
        found.append(len(received(repo, counted, f"{old} {new} refs/heads/main")))
    assert found[0] == found[1] <= 16


def test_every_ref_of_a_task_costs_a_fixed_number_of_calls(repo: Repo, counted: Counted) -> None:
    new = lengthened(repo, "agent/login", "main", 10)
    lines = [f"{ZERO} {new} refs/heads/agent/login/{number}" for number in range(20)]
    one = len(received(repo, counted, lines[0]))
    all_of_them = len(received(repo, counted, *lines))
    assert all_of_them - one <= 4 * 19
