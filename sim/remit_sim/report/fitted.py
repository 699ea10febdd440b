"""What was fitted to a history: lines for people, keys for programs, a scenario to run again."""

from typing import TYPE_CHECKING

from remit_sim.fitting.parameters import FIGURES
from remit_sim.report.json import rounded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remit_sim.fitting.parameters import Fit, Interval

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
}


def lines(found: "Fit") -> "Iterator[str]":
    """Each figure with its interval."""
    for name in FIGURES:
        each = found.intervals[name]
        yield f"  {_WORDS[name]:46}{each.value:8.3f}   ({each.low:.3f} to {each.high:.3f})"
    sizes = found.sizes
    yield (
        f"  files of a task: mean {sizes.files_mean:.1f}, half at most {sizes.files_median}, "
        f"90% at most {sizes.files_p90}, most {sizes.files_most}"
    )
    yield (
        f"  {sizes.files:,} files, popularity by rank^-{sizes.zipf:.2f}, concentration "
        f"{sizes.concentration:.3f}; {sizes.authors} authors"
    )


def parameters(found: "Fit") -> dict[str, object]:
    """Each figure with its interval, and what tasks are like."""
    sizes = found.sizes
    plain = {
        "tasks": sizes.tasks,
        "files": sizes.files,
        "files_per_task_mean": rounded(sizes.files_mean),
        "files_per_task_median": sizes.files_median,
        "files_per_task_p90": sizes.files_p90,
        "files_per_task_most": sizes.files_most,
        "zipf_exponent": rounded(sizes.zipf),
        "file_concentration": rounded(sizes.concentration),
        "authors": sizes.authors,
    }
    return {**{name: _interval(found.intervals[name]) for name in FIGURES}, **plain}


def _interval(found: "Interval") -> dict[str, float]:
    return {key: rounded(value) for key, value in found._asdict().items()}
