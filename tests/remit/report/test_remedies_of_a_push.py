"""The fix that a refused push shows works as it is printed, whatever is checked out."""

import sys

import pytest
from hooked import said, script
from pushing import bare, linked, push
from repo import Repo
from violations import paste

from remit.gates.ref_updates import HEADS


@pytest.mark.usefixtures("on_path")
@pytest.mark.parametrize("violations", [1, 60])
def test_a_violation_on_a_branch_that_is_elsewhere_and_has_another_name_there(
    repo: Repo, violations: int
) -> None:
    linked(repo, bare(repo.root.with_name("server.git")))
    script(
        repo.root / ".git/hooks/pre-push", f'exec {sys.executable} -I -m remit_hooks pre-push "$@"'
    )
    repo.branch("work", "main")
    for number in range(violations):
        repo.stage(f"secret/{'long' * 20}-{number}")
    repo.put("allowed/new")
    repo.switch("main")
    done = push(repo, "origin", f"work:{HEADS}agent/login")
    assert done.returncode == 1
    lines = said(done).splitlines()
    way = next(place for place, line in enumerate(lines) if "Undo" in line)
    assert len(lines[way + 1]) < 6000
    paste(repo.root, lines[way + 1].strip())
    repo.commit("without the violations")
    assert repo.git("diff", "--name-only", "main", "work") == "allowed/new"
    repo.switch("main")
    assert push(repo, "-q", "origin", f"work:{HEADS}agent/login").returncode == 0
