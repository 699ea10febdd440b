"""One backtest: every method splits what was known at the cut, and the changes after it judge."""

from typing import TYPE_CHECKING, NamedTuple, Protocol

from remit.errors import CouldNotCheck, RemitError, UsageError
from remit.split.backtest.bounds import ORACLE, hindsight_splits
from remit.split.backtest.registry import DIRECTORIES
from remit.split.metrics import evaluate_split, index_changes, mean_metrics
from remit.split.weights import Sharing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from remit.history.records import Touch
    from remit.split.backtest.registry import MethodSpec
    from remit.split.input import SplitHistory, SplitInput, SplitMethod
    from remit.split.metrics import Changes, SplitMetrics

_ROUNDING = 0.005  # of the balance: weights are whole numbers


class Conditions(NamedTuple):
    """What holds for every method of a backtest."""

    balance: float = 1.2
    sharing: Sharing = Sharing()
    seed: int = 0
    runs: int = 1
    """Figures are means over so many seeds, from `seed` on."""


class BacktestMethod(Protocol):
    """Who takes part: a name, and the method behind it."""

    @property
    def name(self) -> str:
        """What the row is called."""
        ...

    def method(self) -> "SplitMethod":
        """The method; raises a `RemitError` where it cannot be had."""
        ...


class MethodRow(NamedTuple):
    """A method and its figures, or why it has none."""

    name: str
    figures: "SplitMetrics | None" = None
    gap: float | None = None
    """Share of the way from the best directory split to the oracle, by containment."""
    balanced: bool = True
    why: str = ""
    hint: str = ""


class ScopeCountTable(NamedTuple):
    """All methods at one number of scopes.

    `best` names the best directory split on the held-out changes: that choice sees them, so it
    flatters the directories.
    """

    scopes: int
    rows: tuple[MethodRow, ...]
    best: str

    def row(self, name: str) -> MethodRow:
        """The row of a method that took part."""
        return next(row for row in self.rows if row.name == name)


def evaluate_methods(
    past: "SplitHistory",
    test: "Sequence[Touch]",
    scopes: int,
    contestants: "Iterable[BacktestMethod]",
    conditions: Conditions,
) -> ScopeCountTable:
    """Every contestant at `scopes`; the directory splits and the bounds are always there.

    Raises a `RemitError` where the history or the number of files cannot support an answer.
    """
    material = past.material(scopes, conditions.sharing)
    changes = index_changes(past.files, test)
    _require(material, changes, scopes)
    everyone = dict.fromkeys((*contestants, *DIRECTORIES))
    rows = [_row(each, material, scopes, changes, conditions) for each in everyone]
    rows += _bounds(material, scopes, changes, conditions)
    directories = [row for row in rows if row.name in {each.name for each in DIRECTORIES}]
    best = max(directories, key=_contained)
    oracle = next(row for row in rows if row.name == ORACLE)
    return ScopeCountTable(scopes, tuple(_with_gap(row, best, oracle) for row in rows), best.name)


def _require(material: "SplitInput", changes: "Changes", scopes: int) -> None:
    free = len(material.files) - len(material.shared)
    if scopes > free:
        raise UsageError(
            f"there are fewer files outside the shared set ({free}) than scopes ({scopes}).",
            "ask for fewer with --into, or share nothing: --shared 0",
        )
    if not any(len(change) > 1 for change in changes):
        raise CouldNotCheck(
            "no held-out change touches several of the files, so nothing can be scored.",
            "a backtest needs a history of changes to more than one file",
        )


def _row(
    contestant: BacktestMethod,
    material: "SplitInput",
    scopes: int,
    changes: "Changes",
    conditions: Conditions,
) -> MethodRow:
    seeds = range(conditions.seed, conditions.seed + conditions.runs)
    try:
        split = contestant.method()
        runs = [split(material, scopes, balance=conditions.balance, seed=seed) for seed in seeds]
    except RemitError as error:
        return MethodRow(contestant.name, why=error.sentence, hint=error.hint)
    every = [evaluate_split(material, labels, scopes, changes) for labels in runs]
    return MethodRow(
        contestant.name, mean_metrics(every), balanced=all(_balanced(f, conditions) for f in every)
    )


def _bounds(
    material: "SplitInput", scopes: int, changes: "Changes", conditions: Conditions
) -> "list[MethodRow]":
    found = hindsight_splits(material, changes, scopes, conditions.balance, conditions.seed)
    every = {
        name: evaluate_split(material, labels, scopes, changes) for name, labels in found.items()
    }
    return [
        MethodRow(name, figures, balanced=_balanced(figures, conditions))
        for name, figures in every.items()
    ]


def _balanced(figures: "SplitMetrics", conditions: Conditions) -> bool:
    return figures.past_balance <= conditions.balance + _ROUNDING


def _contained(row: MethodRow) -> float:
    return row.figures.containment or 0.0 if row.figures else -1.0


def _with_gap(row: MethodRow, best: MethodRow, oracle: MethodRow) -> MethodRow:
    """`row` with its place between the two, where there is anything between them."""
    between = _contained(oracle) - _contained(best)
    if row.figures is None or oracle.figures is None or between <= 0:
        return row
    return row._replace(gap=(_contained(row) - _contained(best)) / between)


# What a method could do if nothing drifted: it also sees every other of the held-out changes.


FRESH = "fresh"


class DriftOracle(NamedTuple):
    """An entrant that knows later changes too; weights and shared files stay those of the past."""

    entrant: "MethodSpec"
    later: "tuple[Touch, ...]"
    """Newest first."""
    name: str = FRESH

    def method(self) -> "SplitMethod":
        """The entrant's method, given more."""
        split = self.entrant.method()

        def informed(
            material: "SplitInput", scopes: int, *, balance: float, seed: int
        ) -> tuple[int, ...]:
            more = material._replace(touches=(*self.later, *material.touches))
            return split(more, scopes, balance=balance, seed=seed)

        return informed


def measure_drift(
    past: "SplitHistory",
    test: "Sequence[Touch]",
    scopes: int,
    entrant: "MethodSpec",
    conditions: Conditions,
) -> ScopeCountTable:
    """`entrant` beside itself with every other of `test` in its past; the rest of `test` judges.

    What `fresh` is better by is the drift of the repository; what it lacks to the oracle is what
    such a method cannot know, and what the oracle owes to chance.
    """
    known, unseen = test[1::2], test[::2]
    informed = DriftOracle(entrant, tuple(reversed(known)))
    return evaluate_methods(past, unseen, scopes, (entrant, informed), conditions)
