"""`remit request`: a task asks for access to more paths; a person answers."""

from typing import TYPE_CHECKING, NamedTuple

from remit.cli.context import open_context, path_from_root, require_task
from remit.cli.output import add_format, print_answer
from remit.cli.values import TASK
from remit.errors import UsageError
from remit.gates.access_requests import AccessRequest, ask_for_access, request_id
from remit.gates.grant import grantable_pattern
from remit.judge.permission import find_permission
from remit.paths import escape_text, quote_path
from remit.report.access_requests import describe_request, request_fields
from remit.report.verdict_json import dump_versioned, path_json_fields
from remit.system.clock import seconds_since_1970

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from remit.cli.context import CliContext

DESCRIPTION = (
    "Ask for write access to PATHs that the scope of a task lacks. A directory stands for all "
    "below it. A person answers with `remit grant` or `remit refuse`; asking twice is asking once. "
    "Exit codes: 0 asked, or the task may write them already; 1 refused before."
)
_ALLOWED = frozenset({"write", "claim"})


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """The paths, the reason, and the task."""
    parser.add_argument("paths", metavar="PATH", nargs="+", help="from the current directory")
    parser.add_argument("--why", metavar="TEXT", default="", help="what they are needed for")
    parser.add_argument(
        "--task", metavar="ID", type=TASK, help="for this task instead of the branch's"
    )
    add_format(parser)


class Asked(NamedTuple):
    """What became of a call: the request, if one was needed, and what is allowed without one."""

    task: str
    request: AccessRequest | None
    allowed: tuple[bytes, ...]


def run(arguments: "argparse.Namespace") -> int:
    """0 where the request waits or is not needed; 1 where a person has refused it before."""
    here = open_context()
    paths = [path_from_root(here.repository, path) for path in arguments.paths]
    asked = request_access(here, require_task(here, arguments.task), paths, arguments.why)
    code = int(asked.request is not None and asked.request.state == "refused")
    if arguments.format == "json":
        return print_answer(dump_versioned({"exit_code": code, **asked_fields(asked)}), code)
    return print_answer("".join(f"{line}\n" for line in _lines(asked, here)), code)


def request_access(here: "CliContext", task: str, paths: "Sequence[bytes]", why: str) -> Asked:
    """Ask for those of `paths` that the task may not write yet; raises `UsageError`.

    It does where no request could give one of them: a hostile name, a manifest, a denied path.
    """
    scope, policy = here.catalog.scope(task), here.catalog.policy
    allowed: list[bytes] = []
    missing: list[bytes] = []
    for path in dict.fromkeys(paths):
        grantable_pattern(path)
        permission = find_permission(path, scope, policy)
        if permission.answer == "denied":
            raise UsageError(
                f"{quote_path(path)} is denied to {task} by {permission.pattern}, and `deny` wins "
                "over every grant.",
                "leave it to another task: `remit who` says to whose scope a path belongs",
            )
        (allowed if permission.answer in _ALLOWED else missing).append(path)
    if not missing:
        return Asked(task, None, tuple(allowed))
    wanted = AccessRequest(
        request_id(task, missing),
        task,
        tuple(sorted(missing)),
        escape_text(" ".join(why.split())),
        quote_path(here.repository.branch or "") if here.repository.branch else "",
        seconds_since_1970(),
    )
    return Asked(task, ask_for_access(here.repository.common_dir, wanted), tuple(allowed))


def asked_fields(asked: Asked) -> dict[str, object]:
    """What became of it, for programs."""
    return {
        "task": asked.task,
        "request": request_fields(asked.request) if asked.request else None,
        "allowed": [path_json_fields(path) for path in asked.allowed],
    }


def _lines(asked: Asked, here: "CliContext") -> list[str]:
    lines = [f"{quote_path(path)}: {asked.task} may write it already" for path in asked.allowed]
    if asked.request is None:
        return lines
    lines += describe_request(asked.request)
    if asked.request.state == "open":
        name, branch = asked.request.id, here.trusted.branch or "the base"
        lines += [
            f"a maintainer of {branch} answers: remit grant {name}, or remit refuse {name}",
            f"to wait for the answer: remit requests --wait {name}",
        ]
    return lines
