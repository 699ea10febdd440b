"""The tables of a backtest in 80 columns, each method one line, with a legend."""

import textwrap
from typing import TYPE_CHECKING

from remit.paths import quote_path
from remit.report.console import Paint
from remit.split.backtest.bounds import BOUND, ORACLE
from remit.split.backtest.conclusion import conclude
from remit.split.backtest.result import FEW, median_tables
from remit.text_safety import escape_unsafe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from remit.split.backtest.conclusion import BestResult, Conclusion
    from remit.split.backtest.evaluation import MethodRow, ScopeCountTable
    from remit.split.backtest.result import BacktestHistory, SplitBacktest, SplitBacktestRequest
    from remit.split.metrics import SplitMetrics

_WIDTH = 80
_SHARED = 6
_HEAD = "method      contained    gap touched  past future speed-up   rules   globs"
_LEGEND = """\
contained: held-out changes of several files that stay in one scope, shared ones
  aside
gap: how far from the best directory split to the oracle; the oracle and the
  bound, the best of several oracles, know these changes, so nobody reaches them
touched: scopes per such change
past, future: the busiest scope over the mean, by past edits (* breaks the
  balance) and by held-out changes
speed-up: no schedule with one task at a time in each scope is faster
rules, globs: per scope, path rules where the last match wins, and patterns as
  manifests have them
"""


def render(
    backtests: "Sequence[SplitBacktest]", question: "SplitBacktestRequest", paint: Paint
) -> str:
    """The answer in a sentence, then each repository's tables, their medians, and the legend."""
    return "\n".join(_lines(backtests, question, paint)) + "\n"


def _lines(
    backtests: "Sequence[SplitBacktest]", question: "SplitBacktestRequest", paint: Paint
) -> "Iterator[str]":
    several = len(backtests) > 1
    if several:
        yield from _answer(f"medians of {len(backtests)} repositories: ", backtests)
    for each in backtests:
        yield from _answer(f"{escape_unsafe(each.ground.name)}: " if several else "", [each])
        yield from _ground(each.ground, question, paint)
        yield from _tables(each.tables, question, paint)
    if several:
        yield paint("strong", f"medians of {len(backtests)} repositories")
        yield ""
        yield from _tables(median_tables(backtests), question, paint)
    yield _LEGEND.removesuffix("\n")
    yield from _missing(backtests)


def _answer(of: str, backtests: "Sequence[SplitBacktest]") -> "Iterator[str]":
    yield from textwrap.wrap(f"{of}{summarise_backtest(backtests)}", _WIDTH)
    yield ""


def summarise_backtest(backtests: "Sequence[SplitBacktest]") -> str:
    """How many scopes by which method, in a sentence; doubted where few changes were scored."""
    found = conclude(backtests)
    changes = sum(each.ground.several for each in backtests)
    doubt = f" Only {changes} changes were scored, so this says little." if changes < FEW else ""
    if found is None:
        return f"No method has a figure, so no number of scopes can be named.{doubt}"
    return f"{_conclusion(found)}{doubt}"


def _conclusion(found: "Conclusion") -> str:
    chosen, tried = found
    fewer = [best for best in tried if best.scopes < chosen.scopes]
    more = [best for best in tried if best.scopes > chosen.scopes]
    by = f"{chosen.scopes} scopes by {_either(chosen.methods)} keep"
    inside = "of the changes inside one scope"
    if not fewer and not more:
        half = "" if found.keeps_half else ", fewer than half"
        return f"{by} {chosen.percent}% {inside}{half}; no other number was tried."
    if not found.keeps_half:
        return f"No number of scopes tried keeps half {inside}: {by} most, {chosen.percent}%."
    if more:
        beyond = f"beyond {chosen.scopes} it falls below half ({_shares(more)})"
        return f"{by} {chosen.percent}% {inside}; {beyond}."
    most = max(best.percent for best in fewer)
    beside = f" ({_shares(fewer)})" if most > chosen.percent else ", and fewer keep no more"
    return f"{by} {chosen.percent}% {inside}{beside}; more were not tried."


def _either(names: "Sequence[str]") -> str:
    *some, last = names
    return f"{', '.join(some)} or {last}" if some else last


def _shares(every: "Iterable[BestResult]") -> str:
    return ", ".join(f"{best.scopes} scopes: {best.percent}%" for best in every)


def _ground(
    ground: "BacktestHistory", question: "SplitBacktestRequest", paint: Paint
) -> "Iterator[str]":
    yield paint(
        "strong", f"{escape_unsafe(ground.name)} at {ground.head[:12]}, cut at {ground.at[:12]}"
    )
    several = f"{ground.several} of them to several files"
    yield from textwrap.wrap(
        f"{ground.past} past changes ({question.unit.value}), {ground.held_out} held out over "
        f"{ground.days} days, {several}",
        _WIDTH,
    )
    names = ", ".join(map(quote_path, ground.shared[:_SHARED]))
    more = f" and {len(ground.shared) - _SHARED} more" if len(ground.shared) > _SHARED else ""
    listed = f": {names}{more}" if names else ""
    yield from textwrap.wrap(
        f"shared: {len(ground.shared)} of {ground.files} files{listed}", _WIDTH
    )
    for remark in ground.remarks:
        yield paint("doubt", remark)
    yield ""


def _tables(
    tables: "Sequence[ScopeCountTable]", question: "SplitBacktestRequest", paint: Paint
) -> "Iterator[str]":
    for table in tables:
        best = f"; best directory split: {table.best}" if table.best else ""
        yield f"{table.scopes} scopes, balance {question.conditions.balance:g}{best}"
        yield paint("faint", _HEAD)
        for row in sorted(table.rows, key=_rank):
            if row.figures:
                yield _line(row, row.figures)
        yield ""


def _rank(row: "MethodRow") -> tuple[bool, float]:
    """The bounds first, then by containment."""
    contained = (row.figures.containment or 0.0) if row.figures else 0.0
    return row.name not in {ORACLE, BOUND}, -contained


def _line(row: "MethodRow", figures: "SplitMetrics") -> str:
    balance = f"{figures.past_balance:.2f}{' ' if row.balanced else '*'}"
    return (
        f"{row.name:<11} {_share(figures.containment):>9}  {_number(row.gap):>5}"
        f" {_number(figures.touched):>7} {balance:>6} {_number(figures.future_balance):>5}"
        f" {_number(figures.speed_up):>8} {figures.rules:>7.1f} {figures.globs:>7.1f}"
    ).rstrip()


def _missing(backtests: "Sequence[SplitBacktest]") -> "Iterator[str]":
    """Each method that is missing somewhere, once, with every reason."""
    reasons: dict[str, dict[str, None]] = {}
    for row in (row for each in backtests for table in each.tables for row in table.rows):
        if row.why:
            reason = ": ".join(filter(None, (row.why.removesuffix("."), row.hint)))
            reasons.setdefault(row.name, {})[reason] = None
    if reasons:
        yield ""
        yield "not compared, or not everywhere:"
    for name, why in reasons.items():
        yield from textwrap.wrap(
            f"{name}: {'; '.join(why)}", _WIDTH, initial_indent="  ", subsequent_indent="    "
        )


def _share(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f} %"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
