"""A plan as JSON; its form is in `docs/reference/plan.md` and only ever grows."""

from typing import TYPE_CHECKING

from remit.plan.advice import advise_on_plan, find_start_delays
from remit.report.plan_text import describe_advice
from remit.report.verdict_json import dump_versioned, path_json_fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from remit.plan.history_model import Calibration
    from remit.plan.plan import Plan
    from remit.plan.prediction.probability import ReliabilityBin

_FILES = 20
_LEAST = 0.1
_DIGITS = 4


def render(plan: "Plan", written: "Mapping[str, object] | None" = None) -> str:
    """The plan, and what was written for it, as one line of ASCII."""
    chosen = plan.schedule
    wish = plan.wish
    return dump_versioned(
        {
            "agents": wish.agents,
            "wish": {"collisions": wish.collisions, "speed_up": wish.speed_up, "seed": wish.seed},
            "met": plan.met,
            "work": plan.problem.work,
            "makespan": chosen.makespan,
            "lower_bound": plan.least,
            "speed_up": _rounded(chosen.speed_up),
            "collisions": _rounded(chosen.collisions),
            "tasks": [_task(plan, task) for task in range(len(plan.tasks))],
            "pairs": _pairs(plan),
            "waits": [
                {
                    "task": plan.tasks[each.task].id,
                    "on": plan.tasks[each.on].id,
                    "why": each.why,
                    "chance": _rounded(each.chance),
                    **(path_json_fields(each.path) if each.path else {"path": None}),
                    "resource": each.resource or None,
                }
                for each in find_start_delays(plan)
            ],
            "advice": [
                {
                    "kind": each.kind,
                    "tasks": [plan.tasks[task].id for task in each.tasks],
                    **(path_json_fields(each.path) if each.path else {"path": None}),
                    "says": describe_advice(plan, each),
                }
                for each in advise_on_plan(plan)
            ],
            "frontier": [
                {
                    "makespan": each.makespan,
                    "speed_up": _rounded(each.speed_up),
                    "collisions": _rounded(each.collisions),
                    "chosen": place == plan.chosen,
                }
                for place, each in enumerate(plan.points)
            ],
            "calibration": calibration_fields(plan.calibration),
            "notes": list(plan.calibration.remarks),
            **({"written": written} if written else {}),
        }
    )


def calibration_fields(calibration: "Calibration") -> dict[str, object]:
    """What the chances were checked on, and how they did."""
    return {
        "changes": calibration.changes,
        "files": [_bin(each) for each in calibration.file_bins],
        "pairs": [_bin(each) for each in calibration.pair_bins],
    }


def _task(plan: "Plan", task: int) -> dict[str, object]:
    said, expected = plan.tasks[task], plan.forecasts[task]
    likely = [*expected.chances.items()][:_FILES]
    return {
        "id": said.id,
        "text": said.text,
        "line": said.line or None,
        "agent": plan.agents[task] + 1,
        "start": plan.schedule.starts[task],
        "end": plan.end(task),
        "minutes": {"value": expected.minutes, "given": expected.given},
        "after": said.after,
        "holds": said.holds,
        "collides": _rounded(plan.exposures[task]),
        "basis": expected.basis,
        "patterns": said.files,
        "files": [{**path_json_fields(path), "chance": _rounded(each)} for path, each in likely],
        "shared": [
            {**path_json_fields(path), "chance": _rounded(each)}
            for path, each in [*expected.hubs.items()][:_FILES]
        ],
    }


def _pairs(plan: "Plan") -> list[dict[str, object]]:
    """The pairs with a chance of at least a tenth, the likeliest first."""
    count = len(plan.tasks)
    found = [
        (plan.chance(left, right), left, right)
        for left in range(count)
        for right in range(left + 1, count)
        if plan.chance(left, right) >= _LEAST
    ]
    return [
        {
            "tasks": [plan.tasks[left].id, plan.tasks[right].id],
            "chance": _rounded(chance),
            "certain": right in plan.problem.barred[left],
        }
        for chance, left, right in sorted(found, key=lambda each: (-each[0], each[1], each[2]))
    ]


def _bin(each: "ReliabilityBin") -> dict[str, object]:
    return {name: _rounded(value) for name, value in each._asdict().items()}


def _rounded(value: float) -> float:
    return round(value, _DIGITS)
