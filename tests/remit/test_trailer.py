import subprocess

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from remit.trailer import add_task_trailer, parse_task_trailer

LINES = st.lists(
    st.sampled_from(
        [
            b"",
            b"Words of a sentence",
            b"# a comment",
            b"Signed-off-by: A <a@example.com>",
            b"Remit-Task: login",
            b"remit-task:other",
            b"Other-Key: value",
            b" continued",
            b"---",
            b"(cherry picked from commit 1234)",
            b"not a trailer: because of the spaces",
        ]
    ),
    max_size=9,
)


def _git(message: bytes) -> list[bytes]:
    """The tasks that git's own parser finds."""
    done = subprocess.run(
        ["git", "interpret-trailers", "--no-divider", "--only-trailers", "--unfold"],
        input=message,
        capture_output=True,
        check=True,
        timeout=20,
    )
    pairs = (line.partition(b":") for line in done.stdout.splitlines())
    values = [value.strip() for key, _, value in pairs if key.lower() == b"remit-task"]
    return list(dict.fromkeys(values))


@settings(max_examples=150, deadline=None)
@given(lines=LINES)
@example(lines=[b"", b"Remit-Task: login", b" continued"])
@example(lines=[b"", b"Remit-Task: login", b"# a comment", b" continued"])
@example(lines=[b"", b"Signed-off-by: A", b"Remit-Task: login", b"# a comment", b" continued"])
@example(lines=[b"", b"(cherry picked from commit 1234)", b" continued", b"Remit-Task: login"])
def test_the_same_trailers_are_found_as_by_git(lines: list[bytes]) -> None:
    message = b"Subject\n" + b"\n".join(lines) + b"\n"
    assert list(parse_task_trailer(message)) == _git(message)


@settings(max_examples=100, deadline=None)
@given(lines=LINES)
@example(lines=[b"", b"Remit-Task: login", b"# a comment", b" continued"])
def test_an_added_trailer_is_found_by_git_and_by_us(lines: list[bytes]) -> None:
    message = b"Subject\n" + b"\n".join(lines) + b"\n"
    longer = add_task_trailer(message, b"task")
    assert b"task" in parse_task_trailer(longer)
    assert b"task" in _git(longer)
    kept = [line for line in longer.splitlines() if line not in {b"", b"Remit-Task: task"}]
    assert kept == [line for line in message.splitlines() if line]


@pytest.mark.parametrize("message", [b"", b"\n", b"# only a comment\n", b"\n# a\n\n# b\n"])
def test_a_message_that_git_will_refuse_stays_empty(message: bytes) -> None:
    assert add_task_trailer(message, b"login") == message


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (b"Subject", b"Subject\n\nRemit-Task: login\n"),
        (b"Subject\n\nBody\n", b"Subject\n\nBody\n\nRemit-Task: login\n"),
        (b"Subject\n\nA: b\n", b"Subject\n\nA: b\nRemit-Task: login\n"),
        (b"Subject\n\n# c\n", b"Subject\n\nRemit-Task: login\n\n# c\n"),
        (b"fix: subject\n", b"fix: subject\n\nRemit-Task: login\n"),
        (b"Caf\xe9\n", b"Caf\xe9\n\nRemit-Task: login\n"),
    ],
)
def test_the_trailer_goes_where_git_would_put_it(message: bytes, expected: bytes) -> None:
    assert add_task_trailer(message, b"login") == expected


def test_a_message_of_one_paragraph_is_all_title() -> None:
    assert parse_task_trailer(b"Remit-Task: login\n") == ()
    assert parse_task_trailer(b"\n# a comment\n\nRemit-Task: login\n") == ()


def test_another_comment_character_is_respected() -> None:
    message = b"Subject\n\n#1 is fixed\n; a comment\n"
    assert add_task_trailer(message, b"login", b";") == (
        b"Subject\n\n#1 is fixed\n\nRemit-Task: login\n; a comment\n"
    )


def test_nothing_below_the_scissors_counts() -> None:
    scissors = b"# ------------------------ >8 ------------------------\n"
    message = b"Subject\n\n" + scissors + b"diff\n\nRemit-Task: other\n"
    assert parse_task_trailer(message) == ()
    assert add_task_trailer(message, b"login") == b"Subject\n\nRemit-Task: login\n\n" + message[9:]
