"""`remit requests`: what tasks have asked for, and what became of it; or wait for one answer."""

import time
from typing import TYPE_CHECKING

from remit.cli.output import add_format, print_answer
from remit.cli.values import REQUEST, TASK, seconds_of
from remit.gates.access_requests import find_access_request, list_access_requests
from remit.git.repository import Repository
from remit.report.access_requests import describe_request, request_fields
from remit.report.verdict_json import dump_versioned
from remit.system.clock import monotonic_now
from remit.verdict import CLEAN, UNDECIDED, VIOLATIONS

if TYPE_CHECKING:
    import argparse

    from remit.gates.access_requests import AccessRequest

DESCRIPTION = (
    "List the requests that wait for an answer, in this clone and all its worktrees. With --wait, "
    "return when a person has answered: exit code 0 granted, 1 refused, 2 no answer in time."
)
_PAUSE = 0.5
_CODES = {"granted": CLEAN, "refused": VIOLATIONS, "open": UNDECIDED}


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """Which requests, or the one to wait for."""
    parser.add_argument("--task", metavar="ID", type=TASK, help="only those of this task")
    parser.add_argument("--all", action="store_true", help="also those that were answered")
    parser.add_argument("--wait", metavar="REQUEST", type=REQUEST, help="wait for its answer")
    parser.add_argument(
        "--timeout",
        metavar="TIME",
        type=seconds_of,
        default=600,
        help="how long to wait, such as 30s, 10m, 2h (default: 10m)",
    )
    add_format(parser)


def run(arguments: "argparse.Namespace") -> int:
    """0 for a list; for one request what its answer is."""
    common = Repository.discover().common_dir
    if arguments.wait is not None:
        return _wait(common, arguments.wait, arguments.timeout, arguments.format)
    found = [
        each
        for each in list_access_requests(common, arguments.task)
        if arguments.all or each.state == "open"
    ]
    if arguments.format == "json":
        return print_answer(dump_versioned({"requests": [*map(request_fields, found)]}))
    return print_answer("".join(map(_text, found)) or "no request waits for an answer\n")


def _wait(common: str, name: str, seconds: int, form: str) -> int:
    """Look again until there is an answer; the store is small, and nothing is held meanwhile."""
    end = monotonic_now() + seconds
    found = find_access_request(common, name)
    while found.state == "open" and monotonic_now() < end:
        time.sleep(_PAUSE)
        found = find_access_request(common, name)
    code = _CODES[found.state]
    if form == "json":
        return print_answer(
            dump_versioned({"exit_code": code, "request": request_fields(found)}), code
        )
    return print_answer(_text(found), code)


def _text(request: "AccessRequest") -> str:
    return "".join(f"{line}\n" for line in describe_request(request))
