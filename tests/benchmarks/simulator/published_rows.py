"""One row of target against result, and the table of them as Markdown."""

from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

from remit_sim.experiment.replications import Estimate, estimate_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Row(NamedTuple):
    """A published claim, what it was here, and whether that is the same."""

    claim: str
    target: str
    result: str
    met: bool
    source: str
    why: str = ""


def table(rows: "Iterable[Row]") -> str:
    """The rows as a table of Markdown."""
    lines = ["| claim | target | result (95% interval) | met | source |", "|---|---|---|---|---|"]
    for row in rows:
        met = ("yes" if row.met else "**no**") + (f": {row.why}" if row.why else "")
        lines.append(f"| {row.claim} | {row.target} | {row.result} | {met} | {row.source} |")
    return "\n".join(lines) + "\n"


def spread(found: Estimate, digits: int = 1) -> str:
    """A mean with half of its interval."""
    width = f" ± {found.half_width:.{digits}f}" if found.half_width is not None else ""
    return f"{found.mean:.{digits}f}{width}"


def ratio(ones: "Sequence[float]", others: "Sequence[float]") -> Estimate:
    """The mean of the ratios, pair by pair."""
    return estimate_mean([one / other for one, other in zip(ones, others, strict=True)])


def share(hits: int, tries: int) -> Estimate:
    """A share in percent, with the normal interval of its count."""
    part = hits / tries
    return Estimate(100 * part, 196 * sqrt(part * (1 - part) / tries))


def low(found: Estimate) -> float:
    """The lower end of the interval."""
    return found.mean - (found.half_width or 0.0)


def high(found: Estimate) -> float:
    """The upper end of the interval."""
    return found.mean + (found.half_width or 0.0)
