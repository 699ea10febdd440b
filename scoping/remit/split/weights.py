"""How much each file weighs by its recent edits, and the few files that everybody shares.

Every method gets the same weights and the same shared set, so that only the split differs.
"""

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.history.records import Touch

HALF_LIFE = 365 * 86400
"""Seconds after which a change counts half."""
MOST_SHARED = 20
LEAST_SHARED = 2
_UNIT = 100  # weight of one change made now; a file that nothing touched weighs 1
_CLIP = 0.9  # of a scope: a heavier file would be a scope of its own
_CLIP_ROUNDS = 20
_MECHANICAL_RANKS = 60
_PROSE = frozenset((b"", b"adoc", b"md", b"rst", b"txt"))
_LOGS = (b"change", b"history", b"news", b"readme", b"release")
_VERSIONS = frozenset((b"version", b"_version", b"versions", b"__version__", b"__about__"))
_MANIFESTS = frozenset(
    b"cargo.toml composer.json gemfile go.mod go.sum go.work go.work.sum npm-shrinkwrap.json "
    b"package-lock.json package.json pipfile pnpm-lock.yaml pom.xml pyproject.toml setup.cfg "
    b"setup.py tox.ini".split()
)


class Sharing(NamedTuple):
    """How many files may be shared: a share of the live files, or of mechanical hubs only."""

    share: float = 0.01
    mechanical: bool = False


NOTHING = Sharing(0.0)


def touch_weights(touches: "Sequence[Touch]", half_life: float = HALF_LIFE) -> list[float]:
    """What each touch still counts: 1 for the newest, half of it every `half_life` seconds."""
    newest = max((touch.commit.time for touch in touches), default=0)
    return [2.0 ** ((touch.commit.time - newest) / half_life) for touch in touches]


def past_churn(files: "Sequence[bytes]", touches: "Sequence[Touch]") -> list[float]:
    """The weight of the recent edits of each file: 1, and 100 for each change of it made now."""
    return [1 + _UNIT * count for count in _sums(files, touches, least=1)]


def scale_weights(
    weights: "Sequence[float]", shared: frozenset[int], scopes: int
) -> tuple[int, ...]:
    """`weights` as whole weights: 0 for shared files, none above 0.9 of a scope."""
    heavy = [0.0 if index in shared else weight for index, weight in enumerate(weights)]
    for _ in range(_CLIP_ROUNDS):
        cap = _CLIP * sum(heavy) / scopes
        if max(heavy, default=0.0) <= cap:
            break
        heavy = [min(weight, cap) for weight in heavy]
    return tuple(round(weight) for weight in heavy)


def find_hub_files(
    files: "Sequence[bytes]", touches: "Sequence[Touch]", sharing: Sharing
) -> frozenset[int]:
    """The files that changes of several files touch most, at most 20 and by default 1 %."""
    if not sharing.share:
        return frozenset()
    most = min(MOST_SHARED, max(LEAST_SHARED, math.ceil(sharing.share * len(files))))
    ranked = rank_hubs(files, touches)
    if sharing.mechanical:
        ranked = [hub for hub in ranked[:_MECHANICAL_RANKS] if is_mechanical(files[hub])]
    return frozenset(ranked[:most])


def rank_hubs(files: "Sequence[bytes]", touches: "Sequence[Touch]") -> list[int]:
    """The files that changes of several files touched, most touched first, fading with age."""
    counts = _sums(files, touches, least=2)
    ranked = sorted(range(len(files)), key=lambda index: -counts[index])
    return [index for index in ranked if counts[index] > 0]


def is_mechanical(path: bytes) -> bool:
    """Whether the name says changelog, lock, manifest, readme, version, requirements or CI.

    >>> [is_mechanical(path) for path in (b"CHANGES.rst", b"a/go.sum", b"src/history.py",
    ...     b"x.lock")]
    [True, True, False, True]
    """
    folders, _, name = path.lower().rpartition(b"/")
    stem, _, ending = name.partition(b".")
    return (
        b".github" in folders.split(b"/")
        or name in _MANIFESTS
        or name.endswith(b".lock")
        or stem in _VERSIONS
        or (ending in _PROSE and stem.startswith(_LOGS))
        or stem.startswith(b"requirements")
        or folders.endswith(b"requirements")
    )


def _sums(files: "Sequence[bytes]", touches: "Sequence[Touch]", *, least: int) -> list[float]:
    """For each file the freshness of the touches of at least `least` files that it is in."""
    place = {path: index for index, path in enumerate(files)}
    sums = [0.0] * len(files)
    for touch, fresh in zip(touches, touch_weights(touches), strict=True):
        if len(touch.files) >= least:
            for path in touch.files:
                if (index := place.get(path)) is not None:
                    sums[index] += fresh
    return sums
