"""What plans had come to, as text and JSON."""

import textwrap
from typing import TYPE_CHECKING

from remit.report.plan_json import calibration_fields
from remit.report.verdict_json import dump_versioned

if TYPE_CHECKING:
    from remit.plan.backtest import BacktestSetup, PlanBacktest

_DIGITS = 4
_WIDTH = 80


def render(found: "PlanBacktest", setup: "BacktestSetup") -> str:
    """The figures for people."""
    checked = f"chances checked on {found.calibration.changes} of the newest"
    learnt = f"{found.train} past changes to learn from, {found.files} files; {checked}"
    notes = (f"note: {remark}" for remark in found.calibration.remarks)
    lines = [learnt, *(line for note in notes for line in textwrap.wrap(note, _WIDTH)), ""]
    recall = found.recall
    if recall is None:
        said = [*lines[:-1], "There is no change after the cut to score anything on.", ""]
        return "\n".join(said)
    lines += [
        f"files of a change, from its subject ({recall.queries} changes):",
        f"  among the first 10  {recall.first_10:.3f}",
        f"  among the first 20  {recall.first_20:.3f}   (the busiest 20: {recall.popular:.3f})",
        f"  all in the first 20 {recall.all_in_20:.3f}",
        f"  the first is right  {recall.best:.3f}",
    ]
    if found.auc is not None:
        lines.append(f"pairs that collide ranked above others (AUC): {found.auc:.3f}")
    lines.append("")
    if not found.batches:
        return "\n".join((*lines, f"There are too few changes for a batch of {setup.batch}.", ""))
    batches = f"{found.batches} batches of {setup.batch}, {setup.agents} agents"
    heading = f"{batches}, wanted {setup.speed_up:g}x:"
    lines.append(f"{heading:46} coll.  speed-up  expected")
    for each in found.outcomes:
        expected = "" if each.expected is None else f"{each.expected:8.3f}"
        row = f"  {each.policy:44} {each.collided:6.3f}  {each.speed_up:8.2f}  {expected}"
        lines.append(row.rstrip())
    return "\n".join((*lines, ""))


def render_json(found: "PlanBacktest", setup: "BacktestSetup", head: str, cut: str) -> str:
    """The figures for programs, one line."""
    recall = found.recall
    return dump_versioned(
        {
            "head": head,
            "cut": cut,
            "setup": setup._asdict(),
            "files": found.files,
            "train": found.train,
            "batches": found.batches,
            "recall": None if recall is None else _fields(recall._asdict()),
            "auc": None if found.auc is None else round(found.auc, _DIGITS),
            "outcomes": [_fields(each._asdict()) for each in found.outcomes],
            "calibration": calibration_fields(found.calibration),
            "notes": list(found.calibration.remarks),
        }
    )


def _fields(values: "dict[str, object]") -> dict[str, object]:
    return {
        name: round(value, _DIGITS) if isinstance(value, float) else value
        for name, value in values.items()
    }
