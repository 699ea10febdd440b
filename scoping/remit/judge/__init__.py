"""The judge: a set of changes against one scope. No git, no clock, no printing.

What a scope covers is compiled in `compiled_scope`; what the trees say is asked through
`TreeEvidence` (`symlinks`), and only where it matters. Nearly all changes are plain and within the
scope: `fast_path` tells so of many at once, `each_change` looks at them one by one (`file_rules`).
"""

from typing import TYPE_CHECKING

from remit.judge.compiled_scope import compile_scope
from remit.judge.fast_path import are_all_clean, is_clean
from remit.verdict import Doubt, JudgeFindings, Violation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from remit.changes import Change
    from remit.manifest.policy import Policy
    from remit.manifest.scope import Scope
    from remit.ports import Owners, Trees


def judge(
    changes: "Sequence[Change]", scope: "Scope", policy: "Policy", trees: "Trees", owners: "Owners"
) -> JudgeFindings:
    """The violations and doubts among `changes`, at most one per path, in the order of their paths.

    A path that stands in the result as it stands on the base is being put back: never a violation,
    unless its very name is hostile. Linear in the changes; whole trees are asked for only by
    symlinks, `create` and a policy that folds case. Raises `GitError` where content is missing.
    """
    bounds = compile_scope(scope, policy, owners)
    violations: tuple[Violation, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    claims: tuple[Change, ...] = ()
    if not is_clean(changes, bounds):
        from remit.judge.each_change import judge_each_change

        violations, doubts, claims = judge_each_change(changes, bounds, trees)
    return JudgeFindings(violations, doubts, tuple(_not_checked(scope)), claims)


def is_surely_clean(
    groups: "Iterable[Sequence[Change]]", scope: "Scope", policy: "Policy", owners: "Owners"
) -> bool:
    """Whether nothing in any set of changes is a violation or a doubt, whatever the trees are.

    Much faster than judging each of them; false says nothing.
    """
    return are_all_clean(groups, compile_scope(scope, policy, owners))


def _not_checked(scope: "Scope") -> "Iterator[str]":
    if scope.symbols:
        yield "[[symbols]]: which symbols of a shared file changed"
    if scope.apis.allow or scope.apis.deny:
        yield "[apis]: which APIs the changed code calls"
    expect = scope.expect
    if expect.files or expect.commands or expect.max_changed_lines is not None:
        yield "[expect]: whether the task delivers what it must"
