"""Many plain changes judged at once: the answer of looking at each, whatever the patterns."""

from itertools import product

import pytest
from fake_trees import FakeTrees, Tree, changes
from hypothesis import given
from hypothesis import strategies as st
from judging import TASK, Entry, broken, file, link, program, remit, tree

from remit.changes import Change, FileChanges, join_paths, parse_file_changes
from remit.judge import is_surely_clean, judge
from remit.judge.compiled_scope import CompiledScope, Restrictions
from remit.judge.fast_path import is_clean
from remit.manifest.policy import PROTECTED, Policy, PolicyLimits
from remit.manifest.scope import FileRules
from remit.paths import has_hostile_path, path_hazard
from remit.patterns.matcher import OwnerIndex, PathIndex

NAMES = [
    "a",
    "b",
    "ab",
    "a-b",
    ".a",
    ".git",
    ".gitx",
    "..",
    "x.pth",
    "prek.toml",
    "lefthook.yml",
    "é",
]
PATHS = st.sampled_from(
    ["/".join(parts).encode() for size in (1, 2, 3) for parts in product(NAMES, repeat=size)]
)
ENTRIES: st.SearchStrategy[Entry] = st.sampled_from(
    [file("1\n"), file("2\n"), program("1\n"), program("2\n"), file("1\n"), link("a")]
)
PLAIN: st.SearchStrategy[Tree] = st.dictionaries(
    PATHS, ENTRIES.filter(lambda entry: entry != link("a")), max_size=8
)
TREES: st.SearchStrategy[Tree] = st.one_of(PLAIN, st.dictionaries(PATHS, ENTRIES, max_size=8))
PATTERN = st.sampled_from(
    [
        *("**", "a", "a/", "a/*", "a/**", "ab/", "**/b", "*", "a*", "?b/", "a/b", "a/b/a", ".a/"),
        *(
            "**/*.pth",
            "{a,b}/é",
            "[ab]/b",
            r"a\*b",
            r"\*/b",
            "a/**/b",
            "**/[ab]/*b",
            "*/",
            "a/.git*",
            "*x*",
        ),
        *("prek.toml", "**/prek.toml", "**/?b", "a/*/", "*b/a"),
    ]
)
PATTERNS = st.lists(PATTERN, max_size=3).map(tuple)
FILES = st.builds(
    FileRules,
    st.one_of(st.just(("**",)), PATTERNS),
    PATTERNS,
    PATTERNS,
    PATTERNS,
    st.one_of(st.just(()), PATTERNS),
)
POLICIES = st.builds(
    Policy,
    case=st.sampled_from(["sensitive", "sensitive", "sensitive", "fold"]),
    portable_names=st.sampled_from([False, False, True]),
    protected=st.sampled_from([PROTECTED, ("b/",), ("**/b", "a*/"), ()]),
    limits=st.sampled_from([PolicyLimits(), PolicyLimits(), PolicyLimits(1), PolicyLimits(4)]),
)
OWNERS = OwnerIndex([("a/**", "other"), ("**/b", TASK)]).owners


def fields(found: list[Change]) -> list[bytes]:
    """What git prints of these changes, cut at each NUL."""
    return [
        field
        for path, old_mode, new_mode, *rest in found
        for field in (b":%06o %06o %b" % (old_mode, new_mode, f"{' '.join(rest)} M".encode()), path)
    ]


@given(TREES, TREES, FILES, POLICIES)
def test_all_at_once_is_the_same_as_one_by_one(
    old: Tree, new: Tree, files: FileRules, policy: Policy
) -> None:
    found, task, trees = changes(old, new), remit(files), FakeTrees(new, old)
    listing = parse_file_changes(fields(found))
    plain = judge(found, task, policy, trees, OWNERS)
    if listing is not None:
        assert list(listing) == found
        assert judge(listing, task, policy, trees, OWNERS) == plain
        if is_clean(listing, CompiledScope(task, policy, OWNERS)):
            assert (plain.violations, plain.doubts, plain.claims) == ((), (), ())


MANY = [b"src/a", b"src/keys/id", b"src/keys/x", b"src/z"]


def many(*paths: bytes) -> list[Change] | FileChanges:
    """New files, as git lists them at once."""
    found = [Change(path, 0, 0o100644, "0" * 40, "1" * 40) for path in sorted(paths)]
    return parse_file_changes(fields(found)) or found


@pytest.mark.parametrize(
    "deny",
    ["src/keys/id", "src/keys/", "src/*/id", "**/id", "**/[i]d", "**/*y?/*", "*/k*/?d", "**"],
)
def test_a_denied_path_among_many_plain_changes_is_a_violation(deny: str) -> None:
    task, policy = remit(FileRules(("src/**",), deny=(deny,))), Policy()
    assert not is_clean(many(*MANY), CompiledScope(task, policy, OWNERS))
    found = judge(many(*MANY), task, policy, FakeTrees(dict.fromkeys(MANY, file())), OWNERS)
    assert ("R103", "src/keys/id") in broken(found)


def test_a_protected_path_among_many_plain_changes_must_be_named_exactly() -> None:
    policy = Policy(protected=("src/keys/id",))
    assert is_clean(
        many(*MANY), CompiledScope(remit(FileRules(("src/", "src/keys/id"))), policy, OWNERS)
    )
    assert not is_clean(many(*MANY), CompiledScope(remit(FileRules(("src/",))), policy, OWNERS))
    found = judge(
        many(*MANY),
        remit(FileRules(("src/",))),
        policy,
        FakeTrees(dict.fromkeys(MANY, file())),
        OWNERS,
    )
    assert broken(found) == [("R601", "src/keys/id")]


def test_as_many_paths_as_the_policy_allows_are_settled_and_one_more_is_not() -> None:
    task, bounds = remit(FileRules(("src/",))), Policy(limits=PolicyLimits(len(MANY)))
    assert is_clean(many(*MANY), CompiledScope(task, bounds, OWNERS))
    assert is_surely_clean([many(*MANY)], task, bounds, OWNERS)
    assert not is_clean(many(*MANY, b"src/zz"), CompiledScope(task, bounds, OWNERS))
    assert not is_surely_clean([many(*MANY, b"src/zz")], task, bounds, OWNERS)


@pytest.mark.parametrize(
    ("policy", "name", "rule"),
    [(Policy(case="fold"), "src/A", "R108"), (Policy(portable_names=True), "src/aux", "R109")],
)
def test_a_policy_about_names_leaves_all_to_a_closer_look(
    policy: Policy, name: str, rule: str
) -> None:
    task, listing = remit(FileRules(("src/",))), many(b"src/a", name.encode())
    found = judge(listing, task, policy, FakeTrees(tree({"src/a": file(), name: file()})), OWNERS)
    assert (rule, name) in broken(found)
    assert not is_surely_clean([listing], task, policy, OWNERS)


@given(st.lists(PATHS, unique=True).map(sorted), PATTERNS, PATTERNS)
def test_all_paths_are_spared_if_none_is_guarded(
    paths: list[bytes], patterns: tuple[str, ...], names: tuple[str, ...]
) -> None:
    guard, named = (
        Restrictions(patterns, fold=False),
        {path for path in paths if path.decode() in names},
    )
    guarded = [path for path in paths if guard.covers(path) and path not in named]
    assert guard.spares(paths, join_paths(paths), named) == (not guarded)


@given(TREES, TREES)
def test_only_regular_files_are_listed_unread(old: Tree, new: Tree) -> None:
    found = changes(old, new)
    regular = all(mode in {0, 0o100644, 0o100755} for change in found for mode in change[1:3])
    assert (parse_file_changes(fields(found)) is not None) == regular


@given(st.lists(PATHS, unique=True))
def test_every_plain_change_within_a_tree_is_settled(paths: list[bytes]) -> None:
    task, policy = remit(FileRules(("**",))), Policy(protected=())
    found = [Change(path, 0, 0o100644, "0" * 40, "1" * 40) for path in sorted(paths)]
    listing = parse_file_changes(fields(found))
    assert listing is not None
    bounds = CompiledScope(task, policy, OWNERS)
    guarded = any(path_hazard(path) or path.startswith(b".remit/") for path in paths)
    assert is_clean(listing, bounds) == (not guarded)


def test_a_path_that_no_system_can_check_out_is_not_settled() -> None:
    for length, expected in ((4096, True), (4097, False)):
        tree: Tree = {b"a/" + b"x" * (length - 2): file()}
        found = parse_file_changes(fields(changes({}, tree)))
        assert found is not None
        bounds = CompiledScope(
            remit(FileRules(write=("a/**",))), Policy(protected=()), OwnerIndex(()).owners
        )
        assert is_clean(found, bounds) is expected


def test_an_order_that_is_not_gits_is_left_to_a_closer_look() -> None:
    found = [Change(path, 0, 0o100644, "0" * 40, "1" * 40) for path in (b"b", b"a")]
    listing = parse_file_changes(fields(found))
    assert listing is not None
    assert not is_clean(listing, CompiledScope(remit(FileRules(("**",))), Policy(), OWNERS))
    assert [change.path for change in listing] == [b"a", b"b"]
    assert listing[:1] == (found[1],)
    assert listing[1] == found[0]


def test_fields_that_are_cut_short_are_not_listed() -> None:
    assert parse_file_changes([b":000000 100644 0 1 A"]) is None
    assert parse_file_changes([b":000000 000000 0 0 U", b"a"]) is None
    nothing = parse_file_changes([])
    assert isinstance(nothing, FileChanges)
    assert len(nothing) == 0


@given(st.lists(PATHS, unique=True).map(sorted), PATTERNS)
def test_all_paths_are_covered_if_each_is(paths: list[bytes], patterns: tuple[str, ...]) -> None:
    index = PathIndex(patterns)
    usual = [path for path in paths if not path_hazard(path)]
    assert index.covers_all(usual) == all(map(index.covers, usual))


@given(st.lists(st.text("a./gitGIT", max_size=8).map(str.encode)))
def test_one_hostile_path_is_found_among_many(paths: list[bytes]) -> None:
    text = b"\0" + b"".join(path + b"\0" for path in paths)
    assert has_hostile_path(text) == any(map(path_hazard, paths))


@given(st.lists(st.tuples(TREES, TREES), max_size=3), FILES, POLICIES)
def test_what_settles_several_sets_settles_each(
    pairs: list[tuple[Tree, Tree]], files: FileRules, policy: Policy
) -> None:
    groups = [changes(old, new) for old, new in pairs]
    listings = [parse_file_changes(fields(found)) or found for found in groups]
    if is_surely_clean(listings, remit(files), policy, OWNERS):
        for found, (old, new) in zip(groups, pairs, strict=True):
            each = judge(found, remit(files), policy, FakeTrees(new, old), OWNERS)
            assert (each.violations, each.doubts) == ((), ())


def test_several_sets_within_the_scope_are_settled() -> None:
    plain = [Change(b"a/b", 0, 0o100644, "0" * 40, "1" * 40)]
    link_there = [Change(b"a/b", 0, 0o120000, "0" * 40, "1" * 40)]
    listing = parse_file_changes(fields(plain))
    assert listing is not None
    for files, groups, expected in (
        (FileRules(("a/",)), [listing, (), listing], True),
        (FileRules(("a/",)), [listing, link_there], False),
        (FileRules(("b/",)), [listing], False),
    ):
        assert is_surely_clean(groups, remit(files), Policy(), OWNERS) == expected
    assert not is_surely_clean([listing], remit(FileRules(("a/",))), Policy(case="fold"), OWNERS)
    assert not is_surely_clean(
        [listing], remit(FileRules(("a/",))), Policy(limits=PolicyLimits(0)), OWNERS
    )
