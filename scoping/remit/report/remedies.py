"""What a task may write near a path, for the reader of a refusal."""

# See decision 0060.

from typing import TYPE_CHECKING, Literal, NamedTuple

from remit.changes import TREE, Change
from remit.paths import quote_path
from remit.patterns.matcher import PathIndex
from remit.patterns.path_pattern import covering_pattern, exact_pattern
from remit.report.context import is_allowed_move_end, violation_path
from remit.report.git_commands import (
    abort_merge_command,
    apply_command,
    change_fingerprint,
    drop_commands,
    find_unsaved,
    merge_base_command,
    needs_pipe,
    patch_command,
    patch_file_word,
    request_command,
    unstage_all_command,
)
from remit.verdict import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from remit.manifest.scope import FileRules
    from remit.report.context import ReportContext
    from remit.verdict import Doubt, Verdict, VerdictBase

_MOST = 4


def nearest_patterns(path: bytes, files: "FileRules") -> str:
    """The patterns that share the longest beginning with `path`, by list; "nothing" without any.

    >>> from remit.manifest.scope import FileRules
    >>> nearest_patterns(b"src/api/x.py", FileRules(write=("src/web/**", "docs/**"),
    ...     append=("CHANGES.md",)))
    'write src/web/**'
    """
    granted = [
        (verb, pattern)
        for verb, patterns in (
            ("write", files.write),
            ("create", files.create),
            ("append to", files.append),
            ("claim", files.claim),
        )
        for pattern in patterns
    ]
    if not granted:
        return "nothing"
    shared = [_shared(path, pattern) for _, pattern in granted]
    nearest = [each for each, depth in zip(granted, shared, strict=True) if depth == max(shared)]
    listed = [f"{verb} {quote_path(pattern)}" for verb, pattern in nearest[:_MOST]]
    more = len(granted) - len(listed)
    return ", ".join(listed) + (
        f" (of {len(granted)} patterns)" if more and len(listed) == _MOST else ""
    )


def _shared(path: bytes, pattern: str) -> int:
    """How many whole segments `pattern` and `path` have in common from the root."""
    raw = pattern.encode("utf-8", "surrogateescape").split(b"/")
    depth = 0
    for left, right in zip(path.split(b"/"), raw, strict=False):
        if left != right:
            break
        depth += 1
    return depth


# The fixes of a refusal: request access, send the change to its owner, or take it out.
#
# How each is done with git is in `git_commands`.


Kind = Literal["request_access", "wait", "send_to_owner", "unstage", "undo"]

_NO_SCOPE_ALLOWS = frozenset({"R105", "R107", "R108", "R109", "R110", "R501", "R701"})
_NOBODY_ELSES = frozenset({"R105", "R108", "R109"})  # the path is this task's own
_MOST_ASKED = 100  # patterns; a person would write fewer that cover more
_PUSHED = {
    "R502": "push it as a branch, and propose it for {base}; a maintainer may push it",
    "R607": "fetch {base}, go on from its tip, and push that",
    "R608": "leave refs/replace/ out of the push",
    "R609": "push it as a branch, and let it land on {base} from there",
}
_NEVER_REQUESTED = frozenset({"R103", "R701"})  # `deny` wins, and a claim is released
_EXACTLY = frozenset({"R106", "R601", "R602", "R603"})


class Remedy(NamedTuple):
    """One fix: what it is, the commands, and for `request_access` what to change in the manifest.

    `there` is the command for whoever gets the patch. `add` are patterns for `write`, `remove` are
    patterns of `deny`, both under `[files]` of the file `manifest` on the branch `on`; they leave
    out `more` violations.
    """

    kind: Kind
    says: str
    commands: tuple[str, ...] = ()
    there: str = ""
    manifest: str = ""
    on: str = ""
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    more: int = 0


def remedies(
    violations: "Sequence[Violation]", verdict: "Verdict", context: "ReportContext"
) -> tuple[Remedy, ...]:
    """The fixes that are open for `violations` together, in the order in which to try them."""
    rest = [violation for violation in violations if violation.rule not in _PUSHED]
    return (
        *push_remedies(violations, verdict),
        *(_of_change(rest, verdict, context) if rest else ()),
    )


def _of_change(
    violations: "Sequence[Violation]", verdict: "Verdict", context: "ReportContext"
) -> tuple[Remedy, ...]:
    placed = [
        violation
        for violation in violations
        if violation.change is not None and violation.rule != "R107"
    ]
    if any(violation.rule in {"R605", "R606"} for violation in violations):
        return (_take_a_task(verdict),)
    if any(violation.rule == "R604" for violation in violations):
        return tuple(_without_the_stranger(placed, verdict, context))
    if context.source == "worktree" and context.unborn:
        return (*_ask(placed, verdict, context), Remedy("undo", "move it out of the working tree"))
    found = [
        *_ask(placed, verdict, context),
        *_wait(placed),
        *_hand_over(placed, verdict, context),
    ]
    if any(violation.rule == "R110" for violation in violations) and not placed:
        return (*found, *_in_parts(verdict, context))
    if not placed:
        return (Remedy("undo", "make the commit anew: no git checks out a tree with such a path"),)
    return (*found, *_leave_out(placed, verdict, context))


def push_remedies(violations: "Sequence[Violation]", verdict: "Verdict") -> tuple[Remedy, ...]:
    """The fixes of what only a push does: to the base, or to a ref that nobody may write."""
    rules = dict.fromkeys(violation.rule for violation in violations if violation.rule in _PUSHED)
    return tuple(Remedy("undo", _PUSHED[rule].format(base=_on(verdict))) for rule in rules)


def doubt_as_violation(doubt: "Doubt") -> Violation:
    """A doubt in the form of a violation: its fixes are the same."""
    return Violation(Change(doubt.path, TREE, TREE, "", ""), "", doubt.reason)


def base_branch_name(base: "VerdictBase | None") -> str:
    """The short name of the branch behind the base, as people call it."""
    if base is None:
        return "the base"
    if base.ref.startswith("refs/remotes/"):
        return base.ref.removeprefix("refs/remotes/").partition("/")[2]
    return base.ref.removeprefix("refs/heads/")


def _take_a_task(verdict: "Verdict") -> Remedy:
    return Remedy(
        "request_access",
        f"take a branch of a task, or ask a maintainer of {_on(verdict)} to add a manifest for "
        "this branch there (`remit new` writes one to send them)",
    )


def _without_the_stranger(
    placed: "Sequence[Violation]", verdict: "Verdict", context: "ReportContext"
) -> "Iterator[Remedy]":
    if context.merging and context.source in {"staged", "worktree"}:
        yield Remedy(
            "undo", "leave the merge, and merge only the base", (abort_merge_command(context),)
        )
    elif context.source == "commits":
        yield _drop(placed, verdict, context)


def _in_parts(verdict: "Verdict", context: "ReportContext") -> "Iterator[Remedy]":
    yield Remedy(
        "request_access",
        f"ask a maintainer of {_on(verdict)} to raise `changed_paths` under [limits] in "
        ".remit/policy.toml there",
    )
    if context.source == "staged" and not context.merging:
        yield Remedy(
            "unstage",
            "unstage everything, then commit it in parts",
            (unstage_all_command(context),),
        )


def _ask(
    violations: "Sequence[Violation]", verdict: "Verdict", context: "ReportContext"
) -> "Iterator[Remedy]":
    if verdict.task is None:
        return
    every = [violation for violation in violations if violation.rule not in _NO_SCOPE_ALLOWS]
    askable = every[:_MOST_ASKED]
    add = tuple(
        dict.fromkeys(filter(None, (_addition(violation, context) for violation in askable)))
    )
    remove = tuple(dict.fromkeys(p for violation in askable for p in _denials(violation, context)))
    if add or remove:
        where = f".remit/tasks/{verdict.task}.toml"
        neighbours = ", ".join(sorted({task for violation in askable for task in violation.owners}))
        order = f", and to order it and {neighbours} by `after`" if neighbours else ""
        became, commands = _requested(every, context)
        yield Remedy(
            "request_access",
            f"ask a maintainer of {_on(verdict)} to change [files] in {where} there{order}{became}",
            commands,
            manifest=where,
            on=_on(verdict),
            add=add,
            remove=remove,
            more=len(every) - len(askable),
        )


def _wait(violations: "Sequence[Violation]") -> "Iterator[Remedy]":
    held = [violation for violation in violations if violation.rule == "R701"]
    holders = sorted({task for violation in held for task in violation.owners})
    if holders:
        whose = " and ".join(f"`{task}`" for task in holders)
        yield Remedy(
            "wait",
            f"until the work of {whose} there has landed, or ask them to release it; these are held",
            ("remit claims",),
        )


def _requested(
    violations: "Sequence[Violation]", context: "ReportContext"
) -> tuple[str, tuple[str, ...]]:
    """What became of a request for all of it, as the end of a sentence, and the command to go on.

    No command where no request could give it, or not from here: requests are kept beside the
    repository, so whoever looks at a range elsewhere could not answer.
    """
    paths = list(dict.fromkeys(map(violation_path, violations)))
    refused = any(each.rule in _NEVER_REQUESTED for each in violations)
    if context.source not in {"staged", "worktree"} or len(paths) > _MOST_ASKED or refused:
        return "", ()
    if not all(map(exact_pattern, paths)):
        return "", ()
    wanted = tuple(sorted(paths))
    for known in context.requests:
        if known.paths == wanted and known.state == "open":
            return "; that was asked for", (f"remit requests --wait {known.id}",)
        if known.paths == wanted and known.state == "refused":
            why = f": {known.answer}" if known.answer else ""
            return f"; {known.answered_by} refused that before{why}", ()
    return "", (request_command(paths, context),)


def _addition(violation: Violation, context: "ReportContext") -> str | None:
    path = violation.change.path if violation.change else b""
    if violation.rule == "R103" and PathIndex(context.files.write).covers(path):
        return None
    exact = exact_pattern(path)
    return exact if exact or violation.rule in _EXACTLY else covering_pattern(path)


def _denials(violation: Violation, context: "ReportContext") -> tuple[str, ...]:
    if violation.rule != "R103":
        return ()
    path = violation.change.path if violation.change else b""
    return tuple(deny for deny in context.files.deny if PathIndex([deny]).covers(path))


def _hand_over(
    violations: "Sequence[Violation]", verdict: "Verdict", context: "ReportContext"
) -> "Iterator[Remedy]":
    by_owner: dict[tuple[str, ...], list[Violation]] = {}
    together = needs_pipe(violations, context)
    for unit in context.units(violations):
        # without these the patch would be empty, or fit nowhere
        fits = [
            each for each in unit if violation_path(each) not in context.unchanged | context.lost
        ]
        if all(map(is_allowed_move_end, fits)):
            continue
        if not together and all(
            is_allowed_move_end(each) or each.rule in _NOBODY_ELSES for each in fits
        ):
            continue
        by_owner.setdefault(() if together else _takers(fits, context), []).extend(fits)
    for owners, theirs in by_owner.items():
        file = patch_file_word(f"{owners[0] if owners else 'patch'}-{change_fingerprint(theirs)}")
        to = " or ".join(f"`{owner}`" for owner in owners) or f"whoever keeps {_on(verdict)}"
        command = patch_command(theirs, verdict.base, context)
        yield Remedy(
            "send_to_owner",
            f"{to}, as a patch",
            (f"{command} > {file}",),
            there=apply_command(file),
        )


def _takers(unit: "Sequence[Violation]", context: "ReportContext") -> tuple[str, ...]:
    """The tasks that may make every change of `unit`."""
    first, *others = (violation.owners for violation in unit)
    common = [task for task in first if all(task in owners for owners in others)]
    unfit, paths = dict(context.unfit), {violation_path(violation) for violation in unit}
    return tuple(task for task in common if paths.isdisjoint(unfit.get(task, ())))


def _leave_out(
    placed: "Sequence[Violation]", verdict: "Verdict", context: "ReportContext"
) -> "Iterator[Remedy]":
    """What takes the changes out; those that a merge would take elsewhere need that merge first."""
    elsewhere = [
        violation
        for violation in placed
        if context.source == "range"
        and violation.change
        and violation.change.path in context.unchanged
    ]
    here = [violation for violation in placed if violation not in elsewhere]
    if here:
        yield _drop(here, verdict, context)
    if elsewhere:
        says = (
            f"first merge {_on(verdict)}, which has moved the file, and check again: then the "
            "branch has the change where it is refused"
        )
        yield Remedy("undo", says, (merge_base_command(verdict.base, context),))


def _drop(
    violations: "Sequence[Violation]", verdict: "Verdict", context: "ReportContext"
) -> Remedy:
    saved = "; what is staged and stands nowhere else goes into a patch first"
    stays = "; its content stays in the working tree"
    says = {
        "staged": "take it out of the commit"
        + (saved if find_unsaved(violations, context) else stays),
        "range": f"put back what {_on(verdict)} has, then commit; the change stays in the history",
        "commits": f"redo the commits since {_on(verdict)} as one without it",
        "worktree": "take it out of the working tree, into a stash",
    }
    kind: Kind = "unstage" if context.source == "staged" else "undo"
    return Remedy(
        kind, says[context.source], tuple(drop_commands(violations, verdict.base, context))
    )


def _on(verdict: "Verdict") -> str:
    return base_branch_name(verdict.base)
