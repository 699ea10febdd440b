"""One model in all engines, in one table of one run, as Markdown: run this file to print it.

Takes about four minutes, most of them for 20 replications of salabim. The engines take turns, so
that other work on the machine disturbs all of them alike.
"""

import gc
import sys
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, NamedTuple

sys.path.append(str(Path(__file__).parents[2] / "support"))  # where pytest finds it by itself

from lock_rivals import salabim_plain, simpy_bare, simpy_documented

from remit_sim.compiled.locks import LOCKS, LocksParameters, sample_jobs, simulate_locks
from remit_sim.compiled.models import MODELS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from remit_sim.compiled.locks import LockJob

    Engine = Callable[[Sequence[LockJob], int, int], tuple[int, ...]]

_RUNS, _RIVALS, _SEED = 1_000, 20, 1
_ROUNDS = 7  # of each replication, the fastest counts: other work on the machine only slows down
_COUNTS = {
    "overlap": (200_000, 2_000),
    "merge-queue": (200_000, 2_000),
    "one-lock": (500, 5),
    "locks": (1_000, 10),
}
_INTRODUCTION = """\
## Speed

64 agents do 1,000 tasks; a task locks its files of 500 in order (their number is geometric with the
mean 3, at most 12), works for an exponential time and unlocks them. 1,000 replications; simpy and
salabim are measured on 20 of them, and extrapolated. Seconds of processor time; tasks are drawn
before, except for the compiled twin, which draws its own within its time.

The engines take turns in one process, replication by replication, each after the garbage of the one
before is collected. "ratio" is against the plain engine on the same 20 replications, each the
fastest of seven (of one for salabim). "equal" says whether the last tick and the ticks that all
agents waited are those of the plain engine in each replication that was measured; where not, an
engine breaks ties in another order. simpy is measured twice: with as little around it as possible
(a free lock is taken without a turn of the event loop), and as its documentation writes it
(`with lock.request() as request: yield request`).
"""


class Measured(NamedTuple):
    """An engine, its seconds for all replications, its ratio, and whether its ends are ours."""

    name: str
    seconds: float
    measured: int
    ratio: float
    equal: bool


def section() -> str:
    """The table of engines, and the rates of all compiled models."""
    lines = [
        _INTRODUCTION,
        "| engine | s for 1,000 replications | measured | ratio | equal |",
        "|---|---|---|---|---|",
    ]
    for name, seconds, count, ratio, same in _engines():
        equal = "yes" if same else "no"
        lines.append(f"| {name} | {seconds:.2f} | {count:,} | {_short(ratio)} | {equal} |")
    return "\n".join([*lines, "", *_rates()])


def _short(ratio: float) -> str:
    """Three digits that mean something, without an exponent."""
    return f"{float(f'{ratio:.3g}'):g}"


def _engines() -> list[Measured]:
    values = LocksParameters()
    plain = "remit, plain"
    engines: dict[str, tuple[Engine, int]] = {
        plain: (simulate_locks, _ROUNDS),
        "simpy, bare": (simpy_bare, _ROUNDS),
        "simpy, as documented": (simpy_documented, _ROUNDS),
        "salabim": (salabim_plain, 1),
    }
    spent, equal = dict.fromkeys(engines, 0.0), dict.fromkeys(engines, True)
    for number in range(_RIVALS):
        todo = sample_jobs(values, _SEED, number)
        ends = simulate_locks(todo, values.agents, values.files)
        for name, (engine, rounds) in engines.items():
            seconds, found = _fastest(engine, todo, values, rounds)
            spent[name] += seconds
            equal[name] &= found == ends
    base = spent[plain]
    rivals = [
        Measured(name, spent[name] * _RUNS / _RIVALS, _RIVALS, spent[name] / base, equal[name])
        for name in list(engines)[1:]
    ]
    whole = 0.0
    for number in range(_RUNS):
        whole += _fastest(engines[plain][0], sample_jobs(values, _SEED, number), values, 1)[0]
    compiled = _compiled(values, base * _RUNS / _RIVALS)
    return [Measured(plain, whole, _RUNS, 1.0, equal[plain]), compiled, *rivals]


def _fastest(
    engine: "Engine", todo: "Sequence[LockJob]", values: LocksParameters, rounds: int
) -> tuple[float, tuple[int, ...]]:
    """The least seconds of so many rounds, and the ends."""
    least, found = float("inf"), tuple[int, ...]()
    for _ in range(rounds):
        gc.collect()  # what the engine before left behind is not this one's to clear up
        begun = process_time()
        found = tuple(engine(todo, values.agents, values.files))
        least = min(least, process_time() - begun)
    return least, found


def _compiled(values: LocksParameters, base: float) -> Measured:
    LOCKS.native(values, _SEED, 0, 1)  # compiled, or read from numba's cache
    begun = process_time()
    rows = LOCKS.native(values, _SEED, 0, _RUNS)
    seconds = process_time() - begun
    same = all(LOCKS.plain(values, _SEED, n, None) == rows[n] for n in range(_RIVALS))
    return Measured("remit, compiled, drawing included", seconds, _RUNS, seconds / base, same)


def _rates() -> list[str]:
    lines = [
        "All compiled models with the values that they have by default, drawing included:",
        "",
        "| model | replications a second, compiled | plain |",
        "|---|---|---|",
    ]
    for name, (many, few) in _COUNTS.items():
        model = MODELS[name]
        model.native(model.values, _SEED, 0, 1)
        begun = process_time()
        model.native(model.values, _SEED, 0, many)
        compiled = many / (process_time() - begun)
        begun = process_time()
        for number in range(few):
            model.plain(model.values, _SEED, number, None)
        plain = few / (process_time() - begun)
        lines.append(f"| {model.name} | {compiled:,.0f} | {plain:,.0f} |")
    return lines


if __name__ == "__main__":
    print(section())  # noqa: T201 - that is what it is for
