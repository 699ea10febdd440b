"""What single strings must look like."""

import subprocess

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from remit.manifest.checks import (
    CHECKS,
    check_branch_name,
    check_branch_pattern,
    check_dotted_name,
    check_file_path,
    check_task_id,
)
from remit.text_safety import escape_unsafe, nearest_word, quote_text, toml_type_name


@pytest.mark.parametrize("text", ["a", "0", "login-form", "a.b_c", "a" * 100, "v1.lock.x"])
def test_an_id_may_be(text: str) -> None:
    assert check_task_id(text) is None


@pytest.mark.parametrize(
    "text", ["", "-a", ".a", "_a", "A", "a b", "a/b", "é", "a" * 101, "a..b", "a.", "a.lock", "a\n"]
)
def test_an_id_may_not_be(text: str) -> None:
    assert check_task_id(text) is not None


@given(st.from_regex(r"[a-z0-9._-]{1,6}(lock)?", fullmatch=True))
@settings(max_examples=40, deadline=None)
def test_git_takes_any_id_as_part_of_a_branch(text: str) -> None:
    assume(check_task_id(text) is None)
    command = ["git", "check-ref-format", "--branch", f"agent/{text}"]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0


@given(
    st.text(st.sampled_from("aA./-~^:@{}[]*? \\\x7f"), min_size=1, max_size=6) | st.just("x.lock")
)
@settings(max_examples=60, deadline=None)
def test_a_branch_is_what_git_takes_for_one(text: str) -> None:
    command = ["git", "check-ref-format", f"refs/heads/{text}"]
    taken = subprocess.run(command, check=False, capture_output=True).returncode == 0
    # git takes a leading dash as a ref, though not as a branch
    assert (check_branch_name(text) is None) == (taken and not text.startswith("-") and text != "@")


def test_a_branch_is_named_without_refs_heads() -> None:
    for check in (check_branch_name, check_branch_pattern):
        complaint = check("refs/heads/main")
        assert complaint is not None
        assert "'main'" in complaint[1]
    assert check_branch_name("") is not None


@pytest.mark.parametrize("text", ["a", "A_1.b", "*", "a.*", "get_*", "$x.é"])
def test_a_dotted_name_may_be(text: str) -> None:
    assert check_dotted_name(text) is None


@pytest.mark.parametrize("text", ["", ".", "a.", ".a", "a..b", "a b", "a-b", "a/b", "a\n"])
def test_a_dotted_name_may_not_be(text: str) -> None:
    assert check_dotted_name(text) is not None


def test_a_path_names_one_file() -> None:
    assert check_file_path("src/a.py") is None
    assert check_file_path(r"app/\[id].tsx") is None
    assert check_file_path("src/") is not None
    assert check_file_path("src/{a,b}") is not None
    assert check_file_path("../a") is not None


def test_free_text_needs_no_check() -> None:
    assert CHECKS[""]("") is None
    assert CHECKS["filled"](" \t") is not None


@given(st.text())
def test_what_is_shown_cannot_act_on_a_terminal(text: str) -> None:
    assert escape_unsafe(text).isprintable()
    assert quote_text(text).isprintable()
    assert len(quote_text(text * 50)) < 130


def test_the_nearest_word_is_found_or_nothing() -> None:
    assert nearest_word("brnach", ["id", "branch"]) == "branch"
    assert nearest_word("x" * 10_000, ["id", "branch"]) == ""


def test_every_type_has_a_name() -> None:
    values: list[object] = ["", True, 1, 1.0, [], {}]
    names = [toml_type_name(value) for value in values]
    assert names == ["a string", "a boolean", "an integer", "a float", "an array", "a table"]
