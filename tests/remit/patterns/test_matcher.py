import gc
import sys
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pattern_strategies import path_sets, patterns

from remit.patterns import trie as trie_module
from remit.patterns.matcher import OwnerIndex, PathIndex
from remit.patterns.parser import PatternError, parse_patterns
from remit.patterns.trie import TrieNode

if TYPE_CHECKING:
    from collections.abc import Callable

TABLE: list[tuple[str, list[bytes], list[bytes]]] = [  # pattern, paths covered, paths not covered
    ("src", [b"src", b"src/a", b"src/a/b"], [b"srcx", b"x/src", b"sr", b"src2/a"]),
    ("src/", [b"src/a", b"src/a/b"], [b"src", b"srcx/a"]),
    ("src/**", [b"src/a", b"src/a/b"], [b"src"]),
    ("*", [b"a", b".hid", b"\xff"], [b"a/b"]),
    ("*/", [b"a/b", b"a/b/c"], [b"a"]),
    ("*.py", [b"a.py", b".py"], [b"a.pyc", b"x/a.py"]),
    ("**/*.py", [b"a.py", b"x/y/a.py"], [b"a.pyc"]),
    ("a/**/b", [b"a/b", b"a/x/b", b"a/x/y/b", b"a/b/b"], [b"a/x", b"b", b"a/b/x", b"ab"]),
    ("a/**/b/", [b"a/b/x", b"a/x/b/y/z"], [b"a/b", b"a/x/b"]),
    ("**/a/**/b", [b"a/b", b"x/a/y/b", b"a/a/b/b"], [b"a", b"b/a"]),
    ("**", [b"a", b"a/b"], []),
    ("a?c", [b"abc", b"a.c"], [b"ac", b"a/c", b"a\xc3\xa9c"]),
    ("a??c", [b"a\xc3\xa9c"], [b"abc"]),
    ("é*", ["é".encode(), "éa".encode()], [b"e", b"\xc3"]),
    ("[a-c]x", [b"ax", b"cx"], [b"dx", b"x"]),
    ("[!a-c]x", [b"dx", b"\xffx"], [b"ax", b"/x"]),
    ("x[!a]y", [b"xby"], [b"x/y", b"xay"]),
    ("[a-]x", [b"ax", b"-x"], [b"bx"]),
    ("[a-a]x", [b"ax"], [b"bx"]),
    ("[ac]x", [b"ax", b"cx"], [b"bx", b"?x"]),
    ("*[ab]*[cd]*", [b"xaxcx", b"bd"], [b"xc", b"ca"]),
    ("[:b:]x", [b":x", b"bx"], [b"ax"]),
    ("[\\]a]x", [b"]x", b"ax"], [b"\\x"]),
    ("[[:]:]", [b"[:]", b"::]"], [b"x:]"]),
    ("\\!*", [b"!x"], [b"\\!x"]),
    ("[[:]x", [b"[x", b":x"], [b"xx"]),
    ("[[:x]y", [b"[y", b":y", b"xy"], [b"yy"]),
    ("[a-c-e]x", [b"ax", b"-x", b"ex"], [b"dx"]),
    ("a\\*", [b"a*"], [b"a*/x", b"ab"]),
    ("a\\*/", [b"a*/x"], [b"a*", b"ab/x"]),
    ("\\[id\\]/page.tsx", [b"[id]/page.tsx"], [b"i/page.tsx"]),
    ("**/\\!x", [b"!x", b"a/!x"], [b"x", b"\\!x"]),
    ("\\?*", [b"?", b"?x"], [b"ax", b"\\?x"]),
    ("*\\[", [b"[", b"x["], [b"x", b"[x"]),
    ("*a*b", [b"ab", b"xaxb", b"aab"], [b"ba", b"a", b"abx"]),
    ("a*b*c", [b"abc", b"aXbYc", b"abbc"], [b"acb", b"ac"]),
    ("aa*aa", [b"aaaa", b"aaxaa"], [b"aaa", b"aa"]),
    ("*ab*b", [b"abb", b"xabxb"], [b"ab", b"xab"]),
    ("*ab*ab*", [b"abab", b"xabxabx"], [b"aba", b"ab"]),
    ("*[0-9]?*x", [b"10x", b"a1bcx"], [b"1x", b"a1"]),
]


@pytest.mark.parametrize(("pattern", "covered", "others"), TABLE)
def test_a_pattern_covers_these_and_not_those(
    pattern: str, covered: list[bytes], others: list[bytes]
) -> None:
    index = PathIndex([pattern])
    assert [path for path in covered if not index.covers(path)] == []
    assert [path for path in others if index.covers(path)] == []


def test_no_patterns_cover_nothing() -> None:
    assert not PathIndex([]).covers(b"a")
    assert not PathIndex([]).covers_tree(b"")
    assert not PathIndex([]).reaches(b"")
    assert OwnerIndex([]).owners(b"a/b") == ()


@pytest.mark.parametrize("path", [b"/a", b"a//b", b"a/", b"/", b""])
def test_a_path_with_an_empty_component_is_no_other_entry(path: bytes) -> None:
    assert not PathIndex(["?", "*", "*/*", "a/*/b", "*/b"]).covers(path)


def test_the_first_faulty_pattern_is_raised() -> None:
    with pytest.raises(PatternError, match="a//b"):
        PathIndex(["a", "a//b", ""])
    with pytest.raises(PatternError, match="a//b"):
        OwnerIndex([("a", "x"), ("a//b", "y")])


@given(data=st.data())
def test_an_index_covers_what_its_patterns_cover_one_by_one(data: st.DataObject) -> None:
    paths = data.draw(path_sets())
    texts = data.draw(st.lists(patterns(paths), max_size=12))
    together, single = PathIndex(texts), [PathIndex([text]) for text in texts]
    for path in paths:
        assert together.covers(path) == any(one.covers(path) for one in single)


@given(data=st.data())
def test_owners_are_those_with_a_pattern_that_covers_the_path(data: st.DataObject) -> None:
    paths = data.draw(path_sets())
    texts = data.draw(st.lists(patterns(paths), max_size=12))
    entries = [(text, data.draw(st.sampled_from("zyxab"))) for text in texts]
    index = OwnerIndex(entries)
    for path in paths:
        owners = {owner for text, owner in entries if PathIndex([text]).covers(path)}
        assert index.owners(path) == tuple(sorted(owners))


@given(data=st.data())
def test_the_order_of_questions_does_not_change_the_answers(data: st.DataObject) -> None:
    paths = data.draw(path_sets())
    texts = data.draw(st.lists(patterns(paths), max_size=6))
    index = PathIndex(texts)
    there = [index.covers(path) for path in paths]
    assert [index.covers(path) for path in reversed(paths)] == there[::-1]


@given(data=st.data())
def test_a_tree_that_is_covered_has_no_path_that_is_not(data: st.DataObject) -> None:
    paths = data.draw(path_sets())
    index = PathIndex(data.draw(st.lists(patterns(paths), max_size=6)))
    for path in paths:
        for cut in [at for at, byte in enumerate(path) if byte == ord("/")]:
            directory = path[:cut]
            assert index.covers(path) or not index.covers_tree(directory)
            assert index.reaches(directory) or not index.covers(path)


@pytest.mark.parametrize(
    ("texts", "directory", "covered"),
    [
        (["src"], b"src", True),
        (["src/"], b"src/a/b", True),
        (["src/**"], b"", False),
        (["**"], b"", True),
        (["**/*"], b"", True),
        (["src/*"], b"src", False),
        (["src/*", "src/*/"], b"src", True),
        (["src/*", "src/*/"], b"src/x", True),
        (["src/*", "src/*/*"], b"src", False),
        (["s*"], b"src", False),
        (["s*/"], b"src", True),
    ],
)
def test_a_tree_is_covered_if_every_possible_path_below_is(
    texts: list[str], directory: bytes, *, covered: bool
) -> None:
    assert PathIndex(texts).covers_tree(directory) is covered


@pytest.mark.parametrize(
    ("texts", "covered"),
    [
        (["**"], True),
        (["a", "b/", "c/d"], True),
        (["a", "b/c", "b/d/", "b0", "c/*"], True),
        (["a", "b/*", "b0", "c/**"], False),
        (["a", "b/", "c/e"], False),
        (["b/", "c/"], False),
        (["a", "b/"], False),
        ([], False),
    ],
)
def test_sorted_paths_are_all_covered_if_each_is(texts: list[str], *, covered: bool) -> None:
    paths = [b"a", b"b/c", b"b/d/e", b"b/d/f", b"c/d"]
    assert PathIndex([*texts]).covers_all(paths) is covered
    assert PathIndex([*texts, "b0"]).covers_all([*paths[:4], b"b0", b"c/d"]) is covered
    assert PathIndex(texts).covers_all([])


@given(data=st.data())
def test_sorted_paths_of_a_tree_are_all_covered_if_each_is(data: st.DataObject) -> None:
    paths = sorted(data.draw(path_sets()))
    index = PathIndex(data.draw(st.lists(patterns(paths), max_size=6)))
    covered = [path for path in paths if index.covers(path)]
    assert index.covers_all(covered)
    assert index.covers_all(paths) == (covered == paths)


def test_a_tree_is_reached_if_some_possible_path_below_is_covered() -> None:
    index = PathIndex(["src/*/b", "docs/"])
    assert [index.reaches(path) for path in (b"", b"src", b"src/x", b"docs/a")] == [True] * 4
    assert [index.reaches(path) for path in (b"x", b"src/x/b", b"src/x/y")] == [False] * 3


def calls(action: "Callable[[], object]") -> int:
    """How many functions Python calls while `action` runs: time that no other process disturbs."""
    count = 0

    def step(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event.endswith("call")

    gc.disable()  # hypothesis watches the collector with a function of its own
    sys.setprofile(step)
    try:
        action()
    finally:
        sys.setprofile(None)
        gc.enable()
    return count


def test_sorted_paths_of_a_covered_tree_count_at_once() -> None:
    index = PathIndex(["src/a/"])
    paths = [b"src/a/%04d/x" % number for number in range(1000)]
    index.covers_all(paths[:1])
    assert calls(lambda: index.covers_all(paths)) < 50


@pytest.mark.parametrize(
    "pattern",
    [
        "**/a/**/a/**/a/**/a/**/a/**/a/**/a/**/b",
        "**/*a*/**/*a*/**/*a*/**/b",
        "*/**/*/**/*/**/*/**/b",
        "a/**/[!b]/**/?",
        "a",
        "**/x*y*z",
    ],
)
def test_the_work_grows_with_the_path_s_depth_and_no_faster(pattern: str) -> None:
    def work(depth: int) -> int:
        path = b"a/" * depth + b"c"
        PathIndex([pattern]).covers(path)  # regular expressions are compiled once per process
        index = PathIndex([pattern])
        return calls(lambda: index.covers(path))

    assert work(1600) <= 4.2 * work(400) + 100


@pytest.mark.parametrize(
    "pattern",
    [
        "*a" * 30 + "*b",
        "*a*a*a*a*a*b",
        "*?a" * 20 + "b",
        "*[ab]" * 20 + "c",
        "*" + "a" * 100 + "b*" + "a" * 100 + "c",
        "**/" + "*a" * 30 + "*b/**/" + "*a" * 30 + "*b",
        "{a,b}*" * 9 + "c",
    ],
)
def test_no_pattern_makes_a_long_name_slow(pattern: str) -> None:
    index = PathIndex([pattern])
    started = time.perf_counter()
    assert not index.covers(b"a" * 4000)
    assert not index.covers(b"a" * 2000 + b"/" + b"a" * 2000)
    assert time.perf_counter() - started < 5  # milliseconds; a backtracking matcher takes years


def test_a_path_of_two_thousand_directories_is_judged_without_recursion() -> None:
    path = b"a/" * 2000 + b"f"
    assert PathIndex(["**/f"]).covers(path)
    assert not PathIndex(["**/g"]).covers(path)
    assert PathIndex(["/".join("a" * 2000)]).covers(path)
    assert PathIndex(["/".join("a" * 2000) + "/"]).covers_tree(path)


def test_what_is_remembered_is_bounded_and_forgetting_changes_no_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts = [f"**/n{number}/**/m{number}" for number in range(40)] + ["n1/*/x?", "n2/"]
    names = [f"n{number}" for number in range(40)]
    paths = ["/".join([*names[start::3], f"m{start}"]).encode() for start in range(30)]
    paths += [b"n1/%d/x%d" % (number, number % 12) for number in range(300)]
    expected = [PathIndex(texts).covers(path) for path in paths]
    monkeypatch.setattr(trie_module, "MEMORY", 400)
    trie = TrieNode()
    for text in texts:
        trie.add(parse_patterns(text)[0], 1)
    walk = trie_module.TrieWalker(trie, 1)
    for _ in range(2):
        for path, covered in zip(paths, expected, strict=True):
            assert bool(walk.owners(path)) == covered
            assert walk.spent <= 400
            directories, states = vars(walk)["_directories"], vars(walk)["_states"]
            assert len(directories) <= 400 / 2
            assert len(states) <= 400 / 12
            assert sum(len(state.moves) for state in states.values()) <= 400 / 3


@pytest.mark.parametrize("text", ["a/", "*/x"])
def test_many_directories_fill_no_more_than_the_memory(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(trie_module, "MEMORY", 400)
    trie = TrieNode()
    trie.add(parse_patterns(text)[0], 1)
    walk = trie_module.TrieWalker(trie, 1)
    for path in (b"a/%d/x", b"%d/x"):
        for number in range(1000):
            walk.owners(path % number)
        directories, states = vars(walk)["_directories"], vars(walk)["_states"]
        assert len(directories) <= 400 / 2
        assert sum(len(state.moves) for state in states.values()) <= 400 / 3


def test_what_was_asked_once_is_remembered() -> None:
    trie = TrieNode()
    for text in ("a/*/x", "b/", "c/**/y"):
        trie.add(parse_patterns(text)[0], 1)
    walk = trie_module.TrieWalker(trie, 1)
    for path in (b"a/b/x", b"b/c/d", b"c/d/e/y"):
        assert walk.owners(path) == 1
    assert walk.widest(b"b/c/d") == b"b/"
    spent = walk.spent
    assert spent > 0
    assert [walk.owners(path) for path in (b"a/b/y", b"b/c/e", b"c/d/e/z")] == [0, 1, 0]
    assert walk.widest(b"b/c/f") == b"b/"
    assert walk.tree(b"a/b").below == 0
    assert walk.spent == spent
    assert walk.tree(b"a").below == 0
    assert walk.spent - spent < 3  # units: it is a new directory, but no new state or move


def test_the_owner_of_an_entry_shares_it_with_the_owner_of_its_tree() -> None:
    index = OwnerIndex([("src/x", "file"), ("src/", "tree")])
    assert index.owners(b"src/x") == ("file", "tree")
    assert index.owners(b"src/y") == ("tree",)


def test_a_thousand_sets_of_owners_are_told_apart() -> None:
    index = OwnerIndex([(f"f{number}", f"task{number}") for number in range(1000)])
    for number in range(1000):
        assert index.owners(f"f{number}".encode()) == (f"task{number}",)


def test_patterns_share_the_segments_that_they_begin_with() -> None:
    trie = TrieNode()
    for number in range(100):
        trie.add(parse_patterns(f"src/a/b/f{number}")[0], 1)
    trie.add(parse_patterns("src/*/\\*")[0], 1)
    assert trie.names is None
    assert len(trie.literal) == 1
    assert len(trie.literal[b"src"].literal) == 1
    assert trie.literal[b"src"].any is not None
    assert list(trie.literal[b"src"].any.literal) == [b"*"]
