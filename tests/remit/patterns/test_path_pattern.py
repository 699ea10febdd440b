"""A path as a pattern names that path, or covers it."""

from hypothesis import example, given
from hypothesis import strategies as st

from remit.patterns.matcher import PathIndex
from remit.patterns.parser import literal_path
from remit.patterns.path_pattern import covering_pattern, exact_pattern

PATHS = st.lists(
    st.binary(min_size=1, max_size=6).filter(
        lambda part: (
            not set(part) & {0, 47} and part not in {b".", b".."} and part.lower() != b".git"
        )
    ),
    min_size=1,
    max_size=3,
).map(b"/".join)


@given(PATHS)
@example(b"\xff/x\n")
@example(b" x")
@example(b"x ")
@example(b"!x")
@example(b"x\n")
def test_a_pattern_covers_its_path_and_an_exact_one_names_it(path: bytes) -> None:
    exact = exact_pattern(path)
    assert exact is None or literal_path(exact) == path
    wide = exact or covering_pattern(path)
    assert wide is None or PathIndex([wide]).covers(path)
