"""What a task may write near a path, for the reader of a refusal."""

from typing import TYPE_CHECKING, Literal, NamedTuple

from remit.changes import TREE, Change
from remit.paths import shown
from remit.patterns.matcher import PathIndex
from remit.report.context import is_allowed, path_of
from remit.report.git_commands import (
    aborting,
    applying,
    dropping,
    mark,
    merging,
    patch,
    patch_file,
    piped,
    unsaved,
    unstaging_all,
)
from remit.report.manifest_patch import pattern_for, wide_pattern_for
from remit.verdict import Stray

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from remit.manifest.scope import Files
    from remit.report.context import Context
    from remit.verdict import Base, Doubt, Verdict

_MOST = 4


def near(path: bytes, files: "Files") -> str:
    """The patterns that share the longest beginning with `path`, by list; "nothing" without any.

    >>> from remit.manifest.scope import Files
    >>> near(b"src/api/x.py", Files(write=("src/web/**", "docs/**"), append=("CHANGES.md",)))
    'write src/web/**'
    """
    granted = [
        (verb, pattern)
        for verb, patterns in (
            ("write", files.write),
            ("create", files.create),
            ("append to", files.append),
        )
        for pattern in patterns
    ]
    if not granted:
        return "nothing"
    shared = [_shared(path, pattern) for _, pattern in granted]
    nearest = [each for each, depth in zip(granted, shared, strict=True) if depth == max(shared)]
    listed = [f"{verb} {shown(pattern)}" for verb, pattern in nearest[:_MOST]]
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


# The ways out of a refusal: ask for the path, hand the change over, or drop it.
#
# How each is done with git is in `commands`.


Kind = Literal["ask", "hand_over", "drop"]

_NO_REMIT_ALLOWS = frozenset({"R105", "R107", "R108", "R109", "R110", "R501"})
_NOBODY_ELSES = frozenset({"R105", "R108", "R109"})  # the path is this task's own
_MOST_ASKED = 100  # patterns; a person would write fewer that cover more
_PUSHED = {
    "R502": "push it as a branch, and propose it for {base}; a maintainer may push it",
    "R607": "fetch {base}, go on from its tip, and push that",
    "R608": "leave refs/replace/ out of the push",
    "R609": "push it as a branch, and let it land on {base} from there",
}
_EXACTLY = frozenset({"R106", "R601", "R602", "R603"})


class Exit(NamedTuple):
    """One way out: what it is, the commands, and for `ask` what to change in the manifest.

    `there` is the command for whoever gets the patch. `add` are patterns for `write`, `remove` are
    patterns of `deny`, both under `[files]` of the file `manifest` on the branch `on`; they leave
    out `more` strays.
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


def exits(strays: "Sequence[Stray]", verdict: "Verdict", context: "Context") -> tuple[Exit, ...]:
    """The ways out that are open for `strays` together, in the order in which to try them."""
    rest = [stray for stray in strays if stray.rule not in _PUSHED]
    return (*pushed(strays, verdict), *(_of_change(rest, verdict, context) if rest else ()))


def _of_change(
    strays: "Sequence[Stray]", verdict: "Verdict", context: "Context"
) -> tuple[Exit, ...]:
    placed = [stray for stray in strays if stray.change is not None and stray.rule != "R107"]
    if any(stray.rule in {"R605", "R606"} for stray in strays):
        return (_take_a_task(verdict),)
    if any(stray.rule == "R604" for stray in strays):
        return tuple(_without_the_stranger(placed, verdict, context))
    if context.source == "worktree" and context.unborn:
        return (*_ask(placed, verdict, context), Exit("drop", "move it out of the working tree"))
    found = [*_ask(placed, verdict, context), *_hand_over(placed, verdict, context)]
    if any(stray.rule == "R110" for stray in strays) and not placed:
        return (*found, *_in_parts(verdict, context))
    if not placed:
        return (Exit("drop", "make the commit anew: no git checks out a tree with such a path"),)
    return (*found, *_leave_out(placed, verdict, context))


def pushed(strays: "Sequence[Stray]", verdict: "Verdict") -> tuple[Exit, ...]:
    """The ways out of what only a push does: to the base, or to a ref that nobody may write."""
    rules = dict.fromkeys(stray.rule for stray in strays if stray.rule in _PUSHED)
    return tuple(Exit("drop", _PUSHED[rule].format(base=_on(verdict))) for rule in rules)


def doubted(doubt: "Doubt") -> Stray:
    """A doubt in the form of a stray: its ways out are the same."""
    return Stray(Change(doubt.path, TREE, TREE, "", ""), "", doubt.reason)


def base_branch(base: "Base | None") -> str:
    """The short name of the branch behind the base, as people call it."""
    if base is None:
        return "the base"
    if base.ref.startswith("refs/remotes/"):
        return base.ref.removeprefix("refs/remotes/").partition("/")[2]
    return base.ref.removeprefix("refs/heads/")


def _take_a_task(verdict: "Verdict") -> Exit:
    return Exit(
        "ask",
        f"take a branch of a task, or ask a maintainer of {_on(verdict)} to add a manifest for "
        "this branch there (`remit new` writes one to send them)",
    )


def _without_the_stranger(
    placed: "Sequence[Stray]", verdict: "Verdict", context: "Context"
) -> "Iterator[Exit]":
    if context.merging and context.source in {"staged", "worktree"}:
        yield Exit("drop", "leave the merge, and merge only the base", (aborting(context),))
    elif context.source == "commits":
        yield _drop(placed, verdict, context)


def _in_parts(verdict: "Verdict", context: "Context") -> "Iterator[Exit]":
    yield Exit(
        "ask",
        f"ask a maintainer of {_on(verdict)} to raise `changed_paths` under [limits] in "
        ".remit/policy.toml there",
    )
    if context.source == "staged" and not context.merging:
        yield Exit("drop", "unstage everything, then commit it in parts", (unstaging_all(context),))


def _ask(strays: "Sequence[Stray]", verdict: "Verdict", context: "Context") -> "Iterator[Exit]":
    if verdict.task is None:
        return
    every = [stray for stray in strays if stray.rule not in _NO_REMIT_ALLOWS]
    askable = every[:_MOST_ASKED]
    add = tuple(dict.fromkeys(filter(None, (_addition(stray, context) for stray in askable))))
    remove = tuple(dict.fromkeys(p for stray in askable for p in _denials(stray, context)))
    if add or remove:
        where = f".remit/tasks/{verdict.task}.toml"
        neighbours = ", ".join(sorted({task for stray in askable for task in stray.owners}))
        order = f", and to order it and {neighbours} by `after`" if neighbours else ""
        yield Exit(
            "ask",
            f"ask a maintainer of {_on(verdict)} to change [files] in {where} there{order}",
            manifest=where,
            on=_on(verdict),
            add=add,
            remove=remove,
            more=len(every) - len(askable),
        )


def _addition(stray: Stray, context: "Context") -> str | None:
    path = stray.change.path if stray.change else b""
    if stray.rule == "R103" and PathIndex(context.files.write).covers(path):
        return None
    exact = pattern_for(path)
    return exact if exact or stray.rule in _EXACTLY else wide_pattern_for(path)


def _denials(stray: Stray, context: "Context") -> tuple[str, ...]:
    if stray.rule != "R103":
        return ()
    path = stray.change.path if stray.change else b""
    return tuple(deny for deny in context.files.deny if PathIndex([deny]).covers(path))


def _hand_over(
    strays: "Sequence[Stray]", verdict: "Verdict", context: "Context"
) -> "Iterator[Exit]":
    by_owner: dict[tuple[str, ...], list[Stray]] = {}
    together = piped(strays, context)
    for unit in context.units(strays):
        # without these the patch would be empty, or fit nowhere
        fits = [each for each in unit if path_of(each) not in context.unchanged | context.lost]
        if all(map(is_allowed, fits)):
            continue
        if not together and all(is_allowed(each) or each.rule in _NOBODY_ELSES for each in fits):
            continue
        by_owner.setdefault(() if together else _takers(fits, context), []).extend(fits)
    for owners, theirs in by_owner.items():
        file = patch_file(f"{owners[0] if owners else 'patch'}-{mark(theirs)}")
        to = " or ".join(f"`{owner}`" for owner in owners) or f"whoever keeps {_on(verdict)}"
        command = patch(theirs, verdict.base, context)
        yield Exit(
            "hand_over", f"to {to}, as a patch", (f"{command} > {file}",), there=applying(file)
        )


def _takers(unit: "Sequence[Stray]", context: "Context") -> tuple[str, ...]:
    """The tasks that may make every change of `unit`."""
    first, *others = (stray.owners for stray in unit)
    common = [task for task in first if all(task in owners for owners in others)]
    unfit, paths = dict(context.unfit), {path_of(stray) for stray in unit}
    return tuple(task for task in common if paths.isdisjoint(unfit.get(task, ())))


def _leave_out(
    placed: "Sequence[Stray]", verdict: "Verdict", context: "Context"
) -> "Iterator[Exit]":
    """What takes the changes out; those that a merge would take elsewhere need that merge first."""
    elsewhere = [
        stray
        for stray in placed
        if context.source == "range" and stray.change and stray.change.path in context.unchanged
    ]
    here = [stray for stray in placed if stray not in elsewhere]
    if here:
        yield _drop(here, verdict, context)
    if elsewhere:
        says = (
            f"first merge {_on(verdict)}, which has moved the file, and check again: then the "
            "branch has the change where it is refused"
        )
        yield Exit("drop", says, (merging(verdict.base, context),))


def _drop(strays: "Sequence[Stray]", verdict: "Verdict", context: "Context") -> Exit:
    saved = "; what is staged and stands nowhere else goes into a patch first"
    stays = "; its content stays in the working tree"
    says = {
        "staged": f"take it out of the commit{saved if unsaved(strays, context) else stays}",
        "range": f"put back what {_on(verdict)} has, then commit; the change stays in the history",
        "commits": f"redo the commits since {_on(verdict)} as one without it",
        "worktree": "take it out of the working tree, into a stash",
    }
    return Exit("drop", says[context.source], tuple(dropping(strays, verdict.base, context)))


def _on(verdict: "Verdict") -> str:
    return base_branch(verdict.base)
