"""`remit explain`: which pattern of which task decides about a path, and where a link leads."""

import os
import time
from typing import TYPE_CHECKING, NamedTuple

from remit.cli.context import open_context, path_from_root, require_readable, worktree_root
from remit.cli.output import add_format, print_answer
from remit.cli.values import TASK
from remit.errors import RemitError
from remit.gates.context import load_judgement_context
from remit.judge.permission import Permission, find_permission, find_protection
from remit.judge.symlinks import SymlinkResolution, SymlinkResolver, symlink_step_budget
from remit.paths import fold_path, path_hazard, quote_path
from remit.report.explanation import permission_fields, permission_sentence
from remit.report.remedies import nearest_patterns
from remit.report.verdict_json import (
    claim_fields,
    dump_versioned,
    manifest_fault_fields,
    path_json_fields,
)

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from remit.cli.context import CliContext
    from remit.coordination.claims import Claim
    from remit.git.repository import Repository

DESCRIPTION = (
    "Say what each task may do with PATH and which of its patterns decides: first the task of the "
    "current branch, then all others that name it. Says where PATH leads if it is a symlink."
)
_SYMLINK = "120000"
_NOWHERE = b"\0"  # a name that no path has
_SILENT = frozenset({"outside", "protected", "hostile"})  # said once, not for every task


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """The path, the task, and how to answer."""
    parser.add_argument("path", metavar="PATH", help="from the current directory; may not exist")
    parser.add_argument(
        "--task", metavar="ID", type=TASK, help="as this task instead of the branch's"
    )
    add_format(parser)


class _Told(NamedTuple):
    """All that is said about one path."""

    path: bytes
    mine: Permission | None
    others: tuple[Permission, ...]
    protected: str | None
    link: SymlinkResolution | None
    unknown: str
    role: str
    """What to add to the name of the task in force, to say why it is that."""
    holder: "Claim | None"


def run(arguments: "argparse.Namespace") -> int:
    """0, since an explanation is no judgement; 2 where a manifest has faults."""
    here = open_context()
    path = path_from_root(here.repository, arguments.path)
    task, unknown = _task(here, arguments.task)
    policy = here.catalog.policy
    owners = here.catalog.owners
    every = [find_permission(path, scope, policy, owners) for scope in here.catalog.scopes()]
    told = _Told(
        path,
        next((each for each in every if each.task == task), None),
        tuple(each for each in every if each.task != task and each.answer not in _SILENT),
        find_protection(path, policy),
        _leads(here.repository, path, fold=policy.case == "fold"),
        unknown,
        "" if arguments.task else ", this branch's task,",
        _holder(here, path) if any(each.answer == "claim" for each in every) else None,
    )
    if arguments.format == "json":
        faults = manifest_fault_fields(here.catalog)
        return print_answer(dump_versioned({**_fields(told), **faults}), 2 if faults else 0)
    code = print_answer("\n".join(_lines(told, here)) + "\n")
    require_readable(here.catalog)
    return code


def _task(here: "CliContext", explicit: str | None) -> tuple[str | None, str]:
    """The task in force, or None and why it is not known."""
    if explicit is not None:
        return here.catalog.scope(explicit).id, ""
    try:
        branch = here.repository.branch
        case = load_judgement_context(here.repository, here.catalog, here.trusted, None, branch)
    except RemitError as error:
        return None, str(error)
    return case.task, "" if case.task else "this branch belongs to no task"


def _holder(here: "CliContext", path: bytes) -> "Claim | None":
    """The claim that a task at work has on the path."""
    from remit.gates.claims import held_claims

    now, base = int(time.time()), here.trusted.base.commit
    held = held_claims(here.repository, here.catalog, base, now)
    return next((claim for claim in held if claim.path == path), None)


def _leads(repository: "Repository", path: bytes, *, fold: bool) -> SymlinkResolution | None:
    """Where a symlink at `path`, or on the way to it, leads; None where there is none."""
    links = _links(repository)
    if not repository.bare:
        whole = os.fsencode(worktree_root(repository)) + b"/" + path
        if os.path.islink(whole):  # noqa: PTH114 - bytes
            links[path] = os.readlink(whole)  # noqa: PTH115 - bytes
    places = {path, *(path[:at] for at, each in enumerate(path) if each == ord("/"))}
    # the path itself as the target of a link at the root: links on the way are followed too
    whole_way = {**links, _NOWHERE: path}
    ways = SymlinkResolver(whole_way, symlink_step_budget(), fold_path if fold else None)
    return ways.follow(_NOWHERE) if any(map(ways.link_at, places)) else None


def _links(repository: "Repository") -> dict[bytes, bytes]:
    """Every symlink in the index and what it holds."""
    with repository:
        listed = repository.run("ls-files", "-s", "-z", *repository.whole())
        objects = repository.objects()
        links: dict[bytes, bytes] = {}
        for entry in listed.split(b"\0"):
            if entry.startswith(_SYMLINK.encode()):
                head, _, path = entry.partition(b"\t")
                links[path] = objects.blob(head.split(b" ")[1].decode("ascii"))
        return links


def _lines(told: _Told, here: "CliContext") -> "Iterator[str]":
    yield quote_path(told.path) or "the root"
    reason = path_hazard(told.path)
    if reason:
        yield f"  no scope can cover it: {reason}"
    if told.protected:
        yield f"  protected by {told.protected}: only a pattern without wildcards covers it"
    yield from _link_lines(told.link)
    if told.mine:
        yield f"  {permission_sentence(told.mine, told.role)}"
        if told.mine.answer == "outside":
            yield (
                "    it may "
                f"{nearest_patterns(told.path, here.catalog.scope(told.mine.task).files)}"
            )
    else:
        yield f"  {told.unknown}"
    if told.holder:
        from remit.gates.claims import describe_holder

        yield f"  held by {describe_holder(told.holder)}"
    for other in told.others:
        yield f"  {permission_sentence(other)}"
    if not told.others:
        yield "  no other task names it" if told.mine else "  no task names it"


def _link_lines(way: SymlinkResolution | None) -> "Iterator[str]":
    if way is None:
        return
    if way.end is None:
        yield f"  through a symlink it leads nowhere in this repository: {way.fault}"
    else:
        yield f"  through a symlink it leads to {quote_path(way.end) if way.end else 'the root'}"


def _fields(told: _Told) -> dict[str, object]:
    way = told.link
    link: object = None
    if way is not None:
        link = {"nowhere": way.fault} if way.end is None else path_json_fields(way.end)
    return {
        **path_json_fields(told.path),
        "protected": told.protected,
        "leads_to": link,
        "task": permission_fields(told.mine) if told.mine else None,
        "unknown": told.unknown or None,
        "others": [*map(permission_fields, told.others)],
        **({"held_by": claim_fields(told.holder)} if told.holder else {}),
    }
