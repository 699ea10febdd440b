"""`remit who`: the tasks whose remits cover a path."""

from typing import TYPE_CHECKING

from remit.cli.context import at_base, from_root
from remit.cli.output import add_format, answer, answering
from remit.paths import shown

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
    """0: whoever owns the paths, this is an answer."""
    return answering(arguments, lambda: _who(arguments))


def _who(arguments: "argparse.Namespace") -> int:
    here = at_base()
    paths = [from_root(here.repository, path) for path in arguments.paths]
    owners = {path: here.catalog.owners(path) for path in paths}
    below = {path: _others(here.catalog.below(path), owners[path]) for path in paths}
    if arguments.format == "json":
        from remit.report.verdict_json import dumped, path_fields

        listed = [
            {**path_fields(path), "tasks": owners[path], "below": below[path]} for path in paths
        ]
        return answer(dumped({"paths": listed}))
    return answer("".join(_line(path, owners[path], below[path]) for path in paths))


def _others(tasks: tuple[str, ...], known: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(task for task in tasks if task not in known)


def _line(path: bytes, tasks: tuple[str, ...], below: tuple[str, ...]) -> str:
    further = f"; something below it: {', '.join(below)}" if below else ""
    return f"{shown(path)}: {', '.join(tasks) or 'nobody'}{further}\n"
