"""The chance of each file to be changed by a task that is known by a text only."""

import math
from typing import TYPE_CHECKING

from remit.plan.prediction.coefficients import ALONG, INTERCEPT, WEIGHTS
from remit.plan.prediction.evidence import signals, spread
from remit.plan.prediction.logit import chance
from remit.plan.text import mentioned, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from remit.plan.prediction.index import Index

_NAMED = 0.95
"""The chance of a file whose path the text names; shared where a name means several files."""
_MANY = 4
"""A name of more files than this says nothing."""


def likely(index: "Index", text: str) -> dict[int, float]:
    """The chance of each likely file, the likeliest first; hubs are among them."""
    logits = {
        file: INTERCEPT + sum(map(_product, WEIGHTS, found))
        for file, found in signals(index, text).items()
    }
    pulled = spread(index, {file: chance(each) for file, each in logits.items()})
    lowest = min(logits.values(), default=INTERCEPT)
    chances = {
        file: chance(_along(logits.get(file, lowest), pulled.get(file, 0.0)))
        for file in dict.fromkeys((*logits, *pulled))
    }
    for file, least in hinted(index, text).items():
        chances[file] = max(least, chances.get(file, 0.0))
    return dict(sorted(chances.items(), key=lambda item: (-item[1], item[0])))


def unknown(index: "Index", text: str) -> bool:
    """Whether no word of the text occurs in any path, message or content, so nothing is known."""
    rankings = (index.profiles, index.messages, index.contents)
    query = words(text)
    return not any(ranking.has(word) for ranking in rankings for word in query)


def fresh(index: "Index", text: str) -> tuple[bytes, ...]:
    """The paths that the text names and that do not exist yet: files to be made."""
    paths = (each.encode() for each in mentioned(text) if "/" in each and not each.endswith("/"))
    return tuple(
        path
        for path in paths
        if path not in index.numbers
        and b"*" not in path
        and b"." in path.rpartition(b"/")[2]
        and not _ending(index.files, path)
    )


def _product(weight: float, signal: float) -> float:
    return weight * signal


def _along(first: float, pull: float) -> float:
    intercept, own, linear, root = ALONG
    return intercept + own * first + linear * pull + root * math.sqrt(pull)


def hinted(index: "Index", text: str) -> dict[int, float]:
    """The files that a text names: by their path, or by an end of it that few others share."""
    found: dict[int, float] = {}
    for name in mentioned(text):
        path = name.encode()
        if path in index.numbers:
            found[index.numbers[path]] = _NAMED
        else:
            files = _ending(index.files, path)
            if len(files) <= _MANY:
                found |= dict.fromkeys(files, _NAMED / math.sqrt(len(files)) if files else 0.0)
    return found


def _ending(files: "Iterable[bytes]", path: bytes) -> list[int]:
    end = b"/" + path
    return [number for number, file in enumerate(files) if file.endswith(end)]
