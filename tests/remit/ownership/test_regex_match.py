import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remit.ownership.regex import RegexpError, parse_regexp
from remit.ownership.regex_match import RegexpSearch, longest_literal

_ATOMS = st.sampled_from(
    (
        "a",
        "b",
        "/",
        ".",
        "[ab]",
        "[^a]",
        r"\.",
        r"\d",
        r"\w",
        r"\S",
        "[a-c]",
        "[^/]",
        "é",
        "-",
        r"\-",
    )
)


def _expressions() -> "st.SearchStrategy[str]":
    return st.recursive(
        _ATOMS,
        lambda inner: (
            st.lists(inner, min_size=1, max_size=3).map("".join)
            | st.tuples(inner, inner).map(lambda pair: f"(?:{pair[0]}|{pair[1]})")
            | st.tuples(inner, st.sampled_from(("*", "+", "?", "{2}", "{1,3}", "{0,1}", "*?"))).map(
                lambda pair: f"({pair[0]}){pair[1]}"
            )
        ),
        max_leaves=8,
    )


def _found(expression: str, text: str) -> bool:
    return RegexpSearch(parse_regexp(expression)).found(text)


@settings(max_examples=100, deadline=None)
@given(
    _expressions(),
    st.sampled_from(("", "^", "$", "^$")),
    st.lists(st.text("abc/.-1é_", max_size=12), min_size=1, max_size=5),
)
def test_the_search_finds_what_a_backtracking_one_finds(
    expression: str, anchors: str, texts: list[str]
) -> None:
    start, end = ("^" if "^" in anchors else ""), ("$" if "$" in anchors else "")
    asked = f"{start}{expression}{end}"
    for text in texts:
        theirs = re.search(asked.replace("$", r"\Z"), text, re.ASCII) is not None
        assert _found(asked, text) == theirs


@pytest.mark.parametrize(
    ("expression", "found", "others"),
    [
        (r"^.*\.go$", ["a.go", "x/y.go"], ["a.gob"]),
        (r"^docs/(aws|google)/[^/]*\.(md|txt)$", ["docs/aws/a.md"], ["docs/aws/x/a.md"]),
        (r"^a|b$", ["ax", "xb"], ["xax"]),  # as Gitea anchors an alternative
        (r"^(?i)READ[m-n]e$", ["readME", "README"], ["read"]),
        (r"^[[:alpha:]_-]+$", ["a_-B"], ["a1"]),
        (r"^[[:^digit:]]$", ["a"], ["1"]),
        (r"^(?P<name>a)(?<other>b)$", ["ab"], ["a"]),
        (r"^a{,2}$", ["a{,2}"], ["aa"]),
        (r"^a{2,}\z", ["aa", "aaaa"], ["a"]),
        (r"^\W\D\S$", ["-a."], ["aa."]),
        (r"^[]a]$", ["]", "a"], ["b"]),
        (r"\Aa", ["ab"], ["ba"]),
        (r"^(a$)$", ["a"], ["ab"]),
        (r"^a\tb$", ["a\tb"], ["atb"]),
        (r"^(a|b)*$|^c*", ["", "abab", "x"], []),
        ("", ["", "x"], []),
    ],
)
def test_an_expression_means_what_it_means_in_go(
    expression: str, found: list[str], others: list[str]
) -> None:
    assert all(_found(expression, text) for text in found)
    assert not any(_found(expression, text) for text in others)


@pytest.mark.parametrize(
    "expression",
    ["(", ")", "[a", "*a", "a**", "a{2}{3}", "a{1001}", "a{3,2}", r"\pL", r"\b", "(?=a)", "[b-a]",
     "[[:no:]]", "\\", "(" * 200 + ")" * 200, "(a", r"[\d-z", "a(?s)b"],
)  # fmt: skip
def test_what_is_no_expression_or_not_read_is_refused(expression: str) -> None:
    with pytest.raises(RegexpError):
        parse_regexp(expression)


def test_an_expression_that_would_be_huge_is_refused() -> None:
    with pytest.raises(RegexpError, match="too large"):
        RegexpSearch(parse_regexp("(((a{1000}){1000}){1000}){1000}"))


def test_no_expression_is_slow() -> None:
    assert not RegexpSearch(parse_regexp("^(a*)*(a|a)*.*.*.*.*[bc]$")).found("a" * 4000)


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("remit.ownership.regex_match.REMEMBERED", 2)
    search = RegexpSearch(parse_regexp("^(a|b)*[cd][ef]$"))
    texts = ("abce", "ab", "aabbcf", "abce", "cx")
    assert [search.found(text) for text in texts] == [True, False, True, True, False]


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (r"^src/.*\.go$", "src/"),
        ("a|b", ""),
        ("a", "a"),
        ("a*bc", "bc"),
        ("(?i)ab", ""),
        ("ab+", "a"),
    ],
)
def test_the_needle_is_in_every_match(expression: str, text: str) -> None:
    assert longest_literal(parse_regexp(expression)) == text
