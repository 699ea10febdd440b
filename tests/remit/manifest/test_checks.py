"""What single strings must look like."""

import subprocess

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from remit.manifest.checks import CHECKS, branch, branch_pattern, name, path, task_id
from remit.text_safety import nearest, quoted, type_name, visible


@pytest.mark.parametrize("text", ["a", "0", "login-form", "a.b_c", "a" * 100, "v1.lock.x"])
def test_an_id_may_be(text: str) -> None:
    assert task_id(text) is None


@pytest.mark.parametrize(
    "text", ["", "-a", ".a", "_a", "A", "a b", "a/b", "é", "a" * 101, "a..b", "a.", "a.lock", "a\n"]
)
def test_an_id_may_not_be(text: str) -> None:
    assert task_id(text) is not None


@given(st.from_regex(r"[a-z0-9._-]{1,6}(lock)?", fullmatch=True))
@settings(max_examples=40, deadline=None)
def test_git_takes_any_id_as_part_of_a_branch(text: str) -> None:
    assume(task_id(text) is None)
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
    assert (branch(text) is None) == (taken and not text.startswith("-") and text != "@")


def test_a_branch_is_named_without_refs_heads() -> None:
    for check in (branch, branch_pattern):
        complaint = check("refs/heads/main")
        assert complaint is not None
        assert "'main'" in complaint[1]
    assert branch("") is not None


@pytest.mark.parametrize("text", ["a", "A_1.b", "*", "a.*", "get_*", "$x.é"])
def test_a_dotted_name_may_be(text: str) -> None:
    assert name(text) is None


@pytest.mark.parametrize("text", ["", ".", "a.", ".a", "a..b", "a b", "a-b", "a/b", "a\n"])
def test_a_dotted_name_may_not_be(text: str) -> None:
    assert name(text) is not None


def test_a_path_names_one_file() -> None:
    assert path("src/a.py") is None
    assert path(r"app/\[id].tsx") is None
    assert path("src/") is not None
    assert path("src/{a,b}") is not None
    assert path("../a") is not None


def test_free_text_needs_no_check() -> None:
    assert CHECKS[""]("") is None
    assert CHECKS["filled"](" \t") is not None


@given(st.text())
def test_what_is_shown_cannot_act_on_a_terminal(text: str) -> None:
    assert visible(text).isprintable()
    assert quoted(text).isprintable()
    assert len(quoted(text * 50)) < 130


def test_the_nearest_word_is_found_or_nothing() -> None:
    assert nearest("brnach", ["id", "branch"]) == "branch"
    assert nearest("x" * 10_000, ["id", "branch"]) == ""


def test_every_type_has_a_name() -> None:
    values: list[object] = ["", True, 1, 1.0, [], {}]
    names = [type_name(value) for value in values]
    assert names == ["a string", "a boolean", "an integer", "a float", "an array", "a table"]
