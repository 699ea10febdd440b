"""`remit refuse`: a person declines what a task asked for, and says why."""

from typing import TYPE_CHECKING

from remit.cli.output import add_format, print_answer
from remit.cli.values import REQUEST
from remit.errors import RemitError, UsageError
from remit.gates.access_requests import (
    LONGEST_REASON,
    answer_access_request,
    find_access_request,
)
from remit.gates.grant import identity, require_person
from remit.gates.local_grants import end_local_grant
from remit.git.repository import Repository
from remit.paths import escape_text
from remit.report.access_requests import describe_request, request_fields
from remit.report.verdict_json import dump_versioned
from remit.system.clock import seconds_since_1970

if TYPE_CHECKING:
    import argparse

    from remit.gates.access_requests import AccessRequest

DESCRIPTION = (
    "Decline a request; the agent that waits for it reads the reason. A grant with --for ends at "
    "once; one on the base is taken back in the manifest there."
)


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """The request, and the reason."""
    parser.add_argument("request", metavar="REQUEST", type=REQUEST, help="its id")
    parser.add_argument("--why", metavar="TEXT", default="", help="what to do instead")
    add_format(parser)


def run(arguments: "argparse.Namespace") -> int:
    """0 when it is refused; 2 where it is not open any more."""
    repository = Repository.discover()
    require_person(repository, "refuse a request")
    request = find_access_request(repository.common_dir, arguments.request)
    if request.until:
        _end(repository.common_dir, request)
    elif request.state == "granted":
        raise UsageError(
            f"{request.id} was granted already.",
            f"take it back: remove the paths from the manifest of {request.task} on the base",
        )
    why = escape_text(" ".join(arguments.why.split()))[:LONGEST_REASON]
    refused = request._replace(
        state="refused",
        answered=seconds_since_1970(),
        answered_by=escape_text(identity(repository)),
        answer=why,
        until=0,
    )
    answer_access_request(repository.common_dir, refused)
    if arguments.format == "json":
        return print_answer(dump_versioned({"exit_code": 0, "request": request_fields(refused)}))
    return print_answer("".join(f"{line}\n" for line in describe_request(refused)))


def _end(common: str, request: "AccessRequest") -> None:
    try:
        end_local_grant(common, request.task, request.id)
    except OSError as error:
        raise RemitError(f"the local grant cannot be ended: {error.strerror}.") from None
