"""Conflicts against the size of a change, the kinds of conflict, and who meets whom."""

from typing import TYPE_CHECKING

from published_rows import Row, high, low, share, spread

from remit_sim.engine import Stream
from remit_sim.experiment.runs import outcomes
from remit_sim.models.churn import Churn, conflicts, fitted, sizes
from remit_sim.strategies import STRATEGIES
from remit_sim.world.happenings import What
from remit_sim.world.scenario import Edits, Files, Scenario, Work
from remit_sim.world.tasks import drawn
from remit_sim.world.trunk import Meetings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remit_sim.experiment.runs import Estimate

INTRODUCTION = """\
Changes of the agents' own sizes (lognormal, set by the published quartiles 24, 94 and 322 lines)
are cut into hunks; each hunk meets the work of others with the same chance, if there is any there
to be met. The three parameters are fitted to the deciles 1, 3, 5, 7 and 9; the even ones are
predicted. 200,000 changes.
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
_CHANGES = 200_000


def churn() -> tuple[str, list[Row]]:
    """The deciles as a table, and the rows of what was claimed."""
    law = fitted(_DECILES[::2])
    hit = {lines: share(*conflicts(law, lines, 20_000)) for lines, _ in _DECILES}
    lines = ["| median lines | published % | here % | |", "|---|---|---|---|"]
    for at, (size, target) in enumerate(_DECILES):
        kind = "predicted" if at % 2 else "fitted"
        lines.append(f"| {size:,} | {target} | {spread(hit[size])} | {kind} |")
    shape = f"{law.met_share:.3f} (1 - exp(-{law.per_hunk:.3f} lines^{law.exponent:.2f}))"
    errors = [abs(hit[size].mean - target) for size, target in _DECILES[1:6:2]]
    rows = [
        Row(
            "Conflicts saturate with churn",
            "rise to about 32%, then flat",
            f"the predicted deciles 2, 4 and 6 are within {max(errors):.1f} points; law {shape}",
            max(errors) <= 2,
            f"{_AGENTS}, deciles of churn",
        ),
        _tail(law),
        _overall(law),
        *_kinds(),
        *_pairs(),
    ]
    return "\n".join(lines) + "\n", rows


def _tail(law: Churn) -> Row:
    peak, last = (share(*conflicts(law, lines, 100_000)) for lines in (118, 4584))
    fall = peak.mean - last.mean
    return Row(
        "... and fall again",
        "32.7% at 118 lines, 28.5% at 4,584",
        f"{spread(peak)}%, {spread(last)}%",
        fall > 3,
        f"{_AGENTS}, deciles of churn",
        "" if fall > 3 else "a law that saturates cannot fall; perhaps large changes add new files",
    )


def _overall(law: Churn) -> Row:
    found = share(
        sum(conflicts(law, lines, 1, run)[0] for run, lines in enumerate(sizes(_CHANGES))), _CHANGES
    )
    return Row(
        "All agent pull requests",
        "27.67% conflict",
        f"{spread(found, 2)}%",
        abs(found.mean - 27.67) <= 1,
        f"{_AGENTS}; predicted from quartiles and law",
        "follows from the tail: the largest fifth conflicts less than a law that saturates says",
    )


def _kinds() -> "Iterator[Row]":
    """Two tasks of two agents on one file, merged: by what they collide, if by anything."""
    textual, semantic = 0.16, 0.07 / 0.84
    pair = Scenario(
        "pair",
        work=Work(2, 5),
        files=Files(1, 1, choice="same"),
        edits=Edits(textual_share=textual, semantic_share=semantic),
    )
    found = outcomes(pair, STRATEGIES["worktrees"].make, 2, 1, range(5355))
    by_text = sum(bool(each.counts[What.CONFLICTS]) for each in found)
    by_meaning = sum(bool(each.counts[What.BREAKS]) for each in found)
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
    files = Files(300, 2.5, "geometric", 12, "zipf", 0.75, recency, 0.001)
    pair = Scenario("pair", work=Work(2), files=files, edits=Edits(textual_share=0.5))
    met = 0
    for run in range(runs):
        first, second = drawn(pair, 1, run)
        meetings = Meetings(pair.edits, Stream(1, run, "textual"), Stream(1, run, "semantic"))
        meetings.taken(first, 1)
        meetings.taken(second, 2)
        met += meetings.textual(first, second)
    return share(met, runs)
