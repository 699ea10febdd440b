"""The raw log is parsed as it streams, and what is rendered is parsed to the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.history.records import Commit, Contributor, RawEntry, parse_records, render_record

OID = "0123456789abcdef" * 2 + "01234567"
HEADER = b"%b\0\x001700000000\0A Author\0a@example.com\0" % OID.encode()
MODES = b"\n:100644 100644 %b %b " % (OID.encode(), OID.encode())

texts = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"))
paths = st.binary(min_size=1, max_size=9).map(lambda path: path.replace(b"\0", b":") or b":")


def _in_place(status: str, path: bytes) -> RawEntry:
    return RawEntry(status, path, path)


entries = st.one_of(
    st.builds(_in_place, st.sampled_from("AMDT"), paths),
    st.builds(RawEntry, st.sampled_from("RC"), paths, paths),
)
oids = st.text("0123456789abcdef", min_size=40, max_size=40)
commits = st.builds(
    Commit,
    oids,
    st.lists(oids, max_size=3).map(tuple),
    st.integers(-(10**17), 10**17),
    st.builds(Contributor, texts, texts),
    texts,
    st.lists(entries, max_size=4).map(tuple),
)


@given(st.lists(commits, max_size=4), st.integers(1, 40))
def test_what_is_rendered_is_parsed_to_the_same_in_chunks_of_any_size(
    given: list[Commit], size: int
) -> None:
    whole = b"".join(map(render_record, given))
    chunks = (whole[start : start + size] for start in range(0, len(whole), size))
    assert list(parse_records(chunks)) == given


@given(st.lists(commits, min_size=1, max_size=2), st.data())
def test_a_log_that_was_cut_off_is_never_a_shorter_history(
    given: list[Commit], data: st.DataObject
) -> None:
    whole = b"".join(map(render_record, given))
    place = data.draw(st.integers(1, len(whole) - 1))
    try:
        found = list(parse_records([whole[:place]]))
    except ValueError:
        return
    assert found[:-1] == given[: len(found) - 1]
    assert found[-1].entries == given[len(found) - 1].entries[: len(found[-1].entries)]


def test_a_commit_without_entries_is_one() -> None:
    assert [found.entries for found in parse_records([(HEADER + b"one\n\0") * 2])] == [(), ()]


def test_a_message_that_looks_like_an_entry_stays_a_message() -> None:
    (found,) = parse_records([HEADER + b":100644 100644 1 2 M\0" + MODES + b"M\0real\0"])
    assert found.subject == ":100644 100644 1 2 M"
    assert found.entries == (RawEntry("M", b"real", b"real"),)


def test_a_path_may_look_like_an_entry() -> None:
    (found,) = parse_records([HEADER + b"\0" + MODES + b"M\0:1 2 M\0"])
    assert found.entries == (RawEntry("M", b":1 2 M", b":1 2 M"),)


def test_renames_and_copies_have_two_paths_and_scores() -> None:
    (found,) = parse_records(
        [HEADER + b"\0" + MODES + b"R087\0a\0b\0" + MODES[1:] + b"C100\0c\0d\0"]
    )
    assert found.entries == (RawEntry("R", b"a", b"b"), RawEntry("C", b"c", b"d"))


def test_a_path_is_one_object_however_often_it_is_named() -> None:
    first, second = parse_records([(HEADER + b"\0" + MODES + b"M\0a/path\0") * 2])
    assert first.entries[0].old is second.entries[0].new
    assert first.author is second.author


def test_text_that_is_not_utf8_is_replaced_where_it_is_wrong() -> None:
    (found,) = parse_records([HEADER.replace(b"A Author", b"Ren\xe9") + b"caf\xe9\0"])
    assert (found.author.name, found.message) == ("Ren�", "caf�")


def test_a_time_that_is_none_is_the_epoch() -> None:
    (found,) = parse_records([HEADER.replace(b"1700000000", b"") + b"\0"])
    assert found.time == 0


@pytest.mark.parametrize(
    "log",
    [
        HEADER[:-1],
        HEADER + b"text",
        HEADER + b"\0" + MODES + b"M\0",
        HEADER + b"\0" + MODES + b"R100\0a\0",
        b"\0",
        b"\xff\0" * 6,
    ],
)
def test_anything_else_is_refused(log: bytes) -> None:
    with pytest.raises(ValueError, match=r"log|decode"):
        list(parse_records([log]))
