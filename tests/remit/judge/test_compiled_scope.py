"""What every path that a pattern covers has in it, and which of many paths have that."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pattern_strategies import path_sets, patterns

from remit.changes import join_paths
from remit.judge.compiled_scope import RequiredLiteral, find_required_literal
from remit.patterns.matcher import PathIndex
from remit.patterns.parser import parse_patterns

HINTS = [  # pattern, how each path that it covers begins, what it has in it
    ("src/keys", b"src/keys", b""),
    ("src/keys/", b"src/keys", b"keys"),
    ("**/*.pem", b"", b".pem"),
    ("**/keys/*.pem", b"", b"keys"),
    ("src/**/long-name/*", b"src/", b"long-name"),
    ("a?b*", b"a", b"a"),
    ("[ab]*/x", b"", b"x"),
    ("[ab]secret/x", b"", b"x"),
    ("**/a\\*secret/x", b"", b"x"),
    ("a\\*secret", b"a*secret", b""),
    ("*", b"", b""),
    ("**", b"", b""),
    ("[ab]", b"", b""),
]


@pytest.mark.parametrize(("pattern", "start", "part"), HINTS)
def test_a_hint_is_how_all_covered_paths_begin_and_the_longest_text_in_them(
    pattern: str, start: bytes, part: bytes
) -> None:
    (parsed,) = parse_patterns(pattern)
    assert find_required_literal(parsed) == RequiredLiteral(start, part)


PATHS = [b"a/key", b"b/a", b"b/ab/key/key", b"b/b", b"c", b"key"]


@pytest.mark.parametrize(
    ("start", "part", "expected"),
    [
        (b"", b"", PATHS),
        (b"b/a", b"", [b"b/a", b"b/ab/key/key"]),
        (b"b/a", b"key", [b"b/a", b"b/ab/key/key"]),
        (b"key", b"", [b"key"]),
        (b"x", b"", []),
        (b"", b"key", [b"a/key", b"b/ab/key/key", b"key"]),
        (b"", b"a/k", [b"a/key"]),
        (b"", b"x", []),
    ],
)
def test_suspects_are_the_paths_that_begin_so_else_those_that_have_the_text_in_them(
    start: bytes, part: bytes, expected: list[bytes]
) -> None:
    assert list(RequiredLiteral(start, part).suspects(PATHS, join_paths(PATHS))) == expected


@given(st.data())
def test_every_covered_path_is_a_suspect(data: st.DataObject) -> None:
    paths = sorted(data.draw(path_sets()))
    text = data.draw(patterns(paths))
    suspects = {
        path
        for one in parse_patterns(text)
        for path in find_required_literal(one).suspects(paths, join_paths(paths))
    }
    assert {path for path in paths if PathIndex([text]).covers(path)} <= suspects
