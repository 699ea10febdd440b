"""Who knows a file, by who made it, who changed it, who else did, and how long ago.

The degree of authorship of a person in a file is

    3.293 + 1.098 * FA + 0.164 * DL - 0.321 * ln(1 + AC)

where FA says whether the person made the file, DL is how often they changed it, and AC how often
others did (T. Fritz et al., "Degree-of-knowledge", TOSEM 23 (2014); the weights as used by
G. Avelino et al., "A novel approach for estimating bus factors", ICPC 2016). Here each of the
three fades: a change counts `2 ** (-age / HALF_LIFE)`, age being measured from the newest change
known. Bots count for nothing, neither as authors nor as others.
"""

import math
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from remit.history.people import is_bot

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from remit.history.records import Contributor, Touch

HALF_LIFE = 2 * 365 * 86400
"""Seconds after which a change says half as much about what its author knows."""
ENOUGH = 0.75
"""An author has at least this share of the highest degree in the file."""
LEAST = 3.293
"""An author's degree: more than that of someone who is not known to have seen the file."""

_FIRST, _DELIVERIES, _ACCEPTANCES = 1.098, 0.164, 0.321


class FileAuthor(NamedTuple):
    """One person in one file or in several.

    `degree` is the degree of authorship as a share of the highest in the file, 0..1; for several
    files its mean over them, nothing where the person is no author. `share` is the person's share
    of the fading changes; `last` is the time of their newest change, in seconds since the epoch.
    """

    email: str
    name: str
    degree: float
    share: float
    last: int


class Authorship:
    """The authors of the live files, from the changes that touched them, newest first."""

    def __init__(self, touches: "Sequence[Touch]", *, half_life: float = HALF_LIFE) -> None:
        """Gather who did what; linear in the touched files."""
        self._names: dict[str, str] = {}
        self._files: dict[bytes, dict[str, _Record]] = {}
        newest = max((touch.commit.time for touch in touches), default=0)
        for touch in touches:
            author = touch.commit.author
            if not is_bot(author):
                fresh = 2.0 ** (min(0, touch.commit.time - newest) / half_life)
                self._touch(touch, _key(author), fresh)
        self._degrees: dict[bytes, dict[str, float]] = {}

    def _touch(self, touch: "Touch", email: str, fresh: float) -> None:
        time = touch.commit.time
        self._names.setdefault(email, touch.commit.author.name)
        for path in touch.files:
            records = self._files.setdefault(path, {})
            record = records.get(email)
            if record is None:
                records[email] = _Record(fresh, fresh, time)
            else:
                record.changes += fresh
                record.oldest = fresh
                record.last = max(record.last, time)

    @property
    def files(self) -> "Iterable[bytes]":
        """The files that a person is known to have touched."""
        return self._files.keys()

    def degrees(self, path: bytes) -> "Mapping[str, float]":
        """The degree of authorship of each person in a file, by address."""
        known = self._degrees.get(path)
        if known is None:
            known = self._degrees[path] = _degrees(self._files.get(path, {}))
        return known

    def authors(self, path: bytes) -> frozenset[str]:
        """The addresses of those who know a file: near the highest degree, and above `LEAST`."""
        degrees = self.degrees(path)
        least = max(LEAST, ENOUGH * max(degrees.values(), default=0.0))
        return frozenset(email for email, degree in degrees.items() if degree >= least)

    def main(self, path: bytes) -> str | None:
        """The address of the person with the highest degree; None where nobody is known."""
        degrees = self.degrees(path)
        return min(degrees, key=lambda email: (-degrees[email], email), default=None)

    def top(self, paths: "Iterable[bytes]") -> tuple[FileAuthor, ...]:
        """Everyone who touched any of `paths`, those first who know most of them best."""
        sums: dict[str, float] = defaultdict(float)
        changes: dict[str, float] = defaultdict(float)
        last: dict[str, int] = {}
        known = [path for path in paths if path in self._files]
        for path in known:
            degrees = self.degrees(path)
            highest = max(degrees.values())
            authors = self.authors(path) if len(known) > 1 else degrees.keys()
            for email, degree in degrees.items():
                record = self._files[path][email]
                if email in authors and highest > 0:
                    sums[email] += max(0.0, degree) / highest
                changes[email] += record.changes
                last[email] = max(last.get(email, record.last), record.last)
        every = sum(changes.values()) or 1.0
        found = [
            FileAuthor(
                email, self._names[email], sums[email] / len(known), changes[email] / every, time
            )
            for email, time in last.items()
        ]
        return tuple(sorted(found, key=lambda one: (-one.degree, -one.share, one.email)))


class _Record:
    """What one person did to one file; `oldest` is what their first change still counts."""

    __slots__ = ("changes", "last", "oldest")

    def __init__(self, changes: float, oldest: float, last: int) -> None:
        self.changes = changes
        self.oldest = oldest
        self.last = last


def _degrees(records: "Mapping[str, _Record]") -> dict[str, float]:
    """Degrees of everyone in a file; records come in the order of newest changes."""
    every = sum(record.changes for record in records.values())
    maker = _maker(records)
    return {
        email: LEAST
        + (_FIRST * record.oldest if email == maker else 0.0)
        + _DELIVERIES * record.changes
        - _ACCEPTANCES * math.log1p(max(0.0, every - record.changes))
        for email, record in records.items()
    }


def _maker(records: "Mapping[str, _Record]") -> str | None:
    """Who changed the file first, as far as it is known; of two at the same time the first name."""
    return min(records, key=lambda email: (records[email].oldest, email), default=None)


def _key(author: "Contributor") -> str:
    """One key for each person: the address, or the name where there is none."""
    return author.email.lower() or author.name


# How many people a set of files can lose before most of it has nobody left who knows it.
#
# G. Avelino, L. Passos, A. Hora, M. T. Valente, "A novel approach for estimating bus factors",
# ICPC 2016: people leave in the order of how many files they are authors of, until more than half
# of the files have no author.


_HALF = 0.5


class BusFactor(NamedTuple):
    """The bus factor of some files, and who would have to leave, the greatest loss first.

    `known` of `files` have an author at all; the others are left out. Without any the factor is 0.
    """

    factor: int
    people: tuple[str, ...]
    known: int
    files: int


def bus_factor(authorship: "Authorship", paths: "Iterable[bytes]") -> BusFactor:
    """The bus factor of `paths`: linear in files and their authors."""
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
    return BusFactor(len(leaving), tuple(leaving), len(authors), len(asked))
