import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.patterns.parser import PatternError, literal_path, parse_patterns

FAULTS = [  # pattern, a part of the sentence, a part of the hint
    ("", "is empty", "'**'"),
    ("/", "begins with '/'", "leave the '/' out"),
    ("/src", "begins with '/'", "leave the '/' out"),
    ("{a,}/b", "begins with '/'", "leave the '/' out"),
    ("./src", "the segment '.'", "from there"),
    ("src/.", "the segment '.'", "from there"),
    ("src/{.,x}/y", "the segment '.'", "from there"),
    ("../src", "the segment '..'", "from there"),
    ("a//b", "'//'", "one '/'"),
    ("a//", "'//'", "one '/'"),
    (".git/hooks/*", "the segment '.git'", "git's own directory"),
    ("sub/.GiT", "the segment '.GiT'", "git's own directory"),
    ("[a", "no ']' closes", "'\\['"),
    ("[", "no ']' closes", "'\\['"),
    ("[]", "no ']' closes", "'\\['"),
    ("[!", "no ']' closes", "'\\['"),
    ("[!]", "no ']' closes", "'\\['"),
    ("[a-", "no ']' closes", "'\\['"),
    ("[a\\", "no ']' closes", "'\\['"),
    ("[[:alpha:]", "no ']' closes", "'\\['"),
    ("[[:alpha:", "no ']' closes", "'\\['"),
    ("[z-a]", "reversed range 'z-a'", "'a-z'"),
    ("[[:bad:]]", "unknown class name '[:bad:]'", "alnum"),
    ("[[::]]", "unknown class name '[::]'", "alnum"),
    ("[:alpha:]", "only a set of letters", "'[[:alpha:]]'"),
    ("[é]", "one byte and this is several", "braces"),
    ("[a-é]", "one byte and this is several", "braces"),
    ("[\x80]", "one byte and this is several", "braces"),
    ("[a/b]", "'/' in a class", "'\\['"),
    ("[.-/]", "'/' in a class", "'\\['"),
    ("[\\d]", "escapes 'd' in a class", "remove the backslash"),
    ("a\\", "escapes nothing", "'\\\\'"),
    ("src\\auth", "backslash before 'a'", "'/'"),
    ("a\\/b", "backslash before '/'", "'/'"),
    ("foo**/bar", "'**' next to something else", "'a/**/b'"),
    ("s**c", "'**' next to something else", "'a/**/b'"),
    ("[a]**/x", "'**' next to something else", "'a/**/b'"),
    ("***", "'**' next to something else", "'a/**/b'"),
    ("a{*,b}*", "'**' next to something else", "'a/**/b'"),
    (" src", "space at the beginning or the end", "'\\ '"),
    ("src ", "space at the beginning or the end", "'\\ '"),
    ("src/*\t", "space at the beginning or the end", "'\\ '"),
    ("src/{a, b}", "space at the beginning or the end", "'\\ '"),
    ("!src", "no negation", "'deny'"),
    ("{!a,b}", "no negation", "'deny'"),
    ("a\0b", "NUL", "remove it"),
    ("a" * 4097, "4,097 bytes long", "4,096"),
    ("é" * 2049, "4,098 bytes long", "4,096"),
    ("\ud800", "not text", "surrogate"),
    ("a{b", "'{' that no '}' closes", "'\\{'"),
    ("a}", "'}' that no '{' opens", "'\\}'"),
    ("{a}", "single alternative", "commas"),
    ("a{}", "single alternative", "commas"),
    ("{a,}", "empty alternative on its own", "everything"),
    ("{a,b}" * 10, "more than 1,000 patterns", "'**'"),
    ("{" + ",".join("a" * 1001) + "}", "more than 1,000 patterns", "'**'"),
    ("{" + ",".join("a" * 1001), "'{' that no '}' closes", "'\\{'"),
    ("{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}" + "x" * 2000, "to 100,000 characters", "'**'"),
]


@pytest.mark.parametrize(("text", "sentence", "hint"), FAULTS)
def test_a_pattern_that_cannot_be_meant_is_a_fault_with_a_hint(
    text: str, sentence: str, hint: str
) -> None:
    with pytest.raises(PatternError) as caught:
        parse_patterns(text)
    assert sentence in caught.value.sentence
    assert caught.value.sentence.endswith(".")
    assert hint in caught.value.hint
    assert caught.value.hint
    assert caught.value.sentence.isprintable()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("!" + "x" * 119, "!" + "x" * 119),
        ("!" + "x" * 120, "!" + "x" * 119 + "..."),
        ("!\x1b[2J", "!\\x1b[2J"),
    ],
)
def test_a_faulty_pattern_is_shown_safely_and_not_at_any_length(text: str, shown: str) -> None:
    with pytest.raises(PatternError) as caught:
        parse_patterns(text)
    assert caught.value.sentence.startswith(f"Pattern '{shown}' ")


def test_a_space_inside_a_pattern_or_an_escaped_one_at_its_end_belongs_to_the_name() -> None:
    assert literal_path("my notes/to do.md") == b"my notes/to do.md"
    assert literal_path("trailing\\ ") == b"trailing "


SAME = [  # spellings of one meaning
    ("a/", "a/**", "a/**/", "a/**/**", "a/**/*", "a/**/**/*"),
    ("**", "**/", "**/**", "**/*"),
    ("a/**/b", "a/**/**/b"),
    ("*/", "*/**", "*/**/*"),
    ("{a,b}", "{a,b,a}", "{a,{b,a}}"),
]


@pytest.mark.parametrize("spellings", SAME)
def test_patterns_that_mean_the_same_have_one_spelling(spellings: tuple[str, ...]) -> None:
    assert len({tuple(pattern[1:] for pattern in parse_patterns(text)) for text in spellings}) == 1


SHAPES = [  # text, segments, entry, tree, literal
    ("src", (b"src",), True, True, b"src"),
    ("src/", (b"src",), False, True, None),
    ("a/b.py", (b"a", b"b.py"), True, True, b"a/b.py"),
    ("*.py", (b"*.py",), True, False, None),
    ("a/*", (b"a", b"*"), True, False, None),
    ("a/**/*/", (b"a", b"**", b"*"), False, True, None),
    ("a\\*", (b"a\\*",), True, False, b"a*"),
    ("a\\*/", (b"a\\*",), False, True, None),
    ("\\[id\\]/x", (b"\\[id\\]", b"x"), True, False, b"[id]/x"),
    ("a,b", (b"a,b",), True, True, b"a,b"),
    ("[a]", (b"[a]",), True, False, None),
    ("[{,}]", (b"[{,}]",), True, False, None),
    ("\udcff", (b"\xff",), True, True, b"\xff"),
    ("a" * 2000, (b"a" * 2000,), True, True, b"a" * 2000),
    (".gitignore", (b".gitignore",), True, True, b".gitignore"),
    ("...", (b"...",), True, True, b"..."),
]


@pytest.mark.parametrize(("text", "segments", "entry", "tree", "literal"), SHAPES)
def test_a_pattern_covers_entries_or_trees_by_its_shape(
    text: str, segments: tuple[bytes, ...], *, entry: bool, tree: bool, literal: bytes | None
) -> None:
    (pattern,) = parse_patterns(text)
    assert pattern == (text, segments, entry, tree, literal)


EXPANSIONS = [
    ("{a,b}", ["a", "b"]),
    ("x{a,b}y", ["xay", "xby"]),
    ("{a,b}{c,d}", ["ac", "ad", "bc", "bd"]),
    ("{a,b{c,d}}", ["a", "bc", "bd"]),
    ("src/{,test/}x", ["src/x", "src/test/x"]),
    ("{a/b,c}/*.py", ["a/b/*.py", "c/*.py"]),
    ("{a\\,b,c}", ["a\\,b", "c"]),
    ("a,x{b,c}", ["a,xb", "a,xc"]),
    ("{\\{,\\}}", ["\\{", "\\}"]),
    ("{[a,b],c}", ["[a,b]", "c"]),
    ("*{*,.py}", ["**", "*.py"]),
]


@pytest.mark.parametrize(("text", "expanded"), EXPANSIONS)
def test_braces_expand_as_in_a_shell(text: str, expanded: list[str]) -> None:
    wanted = [pattern[1:] for one in expanded for pattern in parse_patterns(one)]
    assert [pattern[1:] for pattern in parse_patterns(text)] == wanted
    assert {pattern.text for pattern in parse_patterns(text)} == {text}


def test_a_pattern_as_long_as_a_path_may_be_is_allowed() -> None:
    assert literal_path("a" * 4096) == b"a" * 4096


def test_a_thousand_alternatives_are_allowed() -> None:
    assert len(parse_patterns("{" + ",".join(map(str, range(1000))) + "}")) == 1000


def test_too_many_expansions_are_refused_before_they_are_made() -> None:
    group = "{" + ",".join("a" * 900) + "}"
    tracemalloc.start()
    try:
        with pytest.raises(PatternError, match="1,000 patterns"):
            parse_patterns(group + group)
        assert tracemalloc.get_traced_memory()[1] < 4_000_000  # bytes; all would be 60 MB
    finally:
        tracemalloc.stop()


def test_a_hundred_thousand_characters_are_allowed_and_no_more() -> None:
    group = "{" + ",".join("a" * 100) + "}"
    assert len(parse_patterns(group + "x" * 999)) == 1
    with pytest.raises(PatternError, match="100,000 characters"):
        parse_patterns(group + "x" * 1000)


def test_braces_as_deep_as_a_pattern_can_be_are_read_without_recursion() -> None:
    assert len(parse_patterns("{a," * 900 + "b" + "}" * 900)) == 2


@pytest.mark.parametrize("text", ["a*", "[ab]", "{a,b}", "a/", "**"])
def test_a_pattern_that_may_mean_several_paths_names_none_exactly(text: str) -> None:
    assert literal_path(text) is None


@given(st.text(alphabet="ab.*?[]!^-\\{},/: é\0", max_size=12))
def test_any_text_is_patterns_or_a_fault(text: str) -> None:
    try:
        found = parse_patterns(text)
    except PatternError as fault:
        complaint = fault.hint
        found = ()
    else:
        complaint = ""
    assert bool(found) != bool(complaint)
    for pattern in found:
        assert pattern.entry or pattern.tree
        assert pattern.segments[-1:] != (b"**",)


@given(st.text(alphabet="ab.*?/! é", max_size=10))
def test_the_short_way_through_the_parser_reads_the_same_as_the_long_one(text: str) -> None:
    def read(spelling: str) -> "list[tuple[object, ...]] | None":
        try:
            return [pattern[1:] for pattern in parse_patterns(spelling)]
        except PatternError:
            return None

    assert read(text) == read("{" + text + "," + text + "}")
