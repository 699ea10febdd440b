"""SARIF 2.1.0 (OASIS standard), within what GitHub's code scanning reads of it.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html, and on GitHub "SARIF support for
code scanning". A judgement is a result; the lack of one is a notification of a failed invocation.
"""

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

from remit.rules import RULES, render_rule_page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.report.platforms.report_items import PlatformReport, ReportItem

MOST_RESULTS = 25_000  # a file with more is refused whole
MOST_KEPT = 5_000  # of these, by level, are shown
_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_ROOT = "%SRCROOT%"
_MEANINGS = {0: "no violations or errors", 1: "violations or errors", 2: "could not check"}


def render(account: "PlatformReport") -> str:
    """A log with one run; ASCII, one line."""
    log: dict[str, object] = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(account)]}
    return json.dumps(log) + "\n"


def path_uri(path: bytes) -> str:
    r"""A relative reference to `path`, which is not hostile (RFC 3986); no colon makes it absolute.

    >>> path_uri(b"a b/c:d%.py"), path_uri(b"caf\xe9")
    ('a%20b/c%3Ad%25.py', 'caf%E9')
    """
    return quote(path, safe="/")


def _run(account: "PlatformReport") -> dict[str, object]:
    judged = [
        (item, name)
        for item, name in zip(account.items, account.fingerprints(), strict=True)
        if item.judged
    ]
    kept = judged[:MOST_RESULTS]
    rules = list(dict.fromkeys(item.rule for item, _ in kept))
    titles = {item.rule: item.title for item, _ in kept}
    return {
        "tool": {
            "driver": {
                "name": "remit",
                "semanticVersion": account.version,
                "rules": [_rule(rule, titles[rule]) for rule in rules],
            }
        },
        "automationDetails": {"id": f"remit/{account.command}/"},
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository."}}},
        "invocations": [_invocation(account, len(judged))],
        "results": [_result(item, name, rules, account) for item, name in kept],
        "properties": {
            "outcome": account.outcome,
            "task": account.task,
            "branch": account.branch,
            "base": account.base,
        },
    }


def _rule(rule: str, title: str) -> dict[str, object]:
    help_page = render_rule_page(rule) if rule in RULES else f"{title}. See `remit lint`."
    return {
        "id": rule,
        "name": title,
        "shortDescription": {"text": title},
        "help": {"text": help_page, "markdown": help_page},
    }


def _result(
    item: "ReportItem", name: str, rules: "Sequence[str]", account: "PlatformReport"
) -> dict[str, object]:
    return {
        "ruleId": item.rule,
        "ruleIndex": rules.index(item.rule),
        "level": item.level,
        "message": {"text": _message(item, account)},
        "locations": [_location(item, account)],
        # GitHub tells alerts apart by the second one; left out, it is made from the first line.
        "partialFingerprints": {"remit/v1": name, "primaryLocationLineHash": f"{name[:16]}:1"},
    }


def _message(item: "ReportItem", account: "PlatformReport") -> str:
    """What is wrong; the path too where the location cannot be the item's own."""
    path = account.named(item) if account.place(item) != item.path else ""
    parts = [f"{path}:" if path else "", f"{item.sentence}", f"({item.advice})"]
    text = " ".join(part for part in parts if part not in {"", "()"})
    return text.replace("](", r"\](")  # or else a name could be a link (section 3.11.6)


def _location(item: "ReportItem", account: "PlatformReport") -> dict[str, object]:
    place = {"uri": path_uri(account.place(item)), "uriBaseId": _ROOT}
    return {"physicalLocation": {"artifactLocation": place, "region": {"startLine": _line(item)}}}


def _line(item: "ReportItem") -> int:
    return max(item.line, 1)


def _invocation(account: "PlatformReport", judged: int) -> dict[str, object]:
    return {
        "executionSuccessful": account.exit_code in {0, 1},
        "exitCode": account.exit_code,
        "exitCodeDescription": _MEANINGS[account.exit_code],
        "toolExecutionNotifications": [
            {"level": "none", "message": {"text": account.headline}},
            *(_notification(item, account) for item in account.items if not item.judged),
            *_cut(judged),
            *({"level": "note", "message": {"text": remark}} for remark in account.remarks),
        ],
    }


def _notification(item: "ReportItem", account: "PlatformReport") -> dict[str, object]:
    return {
        "descriptor": {"id": item.rule},
        "level": item.level,
        "message": {"text": _message(item, account)},
        "locations": [_location(item, account)],
    }


def _cut(judged: int) -> "list[dict[str, object]]":
    """What is left out here, and what GitHub will leave out."""
    said: list[str] = []
    if judged > MOST_RESULTS:
        said.append(f"{judged - MOST_RESULTS} of {judged} results are left out: {MOST_RESULTS} fit")
    if judged > MOST_KEPT:
        said.append(f"GitHub keeps {MOST_KEPT} of {min(judged, MOST_RESULTS)} results")
    return [{"level": "warning", "message": {"text": text}} for text in said]
