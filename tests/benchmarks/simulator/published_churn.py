"""Conflicts against the size of a change, the kinds of conflict, and who meets whom."""

from math import exp, log
from typing import TYPE_CHECKING

from published_rows import Row, high, low, share, spread

from remit_sim.engine import RandomStream
from remit_sim.experiment.replications import outcomes
from remit_sim.strategies import STRATEGIES
from remit_sim.world.events import EventKind
from remit_sim.world.hunks import TaskHunk
from remit_sim.world.scenario import EditSettings, FileSettings, Scenario, WorkSettings
from remit_sim.world.tasks import SimulatedTask, sample_tasks
from remit_sim.world.trunk import ConflictModel

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from remit_sim.experiment.replications import Estimate

INTRODUCTION = """\
The law of `[edits]`: a change of so many lines meets a change of one line in its file, and does not
merge with `textual_share * (1 - exp(-lines / saturation_lines))`, so that the chance is bounded
however large a change is. Both parameters are fitted to the deciles 1, 3, 5, 7 and 9 by least
squares; the even ones are predicted. Coins of 20,000 pairs for each decile.
"""
_DECILES = (
    (2, 9.9),
    (10, 23.9),
    (25, 30.0),
    (46, 32.1),
    (76, 32.4),
    (118, 32.7),
    (185, 32.2),
    (323, 30.9),
    (800, 29.0),
    (4584, 28.5),
)
_AGENTS = "AgenticFlict, arXiv 2604.03551"
_PEOPLE = "Brun et al. 2011, 2013"
_PAIRS = "arXiv 2607.04697"
_CHANGES, _QUARTILES, _NORMAL_QUARTILE = 50_000, (24, 94, 322), 0.6745


def churn() -> tuple[str, list[Row]]:
    """The deciles as a table, and the rows of what was claimed."""
    law = _fitted(_DECILES[::2])
    hit = {lines: _met(law, [lines] * 20_000) for lines, _ in _DECILES}
    said = ["| median lines | published % | here % | |", "|---|---|---|---|"]
    for at, (lines, target) in enumerate(_DECILES):
        kind = "predicted" if at % 2 else "fitted"
        said.append(f"| {lines:,} | {target} | {spread(hit[lines])} | {kind} |")
    worst = max(abs(hit[lines].mean - target) for lines, target in _DECILES[1:6:2])
    parameters = (
        f"textual_share {law.textual_share:.3f}, saturation_lines {law.saturation_lines:.1f}"
    )
    rows = [
        Row(
            "Conflicts rise with churn, then saturate",
            "rise to about 32%, then flat",
            f"the predicted deciles 2, 4 and 6 are within {worst:.1f} points; {parameters}",
            worst <= 2,
            f"{_AGENTS}, deciles of churn",
        ),
        _tail(hit),
        _overall(law),
        *_kinds(),
        *_pairs(),
    ]
    return "\n".join(said) + "\n", rows


def _fitted(points: "Sequence[tuple[int, float]]") -> EditSettings:
    """Least squares; for each saturation the best share is a ratio of sums."""
    laws = [_closest(points, 1 + step / 10) for step in range(300)]
    return min(laws, key=lambda law: _error(points, law))


def _closest(points: "Sequence[tuple[int, float]]", saturation: float) -> EditSettings:
    shapes = [_shape(lines, saturation) for lines, _ in points]
    above = sum(shape * target / 100 for shape, (_, target) in zip(shapes, points, strict=True))
    most = above / sum(shape * shape for shape in shapes)
    return EditSettings(textual_share=most, saturation_lines=saturation)


def _shape(lines: int, saturation: float) -> float:
    return 1 - exp(-(lines + 1) / saturation)


def _error(points: "Sequence[tuple[int, float]]", law: EditSettings) -> float:
    fits = [law.textual_share * _shape(lines, law.saturation_lines) for lines, _ in points]
    return sum((fit - target / 100) ** 2 for fit, (_, target) in zip(fits, points, strict=True))


def _met(law: EditSettings, changes: "Sequence[int]") -> "Estimate":
    """How often changes of so many lines do not merge with one line of another in their file."""
    meetings = ConflictModel(law, RandomStream("textual"), RandomStream("semantic"))
    met = 0
    for number, lines in enumerate(changes):
        one = SimulatedTask(2 * number, 1, (0,), hunks=(TaskHunk(0, lines),))
        other = SimulatedTask(2 * number + 1, 1, (0,), hunks=(TaskHunk(0, 1),))
        meetings.taken(one, 1)
        met += meetings.textual(one, other)
    return share(met, len(changes))


def _tail(hit: "Mapping[int, Estimate]") -> Row:
    peak, last = hit[118], hit[4584]
    fall = peak.mean - last.mean
    return Row(
        "... and fall again",
        "32.7% at 118 lines, 28.5% at 4,584",
        f"{spread(peak)}%, {spread(last)}%",
        fall > 3,
        f"{_AGENTS}, deciles of churn",
        "" if fall > 3 else "a law that saturates cannot fall; perhaps large changes add new files",
    )


def _overall(law: EditSettings) -> Row:
    """Sizes are lognormal with about the published quartiles."""
    lower, median, upper = _QUARTILES
    sigma, chance = log(upper / lower) / 2 / _NORMAL_QUARTILE, RandomStream("sizes")
    sizes = [max(1, round(median * exp(sigma * chance.normal()))) for _ in range(_CHANGES)]
    found = _met(law, sizes)
    met = abs(found.mean - 27.67) <= 1
    return Row(
        "All agent pull requests",
        "27.67% conflict",
        f"{spread(found, 2)}%",
        met,
        f"{_AGENTS}; predicted from the quartiles of churn (24, 94, 322 lines) and the law",
        "" if met else "follows from the tail: the largest fifth conflicts less than the law says",
    )


def _kinds() -> "Iterator[Row]":
    """Two tasks of two agents on one file, merged: by what they collide, if by anything."""
    textual, semantic = 0.16, 0.07 / 0.84
    pair = Scenario(
        "pair",
        work=WorkSettings(2, 5),
        files=FileSettings(1, 1, choice="same"),
        edits=EditSettings(textual_share=textual, semantic_share=semantic),
    )
    found = outcomes(pair, STRATEGIES["worktrees"].make, 2, 1, range(5355))
    by_text = sum(bool(each.counts[EventKind.CONFLICTS]) for each in found)
    by_meaning = sum(bool(each.counts[EventKind.BREAKS]) for each in found)
    clean = len(found) - by_text - by_meaning
    each = [share(count, len(found)) for count in (clean, by_text, by_meaning)]
    yield Row(
        "5,355 merges: clean, textual, and then build or test",
        "76%, 16%, 1% + 6%",
        ", ".join(f"{spread(one)}%" for one in each),
        all(
            low(one) - 1 <= goal <= high(one) + 1
            for one, goal in zip(each, (76, 16, 7), strict=True)
        ),
        f"{_PEOPLE}; fitted, and the published figures add up to 99",
    )
    hidden = share(by_meaning, clean + by_meaning)
    yield Row(
        "Clean merges that hide a conflict of meaning",
        "33% of 399",
        f"{spread(hidden)}%",
        low(hidden) <= 33 <= high(hidden),
        f"{_PEOPLE}, systems with tests",
        "" if high(hidden) >= 33 else "follows from 76/16/1/6; the 399 are other merges: sweep it",
    )


def _pairs() -> "Iterator[Row]":
    """How much two pull requests must tend to the same file, if half of such pairs collide."""
    for who, target in (("same", 19.8), ("different", 41.7)):
        recency, found = _correlated(target)
        yield Row(
            f"Pairs of {who} agents that conflict",
            f"{target}%",
            f"{spread(found)}% with recency_share {recency:.2f}",
            low(found) <= target <= high(found),
            f"{_PAIRS}; fitted: the knob reaches both",
        )


def _correlated(target: float) -> "tuple[float, Estimate]":
    recency = 0.5
    for step in range(2, 10):
        recency += 2.0**-step * (1 if _meet(recency, 3000).mean < target else -1)
    return recency, _meet(recency, 6000)


def _meet(recency: float, runs: int) -> "Estimate":
    """How often the second of two tasks on one base does not merge with the first."""
    files = FileSettings(300, 2.5, "geometric", 12, "zipf", 0.75, recency, 0.001)
    pair = Scenario(
        "pair", work=WorkSettings(2), files=files, edits=EditSettings(textual_share=0.5)
    )
    met = 0
    for run in range(runs):
        first, second = sample_tasks(pair, 1, run)
        meetings = ConflictModel(
            pair.edits, RandomStream(1, run, "textual"), RandomStream(1, run, "semantic")
        )
        meetings.taken(first, 1)
        meetings.taken(second, 2)
        met += meetings.textual(first, second)
    return share(met, runs)
