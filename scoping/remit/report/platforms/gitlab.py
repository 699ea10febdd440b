"""GitLab's code quality report: `artifacts:reports:codequality`.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

import json
from typing import TYPE_CHECKING

from remit.report.platforms.report_items import path_text

if TYPE_CHECKING:
    from remit.report.platforms.report_items import PlatformReport, ReportItem

_SEVERITIES = {"error": "major", "warning": "minor", "note": "info"}


def render(account: "PlatformReport") -> str:
    """An array with one object per item; ASCII, one line."""
    issues = [
        {
            "description": _description(item, account),
            "check_name": item.rule,
            "fingerprint": fingerprint,
            "severity": "critical" if item.grave else _SEVERITIES[item.level],
            "location": {"path": path_text(account.place(item)), "lines": {"begin": _line(item)}},
        }
        for item, fingerprint in zip(account.items, account.fingerprints(), strict=True)
    ]
    return json.dumps(issues) + "\n"


def _description(item: "ReportItem", account: "PlatformReport") -> str:
    named = account.named(item)
    return f"{named}: {item.sentence}" if named else item.sentence


def _line(item: "ReportItem") -> int:
    return max(item.line, 1)
