"""A verdict's exit code says what it is, and a branch of no task blocks nobody."""

import pytest

from remit.verdict import Outcome, Verdict


@pytest.mark.parametrize(
    ("outcome", "code"), [("clean", 0), ("unassigned", 0), ("violations", 1), ("undecided", 2)]
)
def test_an_outcome_has_one_exit_code(outcome: Outcome, code: int) -> None:
    assert Verdict("commit", outcome, "login", "agent/login", None, 1).exit_code == code
