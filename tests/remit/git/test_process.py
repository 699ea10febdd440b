"""One git command as a process: what it says arrives whole, in one piece or in portions."""

import os
from typing import TYPE_CHECKING

import pytest

from remit.errors import RemitError
from remit.git.process import GitProcess

if TYPE_CHECKING:
    from repo import Repo

MUCH = b"a line of text\n" * 100_000  # more than any pipe holds


@pytest.fixture(params=["files in memory", "pipes"])
def _system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "pipes":  # as on macOS
        monkeypatch.delattr(os, "memfd_create")


@pytest.mark.usefixtures("_system")
@pytest.mark.parametrize("flowing", [True, False])
def test_portions_are_the_output(repo: "Repo", *, flowing: bool) -> None:
    oid = repo.git("hash-object", "-w", "--stdin", feed=MUCH)
    with repo.inside() as repository:
        words = ("cat-file", "blob", oid)
        running = GitProcess(words, repository.environment, flowing=flowing)
        assert b"".join(running.portions()) == MUCH
        assert running.output() == MUCH
        assert b"".join(running.portions()) == MUCH


def test_what_has_flowed_answers_the_same_question_again(repo: "Repo") -> None:
    oid = repo.git("hash-object", "-w", "--stdin", feed=MUCH)
    with repo.inside() as repository, repository:
        portions = repository.flow("cat-file", "blob", oid).portions()
        assert MUCH.startswith(next(portions))
        assert repository.run("cat-file", "blob", oid) == MUCH


def test_portions_that_somebody_began_to_read_are_whole_for_the_next(repo: "Repo") -> None:
    oid = repo.git("hash-object", "-w", "--stdin", feed=MUCH)
    with repo.inside() as repository, repository:
        running = repository.flow("cat-file", "blob", oid)
        next(running.portions())
        assert b"".join(running.portions()) == MUCH
        assert running.output() == MUCH


@pytest.mark.usefixtures("_system")
def test_a_failure_is_raised_after_the_portions(repo: "Repo") -> None:
    with repo.inside() as repository:
        running = repository.flow("cat-file", "blob", "0" * 40)
        with pytest.raises(RemitError):
            list(running.portions())


def test_a_command_that_nobody_reads_ends_with_its_context(repo: "Repo") -> None:
    oid = repo.git("hash-object", "-w", "--stdin", feed=MUCH)
    with repo.inside() as repository, repository:
        portions = repository.flow("cat-file", "blob", oid).portions()
        assert MUCH.startswith(next(portions))
    with pytest.raises(ValueError, match="closed"):
        next(portions)
