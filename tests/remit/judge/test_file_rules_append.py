"""`append`: a file may only gain lines, measured by the commit before, the base, or the fork."""

import pytest
from judging import Entry, broken, file, judged, link, program, submodule, tree

from remit.changes import REGULAR, Change
from remit.errors import GitError
from remit.judge import judge
from remit.manifest.policy import Policy
from remit.manifest.scope import FileRules, Scope
from remit.patterns.matcher import OwnerIndex

from fake_trees import FakeTrees, changes  # isort: skip

FILES = FileRules(append=("LOG",))
ZERO = "0" * 40


def log(entry: Entry | None) -> dict[bytes, Entry]:
    return {} if entry is None else tree({"LOG": entry})


def violations(
    before: Entry | None,
    after: Entry | None,
    base: Entry | None = None,
    fork: Entry | None = None,
) -> list[tuple[str, str]]:
    """Violations of a change to `LOG`; the base is the commit before unless it is given."""
    base_tree = log(before if base is None else base)
    fork_tree = base_tree if fork is None else log(fork)
    return broken(judged(log(before), log(after), FILES, base=base_tree, fork=fork_tree))


VIOLATION = [("R201", "LOG")]
OLD = file("a\nb\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (OLD, file("a\nb\nc\n")),
        (OLD, file("x\na\nb\n")),
        (None, file("a\n")),
        (None, file("")),
        (program("a\n"), program("a\nb\n")),
    ],
)
def test_gaining_lines_is_free(before: Entry | None, after: Entry) -> None:
    assert violations(before, after) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (OLD, file("a\nc\n")),
        (OLD, file("")),
        (OLD, None),
        (OLD, program("a\nb\nc\n")),
        (program("a\n"), file("a\n")),
        (OLD, link("a\nb\nc\n")),
        (link("a"), link("a\nb")),
        (link("a"), file("a")),
        (OLD, file("a\nb\n\0")),
        (None, link("LOG2")),
        (None, program()),
    ],
)
def test_all_else_is_a_violation(before: Entry | None, after: Entry | None) -> None:
    assert violations(before, after) == VIOLATION


def test_a_submodule_is_not_a_matter_of_append() -> None:
    assert violations(OLD, submodule()) == [("R106", "LOG")]


def test_a_task_may_edit_the_lines_it_added_itself() -> None:
    assert violations(file("a\nb\nmine\n"), file("a\nb\nmine, better\n"), base=OLD) == []
    assert violations(file("a\nb\nmine\n"), file("a\nmine\n"), base=OLD) == VIOLATION


def test_a_task_may_edit_and_delete_a_file_it_added_itself() -> None:
    own = judged(log(file("1\n")), log(file("2\n")), FILES, base={})
    gone = judged(log(file("1\n")), log(None), FILES, base={})
    assert (own.violations, gone.violations) == ((), ())


def test_when_the_base_has_moved_on_the_branchs_own_version_still_counts() -> None:
    newer = file("a\nb\ntheirs\n")
    assert violations(OLD, file("a\nb\nmine\n"), base=newer, fork=OLD) == []
    assert violations(file("a\nb\nmine\n"), file("a\nb\nbetter\n"), base=newer, fork=OLD) == []


def test_a_change_is_not_charged_with_the_lines_that_an_earlier_one_took() -> None:
    assert violations(file("a\n"), file("a\nmine\n"), base=OLD) == []


def test_a_conflict_resolved_by_keeping_both_sides_is_free_in_either_order() -> None:
    conflict = file("a\n<<<<<<< HEAD\nmine\n=======\ntheirs\n>>>>>>> main\n")
    tip = file("a\ntheirs\n")
    assert violations(conflict, file("a\nmine\ntheirs\n"), base=tip) == []
    assert violations(conflict, file("a\ntheirs\nmine\n"), base=tip) == []
    assert violations(conflict, file("a\nmine\n"), base=tip) == VIOLATION


def test_a_file_of_the_base_cannot_be_deleted_first_and_then_added_anew() -> None:
    assert violations(None, file("mine\n"), base=OLD) == VIOLATION
    assert violations(None, file("a\nb\nmine\n"), base=OLD) == []


def test_a_file_that_is_put_back_is_clean() -> None:
    assert violations(None, OLD, base=OLD) == []
    assert violations(file("evil\n"), OLD, base=OLD) == []


def test_content_that_is_not_known_is_a_doubt() -> None:
    change = Change(b"LOG", REGULAR, REGULAR, "1" * 40, ZERO)
    scope = Scope("t", ("b",), files=FILES)
    found = judge([change], scope, Policy(), FakeTrees(log(file("x"))), lambda _: ())
    assert [doubt.path for doubt in found.doubts] == [b"LOG"]


def test_content_that_is_missing_is_no_guess() -> None:
    change = Change(b"LOG", REGULAR, REGULAR, "1" * 40, "2" * 40)
    scope = Scope("t", ("b",), files=FILES)
    with pytest.raises(GitError):
        judge([change], scope, Policy(), FakeTrees(log(file("x"))), lambda _: ())


def test_the_reason_says_what_was_lost() -> None:
    (violation,) = judged(log(OLD), log(file("a\n")), FILES).violations
    assert violation.reason == (
        "It may only gain lines: a line that stood there was changed, moved or removed."
    )


def test_a_file_that_is_too_large_to_be_read_is_a_doubt() -> None:
    before, after = log(OLD), log(file("a\nb\nc\n"))
    trees = FakeTrees(after, before)
    (change,) = changes(before, after)
    trees.too_large.add(change.new_oid)
    owners = OwnerIndex(()).owners
    found = judge([change], Scope("login", ("x",), files=FILES), Policy(), trees, owners)
    assert found.violations == ()
    (doubt,) = found.doubts
    assert doubt.path == b"LOG"
    assert (
        doubt.reason == f"It may only gain lines, but the blob {change.new_oid[:7]} is too large."
    )
