"""The ways out of a refusal: ask for the path, hand the change over, or drop it.

Every command works when it is pasted into a POSIX shell at the root of the working tree; the tests
run each of them. None of them loses content.
"""

from typing import TYPE_CHECKING, Literal, NamedTuple

from remit.changes import ABSENT, TREE, Change
from remit.patterns.index import PathIndex
from remit.report.proposal import pattern_for, wide_pattern_for
from remit.report.shell import pathspecs, word
from remit.verdict import Stray

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from remit.report.context import Context
    from remit.verdict import Base, Doubt, Verdict

Kind = Literal["ask", "hand_over", "drop"]

_NO_REMIT_ALLOWS = frozenset({"R105", "R107", "R108", "R109", "R110", "R501"})
_EXACTLY = frozenset({"R106", "R601", "R602", "R603"})
_LONGEST_COMMAND = 2000  # characters; beyond that the paths are piped instead of listed


class Exit(NamedTuple):
    """One way out: what it is, the commands, and for `ask` what to change in the manifest.

    `there` is the command for whoever gets the patch. `add` are patterns for `write`, `remove` are
    patterns of `deny`, both under `[files]` of the file `manifest` on the branch `on`.
    """

    kind: Kind
    says: str
    commands: tuple[str, ...] = ()
    there: str = ""
    manifest: str = ""
    on: str = ""
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


def exits(strays: "Sequence[Stray]", verdict: "Verdict", context: "Context") -> tuple[Exit, ...]:
    """The ways out that are open for `strays` together, in the order in which to try them."""
    placed = [stray for stray in strays if stray.change is not None and stray.rule != "R107"]
    if any(stray.rule in {"R605", "R606"} for stray in strays):
        return (_take_a_task(verdict),)
    if any(stray.rule == "R604" for stray in strays):
        return tuple(_abort(context))
    if context.source == "worktree" and context.unborn:
        return (*_ask(placed, verdict, context), Exit("drop", "move it out of the working tree"))
    found = [*_ask(placed, verdict, context), *_hand_over(placed, verdict, context)]
    if any(stray.rule == "R110" for stray in strays) and not placed:
        return (*found, *_in_parts(context))
    if not placed:
        return (Exit("drop", "make the commit anew: no git checks out a tree with such a path"),)
    return (*found, *_drop(placed, verdict, context))


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
        "take a branch of a task, or give this branch one: write a manifest (`remit new`) and "
        f"commit it on {_on(verdict)}",
    )


def _abort(context: "Context") -> "Iterator[Exit]":
    if context.source == "staged" and context.merging:
        yield Exit("drop", "leave the merge, and merge only the base", ("git merge --abort",))


def _in_parts(context: "Context") -> "Iterator[Exit]":
    if context.source == "staged" and not context.merging:
        yield Exit("drop", "unstage everything, then commit it in parts", ("git reset --quiet",))


def _ask(strays: "Sequence[Stray]", verdict: "Verdict", context: "Context") -> "Iterator[Exit]":
    if verdict.task is None:
        return
    askable = [stray for stray in strays if stray.rule not in _NO_REMIT_ALLOWS]
    add = tuple(dict.fromkeys(filter(None, (_addition(stray, context) for stray in askable))))
    remove = tuple(dict.fromkeys(p for stray in askable for p in _denials(stray, context)))
    if add or remove:
        where = f".remit/tasks/{verdict.task}.toml"
        neighbours = ", ".join(sorted({task for stray in askable for task in stray.owners}))
        order = f", and order it and {neighbours} by `after`" if neighbours else ""
        yield Exit(
            "ask",
            f"change [files] in {where} on {_on(verdict)}{order}",
            manifest=where,
            on=_on(verdict),
            add=add,
            remove=remove,
        )


def _addition(stray: Stray, context: "Context") -> str | None:
    path = _path(stray)
    if stray.rule == "R103" and PathIndex(context.files.write).covers(path):
        return None
    exact = pattern_for(path)
    return exact if exact or stray.rule in _EXACTLY else wide_pattern_for(path)


def _denials(stray: Stray, context: "Context") -> tuple[str, ...]:
    if stray.rule != "R103":
        return ()
    path = _path(stray)
    return tuple(deny for deny in context.files.deny if PathIndex([deny]).covers(path))


def _hand_over(
    strays: "Sequence[Stray]", verdict: "Verdict", context: "Context"
) -> "Iterator[Exit]":
    by_owner: dict[tuple[str, ...], list[Stray]] = {}
    together = _piped(strays, context)
    for stray in strays:
        by_owner.setdefault(() if together else stray.owners, []).append(stray)
    for owners, theirs in by_owner.items():
        name = f"remit-{owners[0] if owners else 'patch'}-{_mark(theirs)}.patch"
        file = f'"$(git rev-parse --git-common-dir)/{name}"'
        to = " or ".join(f"`{owner}`" for owner in owners) or f"whoever keeps {_on(verdict)}"
        command = _patch(theirs, verdict, context)
        yield Exit(
            "hand_over",
            f"to {to}, as a patch",
            (f"{command} > {file}",),
            there=f"git apply --3way {file}",
        )


def _patch(strays: "Sequence[Stray]", verdict: "Verdict", context: "Context") -> str:
    """The command that writes the changes as a patch that fits where their owner works.

    Plumbing: no configuration of the user changes what it writes. New files of a working tree are
    in no index, so theirs goes through an index of its own.
    """
    if context.source != "worktree":
        return _over(strays, _difference(verdict, context), context)
    scratch = 'GIT_INDEX_FILE="$(git rev-parse --absolute-git-dir)/remit-scratch"'
    steps = (
        "git read-tree HEAD",
        'git add -A -- "$@"',
        'git diff-index --cached --binary HEAD -- "$@"',
        'rm "$GIT_INDEX_FILE"',
    )
    return _over(strays, f"{scratch} sh -c {word(' && '.join(steps))} sh", context)


def _difference(verdict: "Verdict", context: "Context") -> str:
    base = _commit(verdict.base)
    if context.source != "staged":
        return f"git diff-tree -r --binary --merge-base {base} {word(context.head)} --"
    if context.merging:
        return f"git diff-index --cached --binary {base} --"
    if context.partial:  # what git took from the working tree for this commit is not in the index
        return "git diff-index --binary HEAD --"
    start = '"$(git hash-object -t tree /dev/null)"' if context.unborn else "HEAD"
    return f"git diff-index --cached --binary {start} --"


def _drop(strays: "Sequence[Stray]", verdict: "Verdict", context: "Context") -> "Iterator[Exit]":
    base = _commit(verdict.base)
    if context.source == "worktree":
        yield from _drop_from_worktree(strays, context)
        return
    if context.source != "staged":
        says = f"put back what {_on(verdict)} has, then commit; the change stays in the history"
        command = f"{_there(context)}git restore --source={base} --staged --worktree --"
        if context.source == "commits":
            says = f"redo the commits since {_on(verdict)} as one without it"
            command = (
                f'{_there(context)}git reset --soft "$(git merge-base {base} HEAD)" && '
                f"git restore --source={base} --staged --worktree --"
            )
    else:
        says = "take it out of the commit; its content stays in the working tree"
        command = _unstaging(base, context)
    yield Exit("drop", says, (_over(strays, command, context),))


def _there(context: "Context") -> str:
    """The command that checks the judged branch out, where another one is."""
    return f"git switch {word(context.elsewhere)} && " if context.elsewhere else ""


def _unstaging(base: str, context: "Context") -> str:
    """In a merge HEAD may lack what the base brings; the base's own entry is always allowed."""
    if context.merging:
        return f"git restore --source={base} --staged --"
    return "git rm --cached --force --quiet --" if context.unborn else "git restore --staged --"


def _drop_from_worktree(strays: "Sequence[Stray]", context: "Context") -> "Iterator[Exit]":
    """A deletion has no content to keep, and `git stash push` cannot name a path that is gone."""
    gone = [stray for stray in strays if stray.change and stray.change.new_mode == ABSENT]
    kept = [stray for stray in strays if stray not in gone]
    commands = (
        _over(kept, "git stash push --include-untracked --quiet --", context) if kept else "",
        _over(gone, "git restore --source=HEAD --staged --worktree --", context) if gone else "",
    )
    yield Exit(
        "drop", "take it out of the working tree, into a stash", tuple(filter(None, commands))
    )


def _over(strays: "Sequence[Stray]", command: str, context: "Context") -> str:
    """`command` for the paths of `strays`: listed, or piped where the line would grow too long."""
    if _piped(strays, context):
        literal = command.replace("git ", "git --literal-pathspecs ", 1)
        return f"{context.again} --format paths | xargs -0 {literal}"
    before, words = pathspecs(_topmost([_path(stray) for stray in strays]))
    return f"{before}{command} {words}"


def _piped(strays: "Sequence[Stray]", context: "Context") -> bool:
    """Whether the paths are too many to list; the pipe gives all of them, so only all at once."""
    if context.source not in {"staged", "range"} or context.partial or context.elsewhere:
        return False
    return sum(len(_path(stray)) + 1 for stray in strays) > _LONGEST_COMMAND


def _topmost(paths: "Sequence[bytes]") -> list[bytes]:
    """`paths` without those below another one: a file took a directory's place, or the reverse.

    The upper path stands for both, and git refuses a path that the upper one has settled already.
    """
    known = set(paths)
    return [path for path in paths if known.isdisjoint(_above(path))]


def _above(path: bytes) -> "Iterator[bytes]":
    while b"/" in path:
        path = path.rpartition(b"/")[0]
        yield path


def _path(stray: Stray) -> bytes:
    return stray.change.path if stray.change else b""


def _on(verdict: "Verdict") -> str:
    return base_branch(verdict.base)


def _commit(base: "Base | None") -> str:
    """The base for git: by its full name where it has one, which says more than an object id."""
    if base is None:
        return "HEAD"
    return word(base.ref) if base.ref.startswith("refs/") else base.commit


def _mark(strays: "Sequence[Stray]") -> str:
    """Eight digits that differ between changes, so that one patch never overwrites another."""
    from binascii import crc32

    return f"{crc32(repr([stray.change for stray in strays]).encode()):08x}"
