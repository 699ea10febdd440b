"""`remit claims`: which task holds which path, and giving one up."""

import time
from typing import TYPE_CHECKING

from remit.cli.context import open_context, path_from_root
from remit.cli.output import add_format, print_answer
from remit.coordination.claims import ClaimEnded, Release, decide
from remit.errors import UsageError
from remit.gates.binding import require_no_agent
from remit.gates.claims import (
    describe_holder,
    held_claims,
    read_held,
    refusal_reason,
    release_claims,
    take_claims,
)
from remit.gates.context import load_judgement_context
from remit.judge.permission import find_permission
from remit.paths import quote_path
from remit.report.explanation import permission_sentence
from remit.report.verdict_json import claim_fields, dump_versioned, path_json_fields
from remit.verdict import VIOLATIONS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence

    from remit.cli.context import CliContext
    from remit.coordination.claims import ClaimRefused
    from remit.gates.context import JudgementContext

DESCRIPTION = (
    "List the paths that tasks hold by `claim` in their manifests, with task, time and branch. "
    "Where a branch of a task is checked out, --release gives up that task's own claims only; "
    "elsewhere, those of any task. Exit codes of --take: 0 all are held, 1 none, since another "
    "task holds one."
)


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """What to do with which paths, and how to answer."""
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--take", metavar="PATH", nargs="+", help="hold these for the task of the current branch"
    )
    what.add_argument(
        "--release", metavar="PATH", nargs="+", help="give up the claims at these and below them"
    )
    add_format(parser)


def run(arguments: "argparse.Namespace") -> int:
    """0; 1 where a path could not be taken."""
    here = open_context()
    if arguments.take:
        return _take(here, _paths(here, arguments.take), arguments.format)
    if arguments.release:
        return _release(here, _paths(here, arguments.release), arguments.format)
    return _list(here, arguments.format)


def _paths(here: "CliContext", given: "Iterable[str]") -> tuple[bytes, ...]:
    return tuple(dict.fromkeys(path_from_root(here.repository, path) for path in given))


def _list(here: "CliContext", form: str) -> int:
    now, base = int(time.time()), here.trusted.base.commit
    claims = held_claims(here.repository, here.catalog, base, now)
    if form == "json":
        return print_answer(dump_versioned({"claims": [*map(claim_fields, claims)]}))
    lines = [f"{quote_path(each.path)}: {describe_holder(each)}\n" for each in claims]
    return print_answer("".join(lines) or "no task holds a path\n")


def _take(here: "CliContext", paths: "Sequence[bytes]", form: str) -> int:
    case = _case(here)
    if case.task is None:
        raise UsageError(
            "this branch belongs to no task, so nobody would hold the paths.",
            "take them on a branch of the task",
        )
    scope = here.catalog.scope(case.task)
    for path in paths:
        said = find_permission(path, scope, here.catalog.policy, here.catalog.owners)
        if said.answer != "claim":
            raise UsageError(
                f"nothing was taken: {quote_path(path)} cannot be claimed: "
                f"{permission_sentence(said)}.",
                "`remit explain` with that path says which tasks name it",
            )
    with here.repository as repository:
        refused = take_claims(repository, case, paths, int(time.time()))
    code = VIOLATIONS if refused else 0
    if form == "json":
        taken = [] if refused else [*map(path_json_fields, paths)]
        fields = {"exit_code": code, "taken": taken, "refused": [*map(_refusal_fields, refused)]}
        return print_answer(dump_versioned(fields), code)
    lines = [f"{quote_path(each.path)}: {refusal_reason(each)}\n" for each in refused]
    if refused:
        lines.append("nothing was taken\n")
    return print_answer("".join(lines) or f"{case.task} holds {_listed(paths)}\n", code)


def _case(here: "CliContext") -> "JudgementContext":
    branch = here.repository.branch
    return load_judgement_context(here.repository, here.catalog, here.trusted, None, branch)


def _refusal_fields(refused: "ClaimRefused") -> dict[str, object]:
    return {**path_json_fields(refused.path), "holder": claim_fields(refused.holder)}


def _release(here: "CliContext", paths: "Sequence[bytes]", form: str) -> int:
    task, fold = _case(here).task, here.catalog.policy.case == "fold"
    if task is None:
        require_no_agent("release claims on a branch of no task")
    else:
        _require_own(here, paths, task, fold=fold)
    released = [
        claim for path in paths for claim in release_claims(here.repository, path, task, fold=fold)
    ]
    if form == "json":
        fields = {"exit_code": 0, "released": [*map(claim_fields, released)]}
        return print_answer(dump_versioned(fields))
    lines = [f"released {quote_path(each.path)}: {describe_holder(each)}\n" for each in released]
    return print_answer("".join(lines) or f"nobody holds {_listed(paths)}\n")


def _require_own(here: "CliContext", paths: "Sequence[bytes]", task: str, *, fold: bool) -> None:
    """Raise `UsageError` where another task holds something at `paths` or below."""
    state = read_held(here.repository, fold=fold)
    others = [
        event.claim
        for path in paths
        for event in decide(state, Release(path), 0)
        if isinstance(event, ClaimEnded) and event.claim.task != task
    ]
    if others:
        held = f"{quote_path(others[0].path)}: {describe_holder(others[0])}"
        raise UsageError(
            f"nothing was released: this is a branch of `{task}`, and another task holds {held}.",
            "that task can release it, or a person, where a branch of no task is checked out",
        )


def _listed(paths: "Sequence[bytes]") -> str:
    return ", ".join(quote_path(path) or "the root" for path in paths)
