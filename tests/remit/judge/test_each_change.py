"""Clashing and unportable names, and how many paths may change at once."""

import pytest
from judging import Entry, broken, file, judged, tree

from remit.errors import LimitExceeded
from remit.judge import each_change
from remit.manifest.policy import Policy, PolicyLimits
from remit.manifest.scope import FileRules

ALL = FileRules(write=("**",))
FOLD = Policy(case="fold")
PORTABLE = Policy(portable_names=True)
FEW = Policy(limits=PolicyLimits(changed_paths=2))

BASE = tree({"README.md": file(), "src/form.py": file(), "docs/é.md": file()})


def added(
    *paths: str, policy: Policy = FOLD, base: dict[bytes, Entry] = BASE
) -> list[tuple[str, str]]:
    result = {**base, **tree(dict.fromkeys(paths, file()))}
    return broken(judged(base, result, ALL, policy=policy))


@pytest.mark.parametrize(
    "path",
    ["Readme.md", "src/Form.py", "Src/other.py", "SRC", "docs/e\u0301.md", "docs/É.md", "DOCS/a/b"],
)
def test_a_new_path_that_equals_another_but_for_case_or_normal_form_clashes(path: str) -> None:
    assert added(path) == [("R108", path)]
    assert added(path, policy=Policy()) == []


@pytest.mark.parametrize("path", ["src/form.pyc", "readme", "src/x/form.py", "src/README.md"])
def test_a_new_path_that_equals_none_does_not(path: str) -> None:
    assert added(path) == []


def test_two_new_paths_that_clash_are_both_violations() -> None:
    assert added("x/A", "x/a", "x/b") == [("R108", "x/A"), ("R108", "x/a")]


def test_two_new_spellings_of_one_directory_clash() -> None:
    assert added("Lib/a", "lib/b") == [("R108", "Lib/a"), ("R108", "lib/b")]


def test_a_clash_that_stands_already_is_not_held_against_a_neighbour() -> None:
    base = tree({"Lib/a": file(), "lib/b": file()})
    assert added("lib/c", "Lib/d", base=base) == []
    assert added("lib/A", base=base) == [("R108", "lib/A")]
    assert added("LIB/e", base=base) == [("R108", "LIB/e")]


def test_a_rename_that_only_changes_case_is_no_clash() -> None:
    result = tree({"readme.md": file(), "src/form.py": file(), "docs/é.md": file()})
    assert judged(BASE, result, ALL, policy=FOLD).violations == ()


def test_changing_a_path_that_clashes_already_is_free() -> None:
    base = tree({"a": file("1"), "A": file("1")})
    result = tree({"a": file("2"), "A": file("1")})
    assert judged(base, result, ALL, policy=FOLD).violations == ()


def test_a_clashing_path_that_the_base_has_is_put_back() -> None:
    base = tree({"a": file(), "A": file()})
    before = tree({"a": file()})
    assert judged(before, base, ALL, policy=FOLD, base=base).violations == ()


def test_the_reason_of_a_clash_shows_the_other_spelling() -> None:
    result = {**BASE, b"SRC/x": file()}
    (violation,) = judged(BASE, result, ALL, policy=FOLD).violations
    assert violation.reason.startswith("src is there too")


def test_of_several_other_spellings_the_reason_shows_the_first_in_order() -> None:
    base = tree({"AA": file(), "aA": file()})
    (violation,) = judged(base, {**base, b"aa": file()}, ALL, policy=FOLD).violations
    assert violation.reason.startswith("AA is there too")


def test_directories_that_are_nested_beyond_all_measure_are_no_verdict(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(each_change, "ROOM", len("aa/ba/b/c"))
    assert added("a/b/c", base={}) == []
    with pytest.raises(LimitExceeded, match="directories above them"):
        added("a/b/cd", base={})


def test_a_path_that_no_system_can_check_out_is_a_violation_whatever_the_patterns() -> None:
    path = "d/" * 2048 + "f"
    assert added(path, policy=Policy()) == [("R107", path)]


def test_a_new_unportable_name_is_a_violation_where_the_policy_asks() -> None:
    assert added("docs/aux.md", "ok", policy=PORTABLE) == [("R109", "docs/aux.md")]
    assert added("docs/aux.md", policy=Policy()) == []


def test_an_unportable_name_that_stands_may_be_changed_and_deleted() -> None:
    base = tree({"aux": file("1"), "nul": file("1")})
    result = tree({"aux": file("2")})
    assert judged(base, result, ALL, policy=PORTABLE).violations == ()


def test_more_changed_paths_than_the_policy_allows_are_one_violation_of_the_whole() -> None:
    assert added("a", "b", policy=FEW) == []
    assert added("a", "b", "c", policy=FEW) == [("R110", "")]


def test_paths_that_are_put_back_do_not_count() -> None:
    before = tree({"README.md": file("x"), "src/form.py": file("x"), "new": file()})
    after = {**BASE, b"new": file("2"), b"newer": file("2")}
    assert judged(before, after, ALL, policy=FEW, base=BASE).violations == ()
