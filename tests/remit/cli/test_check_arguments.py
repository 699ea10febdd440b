"""A call of `check` is read by hand where it is usual, by argparse else: they must agree."""

import argparse

from hypothesis import given
from hypothesis import strategies as st

from remit.cli import check
from remit.cli.check_arguments import CheckArguments, parse_common_arguments

WORDS = st.one_of(
    st.sampled_from(
        [
            *("--range", "--base", "--head", "--task", "--branch", "--every-commit", "--deepen"),
            *("--staged", "--worktree", "--format", "--report", "--rang", "--range=", "--task=a=b"),
            *("--branch=-x", "--every-commit=1", "-", "--", "-1", "-x", "", "a b", "main...x"),
            *("text", "json", "sarif=file", "-h", "--ran=a...b"),
        ]
    ),
    st.text(max_size=3),
)


@given(st.lists(WORDS, max_size=6))
def test_a_call_read_by_hand_is_what_the_parser_reads(words: list[str]) -> None:
    call = parse_common_arguments(words)
    if call is None:
        return
    parser = argparse.ArgumentParser(exit_on_error=False)
    check.add_arguments(parser)
    parsed = CheckArguments(**vars(parser.parse_args(words)))
    assert parsed._replace(report=()) == call
    assert not parsed.report


@given(st.lists(WORDS, max_size=6))
def test_what_the_parser_refuses_is_never_read_by_hand(words: list[str]) -> None:
    parser = argparse.ArgumentParser(exit_on_error=False)
    check.add_arguments(parser)
    try:
        _, unknown = parser.parse_known_args(words)
    except (argparse.ArgumentError, SystemExit):
        assert parse_common_arguments(words) is None
    else:
        assert not unknown or parse_common_arguments(words) is None


def test_the_usual_spellings_are_read_by_hand() -> None:
    assert parse_common_arguments(
        ["--range", "main...x", "--branch", "b", "--every-commit"]
    ) == CheckArguments(range="main...x", branch="b", every_commit=True)
    assert parse_common_arguments(
        ["--base=main", "--head=x", "--task=t", "--deepen"]
    ) == CheckArguments(base="main", head="x", task="t", deepen=True)
    assert parse_common_arguments(["--format", "json"]) is None
    assert parse_common_arguments(["--range"]) is None
