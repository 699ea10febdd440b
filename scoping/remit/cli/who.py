"""`remit who`: the tasks whose scopes cover a path, and which one holds it."""

import time
from typing import TYPE_CHECKING, NamedTuple

from remit.cli.context import open_context, path_from_root, require_readable
from remit.cli.output import add_format, print_answer
from remit.judge.permission import find_permission, may_write_below
from remit.paths import quote_path

if TYPE_CHECKING:
    import argparse

    from remit.cli.context import CliContext
    from remit.coordination.claims import Claim
    from remit.manifest.scope import Scope

DESCRIPTION = (
    "Say which tasks may write each PATH, or something below it, by the manifests on the base, "
    "and which task holds it by a claim. A path need not exist."
)


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """The paths, and how to answer."""
    parser.add_argument("paths", metavar="PATH", nargs="+", help="from the current directory")
    add_format(parser)


class _Tasks(NamedTuple):
    """The tasks that may write a path, may claim it, may change some symbols, may write below."""

    path: bytes
    writing: tuple[str, ...]
    claiming: tuple[str, ...]
    sharing: tuple[str, ...]
    below: tuple[str, ...]
    holder: "Claim | None"


def run(arguments: "argparse.Namespace") -> int:
    """0: whoever owns the paths, this is an answer. 2 where a manifest has faults."""
    here = open_context()
    paths = [path_from_root(here.repository, path) for path in arguments.paths]
    scopes = tuple(here.catalog.scopes())
    claims = _claims(here) if any(scope.files.claim for scope in scopes) else {}
    every = [_tasks(path, here, scopes, claims) for path in paths]
    if arguments.format == "json":
        from remit.report.verdict_json import dump_versioned, manifest_fault_fields

        faults = manifest_fault_fields(here.catalog)
        return print_answer(
            dump_versioned({"paths": [*map(_fields, every)], **faults}), 2 if faults else 0
        )
    code = print_answer("".join(map(_line, every)))
    require_readable(here.catalog)
    return code


def _claims(here: "CliContext") -> "dict[bytes, Claim]":
    from remit.gates.claims import held_claims

    now, base = int(time.time()), here.trusted.base.commit
    return {each.path: each for each in held_claims(here.repository, here.catalog, base, now)}


def _tasks(
    path: bytes, here: "CliContext", scopes: "tuple[Scope, ...]", claims: "dict[bytes, Claim]"
) -> _Tasks:
    policy, owners = here.catalog.policy, here.catalog.owners
    said = [find_permission(path, scope, policy, owners) for scope in scopes]
    writing = tuple(each.task for each in said if each.allows and each.answer != "claim")
    claiming = tuple(each.task for each in said if each.answer == "claim")
    sharing = tuple(each.task for each in said if each.answer == "symbols")
    below = tuple(
        scope.id
        for scope in scopes
        if scope.id not in (*writing, *claiming) and may_write_below(path, scope, policy)
    )
    return _Tasks(path, writing, claiming, sharing, below, claims.get(path))


def _fields(tasks: _Tasks) -> dict[str, object]:
    from remit.report.verdict_json import claim_fields, path_json_fields

    return {
        **path_json_fields(tasks.path),
        "tasks": tasks.writing,
        "below": tasks.below,
        **({"symbols": tasks.sharing} if tasks.sharing else {}),
        **({"claim": tasks.claiming} if tasks.claiming else {}),
        **({"held_by": claim_fields(tasks.holder)} if tasks.holder else {}),
    }


def _line(tasks: _Tasks) -> str:
    said = [", ".join(tasks.writing) or "nobody"]
    if tasks.claiming:
        claims = f"may claim it: {', '.join(tasks.claiming)}"
        said = [*said, claims] if tasks.writing else [claims]
    if tasks.holder:
        from remit.gates.claims import describe_holder

        said.append(f"held by {describe_holder(tasks.holder)}")
    if tasks.sharing:
        said.append(f"some symbols of it, which is not checked: {', '.join(tasks.sharing)}")
    if tasks.below:
        said.append(f"something below it: {', '.join(tasks.below)}")
    return f"{quote_path(tasks.path)}: {'; '.join(said)}\n"
