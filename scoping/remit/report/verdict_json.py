"""A verdict as JSON, version 2; its form is in `docs/reference/json.md` and only ever grows."""

import json
from base64 import b64encode
from typing import TYPE_CHECKING

from remit.errors import ManifestError, RemitError
from remit.paths import quote_path
from remit.report.context import ReportContext, violation_path
from remit.report.remedies import doubt_as_violation, nearest_patterns, remedies
from remit.rules import RULES
from remit.verdict import UNDECIDED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from remit.manifest.catalog import Catalog
    from remit.report.remedies import Remedy
    from remit.verdict import Verdict, Violation

VERSION = 2
MOST_FIXES = 1000  # violations with fixes of their own; past that the answer would be huge


def render(verdict: "Verdict", context: ReportContext | None = None) -> str:
    """The verdict with all its violations, one line of ASCII."""
    return dump_versioned(_verdict(verdict, context or ReportContext()))


def verdict_or_error(verdict: "Verdict | None", error: RemitError | None) -> dict[str, object]:
    """The keys of one answer among several, without the version."""
    if verdict is not None:
        return _verdict(verdict, ReportContext("range"))
    return _error(error) if error else {}


def _verdict(verdict: "Verdict", context: ReportContext) -> dict[str, object]:
    every = (*verdict.violations, *map(doubt_as_violation, verdict.doubts))
    each = len(every) <= MOST_FIXES
    return {
        "outcome": verdict.outcome,
        "exit_code": verdict.exit_code,
        "enforced": verdict.enforced,
        "layer": verdict.layer,
        "source": context.source,
        "task": verdict.task,
        "branch": verdict.branch,
        "base": verdict.base._asdict() if verdict.base else None,
        "checked": verdict.judged,
        "violations": [
            _violation(violation, verdict, context, each=each) for violation in verdict.violations
        ],
        "could_not_check": [
            {
                **path_json_fields(doubt.path),
                "reason": doubt.reason,
                "fixes": _remedy_fields((doubt_as_violation(doubt),), verdict, context)
                if each
                else [],
            }
            for doubt in verdict.doubts
        ],
        "fixes": _remedy_fields(every, verdict, context),
        **(
            {"claims": [path_json_fields(change.path) for change in verdict.claims]}
            if verdict.claims
            else {}
        ),
        "not_checked": verdict.not_checked,
        "notes": verdict.notes,
        **({"commit_hook": verdict.traces._asdict()} if verdict.traces else {}),
    }


def render_error(error: RemitError) -> str:
    """The form of "could not check": why, what to do, and every fault of a manifest."""
    return dump_versioned(_error(error))


def _error(error: RemitError) -> dict[str, object]:
    faults = error.faults if isinstance(error, ManifestError) else ()
    sentence = "The manifests have faults." if faults else str(error)
    return {
        "outcome": "could_not_check",
        "exit_code": UNDECIDED,
        "error": {
            "sentence": sentence,
            "hint": error.hint,
            "faults": [fault._asdict() for fault in faults],
        },
    }


def dump_versioned(fields: "Mapping[str, object]") -> str:
    """`fields` after the version, one line; ASCII, so that no name can drive a terminal."""
    return json.dumps({"version": VERSION, **fields}) + "\n"


def manifest_fault_fields(catalog: "Catalog") -> dict[str, object]:
    """The faults of manifests that were not read; nothing where there are none."""
    faults = [fault._asdict() for faulty in catalog.faulty for fault in faulty.faults]
    return {"faults": faults} if faults else {}


def path_json_fields(path: bytes) -> dict[str, str]:
    """`path` without loss: as text where it is UTF-8, else as shown, and its bytes in base64."""
    try:
        return {"path": path.decode("utf-8")}
    except UnicodeDecodeError:
        return {"path": quote_path(path), "path_base64": b64encode(path).decode("ascii")}


def _violation(
    violation: "Violation", verdict: "Verdict", context: ReportContext, *, each: bool
) -> dict[str, object]:
    change = violation.change
    return {
        **(path_json_fields(change.path) if change else {"path": None}),
        "status": change.status if change else None,
        "old_mode": f"{change.old_mode:06o}" if change else None,
        "new_mode": f"{change.new_mode:06o}" if change else None,
        "rule": violation.rule,
        "title": RULES.get(violation.rule, ""),
        "reason": violation.reason,
        "tasks": violation.owners,
        "near": nearest_patterns(change.path, context.files) if change and each else None,
        "fixes": _remedy_fields((violation,), verdict, context) if each else [],
        **(_moved(change.path, context) if change and each else {}),
    }


def _moved(path: bytes, context: ReportContext) -> dict[str, object]:
    """The other ends of the moves of `path`, where there are any."""
    found: dict[str, object] = {}
    for move in context.moves:
        if violation_path(move.new) == path:
            found["moved_from"] = path_json_fields(violation_path(move.old))
        if violation_path(move.old) == path:
            found["moved_to"] = path_json_fields(violation_path(move.new))
    return found


def _remedy_fields(
    violations: "tuple[Violation, ...]", verdict: "Verdict", context: ReportContext
) -> list[dict[str, object]]:
    return (
        [_fix_fields(way) for way in remedies(violations, verdict, context)] if violations else []
    )


def _fix_fields(way: "Remedy") -> dict[str, object]:
    fields: dict[str, object] = {"kind": way.kind, "says": way.says, "commands": way.commands}
    if way.there:
        fields["there"] = way.there
    if way.manifest:
        fields["manifest"] = {
            "file": way.manifest,
            "branch": way.on,
            "add_to_write": way.add,
            "remove_from_deny": way.remove,
            "more": way.more,
        }
    return fields
