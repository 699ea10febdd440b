"""A proposed split as JSON, its form is in `docs/reference/json.md` and only grows."""

from typing import TYPE_CHECKING

from remit.report.verdict_json import dump_versioned, path_json_fields
from remit.split.globs.braces import file_pattern

if TYPE_CHECKING:
    from collections.abc import Mapping

    from remit.plan.history_model import GoalForecast
    from remit.report.split_text import SplitReport
    from remit.split.proposal import ProposedScope, SplitEvidence
    from remit.split.shared_files import SharedFile


def render(answer: "SplitReport", written: "Mapping[str, object] | None" = None) -> str:
    """The whole answer, and what was written for it, as one line of ASCII."""
    return dump_versioned(split_fields(answer) | ({"written": written} if written else {}))


def split_fields(answer: "SplitReport") -> dict[str, object]:
    """The keys of the answer, without the version."""
    found, request = answer.found.proposal, answer.request
    owners = answer.found.owners
    return {
        "at": found.at,
        "method": answer.method,
        "unit": request.unit.value,
        "seed": request.wish.seed,
        "balance": request.wish.balance,
        "changes": found.changes,
        "scopes": [
            _scope(scope, owners.get(scope.id, ()), answer.found.bus_factors.get(scope.id))
            for scope in found.scopes
        ],
        "shared": [_shared(shared) for shared in found.shared],
        "left_out_files": found.left_out,
        "crossings": {
            "inside": found.crossings.inside,
            "crossing": len(found.crossings.changes),
            "pairs": [{"scopes": pair, "changes": n} for pair, n in found.crossings.pairs],
        },
        "evidence": _evidence(found.evidence) if found.evidence else None,
        "goal": _goal(answer.found.goal) if answer.found.goal else None,
        "notes": answer.found.remarks,
    }


def _goal(goal: "GoalForecast") -> dict[str, object]:
    return {
        "text": goal.text,
        "files": [_chance(path, each) for path, each in goal.chances.items()],
        "left_out": goal.left_out,
        "unknown_words": goal.strange,
        "calibrated_on_changes": goal.changes,
    }


def _chance(path: bytes, chance: float) -> dict[str, object]:
    return {**path_json_fields(path), "chance": round(chance, 4)}


def _scope(
    scope: "ProposedScope", owners: tuple[str, ...], bus_factor: int | None
) -> dict[str, object]:
    return {
        "id": scope.id,
        "write": scope.area.allow,
        "deny": scope.area.deny,
        "owners": owners,
        "files": len(scope.files),
        "share_of_recent_edits": round(scope.recent_edits, 4),
        "bus_factor": bus_factor,
    }


def _shared(shared: "SharedFile") -> dict[str, object]:
    return {
        "glob": file_pattern(shared.path),
        **path_json_fields(shared.path),
        "why": f"{shared.share:.0%} of the changes of several files touch it",
        "advice": shared.advice.value,
        "owner": shared.owner or None,
        "share": round(shared.share, 4),
    }


def _evidence(evidence: "SplitEvidence") -> dict[str, object]:
    return {
        "cut": evidence.cut,
        "changes": evidence.changes,
        **_rounded(evidence.figures._asdict()),
        "directories": _rounded(evidence.directories._asdict()),
    }


def _rounded(figures: "dict[str, float | None]") -> dict[str, float | None]:
    return {name: None if each is None else round(each, 4) for name, each in figures.items()}
