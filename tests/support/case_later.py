"""What the layers after the commit make of the corpus, where their question is not the commit's.

They judge a branch's whole effect on the base, so they may name more than the case does, for what
its earlier commits brought; never less.
"""

from typing import TYPE_CHECKING, NamedTuple

from case_file import all_cases
from case_ground import Prepared, shell

if TYPE_CHECKING:
    from pathlib import Path

    from case_file import Case, Expected
    from case_ground import Ground
    from case_verdict import Said


class Later(NamedTuple):
    """The outcome of a case at each later layer, and why it is not the commit's everywhere."""

    push: str
    server: str
    pull_request: str
    why: str


_BINDING = "the binding of a worktree goes neither to a server nor to CI"
LEFT_OUT = {
    "attacks/binding-on-the-base": "the branch is the base itself",
    "attacks/base-of-a-range-hijacked-by-a-tag": "nothing fetches tags there, so no name has two",
    "attacks/submodule-bump-hidden-by-configuration": "git itself does not commit that",
    "attacks/violation-from-a-linked-worktree": "the commit is made on another branch",
    "innocent/shallow-clone": "git refuses to make a server's first base from it",
    "innocent/broken-manifest-repaired-on-the-base": "the branch is the base itself",
    "innocent/manifest-changed-on-the-base-itself": "the branch is the base itself",
}
DIFFERENT = {
    "attacks/base-that-a-task-names": Later(
        "could_not_check",
        "violations",
        "violations",
        "neither a server nor CI asks the configuration of a clone which branch is the base",
    ),
    "attacks/branch-of-no-task-where-that-is-denied": Later(
        "unassigned",
        "unassigned",
        "unassigned",
        "the policy of the case denies it at the commit alone",
    ),
    "attacks/forged-rebase-on-a-detached-head": Later(
        "violations",
        "violations",
        "violations",
        "the branch at the remote says whose work it is",
    ),
    "attacks/head-outside-the-branches": Later(
        "unassigned",
        "unassigned",
        "unassigned",
        "it is pushed as a branch, which is of no task",
    ),
    "attacks/claim-of-what-another-task-holds": Later(
        "clean",
        "clean",
        "clean",
        "who holds what is known in one repository; later layers keep the area of the claim",
    ),
    "attacks/orphan-history-with-a-changed-file": Later(
        "could_not_check",
        "could_not_check",
        "could_not_check",
        "what has no history in common with the base has no effect on it that git could merge",
    ),
    "attacks/policy-names-another-base": Later(
        "could_not_check",
        "could_not_check",
        "clean",
        "whoever names the base for the check vouches for it, whatever branch it is on",
    ),
    "attacks/violation-on-a-detached-head": Later(
        "violations",
        "violations",
        "violations",
        "the branch at the remote says whose work it is",
    ),
    "attacks/trailer-that-contradicts-the-branch": Later(
        "clean",
        "clean",
        "clean",
        "the branch decides; the trailer counts when the work lands on the base",
    ),
    "attacks/binding-and-a-free-branch": Later("violations", "unassigned", "unassigned", _BINDING),
    "attacks/binding-of-another-task": Later(
        "could_not_check", "violations", "violations", _BINDING
    ),
    "attacks/binding-that-names-nothing": Later("could_not_check", "clean", "clean", _BINDING),
    "attacks/binding-through-a-link": Later(
        "could_not_check", "unassigned", "unassigned", _BINDING
    ),
    "innocent/binding-of-a-free-branch": Later("unassigned", "unassigned", "unassigned", _BINDING),
    "innocent/local-base-ahead-of-the-upstream": Later(
        "clean",
        "violations",
        "violations",
        "the server does not have the wider scope yet that is on the local base",
    ),
    "innocent/merge-of-a-base-that-narrowed-the-scope": Later(
        "violations",
        "violations",
        "violations",
        "the merge is innocent; the work before it is no longer within the scope",
    ),
    "innocent/orphan-branch-with-the-bases-files": Later(
        "could_not_check",
        "could_not_check",
        "could_not_check",
        "what has no history in common with the base has no effect on it that git could merge",
    ),
}

CASES = [
    case
    for case in all_cases()
    if "native" in case.entries and case.start == "standard" and case.name not in LEFT_OUT
]

# what is a range already needs no commit; the rest of them are about how an end is named
RANGES = [
    case
    for case in all_cases()
    if case.check.startswith(("--range main...agent/login/work", "--range main...HEAD"))
    and case.name not in LEFT_OUT
]

_OFF = {
    "GIT_CONFIG_COUNT": "1",
    "GIT_CONFIG_KEY_0": "core.hooksPath",
    "GIT_CONFIG_VALUE_0": "/dev/null",
}
_OF_A_COMMIT = frozenset({"R604", "R605", "R606"})


def committed(case: "Case", ground: "Ground", place: "Path") -> Prepared:
    """The case's repository in `place` with all that it changes committed, past every hook."""
    prepared = ground.prepare(case, "bare", place)
    if case in RANGES:
        return prepared
    done = shell(case.commit, place / "repo" / case.cwd, {**prepared.env, **_OFF})
    assert done.code == 0, done
    return prepared


def expected(case: "Case") -> Later:
    """The outcome at each layer."""
    same = case.outcome
    return DIFFERENT.get(case.name, Later(same, same, same, ""))


def missed(case: "Case", said: "Said") -> "frozenset[Expected]":
    """Violations of the case that a layer should have named and did not."""
    if not said.outcome == case.outcome == "violations":
        return frozenset()
    return frozenset(
        violation
        for violation in case.violations - said.violations
        if violation.rule not in _OF_A_COMMIT
    )
