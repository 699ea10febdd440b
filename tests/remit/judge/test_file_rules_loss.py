"""A file that may only gain lines keeps every line it had, in order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.judge.file_rules import describe_loss

LINES = st.lists(st.sampled_from([b"a", b"b", b"", b"c\r", b"\xff"]), max_size=8)


@given(LINES, LINES, LINES, st.booleans())
def test_lines_put_anywhere_are_no_loss(
    first: list[bytes],
    added: list[bytes],
    last: list[bytes],
    ended: bool,  # noqa: FBT001 - drawn, not passed
) -> None:
    old = b"".join(line + b"\n" for line in first + last)
    new = b"".join(line + b"\n" for line in first + added + last)
    assert describe_loss(old if ended else old.removesuffix(b"\n"), new) is None


@given(LINES.filter(bool), st.data())
def test_a_line_taken_out_is_a_loss(lines: list[bytes], data: st.DataObject) -> None:
    gone = data.draw(st.integers(0, len(lines) - 1))
    old = b"".join(line + b"\n" for line in lines)
    new = b"".join(line + b"\n" for place, line in enumerate(lines) if place != gone)
    assert describe_loss(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"", b""),
        (b"", b"a"),
        (b"a", b"a\n"),
        (b"a\n", b"a"),
        (b"a", b"a\nb"),
        (b"a\nb\n", b"a\nb\nc\n"),
        (b"a\nb\n", b"x\na\ny\nb\nz"),
        (b"a\r\n", b"a\r\nb\r\n"),
        (b"\xff\n", b"\xff\n\xfe\n"),
    ],
)
def test_gaining_lines_is_allowed(old: bytes, new: bytes) -> None:
    assert describe_loss(old, new) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"a\n", b""),
        (b"a", b"ab"),
        (b"a\nb\n", b"b\na\n"),
        (b"a\na\n", b"a\nb\n"),
        (b"a\n", b"a \n"),
        (b"a\n", b"a\r\n"),
        (b"a\n", b"a\n\0"),
        (b"a\0\n", b"a\0\nb\n"),
        (b"\n\n", b"\n"),
    ],
)
def test_changing_moving_or_dropping_a_line_or_binary_content_is_not(
    old: bytes, new: bytes
) -> None:
    assert describe_loss(old, new)
