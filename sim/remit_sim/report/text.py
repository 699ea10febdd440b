"""Results for people, at most 80 columns wide."""

from itertools import groupby
from textwrap import fill, wrap
from typing import TYPE_CHECKING

from remit.text_safety import count_noun
from remit_sim.report import history_notes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from remit_sim.experiment.comparison import (
        PairedDifference,
        StrategyComparison,
        StrategyRanking,
    )
    from remit_sim.experiment.replications import Estimate, RunSample
    from remit_sim.world.scenario import Scenario

_WIDTH = 80
_SHARES = ("useful", "waiting", "rework", "review", "merge", "focus", "lost", "idle")
_COUNTS = {
    "landed_tasks": "tasks landed",
    "lost_tasks": "tasks lost, and nobody was told",
    "lost_updates": "updates overwritten",
    "conflicts_textual": "merge conflicts",
    "conflicts_structural": "structural conflicts",
    "conflicts_semantic_landed": "semantic conflicts that landed",
    "conflicts_semantic_caught": "semantic conflicts that checks caught",
    "failed_checks_landed": "tasks landed that checks would have failed",
    "failed_checks_caught": "checks that failed",
    "violations": "violations refused",
    "fenced_writes": "writes refused by a fence",
    "restarts": "restarts for a file that was held",
    "crashes": "crashes of agents",
    "rebases": "rebases at work",
    "messages": "messages",
    "builds": "builds",
    "stale_actions": "acts on a screen that had changed since",
    "misdirected_actions": "acts that hit something else",
    "lost_saves": "saves over a changed document",
    "refused_saves": "saves refused, the document had changed",
    "tokens": "tokens",
}


def run(scenario: "Scenario", found: "RunSample") -> str:
    """One strategy with one number of agents; counts that are zero are left out."""
    estimates, seed = found.estimates, found.seed
    runs = count_noun(found.replications, "run")
    lines = [
        *scenario_heading(scenario),
        f"{found.strategy}, {count_noun(found.agents, 'agent')}, {runs}, seed {seed}",
        "",
        f"  {'makespan (minutes)':44}{_spread(estimates['makespan_minutes'])}",
        f"  {'speed-up (kept work per minute)':44}{_spread(estimates['speed_up'])}",
    ]
    lines += (
        f"  {words:44}{_spread(estimates[name])}"
        for name, words in _COUNTS.items()
        if estimates[name].mean
    )
    shares = ((each, estimates[f"{each}_share"].mean) for each in _SHARES)
    spent = ", ".join(f"{each} {share:.0%}" for each, share in shares if round(share, 2))
    lines += ["", f"  time of the agents: {spent}", *history_notes.residual_lines(scenario)]
    return "\n".join(lines) + "\n"


def listing(kinds: "Mapping[str, Mapping[str, str]]") -> str:
    """Names and what they are, kind by kind."""
    blocks = ["\n".join([f"{kind}:", *_named(entries)]) for kind, entries in kinds.items()]
    return "\n\n".join(blocks) + "\n"


def comparison(
    scenario: "Scenario", seed: int, replications: int, found: "StrategyComparison"
) -> str:
    """A table for each number of agents, then the ranking in words."""
    lines = [*scenario_heading(scenario), f"{count_noun(replications, 'run')} of each, seed {seed}"]
    differences = {(each.agents, each.strategy): each for each in found.differences}
    rankings = {ranking.agents: ranking for ranking in found.rankings}
    for agents, rows in groupby(found.rows, key=lambda row: row.agents):
        lines += ["", count_noun(agents, "agent"), *_table(rows, differences)]
        lines += _ranking(rankings[agents])
    lines += [
        "",
        *_legend(replications),
        *history_notes.residual_lines(scenario, found.model_errors),
    ]
    return "\n".join(lines) + "\n"


def _named(entries: "Mapping[str, str]") -> "Iterator[str]":
    for name, about in entries.items():
        yield fill(about, _WIDTH, initial_indent=f"  {name:24}", subsequent_indent=" " * 26)


def _table(
    rows: "Iterable[RunSample]", differences: "Mapping[tuple[int, str], PairedDifference]"
) -> "Iterator[str]":
    yield f"  {'':22}{'makespan':>9} {'against first':>15}{'speed-up':>10}"
    yield f"  {'':22}{'minutes':>9} {'minutes':>15}{'':>10}{'lost':>6}{'merge':>7}{'wait':>6}"
    for row in rows:
        figures = row.estimates
        against = differences.get((row.agents, row.strategy))
        paired = _signed(against.estimates["makespan_minutes"]) if against else ""
        yield (
            f"  {row.strategy:22}{figures['makespan_minutes'].mean:9.1f} {paired:>15}"
            f"{figures['speed_up'].mean:10.2f}{figures['lost_tasks'].mean:6.1f}"
            f"{figures['conflicts_textual'].mean:7.1f}{figures['waiting_share'].mean:6.0%}"
        )


def _ranking(ranking: "StrategyRanking") -> "Iterator[str]":
    for place in ranking.places:
        first, *others = place.strategies
        line = f"{place.place}. {first}"
        yield _hung(line if not others else f"{line}; within the error: {', '.join(others)}")
    if ranking.losing:
        yield _hung(f"not ranked, work is lost: {', '.join(ranking.losing)}")


def _hung(line: str) -> str:
    return fill(
        line, _WIDTH, initial_indent="  ", subsequent_indent=" " * 5, break_on_hyphens=False
    )


def _legend(replications: int) -> "Iterator[str]":
    yield "speed-up: useful work that is there at the end, per minute. lost: tasks with an"
    yield "update that another overwrote. merge: merge conflicts. wait: share of time."
    if replications == 1:
        yield "One run of each has no error to state, so nothing is ranked."
    else:
        yield "+-: 95% confidence, in pairs; places hold together with 95% confidence."


def scenario_heading(scenario: "Scenario") -> list[str]:
    """The first lines of every answer about a scenario."""
    line = f"{scenario.name}: {scenario.about}" if scenario.about else scenario.name
    return wrap(line, _WIDTH)


def _spread(found: "Estimate") -> str:
    width = f" +- {found.half_width:.2f}" if found.half_width is not None else ""
    return f"{found.mean:10.2f}{width}"


def _signed(found: "Estimate") -> str:
    width = f" +- {found.half_width:.1f}" if found.half_width is not None else ""
    return f"{found.mean:+.1f}{width}"
