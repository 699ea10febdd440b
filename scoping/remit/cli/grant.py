"""`remit grant`: a person gives a task what it asked for."""

from typing import TYPE_CHECKING

from remit.cli.output import add_format, print_answer
from remit.cli.values import REQUEST, seconds_of
from remit.errors import UsageError
from remit.gates.access_requests import find_access_request
from remit.gates.grant import (
    find_grant_target,
    grant_locally,
    grant_on_base,
    require_granter,
    require_person,
)
from remit.git.repository import Repository
from remit.paths import quote_path
from remit.report.access_requests import request_fields
from remit.report.git_commands import shell_word
from remit.report.verdict_json import dump_versioned
from remit.system.clock import utc_minute
from remit.text_safety import count_noun, escape_unsafe

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from remit.gates.grant import Granted

DESCRIPTION = (
    "Let a task write the paths of its request: a commit on the base branch adds them to `write` "
    "in its manifest. With --for, they are only allowed in this clone and for that long; a push, a "
    "server and a pull request do not honour that. Only for a person, at a terminal, outside of "
    "the task's workspace."
)
_LONGEST = 7 * 24 * 3600


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """The request, and for how long."""
    parser.add_argument("request", metavar="REQUEST", type=REQUEST, help="its id")
    parser.add_argument(
        "--for",
        dest="seconds",
        metavar="TIME",
        type=seconds_of,
        help="only here, and for so long: 30m, 2h, 1d; at most 7d",
    )
    parser.add_argument(
        "--allow-overlap",
        action="store_true",
        help="even if another task may write one of the paths at the same time",
    )
    add_format(parser)


def run(arguments: "argparse.Namespace") -> int:
    """0 when it is granted; 2, and nothing changed, where it cannot be."""
    if arguments.seconds is not None and not 0 < arguments.seconds <= _LONGEST:
        raise UsageError(
            "a local grant lasts 7 days at most, and not 0.",
            "say for how long: --for 2h; or grant it on the base: without --for",
        )
    repository = Repository.discover()
    require_person(repository, "grant access")
    request = find_access_request(repository.common_dir, arguments.request)
    target = find_grant_target(repository)
    person = require_granter(repository, target)
    if arguments.seconds is None:
        granted = grant_on_base(
            repository, target, request, person, overlapping=arguments.allow_overlap
        )
    else:
        granted = grant_locally(
            repository,
            target,
            request,
            person,
            arguments.seconds,
            overlapping=arguments.allow_overlap,
        )
    if arguments.format == "json":
        return print_answer(dump_versioned(_fields(granted)))
    return print_answer("".join(f"{line}\n" for line in _lines(repository, granted)))


def _fields(granted: "Granted") -> dict[str, object]:
    return {
        "exit_code": 0,
        "request": request_fields(granted.request),
        "added": granted.patterns,
        "branch": granted.branch,
        "commit": granted.commit or None,
        "overlaps": [each.what for each in granted.overlaps],
    }


def _lines(repository: Repository, granted: "Granted") -> "Iterator[str]":
    request = granted.request
    if not granted.patterns:
        yield f"{request.task} may write all of it already, so no manifest was changed"
        return
    paths = [quote_path(path) for path in request.paths]
    more = f" and {count_noun(len(paths) - 1, 'more path')}" if len(paths) > 1 else ""
    yield f"granted {request.id}: {request.task} may change {paths[0]}{more}"
    for found in granted.overlaps:
        yield f"overlap: {escape_unsafe(found.what)}"
    if request.until:
        yield (
            f"in this clone until {utc_minute(request.until)}; a push, a server and a pull request "
            "do not honour it"
        )
        return
    branch = quote_path(granted.branch)
    yield f"{branch} is now at {granted.commit[:10]}, and its worktrees follow it at once"
    upstream = "".join(
        repository.refs("--format=%(upstream:remotename)", f"refs/heads/{granted.branch}")
    )
    if upstream:
        yield f"for other clones: git push {shell_word(upstream)} {shell_word(granted.branch)}"
