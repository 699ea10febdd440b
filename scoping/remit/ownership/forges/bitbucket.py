"""CODEOWNERS as Bitbucket reads it: its own, and that of the Code Owners app of Mibex.

Both read patterns as `.gitignore` does, and the last match wins. Bitbucket Cloud's own reads
`.bitbucket/CODEOWNERS` and knows `@workspace/group`, `@teams/name` and how many of a group are
asked (`:random(2)`, `:least_busy(2)`). The app reads `CODEOWNERS` and knows groups of its own
(`@@@group members`, then `@@group`), names in quotes, braces, `!path` (nobody has to review it),
checks of merges (`Check(@@group >= 2)`) and options (`CODEOWNERS.some_option value`).
"""

import re
from typing import TYPE_CHECKING

from remit.errors import Fault
from remit.ownership.codeowners_rules import (
    CodeownersRule,
    LineRefused,
    MatchingRule,
    ParsedRules,
    split_words,
)
from remit.ownership.forges import github
from remit.ownership.gitignore_patterns import parse_gitignore_pattern
from remit.patterns.errors import PatternError
from remit.patterns.lexer import expand_braces, tokenize_pattern

if TYPE_CHECKING:
    from remit.ownership.codeowners_rules import CodeownersLine

_QUOTED = re.compile(r'(@{1,3})"([^"]*)"')
_OWNER = re.compile(
    r"@{1,2}[^\s@:]+(?::(?:random|least_busy|all)(?:\(\d+\))?)?|[^\s@]+@[^\s@]+", re.ASCII
)
_STATEMENT = re.compile(r"(?:\w*Check\(.*|CODEOWNERS\.[\w.]+(?:\s.*)?)\Z")
_SPACE = "\0"  # stands for a space of a quoted name while a line is cut into words


def read(where: str, data: bytes) -> ParsedRules:
    """The rules of the file, and its groups."""
    groups: dict[str, tuple[str, ...]] = {}

    def rule(line: "CodeownersLine") -> MatchingRule | None:
        text = _QUOTED.sub(lambda found: found[1] + found[2].replace(" ", _SPACE), line.text)
        if _STATEMENT.match(text):
            return None
        first, *rest = split_words(text)
        owners = tuple(owner.replace(_SPACE, " ") for owner in rest)
        if first.startswith("@@@"):
            groups[f"@@{first[3:].replace(_SPACE, ' ')}"] = owners
            return None
        return _rule(line.number, first, owners)

    reading = github.collect_rules(where, data, rule)
    unknown = tuple(
        Fault(
            where,
            each.rule.line,
            f"the group {owner!r} is not defined in this file.",
            f"define it with '@{owner} @member', unless the workspace has such a group",
        )
        for each in reading.rules
        for owner in each.rule.owners
        if owner.startswith("@@") and owner not in groups
    )
    faults = sorted((*reading.faults, *unknown), key=lambda fault: fault.line)
    return ParsedRules(reading.rules, groups, tuple(faults))


def _rule(number: int, pattern: str, owners: tuple[str, ...]) -> MatchingRule:
    for owner in owners:
        if not _OWNER.fullmatch(owner.replace(" ", "_")):
            raise LineRefused(f"{owner!r} is no owner", "owners are @user, @@group or an address")
    bare = pattern.removeprefix("!").replace("\\!", "!").replace("\\#", "?")
    rule = CodeownersRule(number, pattern, () if pattern.startswith("!") else owners)
    return MatchingRule(rule, tuple(parse_gitignore_pattern(each) for each in _expanded(bare)))


def _expanded(pattern: str) -> list[str]:
    """The pattern with its braces written out."""
    if "{" not in pattern:
        return [pattern]
    try:
        found = expand_braces(pattern, tokenize_pattern(pattern))
    except PatternError as error:
        raise LineRefused(error.sentence.rstrip("."), error.hint) from None
    return ["".join(token.raw for token in each) for each in found]
