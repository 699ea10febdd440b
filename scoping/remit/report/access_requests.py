"""Requests for access as text and as JSON; whatever an agent wrote is shown safely."""

from typing import TYPE_CHECKING

from remit.paths import escape_text, quote_path
from remit.report.verdict_json import path_json_fields
from remit.system.clock import utc_minute

if TYPE_CHECKING:
    from remit.gates.access_requests import AccessRequest

_ABBREVIATED = 10


def describe_request(request: "AccessRequest") -> list[str]:
    """A request in a few lines: its id and state, the paths, the reason, the answer."""
    on = f" on {request.branch}" if request.branch else ""
    head = f"{request.id}  {request.state}  {request.task}{on}, {utc_minute(request.asked)}"
    lines = [head, *(f"    {quote_path(path)}" for path in request.paths)]
    if request.why:
        lines.append(f"    why: {request.why}")
    return [escape_text(line) for line in (*lines, *_answer(request))]


def _answer(request: "AccessRequest") -> list[str]:
    if request.state == "open":
        return []
    by = f"    {request.state} by {request.answered_by}, {utc_minute(request.answered)}"
    if request.state == "refused":
        return [f"{by}: {request.answer}" if request.answer else by]
    if request.until:
        return [f"{by}, in this clone until {utc_minute(request.until)}"]
    return [f"{by}, in commit {request.answer[:_ABBREVIATED]}"]


def request_fields(request: "AccessRequest") -> dict[str, object]:
    """The same for programs; times are seconds since 1970."""
    return {
        **request._asdict(),
        "paths": [path_json_fields(path) for path in request.paths],
        "answered": request.answered or None,
        "until": request.until or None,
    }
