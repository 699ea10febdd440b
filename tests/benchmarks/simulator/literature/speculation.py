"""Changes that wait to land, built on guesses about those before them, with so many workers.

After Ananthanarayanan et al., "Keeping master green at scale", EuroSys 2019: a change is built on
the base and on a guess which of the earlier changes that it could conflict with will land. A guess
that turns out wrong is thrown away. The strategies differ in what they believe of a change that is
not decided yet. Builds that are still possible are not preempted, which the paper's system may do.
"""

from heapq import heappop, heappush
from itertools import product
from math import prod
from typing import TYPE_CHECKING, NamedTuple

from remit_sim.engine import RandomStream, Simulation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from remit_sim.engine import Process
    from remit_sim.engine.kernel import Coroutine

    Belief = Callable[["Change"], float | None]

_HOUR = 3_600_000  # ticks
_GUESSED = 6
"""Of how many earlier changes both fates are guessed at once; the surest of more are taken so."""


class Load(NamedTuple):
    """So many changes at this rate, and what becomes of them; `accuracy` is the predictor's.

    Any two that are undecided at one time could conflict with `near_share`, and do with
    `real_share` of that.
    """

    changes: int
    per_hour: float
    workers: int
    build_minutes: float = 30.0
    pass_share: float = 0.9
    near_share: float = 0.02
    real_share: float = 0.1
    accuracy: float = 0.97


class Change:
    """One change; `before` are the earlier ones that it could conflict with."""

    def __init__(self, number: int, arrival: int, before: "list[Change]") -> None:
        self.number, self.arrival, self.before = number, arrival, before
        self.after = list[Change]()
        self.lands = self.predicted = True
        self.decided: int | None = None


Guess = frozenset[int]
Fate = tuple[int | None, float]


def _known(change: Change) -> float:
    return float(change.lands)


def _sure(change: Change) -> float:
    del change
    return 1.0


def _even(change: Change) -> float:
    del change
    return 0.5


def _waits(change: Change) -> None:
    """No guess: what could conflict is waited for."""
    del change


BELIEFS: "dict[str, Callable[[Load], Belief]]" = {
    "oracle": lambda _: _known,
    "predicted": lambda load: lambda one: load.accuracy if one.predicted else 1 - load.accuracy,
    "speculate-all": lambda _: _even,
    "optimistic": lambda _: _sure,
    "single queue": lambda _: _waits,
}
"""How likely a change is to land, as each strategy sees it."""


def turnarounds(load: Load, strategy: str, seed: int) -> list[float]:
    """Minutes from the arrival of each change to its landing or its refusal."""
    model = _Model(load, BELIEFS[strategy](load), seed)
    model.simulation.run()
    done = [(change.decided or 0) - change.arrival for change in model.changes]
    return [60 * ticks / _HOUR for ticks in done]


class _Model:
    def __init__(self, load: Load, belief: "Belief", seed: int) -> None:
        self.simulation = Simulation()
        self.changes = list[Change]()
        self._load, self._belief = load, belief
        self._arrivals = RandomStream(seed, "arrivals")
        self._coins = {
            name: RandomStream(seed, name) for name in ("passes", "near", "real", "right")
        }
        self._open: dict[int, Change] = {}
        self._wanted = list[tuple[float, int, int, Guess]]()
        self._free, self._rank = load.workers, 0
        self._running: dict[tuple[int, Guess], Process] = {}
        self._built = set[tuple[int, Guess]]()
        self.simulation.start("arrivals", self._arrive())

    def _arrive(self) -> "Coroutine":
        for number in range(self._load.changes):
            yield round(self._arrivals.exponential(_HOUR / self._load.per_hour))
            change = self._new(number)
            self.changes.append(change)
            self._open[number] = change
            self._wish(change)
            self._build()

    def _new(self, number: int) -> Change:
        """Its fate follows from the fates of those before it, so it is fixed from now on."""
        load, coins = self._load, self._coins
        near = [one for one in self._open.values() if self._meet("near", one.number, number)]
        change = Change(number, self.simulation.now, near)
        for one in near:
            one.after.append(change)
        broken = any(one.lands and self._meet("real", one.number, number) for one in near)
        change.lands = coins["passes"].chance(load.pass_share, number) and not broken
        right = coins["right"].chance(load.accuracy, number)
        change.predicted = change.lands == right
        return change

    def _meet(self, kind: str, one: int, other: int) -> bool:
        share = self._load.near_share if kind == "near" else self._load.real_share
        return self._coins[kind].chance(share, one, other)

    def _wish(self, change: Change) -> None:
        """Queue every build of the change that may be needed, by how likely that is."""
        for worth, guess in self._guesses(change):
            self._rank += 1
            heappush(self._wanted, (-worth, change.number, self._rank, guess))

    def _guesses(self, change: Change) -> "Iterator[tuple[float, Guess]]":
        """What may land before the change, and how likely just that is; nothing where it waits."""
        landed = [one.number for one in change.before if one.decided is not None and one.lands]
        unknown = [one for one in change.before if one.decided is None]
        shares = [(one.number, self._belief(one)) for one in unknown]
        known = [(number, share) for number, share in shares if share is not None]
        if len(known) < len(shares):
            return
        known.sort(key=lambda each: abs(0.5 - each[1]))  # the most doubtful first
        options = [_fates(each, both=place < _GUESSED) for place, each in enumerate(known)]
        for picked in product(*options):
            worth = prod(share for _, share in picked)
            if worth > 0:
                yield worth, frozenset([*landed, *(one for one, _ in picked if one is not None)])

    def _build(self) -> None:
        """Give free workers to the builds that are most likely to be needed."""
        while self._free and self._wanted:
            _, number, _, guess = heappop(self._wanted)
            key = (number, guess)
            if key in self._running or key in self._built or not self._possible(key):
                continue
            self._free -= 1
            self._running[key] = self.simulation.start("build", self._builds(key))

    def _possible(self, key: tuple[int, Guess]) -> bool:
        number, guess = key
        change = self._open.get(number)
        return change is not None and all(
            one.decided is None or one.lands == (one.number in guess) for one in change.before
        )

    def _builds(self, key: tuple[int, Guess]) -> "Coroutine":
        yield round(self._load.build_minutes * _HOUR / 60)
        self._over(key)
        self._built.add(key)
        self._settle(self._open[key[0]])
        self._build()

    def _over(self, key: tuple[int, Guess]) -> None:
        del self._running[key]
        self._free += 1

    def _settle(self, change: Change) -> None:
        """Decide, where all before it are decided and the build that matters is there."""
        if change.decided is not None or any(one.decided is None for one in change.before):
            return
        guess = frozenset(one.number for one in change.before if one.lands)
        if (change.number, guess) not in self._built:
            return
        change.decided = self.simulation.now
        del self._open[change.number]
        for key in [key for key in self._running if not self._possible(key)]:
            self.simulation.interrupt(self._running[key], "its guess was wrong")
            self._over(key)
        for later in change.after:
            self._wish(later)
            self._settle(later)


def _fates(each: tuple[int, float], *, both: bool) -> "list[Fate]":
    """The change lands, or it does not; only the likelier of the two, unless `both`."""
    number, share = each
    fates: list[Fate] = [(number, share), (None, 1 - share)]
    return fates if both else [max(fates, key=lambda fate: fate[1])]
