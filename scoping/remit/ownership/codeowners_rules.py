"""One line of a CODEOWNERS file as a value, and what a reading of the whole file gives."""

import re
from typing import TYPE_CHECKING, NamedTuple

from remit.errors import Fault
from remit.patterns.trie import TrieNode, TrieWalker

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from remit.ownership.regex import Node
    from remit.patterns.parser import Pattern


class CodeownersRule(NamedTuple):
    """A line that gives paths to owners; without owners it says that nobody has them.

    `text` is the pattern as written. `excludes` takes the paths out of the section (GitLab).
    `optional` owners may be passed over; of `approvals` owners the approval is asked for.
    """

    line: int
    text: str
    owners: tuple[str, ...]
    section: str = ""
    optional: bool = False
    approvals: int = 1
    excludes: bool = False


class MatchingRule(NamedTuple):
    """A rule with what it matches: patterns, or on Gitea a regular expression."""

    rule: CodeownersRule
    patterns: "tuple[Pattern, ...]" = ()
    regexp: "Node | None" = None
    negative: bool = False


class ParsedRules(NamedTuple):
    """The rules of a file in its order, the members of its own groups, and its faults."""

    rules: tuple[MatchingRule, ...]
    groups: "Mapping[str, tuple[str, ...]]"
    faults: "tuple[Fault, ...]"


class LineRefused(Exception):  # noqa: N818 - said of a line, not an error of this program
    """A line that the forge passes over: what is wrong, and what to write."""

    def __init__(self, what: str, hint: str) -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint


# The lines of a CODEOWNERS file, and the words of a line; what they mean differs by forge.


_WORD = re.compile(r"(?:\\.|[^\s\\]|\\$)+")
_BOM = "\ufeff"


class CodeownersLine(NamedTuple):
    """A line that is neither empty nor a comment; `number` counts from 1."""

    number: int
    text: str


def iter_lines(data: bytes) -> "Iterator[CodeownersLine]":
    """What is said in a file; bytes that are no UTF-8 are kept as surrogates."""
    text = data.decode("utf-8", "surrogateescape").removeprefix(_BOM)
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        if stripped and not stripped.startswith("#"):
            yield CodeownersLine(number, stripped)


def split_words(text: str) -> list[str]:
    r"""The words before a comment; a backslash takes the next character, a space too, into one.

    >>> split_words(r"a\ b @x # why")
    ['a\\ b', '@x']
    """
    found: list[str] = []
    for word in _WORD.findall(text):
        if word.startswith("#"):
            break
        found.append(word)
    return found


# Lines of a CODEOWNERS file that can never decide, since later ones match all that they match.


def find_shadowed_rules(where: str, rules: "tuple[MatchingRule, ...]") -> "Iterator[Fault]":
    """A fault for each rule that a single later one of its section overrides wholly.

    Seen are repeated patterns, whole trees, and single paths in them: linear in the file.
    """
    trie = TrieNode()
    for number, matched in enumerate(rules):
        for pattern in matched.patterns:
            trie.add(pattern, 1 << number)
    walker = TrieWalker(trie, (1 << len(rules)) - 1)
    same = _same(rules)
    for number, matched in enumerate(rules):
        rule = matched.rule
        if rule.excludes:
            continue
        covering = same[rule.section, matched.patterns]
        if all(map(_named, matched.patterns)):
            covering |= _covering(matched.patterns, walker)
        stronger = _stronger(number, covering, rules)
        if stronger:
            yield _fault(where, rule, stronger)


def _stronger(
    number: int, covering: int, rules: "tuple[MatchingRule, ...]"
) -> "CodeownersRule | None":
    """Of the rules `covering` one that wins over rule `number` wherever that matches."""
    section = rules[number].rule.section
    while covering:
        place = covering.bit_length() - 1
        covering ^= 1 << place
        rule = rules[place].rule
        if rule.section == section and (place > number or rule.excludes):
            return rule
    return None


def _same(rules: "tuple[MatchingRule, ...]") -> "dict[tuple[str, tuple[Pattern, ...]], int]":
    """Rules with the same patterns in the same section, and those of everything, as bits."""
    found: dict[tuple[str, tuple[Pattern, ...]], int] = {}
    everything: dict[str, int] = {}
    for number, matched in enumerate(rules):
        key = (matched.rule.section, _keys(matched.patterns))
        found[key] = found.get(key, 0) | 1 << number
        if any(not pattern.segments and pattern.tree for pattern in matched.patterns):
            section = matched.rule.section
            everything[section] = everything.get(section, 0) | 1 << number
    return {
        (each.rule.section, each.patterns): found[each.rule.section, _keys(each.patterns)]
        | everything.get(each.rule.section, 0)
        for each in rules
    }


def _keys(patterns: "tuple[Pattern, ...]") -> "tuple[Pattern, ...]":
    """The patterns without their spelling."""
    return tuple(pattern._replace(text="") for pattern in patterns)


def _named(pattern: "Pattern") -> bool:
    """Whether it begins at the root and has no wildcards."""
    return all(
        not any(special in segment for special in b"*?[\\") for segment in pattern.segments
    ) and bool(pattern.segments)


def _covering(patterns: "tuple[Pattern, ...]", walker: TrieWalker) -> int:
    """The rules that cover all that the named patterns do, as bits."""
    covering = -1
    for pattern in patterns:
        path = b"/".join(pattern.segments)
        if pattern.entry:
            covering &= walker.owners(path)
        if pattern.tree:
            covering &= walker.tree(path).below
    return covering


def _fault(where: str, rule: "CodeownersRule", later: "CodeownersRule") -> Fault:
    same = set(rule.owners) == set(later.owners)
    whom = "the same owners" if same else f"{' '.join(later.owners) or 'nobody'} instead"
    return Fault(
        where,
        rule.line,
        f"{rule.text!r} never decides: line {later.line} ({later.text!r}) wins wherever it "
        f"matches, and names {whom}.",
        "remove one of the two, or put the more special one last",
    )
