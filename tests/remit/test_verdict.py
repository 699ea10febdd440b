"""A verdict's exit code says what it is, and a branch of no task blocks nobody."""

import pytest

from remit.changes import REGULAR, Change
from remit.verdict import (
    BackgroundNote,
    Doubt,
    JudgeFindings,
    Outcome,
    Verdict,
    Violation,
    violated_paths,
)


@pytest.mark.parametrize(
    ("outcome", "code"),
    [("clean", 0), ("unassigned", 0), ("violations", 1), ("could_not_check", 2)],
)
def test_an_outcome_has_one_exit_code(outcome: Outcome, code: int) -> None:
    verdict = Verdict("commit", outcome, "login", "agent/login", None, 1)
    assert verdict.exit_code == code
    assert verdict._replace(enforced=False).exit_code == 0, "where the policy only warns"


def test_what_nobody_can_act_on_is_a_note_and_no_actionable_one() -> None:
    notes = "the base has diverged", BackgroundNote("the base is ahead")
    verdict = Verdict("commit", "clean", "login", "agent/login", None, 1, notes=notes)
    assert verdict.notes == notes
    assert verdict.actionable_notes == ("the base has diverged",)


def test_findings_of_two_sets_are_joined_and_what_was_not_checked_is_said_once() -> None:
    left, right = Violation(None, "R110", "Too many."), Violation(None, "R604", "A stranger.")
    doubt = Doubt(b"a", "Unknown.")
    mine, theirs = (Change(path, 0, REGULAR, "0" * 40, "1" * 40) for path in (b"a", b"b"))
    joined = JudgeFindings((left,), (), ("[apis]", "[expect]"), (mine,)).with_more(
        JudgeFindings((right,), (doubt,), ("[expect]",), (mine, theirs))
    )
    assert joined == ((left, right), (doubt,), ("[apis]", "[expect]"), (mine, theirs))


def test_a_violation_of_the_whole_commit_has_no_path() -> None:
    whole = Violation(None, "R110", "Too many.")
    one = Violation(Change(b"a", 0, REGULAR, "0" * 40, "1" * 40), "R101", "Outside.")
    assert violated_paths((whole, one)) == {b"a"}
