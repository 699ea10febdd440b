"""Laws of judging, on small random trees, manifests and policies."""

from itertools import product
from random import Random

from fake_trees import FakeTrees, Tree, changes
from hypothesis import given
from hypothesis import strategies as st
from judging import TASK, Entry, file, link, program, remit, submodule

from remit.changes import Change
from remit.judge import judge
from remit.manifest.policy import PROTECTED, Policy, PolicyLimits
from remit.manifest.scope import FileRules, Scope
from remit.patterns.matcher import OwnerIndex, PathIndex
from remit.verdict import JudgeFindings

NAMES = ["a", "b", "B", ".git", ".husky", ".gitattributes", "é"]
PATHS = st.sampled_from(
    ["/".join(parts).encode() for size in (1, 2, 3) for parts in product(NAMES, repeat=size)]
)
TARGETS = st.lists(st.sampled_from(["a", "b", "..", ".", "", ".git"]), max_size=4).map("/".join)
ENTRIES: st.SearchStrategy[Entry] = st.one_of(
    st.sampled_from(["", "1\n", "1\n2\n", "2\n1\n", "\0"]).map(file),
    st.just(program("1\n")),
    TARGETS.map(link),
    st.sampled_from("12").map(submodule),
)
PATTERNS = st.lists(
    st.sampled_from(
        ["**", "a", "a/", "a/*", "a/**", "b/*", "**/b", "*", "a/b", "a/b/a", ".husky/a", "{a,b}/é"]
    ),
    max_size=3,
).map(tuple)
FILES = st.builds(FileRules, *[PATTERNS] * 5)
SCOPES = st.builds(remit, FILES, st.sampled_from(["a/b", "b", "a/*"]))
POLICIES = st.builds(
    Policy,
    case=st.sampled_from(["sensitive", "fold"]),
    portable_names=st.booleans(),
    protected=st.sampled_from([PROTECTED, ("b/",), ()]),
    limits=st.just(PolicyLimits()),  # about the whole, not about a path
)


TREES: st.SearchStrategy[Tree] = st.dictionaries(PATHS, ENTRIES, max_size=6)


class World:
    """The same result seen from a commit before, the base's tip and the fork."""

    def __init__(self, before: Tree, base: Tree, result: Tree) -> None:
        self.changes = changes(before, result)
        self.trees = FakeTrees(result, base)
        self.trees.remember(before)
        self.owners = OwnerIndex([("a/**", "other"), ("**/b", TASK)]).owners

    def judge(self, picked: list[Change], task: Scope, policy: Policy) -> JudgeFindings:
        return judge(picked, task, policy, self.trees, self.owners)


def worlds() -> "st.SearchStrategy[World]":
    return st.builds(_world, TREES, TREES, TREES, st.integers(0, 2))


def _world(before: Tree, base: Tree, edits: Tree, near: int) -> World:
    # the result is drawn near the others, so that some entries are put back and some stay
    return World(before, base, {**({}, before, base)[near], **edits})


@given(worlds(), SCOPES, POLICIES, st.randoms())
def test_the_order_of_the_changes_does_not_matter(
    world: World, task: Scope, policy: Policy, random: Random
) -> None:
    shuffled = list(world.changes)
    random.shuffle(shuffled)
    assert world.judge(shuffled, task, policy) == world.judge(world.changes, task, policy)


@given(worlds(), SCOPES, POLICIES, st.integers(0, 6))
def test_judging_a_union_is_the_union_of_judging_its_parts(
    world: World, task: Scope, policy: Policy, cut: int
) -> None:
    policy = policy._replace(case="sensitive")  # a clash is between two paths
    whole = world.judge(world.changes, task, policy)
    left = world.judge(world.changes[:cut], task, policy)
    right = world.judge(world.changes[cut:], task, policy)
    assert whole.violations == left.violations + right.violations
    assert whole.doubts == left.doubts + right.doubts


@given(worlds(), SCOPES, POLICIES)
def test_every_change_has_at_most_one_finding(world: World, task: Scope, policy: Policy) -> None:
    found = world.judge(world.changes, task, policy)
    paths = [violation.change.path for violation in found.violations if violation.change]
    paths += [doubt.path for doubt in found.doubts]
    assert len(paths) == len(set(paths))
    assert set(paths) <= {change.path for change in world.changes}


@given(worlds(), SCOPES, POLICIES)
def test_what_is_denied_is_a_violation_unless_it_is_put_back(
    world: World, task: Scope, policy: Policy
) -> None:
    found = world.judge(world.changes, task, policy)
    violations = {violation.change.path for violation in found.violations if violation.change}
    deny = PathIndex(task.files.deny)
    since = world.trees.since_base()
    denied = {change.path for change in world.changes if deny.covers(change.path)}
    assert denied & set(since) <= violations


@given(worlds(), SCOPES, POLICIES, PATTERNS)
def test_a_wider_write_list_never_makes_a_violation(
    world: World, task: Scope, policy: Policy, more: tuple[str, ...]
) -> None:
    wider = task._replace(files=task.files._replace(write=task.files.write + more))
    before = world.judge(world.changes, task, policy)
    after = world.judge(world.changes, wider, policy)
    known = {violation.change for violation in before.violations} | {
        change for change in world.changes if change.path in {doubt.path for doubt in before.doubts}
    }
    assert {violation.change for violation in after.violations} <= known


@given(worlds(), SCOPES, POLICIES, PATTERNS)
def test_a_longer_deny_list_never_clears_one(
    world: World, task: Scope, policy: Policy, more: tuple[str, ...]
) -> None:
    narrower = task._replace(files=task.files._replace(deny=task.files.deny + more))
    before = {violation.change for violation in world.judge(world.changes, task, policy).violations}
    after = {
        violation.change for violation in world.judge(world.changes, narrower, policy).violations
    }
    assert before <= after


@given(worlds(), SCOPES, POLICIES)
def test_what_is_put_back_is_never_a_violation_but_for_a_hostile_name(
    world: World, task: Scope, policy: Policy
) -> None:
    since = world.trees.since_base()
    found = world.judge(world.changes, task, policy)
    put_back = [s for s in found.violations if s.change and s.change.path not in since]
    assert {violation.rule for violation in put_back} <= {"R107"}


@given(worlds(), SCOPES, POLICIES)
def test_an_empty_change_is_clean(world: World, task: Scope, policy: Policy) -> None:
    assert world.judge([], task, policy).violations == ()


@given(worlds(), SCOPES, POLICIES)
def test_every_reason_is_a_printable_sentence(world: World, task: Scope, policy: Policy) -> None:
    found = world.judge(world.changes, task, policy)
    reasons = [violation.reason for violation in found.violations] + [
        doubt.reason for doubt in found.doubts
    ]
    assert all(reason.isprintable() and reason.endswith(".") for reason in reasons)


@given(worlds(), SCOPES, POLICIES)
def test_what_needs_a_claim_is_what_is_refused_without_the_claim_list(
    world: World, task: Scope, policy: Policy
) -> None:
    found = world.judge(world.changes, task, policy)
    without = task._replace(files=task.files._replace(claim=()))
    stated = world.judge(world.changes, without, policy)
    refused = {s.change.path: s.rule for s in stated.violations if s.change}
    refused |= {doubt.path: "doubt" for doubt in stated.doubts}
    now = {s.change.path for s in found.violations if s.change}
    now |= {doubt.path for doubt in found.doubts}
    allowed_by_it = {path for path in refused if path not in now}
    # a link may also lead into what can be claimed, without being claimed itself
    links = {path for path in allowed_by_it if refused[path] == "R105"}
    claims = {change.path for change in found.claims}
    assert claims - links == allowed_by_it - links
    assert not any(set(world.owners(path)) - {TASK} for path in claims)


@given(worlds(), SCOPES, POLICIES, PATTERNS)
def test_a_wider_claim_list_never_makes_a_violation(
    world: World, task: Scope, policy: Policy, more: tuple[str, ...]
) -> None:
    wider = task._replace(files=task.files._replace(claim=task.files.claim + more))
    before = world.judge(world.changes, task, policy)
    after = world.judge(world.changes, wider, policy)
    known = {violation.change.path for violation in before.violations if violation.change}
    known |= {doubt.path for doubt in before.doubts}
    assert {violation.change.path for violation in after.violations if violation.change} <= known
