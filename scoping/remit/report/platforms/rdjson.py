"""reviewdog's diagnostic format, `reviewdog -f=rdjson`.

https://github.com/reviewdog/reviewdog/tree/master/proto/rdf (`DiagnosticResult` as JSON)
"""

import json
from typing import TYPE_CHECKING

from remit.report.platforms.report_items import path_text

if TYPE_CHECKING:
    from remit.report.platforms.report_items import PlatformReport, ReportItem

_SEVERITIES = {"error": "ERROR", "warning": "WARNING", "note": "INFO"}


def render(account: "PlatformReport") -> str:
    """One result with a diagnostic per item; ASCII, one line."""
    found = [_diagnostic(item, account) for item in account.items]
    return json.dumps({"source": {"name": f"remit {account.command}"}, "diagnostics": found}) + "\n"


def _diagnostic(item: "ReportItem", account: "PlatformReport") -> dict[str, object]:
    lines = [f"{account.named(item)}: {item.sentence}".removeprefix(": "), item.advice]
    return {
        "message": "\n".join(filter(None, lines)),
        "location": {
            "path": path_text(account.place(item)),
            "range": {"start": {"line": max(item.line, 1)}},
        },
        "severity": _SEVERITIES[item.level],
        "code": {"value": item.rule},
    }
