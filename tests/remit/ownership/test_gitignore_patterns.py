from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ignore_oracle import IgnoreOracle
from pattern_strategies import path_sets

from remit.ownership.codeowners_rules import LineRefused
from remit.ownership.gitignore_patterns import parse_fnmatch_pattern, parse_gitignore_pattern
from remit.patterns.trie import TrieNode, TrieWalker

if TYPE_CHECKING:
    from collections.abc import Iterable

    from remit.patterns.parser import Pattern

_PARTS = ("*", "**", "a", "b", "ab", "foo", "*.py", "a*", "?", "??", "*o*", "\\a", "a\\ b")


@pytest.fixture(scope="module")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> IgnoreOracle:
    return IgnoreOracle(tmp_path_factory.mktemp("git"))


def _covered(pattern: "Pattern", paths: "Iterable[bytes]") -> set[bytes]:
    trie = TrieNode()
    trie.add(pattern, 1)
    walker = TrieWalker(trie, 1)
    return {path for path in paths if walker.owners(path)}


@st.composite
def _lines(draw: st.DrawFn) -> str:
    parts = draw(st.lists(st.sampled_from(_PARTS), min_size=1, max_size=4))
    start, end = (
        draw(st.sampled_from(("", "/"))),
        draw(st.sampled_from(("", "", "/", "/**", "/a**"))),
    )
    return start + "/".join(parts) + end


@settings(max_examples=60, deadline=None)
@given(line=_lines(), paths=path_sets())
def test_a_pattern_covers_what_git_ignores_by_it(
    oracle: IgnoreOracle, line: str, paths: list[bytes]
) -> None:
    asked = [path for path in paths if b"\n" not in path]
    ours, theirs = _covered(parse_gitignore_pattern(line), asked), oracle.covered(line, asked)
    if line.endswith("/*") and not line.endswith("**/*"):
        assert ours <= theirs
    else:
        assert ours == theirs


@pytest.mark.parametrize("line", ["**/", "/**/", "a/**/", "**/a/**/"])
def test_stars_before_a_slash_at_the_end_cover_what_is_in_folders(
    oracle: IgnoreOracle, line: str
) -> None:
    asked = [b"f", b"a/f", b"a/b/f", b"b/a/f", b"b/a/c/f"]
    assert _covered(parse_gitignore_pattern(line), asked) == oracle.covered(line, asked)


def test_a_star_at_the_end_covers_the_files_of_a_folder_only() -> None:
    paths = (b"docs/a.md", b"docs/b/c.md", b"x/docs/a.md")
    assert _covered(parse_gitignore_pattern("docs/*"), paths) == {b"docs/a.md"}


@pytest.mark.parametrize("line", ["/", "a//b", "a\\", "[ab]", "a/[!b]"])
def test_what_matches_nothing_is_refused(line: str) -> None:
    with pytest.raises(LineRefused):
        parse_gitignore_pattern(line)


@pytest.mark.parametrize(
    ("line", "covered", "others"),
    [
        ("/README.md", ["README.md"], ["docs/README.md"]),
        ("README.md", ["README.md", "a/b/README.md"], ["README.md/x"]),
        ("internal/README.md", ["internal/README.md", "docs/internal/README.md"], ["README.md"]),
        ("/docs/", ["docs/a", "docs/a/b"], ["docs", "a/docs/b"]),
        ("docs/", ["docs/a", "x/docs/a/b"], ["docs"]),
        ("docs", ["docs", "x/docs"], ["docs/a"]),
        ("/docs/*.md", ["docs/a.md", "docs/.md"], ["docs/a/b.md"]),
        ("/docs/**/index.md", ["docs/index.md", "docs/a/b/index.md"], ["index.md"]),
        ("/docs/**", ["docs/a"], ["docs/a/b"]),
        ("docs/**/*", ["docs/a", "docs/a/b", "x/docs/a"], ["docs"]),
        ("*", ["a", "a/b", ".x"], []),
        ("/v[0-9].rb", ["v1.rb"], ["vx.rb", "v[0-9].rb"]),
        ("/a\\[b", ["a[b"], ["ab"]),
        ("!**/generated/".removeprefix("!"), ["generated/a", "x/generated/y/z"], ["generated"]),
    ],
)
def test_gitlab_matches_whole_paths(line: str, covered: list[str], others: list[str]) -> None:
    asked = [path.encode() for path in (*covered, *others)]
    assert _covered(parse_fnmatch_pattern(line), asked) == {path.encode() for path in covered}


@pytest.mark.parametrize("line", ["/", "a//b", "a\\", "[a", "//"])
def test_what_gitlab_could_not_match_is_refused(line: str) -> None:
    with pytest.raises(LineRefused):
        parse_fnmatch_pattern("a//b" if line == "/" else line)
