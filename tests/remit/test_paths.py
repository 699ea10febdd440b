"""Paths are shown so that nothing in them can act, and dangerous names are known by their parts."""

import os
import re
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from remit.paths import escape_text, fold_path, path_hazard, portability_problem, quote_path

PATHS = st.one_of(
    st.binary(max_size=40),
    st.text(max_size=20).map(lambda text: text.encode("utf-8", "surrogatepass")),
)
NAMED = {"a": 7, "b": 8, "t": 9, "n": 10, "v": 11, "f": 12, "r": 13, '"': 34, "\\": 92}


def read_back(text: str) -> bytes:
    """What git's unquote_c_style makes of a shown path."""
    if not text.startswith('"'):
        return text.encode()
    parts = re.findall(r"\\([0-7]{3})|\\(.)|([^\\])", text[1:-1])
    return b"".join(
        bytes([int(octal, 8)]) if octal else bytes([NAMED[name]]) if name else plain.encode()
        for octal, name, plain in parts
    )


@given(PATHS)
@example(b'"')
@example(b"\\")
@example(b"")
@example(b" a ")
@example("e\u0301\ufe0f".encode())
def test_a_shown_path_is_printable_and_reads_back_to_the_same_bytes(path: bytes) -> None:
    text = quote_path(path)
    assert text.isprintable()
    assert read_back(text) == path


@given(st.text(st.characters(), max_size=20))
@example("\ud800")
def test_a_name_that_came_as_text_is_shown_as_its_bytes_are(name: str) -> None:
    assert quote_path(name).isprintable()
    with suppress(UnicodeEncodeError):  # half of a surrogate pair has no bytes
        assert quote_path(os.fsencode(name)) == quote_path(os.fsdecode(os.fsencode(name)))


@given(st.text(st.characters(), max_size=20))
@example("it says\n::error::\x1b[2J")
def test_a_readable_text_is_one_line_of_what_can_be_seen(text: str) -> None:
    line = escape_text(text)
    assert line.isprintable()
    assert escape_text(line) == line
    assert len(line) > len(text) or line == text


@pytest.mark.parametrize(
    "text", ["src/a.py", "src/café/日本.md", "a b", "it's", "-rf", "a$b", "🦊"]
)
def test_a_harmless_name_is_shown_as_it_is(text: str) -> None:
    assert quote_path(text.encode()) == text


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (b"", '""'),
        (b" a", '" a"'),
        (b"a ", '"a "'),
        (b'a"b', r'"a\"b"'),
        (rb"a\b", r'"a\\b"'),
        (b"a\nb\tc\rd", r'"a\nb\tc\rd"'),
        (b"\x1b[31mred", r'"\033[31mred"'),
        (b"a\x7f\x00", r'"a\177\000"'),
        ("a\x9bb".encode(), r'"a\302\233b"'),
        ("a\u202ecod.exe".encode(), r'"a\342\200\256cod.exe"'),
        ("a\u200bb".encode(), r'"a\342\200\213b"'),
        ("a\u2028b".encode(), r'"a\342\200\250b"'),
        ("a\u3164b".encode(), r'"a\343\205\244b"'),
        ("a\u00a0b".encode(), r'"a\302\240b"'),
        ("é\u00ff".encode("latin-1"), r'"\351\377"'),
        ("é\n".encode(), r'"é\n"'),
    ],
)
def test_what_could_act_or_deceive_is_escaped_as_git_escapes_it(path: bytes, text: str) -> None:
    assert quote_path(path) == text


@pytest.mark.parametrize(
    "path",
    [
        b"",
        b"/a",
        b"a/",
        b"a//b",
        b".",
        b"..",
        b"./a",
        b"a/..",
        b"allowed/../secret",
        b"a/./b",
        b".git",
        b".GIT/config",
        b"sub/.Git/hooks/pre-commit",
        b"a\n/..",
    ],
)
def test_a_path_with_a_component_that_git_itself_refuses_is_hostile(path: bytes) -> None:
    assert path_hazard(path)


def test_a_path_that_no_system_can_check_out_is_hostile() -> None:
    assert path_hazard(b"a/" * 2047 + b"ab") is None
    assert "longer than 4096 bytes" in str(path_hazard(b"a/" * 2048 + b"a"))


@pytest.mark.parametrize(
    "path",
    [b"a", b"...", b"a/..b/c", b".gitignore", b"x.git", b"a..", b".git\n", b"..\n", b".gi/t"],
)
def test_a_path_that_only_resembles_a_hostile_one_is_not(path: bytes) -> None:
    assert path_hazard(path) is None


def test_the_reason_names_the_component() -> None:
    reasons = [path_hazard(path) for path in (b"a//b", b"./a", b"a/..", b".gIT")]
    assert [re.findall(r"`(.*?)`|(empty)", reason or "") for reason in reasons] == [
        [("", "empty")],
        [(".", "")],
        [("..", "")],
        [(".git", "")],
    ]


@given(PATHS)
def test_folding_twice_is_folding_once_and_keeps_the_components(path: bytes) -> None:
    assert fold_path(fold_path(path)) == fold_path(path)
    assert fold_path(path).count(b"/") == path.count(b"/")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Readme", "README"),
        ("é", "e\u0301"),
        ("É", "e\u0301"),
        ("straße", "STRASSE"),
        ("K", "\u212a"),
        ("a/É/B", "A/e\u0301/b"),
    ],
)
def test_names_that_differ_in_case_or_normal_form_fold_to_one(left: str, right: str) -> None:
    assert fold_path(left.encode()) == fold_path(right.encode())


def test_bytes_that_are_not_utf8_are_kept_apart_by_folding() -> None:
    assert fold_path(b"A\xff") == b"a\xff"
    assert fold_path(b"\xc9") != fold_path(b"\xe9")


@pytest.mark.parametrize(
    "path",
    [
        b"docs/aux.md",
        b"NUL",
        b"a/com1.tar.gz",
        "LPT²".encode(),
        b"con .txt",
        b"CONIN$",
        b"a./b",
        b"a ",
        b"a:b",
        rb"a\b",
        b"what?",
        b"a*",
        b'"',
        b"a|b",
        b"<a>",
        b"a\tb",
        b"git~1/hooks",
        b"GIT~1",
        ".g\u200cit/config".encode(),
        ".GI\ufeffT".encode(),
        b"a\xff",
        b"x" * 256,
        ("é" * 128).encode(),
    ],
)
def test_a_name_that_some_system_cannot_hold_is_unportable(path: bytes) -> None:
    assert portability_problem(path)


@pytest.mark.parametrize(
    "path",
    [
        b"docs/auxiliary.md",
        b"console/com10",
        b"a.b/.c",
        b"a b",
        "café/\u200cx".encode(),
        b"x" * 255,
        b"git~2",
        b"com/lpt",
    ],
)
def test_a_name_that_every_system_can_hold_is_portable(path: bytes) -> None:
    assert portability_problem(path) is None
