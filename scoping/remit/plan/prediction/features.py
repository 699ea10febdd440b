"""What speaks for a file being changed by a text: eleven signals for each likely file.

Each score is divided by the largest of its kind, so that repositories can be compared; the weights
of the signals are below.
"""

import math
from heapq import nlargest
from typing import TYPE_CHECKING, NamedTuple

from remit.plan.tokenizer import component_prefix, filename_identifiers, tokenize

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from remit.plan.prediction.index import HistoryIndex

MOST = 200
"""Files that are looked at closely; the others have next to no chance."""
_ALIKE = 50  # past messages that are compared
_FLOOR, _HALF_LIFE = 0.3, 730  # what an old message still counts, and days


class FileFeatures(NamedTuple):
    """What speaks for one file; each is 0..1 but for `rank`, the log of its place by `base`."""

    profile: float
    alike: float
    content: float
    lately: float
    recent: float
    subject: float
    component: float
    name: float
    base: float
    rank: float
    lately_alike: float


def extract_file_features(index: "HistoryIndex", text: str) -> dict[int, FileFeatures]:
    """The signals of the likely files, the likeliest first by an untrained sum."""
    query = tokenize(text)
    profile = _scaled(index.profiles.scores(query))
    content = _scaled(index.contents.scores(query))
    alike = _scaled(_alike(index, index.messages.scores(query)))
    subject = _scaled(_alike(index, index.subjects.scores(query)))
    lately, recent = index.lately_scaled, index.recent_scaled
    base = _base(_scaled(index.paths.scores(query)), profile, alike, content, lately)
    named, mates = _named(index, text), _mates(index, text)
    best = base[0][1] if base and base[0][1] else 1.0
    return {
        file: FileFeatures(
            profile.get(file, 0.0),
            alike.get(file, 0.0),
            content.get(file, 0.0),
            lately[file],
            recent[file],
            subject.get(file, 0.0),
            mates.get(file, 0.0),
            named.get(file, 0.0),
            score / best,
            math.log1p(place),
            lately[file] * alike.get(file, 0.0),
        )
        for place, (file, score) in enumerate(base)
    }


def spread_chances(
    index: "HistoryIndex", chances: "Mapping[int, float]", most: int = 8
) -> dict[int, float]:
    """The chance that a file is changed along with one of the likeliest ones, by past changes."""
    missed: dict[int, float] = {}
    for file in sorted(chances, key=lambda each: (-chances[each], each))[:most]:
        if file in index.companions:
            often, others = index.companions[file]
            for other, together in others.items():
                pull = min(0.99, chances[file] * together / (often + 2))
                missed[other] = missed.get(other, 1.0) * (1 - pull)
    return {file: 1 - rest for file, rest in missed.items()}


def _base(
    path: "Mapping[int, float]",
    profile: "Mapping[int, float]",
    alike: "Mapping[int, float]",
    content: "Mapping[int, float]",
    lately: "Sequence[float]",
) -> list[tuple[int, float]]:
    """The files by the sum of their signals, best first; contents and recent edits count less.

    Linear in the files: most of a large tree is not worth sorting for each of hundreds of texts.
    """
    sums = [0.5 * share for share in lately]
    for scores, weight in ((path, 1.0), (profile, 1.0), (alike, 1.0), (content, 0.7)):
        for file, score in scores.items():
            sums[file] += weight * score
    best = nlargest(MOST, zip(sums, range(0, -len(sums), -1), strict=True))
    return [(-minus, score) for score, minus in best]


def _alike(index: "HistoryIndex", scores: "Mapping[int, float]") -> dict[int, float]:
    """The files of the past changes whose messages are most alike; new and small ones first."""
    found: dict[int, float] = {}
    for number in sorted(scores, key=lambda each: (-scores[each], each))[:_ALIKE]:
        files, age = index.changes[number]
        fresh = _FLOOR + (1 - _FLOOR) * 2.0 ** (-age / _HALF_LIFE)
        weight = scores[number] ** 2 * fresh / math.sqrt(len(files) or 1)
        for file in files:
            found[file] = found.get(file, 0.0) + weight
    return found


def _named(index: "HistoryIndex", text: str) -> dict[int, float]:
    """The files whose name a word of the text is; the fewer share it, the more it says."""
    found: dict[int, float] = {}
    for name in filename_identifiers(text):
        files = index.named.get(name, [])
        for file in files:
            found[file] = 1 / math.sqrt(len(files))
    return found


def _mates(index: "HistoryIndex", text: str) -> dict[int, float]:
    """How often each file changed when the component of this text was named."""
    name = component_prefix(text)
    if name is None or name not in index.components:
        return {}
    often, files = index.components[name]
    return {file: count / (often + 1) for file, count in files.items()}


def _scaled(scores: "Mapping[int, float]") -> dict[int, float]:
    most = max(scores.values(), default=0.0)
    return {file: score / most for file, score in scores.items()} if most else {}


# The weights of the signals, learnt once from ten public repositories: `docs/reference/plan.md`.
#
# Three logistic regressions, one upon the other: a file by its signals; the same with what changes
# along with the likeliest files; a pair of tasks by the files they have in common and their words.
# None of these repositories is one that `docs/benchmarks/plan.md` reports on as not seen.


INTERCEPT = -4.84
WEIGHTS = FileFeatures(
    profile=0.32,
    alike=0.43,
    content=1.36,
    lately=0.78,
    recent=0.55,
    subject=0.95,
    component=1.72,
    name=0.56,
    base=1.96,
    rank=-0.34,
    lately_alike=-0.84,
)
ALONG = (-0.62, 0.92, -1.39, 2.24)
"""Intercept; the logit of the first; the pull of likely files, and its square root."""
PAIR = (-0.43, 0.39, 0.59, -0.9, 2.04)
"""Intercept; logs of the shared chance and of the likeness of the files; the likeness of the words,
and its square root."""
