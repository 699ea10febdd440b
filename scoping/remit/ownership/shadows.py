"""Lines of a CODEOWNERS file that can never decide, since later ones match all that they match."""

from typing import TYPE_CHECKING

from remit.errors import Fault
from remit.patterns.trie import Node, Walker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remit.ownership.rule import Matched, Rule
    from remit.patterns.parser import Pattern


def shadows(where: str, rules: "tuple[Matched, ...]") -> "Iterator[Fault]":
    """A fault for each rule that a single later one of its section overrides wholly.

    Seen are repeated patterns, whole trees, and single paths in them: linear in the file.
    """
    trie = Node()
    for number, matched in enumerate(rules):
        for pattern in matched.patterns:
            trie.add(pattern, 1 << number)
    walker = Walker(trie, (1 << len(rules)) - 1)
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


def _stronger(number: int, covering: int, rules: "tuple[Matched, ...]") -> "Rule | None":
    """Of the rules `covering` one that wins over rule `number` wherever that matches."""
    section = rules[number].rule.section
    while covering:
        place = covering.bit_length() - 1
        covering ^= 1 << place
        rule = rules[place].rule
        if rule.section == section and (place > number or rule.excludes):
            return rule
    return None


def _same(rules: "tuple[Matched, ...]") -> "dict[tuple[str, tuple[Pattern, ...]], int]":
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


def _covering(patterns: "tuple[Pattern, ...]", walker: Walker) -> int:
    """The rules that cover all that the named patterns do, as bits."""
    covering = -1
    for pattern in patterns:
        path = b"/".join(pattern.segments)
        if pattern.entry:
            covering &= walker.owners(path)
        if pattern.tree:
            covering &= walker.tree(path).below
    return covering


def _fault(where: str, rule: "Rule", later: "Rule") -> Fault:
    same = set(rule.owners) == set(later.owners)
    whom = "the same owners" if same else f"{' '.join(later.owners) or 'nobody'} instead"
    return Fault(
        where,
        rule.line,
        f"{rule.text!r} never decides: line {later.line} ({later.text!r}) wins wherever it "
        f"matches, and names {whom}.",
        "remove one of the two, or put the more special one last",
    )
