"""The tables of `docs/reference/patterns.md` are true: of remit, and of git."""

import re
from pathlib import Path

import pytest
from pathspec_oracle import Oracle

from remit.patterns.automata import MOST_STATES
from remit.patterns.matcher import PathIndex
from remit.patterns.parser import PatternError, parse_patterns

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "patterns.md").read_text("utf-8")


def rows(title: str) -> list[list[str]]:
    """The cells of the table below a title, without the code marks."""
    section = PAGE.partition(f"## {title}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| `'")]
    return [[cell.strip(" `") for cell in line.strip("|").split(" | ")] for line in lines]


DIFFERENT = [
    (row[0][1:-1], row[1], row[2], row[3])
    for row in rows("Where the meaning differs from git on purpose")
]
REFUSED = [(re.sub(r"^'|'$", "", row[0]), row[1], row[2]) for row in rows("What is refused")]


@pytest.fixture(scope="module")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> Oracle:
    return Oracle(tmp_path_factory.mktemp("git"))


@pytest.mark.parametrize(("pattern", "path", "in_git", "in_scope"), DIFFERENT)
def test_a_difference_from_git_is_as_documented(
    oracle: Oracle, pattern: str, path: str, in_git: str, in_scope: str
) -> None:
    oracle.hold([path.encode()])
    words = {False: "not covered", True: "covered"}
    assert words[bool(oracle.covered(pattern))] == in_git
    assert words[PathIndex([pattern]).covers(path.encode())] == in_scope
    assert in_git != in_scope


@pytest.mark.parametrize(("pattern", "in_git", "complaint"), REFUSED)
def test_a_refused_pattern_is_as_documented(
    oracle: Oracle, pattern: str, in_git: str, complaint: str
) -> None:
    with pytest.raises(PatternError) as caught:
        parse_patterns(pattern)
    assert complaint in caught.value.sentence
    oracle.hold([b"src/f", b"lib/x", b"a", b"b", b"z"])
    if in_git == "covers nothing":
        assert oracle.covered(pattern) == set()
    if in_git == "covers everything":
        assert len(oracle.covered(pattern)) == 5


@pytest.mark.parametrize(
    ("pattern", "path"),
    re.findall(r"^\| `'(.+?)'` \| covers(?: a file named)? `([^`]+)`", PAGE, re.MULTILINE),
)
def test_what_git_covers_with_a_refused_pattern_is_as_documented(
    oracle: Oracle, pattern: str, path: str
) -> None:
    oracle.hold([path.encode()])
    assert oracle.covered(pattern) == {path.encode()}


def test_the_limits_are_as_documented() -> None:
    assert f"more than {MOST_STATES:,} states" in PAGE
    with pytest.raises(PatternError, match="4,097"):
        parse_patterns("a" * 4097)
    with pytest.raises(PatternError, match="1,000"):
        parse_patterns("{a,b}" * 10)


LANGUAGE: list[tuple[str, list[str], list[str]]] = [  # what the first table says, row by row
    ("src", ["src", "src/a/b"], ["lib/src"]),
    ("src/", ["src/a/b"], ["src"]),
    ("src/**", ["src/a/b"], ["src"]),
    ("*.py", ["setup.py", ".py"], ["src/a.py"]),
    ("src/*/test", ["src/a/test"], ["src/a/test/x"]),
    ("src/*/test/", ["src/a/test/x/y"], ["src/a/test"]),
    ("**/*.py", ["setup.py", "src/a/b.py"], []),
    ("src/**/x.py", ["src/x.py", "src/a/b/x.py"], []),
    ("v?.txt", ["v1.txt"], ["v10.txt", "vé.txt"]),
    ("[a-cx]*", ["a1", "x"], ["d"]),
    ("[!a-c]*", ["d"], ["a1"]),
    ("[^a-c]*", ["d"], ["a1"]),
    ("[[:digit:]]*", ["1a"], ["a1"]),
    ("{src,lib}/*.py", ["src/a.py", "lib/a.py"], ["doc/a.py"]),
    ("app/\\[id\\]/page.tsx", ["app/[id]/page.tsx"], ["app/i/page.tsx"]),
]


@pytest.mark.parametrize(("pattern", "covered", "others"), LANGUAGE)
def test_the_language_is_as_documented(pattern: str, covered: list[str], others: list[str]) -> None:
    assert f"`{pattern}`" in PAGE
    index = PathIndex([pattern])
    assert all(index.covers(path.encode()) for path in covered)
    assert not any(index.covers(path.encode()) for path in others)
