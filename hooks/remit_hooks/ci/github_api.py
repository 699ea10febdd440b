"""The one question to GitHub's REST API: which branch a queued pull request comes from.

The queue's own event says only the number
(https://docs.github.com/rest/pulls/pulls#get-a-pull-request).
"""

import json
from http.client import HTTPException
from typing import TYPE_CHECKING
from urllib.request import Request, urlopen

from remit.errors import CouldNotCheck
from remit.paths import escape_text
from remit_hooks.ci.event_json import EventJson

if TYPE_CHECKING:
    from collections.abc import Mapping

_SECONDS = 30
_MOST = 1 << 24  # bytes; what is cut off there is no JSON
_HINT = "let the job read pull requests (permissions: pull-requests: read), or name the task"


def pull_request_branch(environment: "Mapping[str, str]", number: int) -> str:
    """The name of the branch that pull request `number` comes from, in whichever repository."""
    root, path = environment.get("GITHUB_API_URL", ""), environment.get("GITHUB_REPOSITORY", "")
    token = environment.get("REMIT_TOKEN", "")
    if not root.startswith(("https://", "http://")):
        raise CouldNotCheck("GITHUB_API_URL does not say where to ask.", _HINT)
    asked = Request(f"{root}/repos/{path}/pulls/{number}")  # noqa: S310 - the scheme is looked at
    asked.add_header("Accept", "application/vnd.github+json")
    if token:  # not to be sent on to wherever an answer leads
        asked.add_unredirected_header("Authorization", f"Bearer {token}")
    try:
        with urlopen(asked, timeout=_SECONDS) as answer:  # noqa: S310 - as above
            said: object = json.loads(answer.read(_MOST))
    except (OSError, HTTPException, ValueError, RecursionError) as error:
        raise CouldNotCheck(
            f"the branch of pull request {number} is not to be had: {escape_text(str(error))}.",
            _HINT,
        ) from None
    return EventJson(said, f"pull request {number}").text("head", "ref")
