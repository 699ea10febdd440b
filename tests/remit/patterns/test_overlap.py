import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pattern_strategies import SMALL_PATHS, small_patterns

from remit.patterns import automata
from remit.patterns.matcher import PathIndex
from remit.patterns.overlap import (
    ExamplePath,
    PathArea,
    UndecidedOverlap,
    find_overlap,
    find_overlap_folded,
    find_overlapping_pairs,
)
from remit.patterns.parser import PatternError

MEET = [  # left, right, example
    ("src/*a.py", "src/b*.py", "src/ba.py"),
    ("src/**", "src/auth/login.py", "src/auth/login.py"),
    ("**/login.py", "src/auth/*.py", "src/auth/login.py"),
    ("src/**/test_*.py", "src/auth/**/*_db.py", "src/auth/test__db.py"),
    ("src", "src/auth/**", "src/auth/a"),
    ("src/", "src/auth", "src/auth"),
    ("src/*", "src/**/a", "src/a"),
    ("*/x", "src/*", "src/x"),
    ("*/*/x", "a/**", "a/a/x"),
    ("a/**/z", "**/b/z", "a/b/z"),
    ("a/**/b/**/c", "**/x/**", "a/b/x/c"),
    ("[a-m]*.py", "[k-z]*.py", "k.py"),
    ("x[!a]", "x[!b]", "xc"),
    ("file?.txt", "file[0-9].*", "file0.txt"),
    ("{src,lib}/*.py", "{lib,doc}/a*", "lib/a.py"),
    ("src/{a,b}/**", "src/b/x", "src/b/x"),
    ("docs/", "docs/**/*.md", "docs/a.md"),
    ("*", "*", "a"),
    ("*", ".*", ".a"),
    ("**", "x", "x"),
    ("*.py", "*", "a.py"),
    ("*.", "*", "a."),
    (".*", "??*", ".aa"),
    (".g*", "*t", ".gt"),
    ("a\\*", "a[*]", "a*"),
    ("é*", "*é", "éé"),
    ("?", "[!a-zA-Z0-9]", "_"),
    ("?", "[0-9A-Z]", "0"),
    ("?", "[!a-zA-Z0-9_.-]", "!"),
    ("?", "[[:cntrl:]]", "\x01"),
    ("*a*b*", "*c*d*", "abcd"),
    ("ab*ba", "abba", "abba"),
    ("*.py", "*x.py", "ax.py"),
    ("*.py", "*xyz.py", "axyz.py"),
    ("a b", "a\\ b", "a b"),
    ("src/*", "src", "src/a"),
    ("src/*/", "src", "src/a/a"),
    ("a?b*c", "*?bc?c", "aababcac"),
    ("?a?a", "*a", "aaaa"),
    ("?a?a", "*b*", "baaa"),
    ("?a*", "*b??", "aabaa"),
    ("*ab*", "??b", "abb"),
    ("[[:alpha:]]x", "?[x-z]", "ax"),
    ("a????c", "a*[bx]*[by]?c", "ababac"),
    ("a?z??c", "a*[bx]*[by]?c", "abzbac"),
]
APART = [
    ("a??", "*b*b*b*c*"),
    ("az", "a*b*c*"),
    ("b?c", "a*c"),
    ("*a*b", "b*a"),
    ("src/*a.py", "src/*b.py"),
    ("src/a*", "src/b*"),
    ("src/auth", "src/authz"),
    ("src/auth/**", "src/authz/**"),
    ("src/*", "src/*/x"),
    ("src/*.py", "src/*/*.py"),
    ("*/x", "x/*/x"),
    ("**/a.py", "**/b.py"),
    ("**/*.py", "**/*.ts"),
    ("[a-f]*", "[g-z]*"),
    ("[!a]x", "ax"),
    ("{a,b}/**", "{c,d}/**"),
    ("src/**", "src\\*"),
    ("src/", "sr?"),
    ("?", "é"),
    ("??", "???*"),
    ("a\\*", "ab"),
    ("*.py", "**/x/*.py"),
    ("a/**/b", "a/**/c"),
    ("*/*/*", "a/b*"),
    ("*[ab]", "*[cd]"),
    ("ab*ba", "aba"),
    (".?", "?[.]"),
    (".g?t", "?[iI]?"),
    ("[.][.]", "*"),
    ("[.]", "?"),
    ("xb", "x*b*b"),
]


def inside(area: PathArea, path: bytes) -> bool:
    return PathIndex(area.allow).covers(path) and not PathIndex(area.deny).covers(path)


def possible(path: bytes) -> bool:
    names = [name.lower() for name in path.split(b"/")]
    return b"\0" not in path and {b"", b".", b"..", b".git"}.isdisjoint(names)


@pytest.mark.parametrize(("left", "right", "example"), MEET)
def test_patterns_that_meet_do_so_at_a_example(left: str, right: str, example: str) -> None:
    for one, other in ((left, right), (right, left)):
        found = find_overlap(PathArea((one,)), PathArea((other,)))
        assert isinstance(found, ExamplePath)
        assert (found.left, found.right) == (one, other)
        assert inside(PathArea((one,)), found.path)
        assert inside(PathArea((other,)), found.path)
        assert possible(found.path)
    expected = ExamplePath(example.encode(), left, right)
    assert find_overlap(PathArea((left,)), PathArea((right,))) == expected
    areas = {"left": PathArea((left,)), "right": PathArea((right,))}
    assert list(find_overlapping_pairs(areas, lambda _left, _right: False)) == [
        ("left", "right", expected)
    ]


@pytest.mark.parametrize(("left", "right"), APART)
def test_patterns_that_share_no_possible_path_are_apart(left: str, right: str) -> None:
    assert find_overlap(PathArea((left,)), PathArea((right,))) is None
    assert find_overlap(PathArea((right,)), PathArea((left,))) is None


def test_a_leading_dot_slash_is_a_fault_here_as_in_enforcement() -> None:
    with pytest.raises(PatternError):
        find_overlap(PathArea(("./src/**",)), PathArea(("src/**",)))


DENIED = [  # left allow, left deny, right allow, right deny, example or None
    (("src/",), ("src/*.md",), ("src/*.md",), (), None),
    (("src/",), ("src/keys/",), ("src/keys/**",), (), None),
    (("src/",), ("src/keys/",), ("src/k*/**",), (), b"src/ka/a"),
    (("src/",), ("src/?",), ("src/",), (), b"src/aa"),
    (("src/",), ("src/*",), ("src/",), (), b"src/a/a"),
    (("**",), ("a/", "[!a]*/", "[!a]*"), ("**",), (), b"a"),
    (("**",), ("**/*a",), ("**",), (), b"b"),
    (("**/x",), ("x", "?/x"), ("**/x",), (), b"aa/x"),
    (("**",), ("a*", "[!a]*", "**/a*", "**/[!a]*"), ("**",), (), None),
    (("*",), ("a*", "b*"), ("*",), ("[!c]*",), b"c"),
    (("*",), ("a*", "b*"), ("*",), ("[!a]*",), None),
    (("a/*", "b/*"), ("a/",), ("a/*", "b/*"), ("b/",), None),
    (("a/*", "b/*"), ("a/",), ("a/*", "b/*"), ("b/x",), b"b/a"),
    (("*.py",), ("?.py", "??.py"), ("a*",), (), b"aaa.py"),
    (("src/**",), ("**/*.key", "**/secret/"), ("**/a*.key",), (), None),
    (("src/**",), ("**/*.key", "**/secret/"), ("**/secret/**",), (), None),
    (("src",), ("src/*/",), ("src/**",), ("src/*",), None),
    (("a",), ("a/",), ("**",), (), b"a"),
    (("*",), ("[!.]*",), (".*",), (".[!.g]*",), b".g"),
    ((".g?t",), (".g[!i]t",), ("*",), (), None),
    (("??",), ("?a", "?[!a]"), ("*",), (), None),
    (("{a,b}/x",), ("a/",), ("?/x",), (), b"b/x"),
    (("*",), ("unrelated/**",), ("*",), ("a",), b"b"),
]


@pytest.mark.parametrize(("allow", "deny", "others", "refused", "example"), DENIED)
def test_denials_of_both_sides_take_part(
    allow: tuple[str, ...],
    deny: tuple[str, ...],
    others: tuple[str, ...],
    refused: tuple[str, ...],
    example: bytes | None,
) -> None:
    left, right = PathArea(allow, deny), PathArea(others, refused)
    found = find_overlap(left, right)
    assert (found.path if isinstance(found, ExamplePath) else found) == example
    back = find_overlap(right, left)
    assert (back is None) == (example is None)


def areas() -> "st.SearchStrategy[PathArea]":
    return st.builds(
        PathArea,
        st.lists(small_patterns(), min_size=1, max_size=2).map(tuple),
        st.lists(small_patterns(), max_size=3).map(tuple),
    )


@settings(max_examples=300, deadline=None)
@given(areas(), areas())
def test_an_example_path_is_in_both_areas_and_none_means_no_path_is(
    left: PathArea, right: PathArea
) -> None:
    found = find_overlap(left, right)
    if isinstance(found, ExamplePath):
        assert inside(left, found.path)
        assert inside(right, found.path)
        assert possible(found.path)
        assert PathIndex([found.left]).covers(found.path)
        assert PathIndex([found.right]).covers(found.path)
        assert found.left in left.allow
        assert found.right in right.allow
    else:
        assert found is None
        allowed = [PathIndex(left.allow), PathIndex(right.allow)]
        refused = PathIndex(left.deny + right.deny)
        covered = [path for path in SMALL_PATHS if all(one.covers(path) for one in allowed)]
        assert all(refused.covers(path) for path in covered)


@settings(max_examples=150, deadline=None)
@given(areas(), areas())
def test_folded_overlap_is_overlap_of_some_two_spellings(left: PathArea, right: PathArea) -> None:
    def raised(area: PathArea) -> PathArea:
        """The same area in capitals, but for the ranges, which would be reversed."""
        parts = [tuple(text.replace("a-b", "ab").upper() for text in part) for part in area]
        return PathArea(*parts)

    plain, other = find_overlap(left, right), find_overlap_folded(left, raised(right))
    if isinstance(plain, ExamplePath):
        assert isinstance(other, ExamplePath)
        assert inside(left, other.path)
    if isinstance(other, ExamplePath):
        spellings = {
            _spelled(other.path, choice) for choice in range(1 << min(12, len(other.path)))
        }
        assert any(inside(raised(right), path) for path in spellings)


def _spelled(path: bytes, choice: int) -> bytes:
    return b"".join(
        path[at : at + 1].swapcase() if choice >> at & 1 else path[at : at + 1]
        for at in range(len(path))
    )


FOLDED = [
    ("SRC/a", (), "src/A", (), b"SRC/a"),
    ("SRC/*", (), "src/[a-b]", (), b"SRC/a"),
    ("[A]", (), "[a]", (), b"A"),
    ("[!a]", (), "a", (), b"A"),
    ("a*", ("a*",), "A*", (), None),
    ("*", ("[a-z]*",), "[a-z]", (), b"A"),
    ("é", (), "É", (), None),
    ("Src/**/*.PY", (), "**/x*.py", (), b"Src/x.PY"),
    ("a", (), "b", (), None),
]


@pytest.mark.parametrize(("allow", "deny", "other", "refused", "example"), FOLDED)
def test_ascii_letters_of_any_case_meet_where_case_is_folded(
    allow: str, deny: tuple[str, ...], other: str, refused: tuple[str, ...], example: bytes | None
) -> None:
    found = find_overlap_folded(PathArea((allow,), deny), PathArea((other,), refused))
    assert (found.path if isinstance(found, ExamplePath) else found) == example


def test_a_search_past_its_bound_is_undecided_and_says_for_which_patterns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(automata, "MOST_STATES", 5)
    left = PathArea(("x", "*aaaa"), ("?????*",))
    found = find_overlap(left, PathArea(("*a",)))
    assert isinstance(found, UndecidedOverlap)
    assert (found.left, found.right) == ("*aaaa", "*a")
    assert "5 states" in found.reason


def test_a_denied_tree_is_not_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(automata, "MOST_STATES", 3)  # `s`, `r` and `c`
    assert find_overlap(PathArea(("src/",), ("src/",)), PathArea(("src/",))) is None
    monkeypatch.setattr(automata, "MOST_STATES", 2)
    assert isinstance(
        find_overlap(PathArea(("src/",), ("src/",)), PathArea(("src/",))), UndecidedOverlap
    )


def test_a_pair_that_is_apart_does_not_settle_one_that_is_undecided(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(automata, "MOST_STATES", 5)
    left = PathArea(("*aaaa", "*baaa", "b"), ("?????*",))
    found = find_overlap(left, PathArea(("*a",)))
    assert isinstance(found, UndecidedOverlap)
    assert found.left == "*aaaa"


def test_a_later_example_beats_an_undecided_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(automata, "MOST_STATES", 5)
    left = PathArea(("*aaaa", "x"), ("?????*",))
    found = find_overlap(left, PathArea(("*a", "x")))
    assert found == ExamplePath(b"x", "x", "x")


def test_a_name_that_only_git_s_own_could_be_is_searched_up_to_the_bound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert find_overlap(PathArea((".?*t",)), PathArea((".g?*",))) is not None
    monkeypatch.setattr(automata, "MOST_STATES", 2)
    for deny in ((), ("x",)):
        found = find_overlap(PathArea((".g?t",), deny), PathArea((".?i?",)))
        assert isinstance(found, UndecidedOverlap)


def test_denials_that_blow_up_when_made_deterministic_end_at_the_bound() -> None:
    allow = "[ab]" * 30
    nasty = ("*a" + "?" * 15, "*b" + "?" * 15)
    assert isinstance(find_overlap(PathArea((allow,), nasty), PathArea(("*",))), UndecidedOverlap)
    assert find_overlap(PathArea((allow[:60],), nasty), PathArea(("*",))) == ExamplePath(
        b"a" * 15, allow[:60], "*"
    )
