"""What a history knows about its files, arranged so that a text can be looked up in it."""

import math
import re
from array import array
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from remit.plan.tokenizer import commit_message_words, component_prefix, tokenize
from remit.split.weights import Sharing, find_hub_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from remit.split.input import SplitHistory


# BM25: how well each of many documents answers a query of words.
#
# Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, with the
# inverse document frequency of Lucene, which is never negative. Our own forty lines, because the
# answer must be the same with and without the extra (decision 0097).


_K1 = 1.5
_B = 0.75


class Bm25Index:
    """Documents that can be asked for; they are numbered in the order in which they came."""

    def __init__(self, documents: "Iterable[Iterable[str]]") -> None:
        """Read all documents once; linear in their words."""
        self._postings: dict[str, tuple[array[int], array[int]]] = {}
        lengths = array("I")
        for number, document in enumerate(documents):
            counts = Counter(document)
            lengths.append(counts.total())
            for word, count in counts.items():
                numbers, often = self._postings.setdefault(word, (array("I"), array("I")))
                numbers.append(number)
                often.append(count)
        mean = sum(lengths) / len(lengths) if lengths else 0.0
        self._norms = [_K1 * (1 - _B + _B * length / (mean or 1.0)) for length in lengths]

    def scores(self, query: "Iterable[str]") -> dict[int, float]:
        """The score of each document that has a word of the query."""
        found: dict[int, float] = {}
        for word in dict.fromkeys(query):
            if word in self._postings:
                numbers, often = self._postings[word]
                weight = self.rarity(word)
                for number, count in zip(numbers, often, strict=True):
                    score = weight * count / (count + self._norms[number])
                    found[number] = found.get(number, 0.0) + score
        return found

    def has(self, word: str) -> bool:
        """Whether any document has the word."""
        return word in self._postings

    def rarity(self, word: str) -> float:
        """The inverse document frequency of a word: 0 would be in every document."""
        having = len(self._postings[word][0]) if word in self._postings else 0
        return math.log(1 + (len(self._norms) - having + 0.5) / (having + 0.5))


DAY = 86400
_Key = TypeVar("_Key")
_HEAD = 40_000  # characters of a file that are read
_MOST_READ = 20_000  # files whose contents are read
_LARGE = 20  # a change of more files says little about any one of them
_MESSAGES = 60  # newest messages in a file's profile
_NAME_WEIGHT, _PATH_WEIGHT = 5, 3
_TEST = re.compile(r"^test_|_test$|[.]test$|[.]spec$|_spec$")


class IndexedChange(NamedTuple):
    """A past change: the numbers of its files, and its age in days before the newest one."""

    files: tuple[int, ...]
    age: float


class CochangeCounts(NamedTuple):
    """How often a file changed, and how often with each other one; both fade with age."""

    often: float
    others: dict[int, float]


class HistoryIndex:
    """A history, ready to be asked; files are named by their number in `files`."""

    def __init__(self, past: "SplitHistory") -> None:
        """Read the past once: seconds for 10,000 commits and 1,000 files."""
        self.files = past.files
        self.numbers = {path: number for number, path in enumerate(past.files)}
        self.hubs = find_hub_files(past.files, past.touches, Sharing())
        self.changes = tuple(_changes(past, self.numbers))
        names = [tokenize(path.decode("utf-8", "replace")) for path in past.files]
        messages = [commit_message_words(touch.commit.message) for touch in past.touches]
        self.paths = Bm25Index(names)
        self.messages = Bm25Index(messages)
        self.subjects = Bm25Index(tokenize(touch.commit.subject) for touch in past.touches)
        self.profiles = Bm25Index(_profiles(names, messages, self.changes))
        self.contents = Bm25Index(_contents(past, names))
        self.recent = self._churn(30)
        self.lately = self._churn(180)
        self.recent_scaled, self.lately_scaled = _scaled(self.recent), _scaled(self.lately)
        self.components = _components(past, self.changes)
        self.named = _named(past.files)
        self.companions = _companions(self.changes)

    def _churn(self, half_life: float) -> list[float]:
        """The changes of each file, counting half after so many days."""
        sums = [0.0] * len(self.files)
        for files, age in self.changes:
            for number in files:
                sums[number] += 2.0 ** (-age / half_life)
        return sums


def _scaled(sums: "Sequence[float]") -> list[float]:
    """Their logarithms, as shares of the largest."""
    logs = [math.log1p(each) for each in sums]
    most = max(logs, default=0.0) or 1.0
    return [each / most for each in logs]


def _changes(past: "SplitHistory", numbers: dict[bytes, int]) -> "Iterator[IndexedChange]":
    newest = max((touch.commit.time for touch in past.touches), default=0)
    for touch in past.touches:
        files = tuple(numbers[path] for path in touch.files if path in numbers)
        yield IndexedChange(files, (newest - touch.commit.time) / DAY)


def _profiles(
    names: "Sequence[list[str]]",
    messages: "Sequence[list[str]]",
    changes: "Sequence[IndexedChange]",
) -> list[list[str]]:
    """For each file its path and the messages of its newest changes."""
    profiles = [name * _PATH_WEIGHT for name in names]
    room = [_MESSAGES] * len(names)
    for message, (files, _) in zip(messages, changes, strict=True):
        for number in files if len(files) <= _LARGE else ():
            if room[number]:
                room[number] -= 1
                profiles[number].extend(message)
    return profiles


def _contents(past: "SplitHistory", names: "Sequence[list[str]]") -> "Iterator[list[str]]":
    """For each file its path and its content; of a huge tree, no contents past a bound."""
    for number, (path, name) in enumerate(zip(past.files, names, strict=True)):
        content = past.contents(path) if number < _MOST_READ else None
        text = (content or b"")[:_HEAD].decode("utf-8", "replace")
        yield tokenize(text) + name * _NAME_WEIGHT


def _components(
    past: "SplitHistory", changes: "Sequence[IndexedChange]"
) -> dict[str, CochangeCounts]:
    """For each component that subjects name, how often it changed, and with which files."""
    found: dict[str, CochangeCounts] = {}
    for touch, (files, age) in zip(past.touches, changes, strict=True):
        name = component_prefix(touch.commit.subject)
        if name and len(files) <= _LARGE:
            _count(found, name, files, 2.0 ** (-age / 365))
    return found


def _companions(changes: "Sequence[IndexedChange]") -> dict[int, CochangeCounts]:
    found: dict[int, CochangeCounts] = {}
    for files, age in changes:
        for number in files if len(files) <= _LARGE else ():
            others = (other for other in files if other != number)
            _count(found, number, others, 2.0 ** (-age / 730))
    return found


def _count(
    found: dict[_Key, CochangeCounts], key: _Key, files: "Iterable[int]", weight: float
) -> None:
    often, others = found.get(key, CochangeCounts(0.0, {}))
    for number in files:
        others[number] = others.get(number, 0.0) + weight
    found[key] = CochangeCounts(often + weight, others)


def _named(files: "Sequence[bytes]") -> dict[str, list[int]]:
    """The files by their names without endings and without what marks a test."""
    found: dict[str, list[int]] = {}
    for number, path in enumerate(files):
        name = path.rpartition(b"/")[2].decode("utf-8", "replace").lower()
        found.setdefault(_TEST.sub("", name.partition(".")[0]), []).append(number)
    return found
