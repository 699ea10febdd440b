"""Blocking, immediate restart and optimism in four sizes of machine: orders, peaks, bounds."""

from typing import TYPE_CHECKING, NamedTuple

from literature.agrawal_carey_livny import System, throughput
from literature.concurrency_control import ALGORITHMS
from published_rows import Row, high, low, ratio, spread

from remit_sim.experiment.replications import estimate_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from remit_sim.experiment.replications import Estimate

    Rates = Mapping[tuple[str, int], Sequence[float]]

INTRODUCTION = """\
Commits per second, means of five seeds with their 95% intervals; every algorithm and every mpl has
the same transactions. "Optimistic, late" differs from "optimistic" in one thing: a commit counts
from its last write on, not from its validation on.
"""
_SEEDS = range(1, 6)
_MPL = (5, 10, 25, 50, 75, 100, 200)
_SOURCE = "Agrawal, Carey, Livny 1987"


class _Machine(NamedTuple):
    name: str
    cpus: int
    disks: int
    seconds: float
    warm_up: float


_MACHINES = (
    _Machine("no limit", 0, 0, 50, 15),
    _Machine("25 CPUs, 50 disks", 25, 50, 50, 15),
    _Machine("5 CPUs, 10 disks", 5, 10, 100, 30),
    _Machine("1 CPU, 2 disks", 1, 2, 400, 80),
)


def locking() -> tuple[str, list[Row]]:
    """All throughputs as a table, and the rows of what was claimed of them."""
    found = {machine.name: _rates(machine) for machine in _MACHINES}
    infinite, many, some, one = found.values()
    rows = [*_without_limit(infinite), *_near_the_border(many), *_scarce(some, one)]
    return "\n".join(_table(found)) + "\n", rows


def _rates(machine: _Machine) -> "Rates":
    _, cpus, disks, seconds, warm_up = machine
    return {
        (algorithm, mpl): [
            throughput(System(mpl, cpus, disks), algorithm, seed, (warm_up, seconds))
            for seed in _SEEDS
        ]
        for algorithm in ALGORITHMS
        for mpl in _MPL
    }


def _table(found: "Mapping[str, Rates]") -> "Iterator[str]":
    yield "| resources | algorithm | " + " | ".join(f"mpl {mpl}" for mpl in _MPL) + " |"
    yield "|---" * (2 + len(_MPL)) + "|"
    for name, rates in found.items():
        for algorithm in ALGORITHMS:
            cells = [spread(estimate_mean(rates[algorithm, mpl]), 2) for mpl in _MPL]
            yield f"| {name} | {algorithm} | " + " | ".join(cells) + " |"


def _peak(rates: "Rates", algorithm: str) -> int:
    return max(_MPL, key=lambda mpl: estimate_mean(rates[algorithm, mpl]).mean)


def _best(rates: "Rates", algorithm: str) -> "Sequence[float]":
    return rates[algorithm, _peak(rates, algorithm)]


def _without_limit(rates: "Rates") -> "Iterator[Row]":
    section = f"{_SOURCE}, infinite resources"
    peak = _peak(rates, "blocking")
    claim = "Blocking thrashes past its peak"
    yield Row(claim, "peak at mpl 50", f"at mpl {peak}", peak == 50, section)
    fall = ratio(rates["blocking", 200], _best(rates, "blocking"))
    near = low(fall) <= 0.36 and high(fall) >= 0.30
    yield Row("... and falls", "about 0.33 of it at mpl 200", spread(fall, 3), near, section)
    rise = ratio(rates["optimistic", 200], rates["optimistic", 50])
    rising = _peak(rates, "optimistic") == 200 and low(rise) > 1
    yield Row("Optimism keeps rising", "most at mpl 200", _of(rise, 50), rising, section)
    flat = ratio(rates["immediate restart", 200], rates["immediate restart", 75])
    level = low(flat) > 0.9 and high(flat) < 1.1
    yield Row(
        "Immediate restart levels off",
        "level from mpl 75, here within 10%",
        _of(flat, 75),
        level,
        section,
    )
    first = ratio(rates["optimistic", 200], rates["immediate restart", 200])
    second = ratio(rates["immediate restart", 200], rates["blocking", 200])
    yield Row(
        "Order at mpl 200",
        "optimistic > restart > blocking",
        f"{spread(first, 2)} times, {spread(second, 2)} times",
        low(first) > 1 < low(second),
        section,
    )


def _of(found: "Estimate", mpl: int) -> str:
    return f"mpl 200 is {spread(found, 3)} times mpl {mpl}"


def _near_the_border(rates: "Rates") -> "Iterator[Row]":
    best = _best(rates, "blocking")
    ahead = ratio(_best(rates, "optimistic"), best)
    late = ratio(_best(rates, "optimistic, late"), best)
    yield Row(
        "Optimism edges ahead",
        "best optimistic a little above best blocking",
        f"{spread(ahead, 3)} times; late: {spread(late, 3)} times",
        1 < low(ahead) < 1.25,
        f"{_SOURCE}, 25 CPUs and 50 disks",
        "it hangs on when a commit counts",
    )


def _scarce(some: "Rates", one: "Rates") -> "Iterator[Row]":
    for rates, name in ((some, "5 CPUs and 10 disks"), (one, "1 CPU and 2 disks")):
        restart = ratio(_best(rates, "blocking"), _best(rates, "immediate restart"))
        optimistic = ratio(_best(rates, "blocking"), _best(rates, "optimistic"))
        yield Row(
            "Blocking wins where resources are scarce",
            "best blocking above restart and optimism",
            f"{spread(restart, 3)} and {spread(optimistic, 3)} times",
            low(restart) > 1 < low(optimistic),
            f"{_SOURCE}, {name}",
        )
    peak, most = _peak(one, "blocking"), estimate_mean(_best(one, "blocking"))
    section = f"{_SOURCE}, 1 CPU and 2 disks"
    yield Row("Blocking's peak", "mpl 25", f"mpl {peak}", peak == 25, section)
    bound = 2 / 0.35
    below = high(most) <= bound
    yield Row("Bound by the disks", "at most 5.71/s", f"{spread(most, 2)}/s", below, section)
