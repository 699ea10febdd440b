"""A pattern means what git means by `:(glob,top)PATTERN`.

The differences on purpose are the tables of `docs/reference/patterns.md`; `test_documented` holds
them to git.
"""

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pathspec_oracle import Oracle
from pattern_strategies import literal, path_sets, patterns

from remit.patterns.matcher import PathIndex
from remit.patterns.parser import PatternError, parse_patterns

if TYPE_CHECKING:
    from collections.abc import Iterable

SPECIAL = frozenset("*?[\\")
POSIX = (
    *("alnum", "alpha", "blank", "cntrl", "digit", "graph"),
    *("lower", "print", "punct", "space", "upper", "xdigit"),
)


@pytest.fixture(scope="module")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> Oracle:
    return Oracle(tmp_path_factory.mktemp("git"))


def covered(pattern: str, paths: "Iterable[bytes]") -> set[bytes]:
    index = PathIndex([pattern])
    return {path for path in paths if index.covers(path)}


def by_git(oracle: Oracle, pattern: str) -> set[bytes]:
    """What git covers, asked in git's words where ours have another meaning on purpose."""
    wild = not SPECIAL.isdisjoint(pattern)
    return oracle.covered(pattern + "**" if wild and pattern.endswith("/") else pattern)


def literally(pattern: str, paths: "Iterable[bytes]") -> set[bytes]:
    """The paths that git covers because it reads a pattern with wildcards as a name as well."""
    if SPECIAL.isdisjoint(pattern):
        return set()
    text = pattern.rstrip("/").encode("utf-8", "surrogateescape")
    return {path for path in paths if (path + b"/").startswith(text + b"/")}


@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_a_pattern_covers_what_git_covers(oracle: Oracle, data: st.DataObject) -> None:
    paths = data.draw(path_sets())
    oracle.hold(paths)
    for _ in range(6):
        pattern = data.draw(patterns(paths))
        mismatched = covered(pattern, paths) ^ by_git(oracle, pattern)
        assert mismatched <= literally(pattern, paths), (pattern, mismatched)


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_braces_cover_what_git_covers_after_a_shell_has_expanded_them(
    oracle: Oracle, data: st.DataObject
) -> None:
    paths = data.draw(path_sets())
    oracle.hold(paths)
    names = sorted({name for path in paths for name in path.split(b"/")})
    choice = st.lists(st.sampled_from(names).map(literal), min_size=2, max_size=3)
    first, second = data.draw(choice), data.draw(choice)
    end = data.draw(st.sampled_from(("", "/", "/**", "/*")))
    text = "{" + ",".join(first) + "}/{" + ",".join(second) + "}" + end
    expanded = [f"{one}/{other}{end}" for one in first for other in second]
    asked = set[bytes]().union(*(by_git(oracle, one) for one in expanded))
    excused = set[bytes]().union(*(literally(one, paths) for one in expanded))
    assert (covered(text, paths) ^ asked) <= excused


def test_every_class_takes_the_bytes_that_git_takes(oracle: Oracle) -> None:
    names = [bytes([byte]) for byte in range(1, 256) if byte not in b"./"]
    oracle.hold(names)
    written = [f"[[:{word}:]]" for word in POSIX] + [f"[![:{word}:]_]" for word in POSIX]
    others = [
        "?",
        "[!-~]",
        "[!!-~]",
        "[^a-c]",
        "[]-a]",
        "[--0]",
        "[a-c-e]",
        "[\\]-a]",
        "[[-a]",
        "[a-a]",
        "[[:digit:]-a]",
    ]
    for pattern in [*written, *others, "[%-[:digit:]", "[[:x]", "[[:]"]:
        assert covered(pattern, names) == oracle.covered(pattern), pattern


REFUSED = [  # pattern, path that git covers with it
    ("", b"anything/at/all"),
    ("foo**/bar", b"foobar"),
    ("s**c", b"src"),
    ("***", b"src/x"),
    ("src\\auth", b"srcauth"),
    ("!x", b"!x"),
    (" x", b" x"),
    ("a{b", b"a{b"),
    ("[:alpha:]", b"a"),
    ("[!/]", b"a"),
]


@pytest.mark.parametrize(("pattern", "path"), REFUSED)
def test_what_git_reads_in_a_way_nobody_expects_is_a_fault(
    oracle: Oracle, pattern: str, path: bytes
) -> None:
    oracle.hold([path])
    assert oracle.covered(pattern) == {path}
    with pytest.raises(PatternError):
        parse_patterns(pattern)


@pytest.mark.parametrize(
    "pattern",
    ["/src", "./src", "src//f", "src/.", "src/..", "[a", "a\\", "[z-a]", "[[:bad:]]", "src/f "],
)
def test_what_git_silently_never_matches_is_a_fault(oracle: Oracle, pattern: str) -> None:
    oracle.hold([b"src/f", b"a", b"b"])
    assert oracle.covered(pattern) == set()
    with pytest.raises(PatternError):
        parse_patterns(pattern)


def test_names_that_look_like_options_or_magic_are_plain_names() -> None:
    assert covered(":(top)x", [b":(top)x", b"x"]) == {b":(top)x"}
    assert covered("--output=x", [b"--output=x"]) == {b"--output=x"}
