"""Commits that nobody decided on are known by address and subject alone."""

import pytest
from past_commits import commit

from remit.history.people import automated, bot, routine
from remit.history.records import Person


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
    assert bot(Person("Anyone", address))
    assert automated(commit(author=Person("Anyone", address)))


def test_a_person_is_no_bot() -> None:
    assert not bot(Person("dependabot", "talbott@example.com"))


@pytest.mark.parametrize(
    "subject", ["Bump a from 1 to 2", "chore(deps): x", "Release 2.0", "Merge"]
)
def test_a_routine_commit_is_known_by_its_subject(subject: str) -> None:
    assert routine(commit(message=f"{subject}\n\nbody"))
    assert automated(commit(message=subject))


def test_other_commits_are_nobodys_routine() -> None:
    assert not automated(commit(message="Fix the release\n\nbump"))
