"""What a split is worth on changes that were held out."""

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from remit.split.globs.areas import build_scope_globs
from remit.split.path_rules import count_fewest_rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from remit.history.records import Touch
    from remit.split.input import SplitInput

Changes = tuple[tuple[int, ...], ...]
"""Held-out changes, each as the indices of the live files that it touches."""


class SplitMetrics(NamedTuple):
    """A split, judged by held-out changes; shares are 0 to 1.

    The first three are about changes of at least two live files, and None where there are none.
    """

    containment: float | None
    """Share of changes whose files, without the shared ones, lie in one scope."""
    touched: float | None
    """Mean number of scopes that a change touches, at least 1."""
    shared_touch: float | None
    """Share of changes that touch a shared file."""
    future_balance: float | None
    """File touches in the busiest scope over the mean; past and future differ as work moves."""
    past_balance: float
    """Recent edits of the heaviest scope over the mean: this is what a split promises."""
    speed_up: float | None
    """Changes with a file in some scope over those in the busiest scope: no schedule is faster."""
    rules: float
    """Path rules per scope, at least, to write the split down; the last match wins."""
    globs: float
    """Patterns per scope in manifests that say the split: `write` and `deny`, deny wins."""


def index_changes(files: "Sequence[bytes]", touches: "Iterable[Touch]") -> Changes:
    """`touches` as indices of `files`; what touches none of them is left out."""
    place = {path: index for index, path in enumerate(files)}
    changes = (tuple(place[path] for path in touch.files if path in place) for touch in touches)
    return tuple(change for change in changes if change)


def evaluate_split(
    material: "SplitInput", labels: "Sequence[int]", scopes: int, changes: Changes
) -> SplitMetrics:
    """The figures of the split `labels`; what a shared file is labelled is ignored."""
    several = [change for change in changes if len(change) > 1]
    spread = [len(_scopes(change, labels, material.shared)) for change in several]
    return SplitMetrics(
        _mean([count <= 1 for count in spread]),
        _mean([max(1, count) for count in spread]),
        _mean([not material.shared.isdisjoint(change) for change in several]),
        _future_balance(changes, labels, material.shared, scopes),
        balance_ratio(material.weights, labels, scopes),
        _speed_up(changes, labels, material.shared),
        count_fewest_rules(material.files, _free(labels, material.shared), scopes) / scopes,
        build_scope_globs(material.files, labels, material.shared, scopes).globs / scopes,
    )


def mean_metrics(every: "Sequence[SplitMetrics]") -> SplitMetrics:
    """Each figure's mean over several splits that the same changes judged."""
    columns = zip(*every, strict=True)
    return SplitMetrics._make(_mean([v for v in column if v is not None]) for column in columns)


def containment_share(
    changes: Changes, labels: "Sequence[int]", shared: frozenset[int]
) -> float | None:
    """The first figure alone."""
    return _mean([len(_scopes(c, labels, shared)) <= 1 for c in changes if len(c) > 1])


def balance_ratio(weights: "Sequence[int]", labels: "Sequence[int]", scopes: int) -> float:
    """The heaviest scope over the mean; 1 where nothing weighs anything."""
    loads = [0] * scopes
    for weight, label in zip(weights, labels, strict=True):
        loads[label] += weight
    return max(loads) * scopes / sum(loads) if any(loads) else 1.0


def _scopes(change: "Sequence[int]", labels: "Sequence[int]", shared: frozenset[int]) -> set[int]:
    return {labels[file] for file in change if file not in shared}


def _future_balance(
    changes: Changes, labels: "Sequence[int]", shared: frozenset[int], scopes: int
) -> float | None:
    touches = Counter(labels[f] for change in changes for f in change if f not in shared)
    return max(touches.values()) * scopes / touches.total() if touches else None


def _speed_up(changes: Changes, labels: "Sequence[int]", shared: frozenset[int]) -> float | None:
    touched = [scopes for change in changes if (scopes := _scopes(change, labels, shared))]
    busy = Counter(scope for scopes in touched for scope in scopes)
    return len(touched) / max(busy.values()) if busy else None


def _free(labels: "Sequence[int]", shared: frozenset[int]) -> list[int]:
    return [-1 if index in shared else label for index, label in enumerate(labels)]


def _mean(values: "Sequence[float]") -> float | None:
    return sum(values) / len(values) if values else None
