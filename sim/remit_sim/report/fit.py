"""What was fitted to a history: lines for people, keys for programs, a scenario to run again."""

from typing import TYPE_CHECKING

from remit_sim.fitting.history_workload import scenario_with_fit as scenario_of
from remit_sim.report.json import dump_line, round_figure
from remit_sim.scenarios.fields import TABLES
from remit_sim.world.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remit_sim.fitting.history_workload import FitResidual, FittedHistory
    from remit_sim.fitting.parameters import FitInterval, HistoryFit

_PLAIN = Scenario("plain")
_WORDS = {
    "staleness_a": "conflict after k changes: 1-exp(-a k^b), a",
    "staleness_b": "  b",
    "same_file_a": "a file in common after k changes, a",
    "same_file_b": "  b",
    "textual_share": "a shared file conflicts, of open changes",
    "open_share": "changes that are open to conflicts",
    "recency_share": "tasks that return to a recent file",
    "recency_tasks": "  so many tasks back, in the mean",
    "conflict_same_author_share": "neighbours that share a file: conflict, own",
    "conflict_other_author_share": "  other authors",
    "touching_conflict_share": "edits that touch others' lines: conflict",
    "apart_conflict_share": "  others that share a file",
    "same_place_share": "returns to a file: to the same lines",
    "drawn_remainder": "real conflicts by those of drawn tasks",
}


def fit_lines(found: "HistoryFit") -> "Iterator[str]":
    """Each figure with its interval."""
    for name, each in found.intervals.items():
        yield f"  {_WORDS[name]:46}{each.value:8.3f}   ({each.low:.3f} to {each.high:.3f})"
    if found.fitted.contact is None:
        yield "  where in files is edited: contents of past files are not here, nobody knows"
    sizes = found.sizes
    yield (
        f"  files of a task: mean {sizes.files_mean:.1f}, half at most {sizes.files_median}, "
        f"90% at most {sizes.files_p90}, most {sizes.files_most}"
    )
    yield (
        f"  {sizes.files:,} files, popularity by rank^-{sizes.zipf:.2f}, concentration "
        f"{sizes.concentration:.3f}; {sizes.authors} authors"
    )
    ahead = found.fitted.outlook
    if ahead != 1:
        yield f"  a young repository: predicted is {ahead:.2f} times the odds of collisions so far"


def parameter_fields(found: "HistoryFit") -> dict[str, object]:
    """Each figure with its interval, and what tasks are like."""
    sizes = found.sizes
    plain = {
        "tasks": sizes.tasks,
        "files": sizes.files,
        "files_per_task_mean": round_figure(sizes.files_mean),
        "files_per_task_median": sizes.files_median,
        "files_per_task_p90": sizes.files_p90,
        "files_per_task_most": sizes.files_most,
        "zipf_exponent": round_figure(sizes.zipf),
        "file_concentration": round_figure(sizes.concentration),
        "authors": sizes.authors,
        "outlook_odds_ratio": round_figure(found.fitted.outlook),
    }
    return {**{name: _interval(each) for name, each in found.intervals.items()}, **plain}


def render_scenario_toml(name: str, found: "FittedHistory", base: "Scenario") -> str:
    """A scenario with the fitted parameters, and in comments what a file cannot hold."""
    head = [
        f"# Fitted to the newest {found.fit.sizes.tasks:,} changes of {toml_name(name)}",
        f"# at {found.at}; newer ones count more.",
        "# Files are drawn one by one here; `remit-sim run --repo` draws whole sets of files,",
        "# which is closer to the history.",
        *_predicted(found.residual),
        "#",
        *(f"#{line}" for line in fit_lines(found.fit)),
        *(f"# note: {remark}" for remark in found.remarks),
        "",
        "[scenario]",
        f'name = "{toml_name(name)}"',
        f'about = "Parameters fitted to {found.fit.sizes.tasks} changes"',
    ]
    scenario = scenario_of(base, found.fit, name)
    for table, keys in TABLES.items():
        given = getattr(scenario, table, None)
        if given is not None and given != getattr(_PLAIN, table):
            head += ["", f"[{table}]"]
            head += (f"{each.key} = {_value(getattr(given, each.key))}" for each in keys)
    return "\n".join(head) + "\n"


def json(name: str, found: "FittedHistory") -> str:
    """The parameters, the curves behind them, and how well the older half predicts the newer."""
    fitted, residual = found.fit.fitted, found.residual
    return dump_line(
        {
            "kind": "fit",
            "repository": name,
            "at": found.at,
            "confidence": 0.95,
            "parameters": parameter_fields(found.fit),
            "curves": {
                key: [{"behind": k, "share": round_figure(share)} for k, share in curve.steps]
                for key, curve in (("conflict", fitted.conflict), ("same_file", fitted.same_file))
            },
            "mean_absolute_error": {
                "conflict": round_figure(residual.conflict),
                "same_file": round_figure(residual.same_file),
                "staleness": round_figure(residual.staleness),
                "tasks": residual.tasks,
            },
            "remarks": found.remarks,
        }
    )


def toml_name(name: str) -> str:
    """A name as a string of TOML can hold it."""
    return "".join(c if c.isprintable() and c not in '"\\' else "_" for c in name)


def _predicted(found: "FitResidual") -> "Iterator[str]":
    conflict, same, stale = map(_points, found[:3])
    yield f"# Its older half predicted the {found.tasks:,} changes of its newer half with a mean"
    yield f"# error of {conflict} for conflicts, {same} for files in common, {stale} by"
    yield "# staleness: a smaller difference is no result."


def _points(share: float) -> str:
    return f"{100 * share:.1f} points"


def _value(value: "bool | float | str | tuple[str, ...] | tuple[int, ...]") -> str:
    """A parameter of a scenario in TOML."""
    match value:
        case bool():
            return str(value).lower()
        case float():
            return str(round_figure(value))
        case tuple():
            return f"[{', '.join(map(_value, value))}]"
        case str():
            return f'"{value}"'
        case _:
            return str(value)


def _interval(found: "FitInterval") -> dict[str, float]:
    return {key: round_figure(value) for key, value in found._asdict().items()}
