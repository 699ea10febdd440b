"""A change and its letter, and git's raw records read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.changes import ABSENT, EXECUTABLE, GITLINK, REGULAR, SYMLINK, Change, parse_raw

KINDS = st.sampled_from([ABSENT, REGULAR, EXECUTABLE, SYMLINK, GITLINK])
OIDS = st.text("0123456789abcdef", min_size=40, max_size=40)
PATHS = st.binary(min_size=1).map(lambda raw: raw.replace(b"\0", b"/"))


def record(change: Change) -> bytes:
    head = f":{change.old_mode:06o} {change.new_mode:06o} {change.old_oid} {change.new_oid}"
    return b"%b %b\0%b\0" % (head.encode(), change.status.encode(), change.path)


@given(st.lists(st.builds(Change, PATHS, KINDS, KINDS, OIDS, OIDS)))
def test_what_git_prints_is_read_back_whatever_the_names(changes: list[Change]) -> None:
    assert list(parse_raw(b"".join(map(record, changes)))) == changes


@pytest.mark.parametrize(
    ("old", "new", "letter"),
    [
        (ABSENT, REGULAR, "A"),
        (REGULAR, ABSENT, "D"),
        (REGULAR, REGULAR, "M"),
        (REGULAR, EXECUTABLE, "M"),
        (REGULAR, SYMLINK, "T"),
        (SYMLINK, GITLINK, "T"),
    ],
)
def test_a_change_has_git_s_letter(old: int, new: int, letter: str) -> None:
    assert Change(b"p", old, new, "0" * 40, "1" * 40).status == letter


@pytest.mark.parametrize("letter", ["U", "X", "R100"])
def test_a_state_that_cannot_be_judged_is_refused(letter: str) -> None:
    stream = record(Change(b"p", REGULAR, REGULAR, "0" * 40, "1" * 40))
    with pytest.raises(ValueError, match=f"the state '{letter}'"):
        list(parse_raw(stream.replace(b" M\0", f" {letter}\0".encode())))


@pytest.mark.parametrize("cut", [b"\0", b"p\0", b"\0p\0"])
def test_a_record_that_is_cut_short_is_refused(cut: bytes) -> None:
    stream = record(Change(b"p", REGULAR, REGULAR, "0" * 40, "1" * 40))
    with pytest.raises(ValueError, match="cut short"):
        list(parse_raw(stream.removesuffix(cut)))
