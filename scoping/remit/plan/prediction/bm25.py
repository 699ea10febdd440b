"""BM25: how well each of many documents answers a query of words.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, with the
inverse document frequency of Lucene, which is never negative. Our own forty lines, because the
answer must be the same with and without the extra (`decisions/0097`).
"""

import math
from array import array
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_K1 = 1.5
_B = 0.75


class Ranking:
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
