"""Do two dotted names share a symbol?"""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.manifest.lint_overlaps import common_symbol

names = st.from_regex(r"[ab*]{1,4}(\.[ab*]{1,3}){0,2}", fullmatch=True)


def covers(name: str, symbol: str) -> bool:
    expression = re.escape(name).replace(r"\*", r"[^.]*")
    return re.fullmatch(rf"{expression}(\..*)?", symbol) is not None


@given(names, names)
def test_a_common_symbol_is_covered_by_both(left: str, right: str) -> None:
    symbol = common_symbol(left, right)
    assert (symbol is None) == (common_symbol(right, left) is None)
    if symbol is not None:
        assert covers(left, symbol)
        assert covers(right, symbol)
        assert all(symbol.split("."))


@given(names, names, st.from_regex(r"[ab]{1,4}(\.[ab]{1,4}){0,2}", fullmatch=True))
def test_where_there_is_none_no_symbol_is_covered_by_both(
    left: str, right: str, symbol: str
) -> None:
    if common_symbol(left, right) is None:
        assert not (covers(left, symbol) and covers(right, symbol))


@pytest.mark.parametrize(
    ("left", "right", "symbol"),
    [
        ("a", "a", "a"),
        ("a", "b", None),
        ("a.*", "a", "a.x"),
        ("a.*", "b.*", None),
        ("a.get_*", "a.*_id", "a.get__id"),
        ("a.get_*", "a.set_*", None),
        ("*", "a.b", "a.b"),
        ("a.b", "a.c", None),
    ],
)
def test_examples(left: str, right: str, symbol: str | None) -> None:
    found = common_symbol(left, right)
    assert found == symbol
