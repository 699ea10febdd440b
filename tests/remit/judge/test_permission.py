"""What is said about a path agrees with what is judged at it, on every manifest and path."""

import pytest
from fake_trees import FakeTrees, Tree, changes
from hypothesis import given
from hypothesis import strategies as st
from judging import DEFAULT, Entry, file, remit

from remit.judge import judge
from remit.judge.permission import find_permission, find_protection, may_write_below
from remit.manifest.policy import PROTECTED, Policy, PolicyLimits
from remit.manifest.scope import FileRules, Scope
from remit.patterns.matcher import OwnerIndex
from remit.verdict import JudgeFindings

_NAMES = st.sampled_from(["a", "b", "B", "con", "x.", ".git", ".github", ".remit", ".gitmodules"])
PATHS = st.lists(_NAMES, min_size=1, max_size=3).map("/".join).map(str.encode)
PATTERNS = st.lists(
    st.sampled_from(
        [
            "**",
            "a",
            "a/",
            "a/**",
            "*/b",
            "**/b",
            "{a,b}/*",
            "B/**",
            "con",
            "x.",
            ".github/**",
            ".github/a",
            ".remit/a",
            "**/.gitmodules",
            ".gitmodules",
        ]
    ),
    max_size=3,
).map(tuple)
FILES = st.builds(FileRules, *[PATTERNS] * 5)
OWNERS = OwnerIndex([("a/a", "other")]).owners
SCOPES = st.builds(remit, FILES, st.sampled_from(["a/b", "b", "a/*"]))
POLICIES = st.builds(
    Policy,
    case=st.sampled_from(["sensitive", "fold"]),
    portable_names=st.booleans(),
    protected=st.sampled_from([PROTECTED, ("b/",), ()]),
    limits=st.just(PolicyLimits()),  # about the whole, not about a path
)


def judged(
    path: bytes, before: Entry | None, after: Entry, task: Scope, policy: Policy
) -> JudgeFindings:
    base: Tree = {path: before} if before else {}
    result: Tree = {path: after}
    trees = FakeTrees(result, base)
    trees.remember(base)
    return judge(changes(base, result), task, policy, trees, OWNERS)


def rules(found: JudgeFindings) -> set[str]:
    return {violation.rule for violation in found.violations} | {"doubt" for _ in found.doubts}


@given(PATHS, SCOPES, POLICIES)
def test_what_is_said_of_a_path_is_what_is_judged_there(
    path: bytes, task: Scope, policy: Policy
) -> None:
    said = find_permission(path, task, policy, OWNERS)
    added = rules(judged(path, None, file("1\n"), task, policy))
    grown = rules(judged(path, file("1\n"), file("1\n2\n"), task, policy))
    changed = rules(judged(path, file("1\n"), file("2\n"), task, policy))
    name = {"R109"} if said.unportable else set[str]()
    expected: dict[str, tuple[set[str], ...]] = {
        "write": (name, set(), set()),
        "create": (name, {"R104"}, {"R104"}),
        "append": (name, set(), {"R201"}),
        "symbols": ({"doubt"},) * 3,
        "denied": ({"R103"},) * 3,
        "hostile": ({"R107"},) * 3,
        "claim": (name, set(), set()),
        "unclaimable": ({"R102"},) * 3,
        "outside": ({"R102" if OWNERS(path) else "R101"},) * 3,
    }
    if said.answer == "protected":
        assert added == grown == changed
        assert added <= {"R501", "R601", "R602", "R603"}
        assert find_protection(path, policy) == said.pattern
    else:
        assert (added, grown, changed) == expected[said.answer]
    assert said.allows == (not (added and grown and changed))
    assert (said.pattern is None) == (said.answer in {"hostile", "outside"})


@given(PATHS, SCOPES, POLICIES)
def test_what_may_be_written_is_below_each_directory_above(
    path: bytes, task: Scope, policy: Policy
) -> None:
    if find_permission(path, task, policy, OWNERS).allows:
        parts = path.split(b"/")
        assert all(
            may_write_below(b"/".join(parts[:depth]), task, policy) for depth in range(len(parts))
        )


@pytest.mark.parametrize(
    ("deny", "open_below"),
    [([], True), (["src/x/keys/**"], True), (["src/x/"], False), (["src"], False)],
)
def test_a_denied_tree_is_closed_below(deny: list[str], *, open_below: bool) -> None:
    task = remit(FileRules(write=("src/**",), deny=tuple(deny)))
    assert may_write_below(b"src/x", task, DEFAULT) == open_below
    assert not may_write_below(b"docs", task, DEFAULT)


def test_a_tree_that_is_protected_is_only_open_below_for_what_is_named() -> None:
    everything = remit(FileRules(write=("**",)))
    assert may_write_below(b"", everything, DEFAULT)
    assert may_write_below(b"src", everything, DEFAULT)
    assert not may_write_below(b".git", everything, DEFAULT)
    assert not may_write_below(b".github", everything, DEFAULT)
    named = remit(FileRules(write=("**", ".github/workflows/x.yml")))
    assert may_write_below(b".github", named, DEFAULT)
    assert not may_write_below(b".github/other", named, DEFAULT)
    denied = remit(FileRules(write=("**", ".github/x"), deny=(".github/x",)))
    assert not may_write_below(b".github", denied, DEFAULT)
