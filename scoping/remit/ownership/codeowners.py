"""Who owns a path by the repository's CODEOWNERS file, on whichever forge it is meant for.

Where the forges look for the file, and how it is told which of them is meant, is decided below; how
each reads a line is in `forges`. Nothing here knows whether an owner exists.
"""

import re
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from remit.ownership.codeowners_rules import find_shadowed_rules
from remit.ownership.forges import bitbucket, gitea, github, gitlab
from remit.ownership.regex_match import RegexpSearch, longest_literal
from remit.patterns.trie import TrieNode, TrieWalker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from remit.errors import Fault
    from remit.ownership.codeowners_rules import CodeownersRule, MatchingRule, ParsedRules


# Where each forge looks for a CODEOWNERS file, and which forge a file is meant for.


class Forge(StrEnum):
    """Whose rules hold."""

    GITHUB = "github"
    GITLAB = "gitlab"
    BITBUCKET = "bitbucket"
    GITEA = "gitea"
    """Forgejo too."""


_NAME = "CODEOWNERS"
PLACES = {
    Forge.GITHUB: (f".github/{_NAME}", _NAME, f"docs/{_NAME}"),
    Forge.GITLAB: (_NAME, f"docs/{_NAME}", f".gitlab/{_NAME}"),
    Forge.BITBUCKET: (f".bitbucket/{_NAME}", _NAME),
    Forge.GITEA: (_NAME, f"docs/{_NAME}", f".gitea/{_NAME}", f".forgejo/{_NAME}"),
}
"""The first place of a forge that has a file counts."""
EVERY = tuple(dict.fromkeys(place for places in PLACES.values() for place in places))
"""All places of all forges, GitHub's first."""

_OWN = {
    ".github": Forge.GITHUB,
    ".gitlab": Forge.GITLAB,
    ".bitbucket": Forge.BITBUCKET,
    ".gitea": Forge.GITEA,
    ".forgejo": Forge.GITEA,
}
_SIGNS = {
    ".gitlab-ci.yml": Forge.GITLAB,
    "bitbucket-pipelines.yml": Forge.BITBUCKET,
    ".gitea/workflows/": Forge.GITEA,
    ".forgejo/workflows/": Forge.GITEA,
}
_MARKS = (
    (re.compile(rb"^\s*(?:@@@\S|\w*Check\(|CODEOWNERS\.\w)", re.MULTILINE), Forge.BITBUCKET),
    (re.compile(rb"^\s*\^?\[[^\]\n]+\](?:\[\d+\])?(?:\s+@\S.*)?\s*$", re.MULTILINE), Forge.GITLAB),
    (re.compile(rb"^(?!\s*#)\S*(?:\.\*|\\\\\.|\(\S+\|)\S*\s+@", re.MULTILINE), Forge.GITEA),
)


def locate_codeowners(
    there: "Callable[[str], bool]", forge: Forge | None = None
) -> tuple[str, Forge | None] | None:
    """The file that counts, and the forge if it can be told without the text; None: no file.

    `there` says whether a file, or a directory by a path that ends with `/`, is there. Without
    `forge`, a forge's own directory speaks for it first, then its other files in the tree.
    """
    if forge is None:
        own = next((_OWN[name] for name in _OWN if there(f"{name}/{_NAME}")), None)
        forge = own or next((_SIGNS[sign] for sign in _SIGNS if there(sign)), None)
    places = PLACES[forge] if forge else EVERY
    place = next((place for place in places if there(place)), None)
    return (place, forge) if place else None


def detect_forge(where: str, data: bytes) -> Forge:
    """The forge that a file is meant for, by its directory, else by its words, else GitHub."""
    own = _OWN.get(where.partition("/")[0])
    if own:
        return own
    return next((forge for mark, forge in _MARKS if mark.search(data)), Forge.GITHUB)


_READERS = {
    Forge.GITHUB: github.read,
    Forge.GITLAB: gitlab.read,
    Forge.BITBUCKET: bitbucket.read,
    Forge.GITEA: gitea.read,
}


class PathOwners(NamedTuple):
    """The owners of one path, each once, and the lines that decide.

    No lines means that none matches; lines without owners mean that nobody shall own it.
    """

    owners: tuple[str, ...] = ()
    rules: "tuple[CodeownersRule, ...]" = ()


class Codeowners:
    """A CODEOWNERS file that was read; `where` is its path.

    `faults` are lines that the forge passes over, and lines that can never decide.
    """

    def __init__(self, where: str, forge: Forge, reading: "ParsedRules") -> None:
        """Index the rules; call `read` instead."""
        self.where = where
        self.forge = forge
        self.groups: Mapping[str, tuple[str, ...]] = reading.groups
        self.matching: tuple[MatchingRule, ...] = reading.rules
        self.rules: tuple[CodeownersRule, ...] = tuple(each.rule for each in reading.rules)
        hidden = () if forge is Forge.GITEA else find_shadowed_rules(where, reading.rules)
        self.faults: tuple[Fault, ...] = tuple(
            sorted((*reading.faults, *hidden), key=lambda fault: fault.line)
        )
        self._hits = _expressions(reading.rules) if forge is Forge.GITEA else _globs(reading.rules)
        self._sections = _sections(self.rules)
        self._known: dict[int, PathOwners] = {}

    def owned(self, path: bytes) -> PathOwners:
        """Who owns the file at `path`, which need not exist; linear in the path."""
        hits = self._hits(path)
        known = self._known.get(hits)
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[hits] = self._decided(hits)
        return known

    def _decided(self, hits: int) -> PathOwners:
        if self.forge is Forge.GITEA:
            rules = [rule for number, rule in enumerate(self.rules) if hits >> number & 1]
        else:
            last = (_last(hits, section) for section in self._sections)
            rules = [self.rules[number] for number in last if number is not None]
        owners = dict.fromkeys(owner for rule in rules for owner in rule.owners)
        return PathOwners(tuple(owners), tuple(rules))


def read_codeowners(
    data: bytes, where: str = "CODEOWNERS", forge: Forge | None = None
) -> Codeowners:
    r"""The file's content read for its forge, which is told from `where` and the text if not given.

    >>> found = read_codeowners(b"* @all\n/src/ @web\n", ".github/CODEOWNERS").owned(b"src/a.py")
    >>> found.owners, found.rules[0].line
    (('@web',), 2)
    """
    forge = forge or detect_forge(where, data)
    return Codeowners(where, forge, _READERS[forge](where, data))


class _Section(NamedTuple):
    """The rules of one section as bits."""

    rules: int
    excluding: int


_REMEMBERED = 50_000


def _last(hits: int, section: _Section) -> int | None:
    """The number of the rule of a section that decides; None where none matches or one excludes."""
    if hits & section.excluding:
        return None
    mine = hits & section.rules
    return mine.bit_length() - 1 if mine else None


def _sections(rules: "Iterable[CodeownersRule]") -> tuple[_Section, ...]:
    found: dict[str, _Section] = {}
    for number, rule in enumerate(rules):
        bit = 1 << number
        rest = found.get(rule.section, _Section(0, 0))
        if rule.excludes:
            found[rule.section] = rest._replace(excluding=rest.excluding | bit)
        else:
            found[rule.section] = rest._replace(rules=rest.rules | bit)
    return tuple(found.values())


class _globs:  # noqa: N801 - a function with a memory
    """The rules whose patterns match a path, as bits."""

    def __init__(self, rules: "tuple[MatchingRule, ...]") -> None:
        trie = TrieNode()
        for number, matched in enumerate(rules):
            for pattern in matched.patterns:
                trie.add(pattern, 1 << number)
        self._owners = TrieWalker(trie, (1 << len(rules)) - 1).owners

    def __call__(self, path: bytes) -> int:
        return self._owners(path)


class _expressions:  # noqa: N801 - a function with a memory
    """The rules whose expressions match a path, as bits."""

    def __init__(self, rules: "tuple[MatchingRule, ...]") -> None:
        self._searches = [
            (longest_literal(each.regexp), 1 << number, each.negative, RegexpSearch(each.regexp))
            for number, each in enumerate(rules)
            if each.regexp is not None
        ]

    def __call__(self, path: bytes) -> int:
        text = path.decode("utf-8", "surrogateescape")
        hits = 0
        for plain, bit, negative, search in self._searches:
            if (plain in text and search.found(text)) != negative:
                hits |= bit
        return hits
