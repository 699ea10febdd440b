"""A change and its letter, and git's raw records read back."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.changes import (
    ABSENT,
    EXECUTABLE,
    GITLINK,
    REGULAR,
    SYMLINK,
    Change,
    changed_paths,
    parse_file_changes,
    parse_raw,
    read_file_changes,
)

KINDS = st.sampled_from([ABSENT, REGULAR, EXECUTABLE, SYMLINK, GITLINK])
FILES = st.sampled_from([ABSENT, REGULAR, EXECUTABLE])
OIDS = st.text("0123456789abcdef", min_size=40, max_size=40)
PATHS = st.binary(min_size=1).map(lambda raw: raw.replace(b"\0", b"/"))


def exists(change: Change) -> bool:
    return {change.old_mode, change.new_mode} != {ABSENT}


def record(change: Change) -> bytes:
    head = f":{change.old_mode:06o} {change.new_mode:06o} {change.old_oid} {change.new_oid}"
    return b"%b %b\0%b\0" % (head.encode(), change.status.encode(), change.path)


@given(st.lists(st.builds(Change, PATHS, KINDS, KINDS, OIDS, OIDS)))
def test_what_git_prints_is_read_back_whatever_the_names(changes: list[Change]) -> None:
    assert list(parse_raw(b"".join(map(record, changes)))) == changes


@given(
    st.lists(st.builds(Change, PATHS, KINDS, KINDS, OIDS, OIDS), max_size=4),
    st.sampled_from("ADMTUX"),
)
def test_a_listing_has_the_values_of_the_records_or_there_is_none(
    changes: list[Change], letter: str
) -> None:
    stream = b"".join(map(record, changes)).replace(b" T\0", f" {letter}\0".encode())
    listing = parse_file_changes(stream.split(b"\0")[:-1])
    if listing is not None:
        assert changed_paths(listing) == [change.path for change in parse_raw(stream)]
        assert list(listing) == sorted(parse_raw(stream))
        assert len(listing) == len(changes)


@given(st.lists(st.builds(Change, PATHS, FILES, FILES, OIDS, OIDS).filter(exists)))
def test_changes_of_regular_files_are_a_listing(changes: list[Change]) -> None:
    assert parse_file_changes(b"".join(map(record, changes)).split(b"\0")[:-1]) is not None


@given(
    st.lists(st.builds(Change, PATHS, KINDS, KINDS, OIDS, OIDS), max_size=6),
    st.lists(st.integers(1, 150)),
    st.integers(0, 3),
)
def test_portions_are_read_as_the_whole_wherever_they_are_cut(
    changes: list[Change], sizes: list[int], lost: int
) -> None:
    stream = b"".join(map(record, changes))
    stream = stream[: len(stream) - lost]
    places = list(itertools.accumulate(sizes, initial=0))
    portions = [stream[a:b] for a, b in itertools.pairwise([*places, len(stream) + 1])]
    found = read_file_changes(portions, lambda: stream)
    fields = stream.split(b"\0")
    whole = None if fields.pop() else parse_file_changes(fields)
    assert (found is None) == (whole is None)
    if found and whole:
        assert (found.paths, found.text) == (whole.paths, whole.text)
        assert list(found) == list(whole)


@pytest.mark.parametrize("letter", ["U", "X", "R100"])
def test_there_is_no_listing_of_a_state_that_cannot_be_checked(letter: str) -> None:
    stream = record(Change(b"p", REGULAR, REGULAR, "0" * 40, "1" * 40))
    assert (
        parse_file_changes(stream.replace(b" M\0", f" {letter}\0".encode()).split(b"\0")[:-1])
        is None
    )


@pytest.mark.parametrize("kind", [SYMLINK, GITLINK])
def test_there_is_no_listing_of_another_kind_than_a_regular_file(kind: int) -> None:
    stream = record(Change(b"p", REGULAR, kind, "0" * 40, "1" * 40))
    assert parse_file_changes(stream.split(b"\0")[:-1]) is None


def test_there_is_no_listing_of_a_record_without_its_path() -> None:
    stream = record(Change(b"p", REGULAR, REGULAR, "0" * 40, "1" * 40))
    assert parse_file_changes(stream.split(b"\0")[:1]) is None


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
def test_a_state_that_cannot_be_checked_is_refused(letter: str) -> None:
    stream = record(Change(b"p", REGULAR, REGULAR, "0" * 40, "1" * 40))
    with pytest.raises(ValueError, match=f"the state '{letter}'"):
        list(parse_raw(stream.replace(b" M\0", f" {letter}\0".encode())))


@pytest.mark.parametrize("cut", [b"\0", b"p\0", b"\0p\0"])
def test_a_record_that_is_cut_short_is_refused(cut: bytes) -> None:
    stream = record(Change(b"p", REGULAR, REGULAR, "0" * 40, "1" * 40))
    with pytest.raises(ValueError, match="cut short"):
        list(parse_raw(stream.removesuffix(cut)))
