import random
import re
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.patterns.segments import SMALL, SegmentTable, compile_matcher, parse_items, single_name

if TYPE_CHECKING:
    from collections.abc import Callable

ATOMS = ("*", "?", "a", "b", "c", "ab", "[ab]", "[!a]", "\\*", "\\[")
WILD = (
    st.lists(st.sampled_from(ATOMS), min_size=1, max_size=6)
    .map(lambda atoms: re.sub(r"(?<!\\)\*+", "*", "".join(atoms)).encode())
    .filter(lambda text: text != b"*" and single_name(parse_items(text)) is None)
)
NAMES = st.text(alphabet="abc*[", min_size=1, max_size=8).map(str.encode)


def table(segments: list[bytes]) -> "SegmentTable[bytes]":
    names = SegmentTable[bytes]()
    for segment in segments:
        assert names.value(segment, segment.upper) == segment.upper()
    return names


def calls_of(function: str, action: "Callable[[], object]") -> int:
    """How often a function of that name is called while `action` runs."""
    count = 0

    def step(frame: object, event: str, _argument: object) -> None:
        nonlocal count
        code = getattr(frame, "f_code", None)
        count += event == "call" and getattr(code, "co_name", "") == function

    sys.setprofile(step)
    try:
        action()
    finally:
        sys.setprofile(None)
    return count


@given(st.lists(WILD, max_size=30, unique=True), st.lists(NAMES, max_size=12))
def test_the_table_finds_what_trying_each_segment_finds(
    segments: list[bytes], names: list[bytes]
) -> None:
    found = table(segments)
    for name in names:
        tried = [
            segment.upper() for segment in segments if compile_matcher(parse_items(segment))(name)
        ]
        assert sorted(found.hits(name)) == sorted(tried)


@given(WILD, NAMES)
def test_a_segment_matches_as_its_plain_translation_does(segment: bytes, name: bytes) -> None:
    """The plain translation backtracks; the names here are short."""
    plain = b"".join(
        b".*" if item == 0 else b"[%b]" % re.escape(bytes(n for n in range(256) if item >> n & 1))
        for item in parse_items(segment)
    )
    assert bool(compile_matcher(parse_items(segment))(name)) == bool(
        re.fullmatch(plain, name, re.DOTALL)
    )


def test_a_segment_added_after_a_question_is_found() -> None:
    names = table([b"a%d*b*c" % number for number in range(2 * SMALL)])
    assert names.hits(b"a3xbxc") == [b"A3*B*C"]
    names.value(b"a*zzz*c", lambda: b"late")
    assert names.hits(b"azzzc") == [b"late"]


def test_a_name_that_is_shorter_than_some_ending_or_beginning_hits_once() -> None:
    names = table([b"*y", b"*wxy", b"a*", b"abc*"])
    assert sorted(names.hits(b"ay")) == [b"*Y", b"A*"]
    assert names.hits(b"a") == [b"A*"]
    assert names.hits(b"y") == [b"*Y"]


def test_an_ending_and_a_beginning_are_looked_up_and_not_tried() -> None:
    names = table([b"*.py", b"test_*"])
    tried = calls_of("matches", lambda: names.hits(b"test_a.py"))
    assert names.hits(b"test_a.py") == [b"*.PY", b"TEST_*"]
    assert tried == 0


def test_segments_without_any_fixed_text_are_tried_beside_the_index_of_a_large_group() -> None:
    segments = [b"?" * size + b"*[xyz]" for size in range(2 * SMALL)]
    names = table([*segments, *(b"?*%d*?" % number for number in range(2 * SMALL))])
    assert names.hits(b"3__y") == [b"*[XYZ]", b"?*[XYZ]", b"??*[XYZ]", b"???*[XYZ]"]


@pytest.mark.parametrize("shape", ["**/x%s*y%s*z%s", "**/*%s*%s*%s*", "**/%s?*%s*%s"])
def test_thousands_of_segments_at_one_place_are_not_all_tried(shape: str) -> None:
    source = random.Random(5)
    words = ["".join(source.choices("abcdefghijklmnop", k=3)) for _ in range(400)]
    segments = {
        (shape.removeprefix("**/") % tuple(source.choices(words, k=3))).encode()
        for _ in range(3000)
    }
    names = table(sorted(segments))
    names.hits(b"warm")
    asked = [("x" + "_".join(source.choices(words, k=4)) + "z").encode() for _ in range(20)]
    tried = calls_of("matches", lambda: [names.hits(name) for name in asked])
    assert tried / 20 < len(segments) / 25
