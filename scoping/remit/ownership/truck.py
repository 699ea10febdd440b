"""How many people a set of files can lose before most of it has nobody left who knows it.

G. Avelino, L. Passos, A. Hora, M. T. Valente, "A novel approach for estimating truck factors",
ICPC 2016: people leave in the order of how many files they are authors of, until more than half of
the files have no author.
"""

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from remit.ownership.authorship import Authorship

_HALF = 0.5


class Truck(NamedTuple):
    """The truck factor of some files, and who would have to leave, the greatest loss first.

    `known` of `files` have an author at all; the others are left out. Without any the factor is 0.
    """

    factor: int
    people: tuple[str, ...]
    known: int
    files: int


def truck(authorship: "Authorship", paths: "Iterable[bytes]") -> Truck:
    """The truck factor of `paths`: linear in files and their authors."""
    asked = list(paths)
    authors = [found for path in asked if (found := set(authorship.authors(path)))]
    count = Counter(email for found in authors for email in found)
    leaving: list[str] = []
    left = len(authors)
    by_author: dict[str, list[set[str]]] = {}
    for found in authors:
        for email in found:
            by_author.setdefault(email, []).append(found)
    for email in sorted(count, key=lambda one: (-count[one], one)):
        if left < _HALF * len(authors):
            break
        leaving.append(email)
        for found in by_author[email]:
            found.remove(email)
            left -= not found
    return Truck(len(leaving), tuple(leaving), len(authors), len(asked))
