"""`remit who`: the tasks whose scopes cover a path."""

from typing import TYPE_CHECKING

from remit.cli.context import open_context, path_from_root, require_readable
from remit.cli.output import add_format, print_answer
from remit.judge.permission import find_permission, may_write_below
from remit.paths import quote_path

if TYPE_CHECKING:
    import argparse

DESCRIPTION = (
    "Say which tasks may write each PATH, or something below it, by the manifests on the base. "
    "A path need not exist."
)


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """The paths, and how to answer."""
    parser.add_argument("paths", metavar="PATH", nargs="+", help="from the current directory")
    add_format(parser)


def run(arguments: "argparse.Namespace") -> int:
    """0: whoever owns the paths, this is an answer. 2 where a manifest has faults."""
    here = open_context()
    paths = [path_from_root(here.repository, path) for path in arguments.paths]
    scopes, policy = tuple(here.catalog.scopes()), here.catalog.policy
    said = {path: [find_permission(path, each, policy) for each in scopes] for path in paths}
    owners = {path: tuple(each.task for each in said[path] if each.allows) for path in paths}
    shares = {
        path: tuple(each.task for each in said[path] if each.answer == "symbols") for path in paths
    }
    below = {
        path: tuple(
            each.id
            for each in scopes
            if each.id not in owners[path] and may_write_below(path, each, policy)
        )
        for path in paths
    }
    if arguments.format == "json":
        from remit.report.verdict_json import (
            dump_versioned,
            manifest_fault_fields,
            path_json_fields,
        )

        listed = [
            {
                **path_json_fields(path),
                "tasks": owners[path],
                "below": below[path],
                **({"symbols": shares[path]} if shares[path] else {}),
            }
            for path in paths
        ]
        faults = manifest_fault_fields(here.catalog)
        return print_answer(dump_versioned({"paths": listed, **faults}), 2 if faults else 0)
    code = print_answer(
        "".join(_line(path, owners[path], shares[path], below[path]) for path in paths)
    )
    require_readable(here.catalog)
    return code


def _line(
    path: bytes, tasks: tuple[str, ...], shares: tuple[str, ...], below: tuple[str, ...]
) -> str:
    some = f"; some symbols of it, which is not checked: {', '.join(shares)}" if shares else ""
    further = f"; something below it: {', '.join(below)}" if below else ""
    return f"{quote_path(path)}: {', '.join(tasks) or 'nobody'}{some}{further}\n"
