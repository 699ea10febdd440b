"""Laws of reading a shell command: what one quotes is read back, and nothing makes it fail."""

import shlex
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit_hooks.agent.shell_tokens import (
    Operator,
    Redirection,
    UnreadableShellError,
    read_tokens,
)
from remit_hooks.agent.shell_words import Word, expand_braces

TEXTS = st.text(st.characters(blacklist_characters="\0", blacklist_categories=["Cs"]), max_size=12)


def texts(command: str) -> list[str]:
    return [str(token) for token in read_tokens(command)]


@given(st.lists(TEXTS))
def test_quoted_words_are_read_as_they_were(words: list[str]) -> None:
    assert texts(shlex.join(words)) == words


@given(st.text(max_size=60))
def test_any_text_is_read_or_ends_too_early(command: str) -> None:
    try:
        tokens = list(read_tokens(command))
    except UnreadableShellError:
        return
    assert all(isinstance(token, Word | Operator | Redirection) for token in tokens)


@given(st.text(" \t\n'\"\\$`(){}<>|&;#*?[]=~ab1", max_size=30))
def test_the_letters_that_mean_something_to_a_shell_are_no_exception(command: str) -> None:
    try:
        list(read_tokens(command, {"a": "x"}))
    except UnreadableShellError:
        return


@pytest.mark.parametrize(
    "words",
    [
        "'a b' \"c d\" e\\ f",
        "\"x'y\" 'x\"y' \\'z\\'",
        "a''b \"\"c '' d",
        '"a\\"b" "a\\\\b" "a\\xb"',
        "a\\\nb c#d '#'",
        "x=1y -- --o=p",
        "'*' \\* \"?\"",
    ],
)
def test_words_are_those_of_a_real_shell(words: str) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", f"printf '%s\\0' {words}"], capture_output=True, check=True
    )
    assert texts(words) == done.stdout.decode().split("\0")[:-1]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("a>b", ["a", ">", "b"]),
        ("a 2>&1 >>b", ["a", ">&", "1", ">>", "b"]),
        ("a2 >b", ["a2", ">", "b"]),
        ("a&&b||c;d&", ["a", "&&", "b", "||", "c", ";", "d", "&"]),
        ("(a) # b > c\nd", ["(", "a", ")", "\n", "d"]),
        ("((a > b)) c", ["c"]),
        ("cat <<E >f\nx > y\nE\nz", ["cat", "<<", "E", ">", "f", "\n", "z"]),
        ("cat <<-E\n\tx\n\tE\nz", ["cat", "<<-", "E", "\n", "z"]),
        ("a <<<b", ["a", "<<<", "b"]),
    ],
)
def test_operators_and_redirections_are_no_words(command: str, expected: list[str]) -> None:
    assert texts(command) == expected


@pytest.mark.parametrize("command", ["'a", '"a', "`a", "$(a", "${a", "$'a", '"$(a', "<(a"])
def test_a_command_that_ends_inside_something_is_unreadable(command: str) -> None:
    with pytest.raises(UnreadableShellError):
        list(read_tokens(command))


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("$(a b)", ("a b",)),
        ("`a \\`b\\``", ("a `b`",)),
        ('"x $(a ")") y"', ('a ")"',)),
        ("<(a)>(b)", ("a", "b")),
    ],
)
def test_the_commands_of_substitutions_are_kept(text: str, inner: tuple[str, ...]) -> None:
    (word,) = read_tokens(text)
    assert isinstance(word, Word)
    assert (word.inner, word.dynamic) == (inner, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$a/$b", "x/y z"),
        ('"${b}"', "y z"),
        ("~/c", "/h/c"),
        ("'~/c'", "~/c"),
        ("a~", "a~"),
        ("$'\\x41\\102\\u0043\\n\\q'", "ABC\nq"),
        ('$"a"', "a"),
        ("a$", "a$"),
    ],
)
def test_what_is_known_is_expanded(text: str, expected: str) -> None:
    variables = {"a": "x", "b": "y z", "HOME": "/h"}
    word = next(read_tokens(text.replace("$a/$b", '"$a/$b"'), variables))
    assert isinstance(word, Word)
    assert (word.text, word.dynamic) == (expected, False)


@pytest.mark.parametrize("text", ["$c", "${a:-b}", "$1", "$?", "$((1))", "$b", "$d"])
def test_what_only_a_run_can_tell_is_dynamic(text: str) -> None:
    word = next(read_tokens(text, {"a": "x", "b": "two words", "d": "*"}))
    assert isinstance(word, Word)
    assert word.dynamic


@given(st.lists(st.text("abc", min_size=1), min_size=2, max_size=4))
def test_braces_stand_for_each_of_their_parts(parts: list[str]) -> None:
    assert expand_braces(f"x{{{','.join(parts)}}}y") == [f"x{part}y" for part in parts]


@given(st.text("{},a\0", max_size=12))
def test_any_braces_end(pattern: str) -> None:
    assert expand_braces(pattern)
