"""What a replay found, for people and for programs."""

from textwrap import wrap
from typing import TYPE_CHECKING

from remit_sim.report.json import dump_line, round_figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from remit_sim.replay.adjacent_pairs import AdjacentPairShares
    from remit_sim.replay.past_merges import PastMergeShares
    from remit_sim.replay.proportion import ProportionPoint
    from remit_sim.replay.replay import ReplayResult

_WIDTH = 80
_NARROW = 5
_WINDOWS = {
    "upper": "conflict, upper: with any before it",
    "middle": "  middle: all partners other authors",
    "lower": "  lower: both apply on the base",
    "code_only": "  upper, without lists and locks",
    "textual": "  of the upper: text",
    "structural": "  of the upper: names and kinds",
    "same_file": "a file in common",
    "same_file_shuffled": "  the same changes, shuffled",
    "any_conflict": "windows with any conflict",
}
_STALE = {name: _WINDOWS[name] for name in ("upper", "middle", "same_file")}
_PAIRS = {"different_authors": "by different authors", "same_author": "by one author"}
_MERGES = {
    "reached": "reached from here",
    "landed": "on the first-parent line",
    "anywhere": "reached from any ref",
    "caught_up": "branches catching up with the trunk",
}


def text(name: str, found: "ReplayResult") -> str:
    """Tables in per cent; intervals are for programs, but for the upper reading."""
    days = f"{found.days:,.0f} days"
    head = (
        f"{name} at {found.at[:10]}: the newest {found.tasks:,} changes, {found.authors} authors, "
        f"{days}"
    )
    lines = [
        *wrap(head, _WIDTH),
        "",
        "Windows: so many consecutive changes, all begun on one base; per cent of tasks",
        *_table(_WINDOWS, found.windows),
        "",
        "Staleness: a change begun so many landed changes too early; per cent of tasks",
        *_table(_STALE, found.staleness),
        "",
        "Neighbours: begun one landed change too early",
        *_neighbours(found.pairs),
    ]
    if found.historic:
        lines += ["", "Merges that history has", *_merges(found.historic)]
    lines += ["", *_notes(found)]
    return "\n".join(lines) + "\n"


def json(name: str, found: "ReplayResult") -> str:
    """Every point with its interval and the tasks that it hangs on; shares are 0 to 1."""
    return dump_line(
        {
            "kind": "replay",
            "repository": name,
            "at": found.at,
            "tasks": found.tasks,
            "authors": found.authors,
            "days": round_figure(found.days),
            "confidence": 0.95,
            "windows": curve_fields(found.windows, "changes"),
            "staleness": curve_fields(found.staleness, "behind"),
            "pairs": {
                kind: {key: point_fields(each) for key, each in seen._asdict().items()}
                for kind, seen in found.pairs.items()
            },
            "merges": found.historic and _historic(found.historic),
            "replayed_merges": found.merges,
            "failed_merges": found.failed,
            "remarks": found.remarks,
        }
    )


def curve_fields(found: "Mapping[str, Sequence[ProportionPoint]]", key: str) -> dict[str, object]:
    """Curves as JSON; `key` is what a point is at."""
    return {
        name: [{key: each.at, **point_fields(each)} for each in points]
        for name, points in found.items()
    }


def point_fields(found: "ProportionPoint") -> dict[str, object]:
    """A share, its interval, and how many tasks it is of."""
    return {
        "share": round_figure(found.share),
        "low": round_figure(found.low),
        "high": round_figure(found.high),
        "tasks": found.tasks,
    }


def _historic(found: "PastMergeShares") -> dict[str, object]:
    kinds = {name: point_fields(getattr(found, name)) for name in _MERGES}
    bins = [{"missed_at_most": each.at or None, **point_fields(each)} for each in found.by_missed]
    return {**kinds, "by_missed": bins}


def _table(
    names: "Mapping[str, str]", found: "Mapping[str, Sequence[ProportionPoint]]"
) -> "Iterator[str]":
    points = found["upper"]
    width = 5 if len(points) > 6 else 6  # noqa: PLR2004 - eight columns fit only like that
    yield f"  {'changes':36}" + "".join(f"{each.at:{width}}" for each in points)
    for name, words in names.items():
        cells = "".join(_share(each, width) for each in found[name])
        yield f"  {words:36}{cells}"
        if name == "upper" and width > _NARROW:
            halves = "".join(f"{50 * (e.high - e.low):{width}.1f}" for e in points)
            yield f"  {'    give or take (95%)':36}{halves}"
    yield f"  {'tasks':36}" + "".join(f"{_count(e.tasks):>{width}}" for e in points)


def _share(found: "ProportionPoint", width: int) -> str:
    digits = 1 if width > _NARROW else 0
    return f"{100 * found.share:{width}.{digits}f}" if found.tasks else f"{'-':>{width}}"


def _count(tasks: int) -> str:
    return str(tasks) if tasks < 10_000 else f"{tasks // 1000}k"  # noqa: PLR2004 - four digits


def _neighbours(found: "Mapping[str, AdjacentPairShares]") -> "Iterator[str]":
    yield f"  {'':24}{'pairs':>7}{'same file':>11}{'conflict':>10}{'of same file':>14}"
    for kind, words in _PAIRS.items():
        seen = found[kind]
        shares = (seen.same_file, seen.conflict, seen.conflict_of_same_file)
        cells = [f"{100 * each.share:.1f}%" if each.tasks else "-" for each in shares]
        yield (f"  {words:24}{seen.same_file.tasks:7}{cells[0]:>11}{cells[1]:>10}{cells[2]:>14}")


def _merges(found: "PastMergeShares") -> "Iterator[str]":
    for name, words in _MERGES.items():
        yield _merge_line(words, getattr(found, name))
    low = 0
    for each in found.by_missed:
        if each.tasks:
            yield _merge_line(f"  that missed {_span(low, each.at)}", each)
        low = each.at


def _merge_line(words: str, found: "ProportionPoint") -> str:
    if not found.tasks:
        return f"  {words:38}{0:7}"
    ends = f"{100 * found.low:.1f} to {100 * found.high:.1f}"
    return f"  {words:38}{found.tasks:7}{100 * found.share:8.1f}% conflict  ({ends})"


def _span(low: int, high: int) -> str:
    if not high:
        return f"more than {low} changes"
    return (
        f"{high} change" if high == 1 else f"{low + 1} to {high}" if high > low + 1 else f"{high}"
    )


def _notes(found: "ReplayResult") -> "Iterator[str]":
    yield from wrap(
        "Read three conflict figures, never one: the upper counts what truly built on its "
        "predecessor; the lower is almost nothing, since what stacks and also applies apart "
        "commutes. Agents begun on one base resemble neither. Merges that landed have been through "
        "a gate: their share says how good the gate is.",
        _WIDTH,
    )
    yield ""
    yield f"{found.merges:,} three-way merges."
    if found.failed:
        yield from wrap(f"git itself broke down over {found.failed}: they count nowhere.", _WIDTH)
    for remark in _sentences(found.remarks):
        yield from wrap(remark, _WIDTH)


def _sentences(remarks: "Iterable[str]") -> "Iterator[str]":
    return (f"note: {remark}" for remark in remarks)
