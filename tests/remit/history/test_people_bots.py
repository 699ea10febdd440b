"""Commits that nobody decided on are known by address and subject alone."""

import pytest
from past_commits import commit

from remit.history.people import is_automated, is_bot, is_routine_subject
from remit.history.records import Contributor


@pytest.mark.parametrize(
    "address",
    [
        "49699333+dependabot[bot]@users.noreply.github.com",
        "Bot@renovateapp.com",
        "ci-bot@example.com",
        "66853113+pre-commit-ci[bot]@users.noreply.github.com",
    ],
)
def test_a_bot_is_known_by_its_address(address: str) -> None:
    assert is_bot(Contributor("Anyone", address))
    assert is_automated(commit(author=Contributor("Anyone", address)))


def test_a_person_is_no_bot() -> None:
    assert not is_bot(Contributor("dependabot", "talbott@example.com"))


@pytest.mark.parametrize(
    "subject", ["Bump a from 1 to 2", "chore(deps): x", "Release 2.0", "Merge"]
)
def test_a_routine_commit_is_known_by_its_subject(subject: str) -> None:
    assert is_routine_subject(commit(message=f"{subject}\n\nbody"))
    assert is_automated(commit(message=subject))


def test_other_commits_are_nobodys_routine() -> None:
    assert not is_automated(commit(message="Fix the release\n\nbump"))
