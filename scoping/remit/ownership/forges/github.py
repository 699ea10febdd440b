r"""CODEOWNERS as GitHub reads it: see "About code owners" in its documentation.

Patterns are those of `.gitignore` without `!`, `[ ]` and `\#`; the last match wins; a line without
owners takes them away; a line that is wrong is passed over, and the others count.
"""

import re
from typing import TYPE_CHECKING

from remit.errors import Fault
from remit.ownership.codeowners_rules import (
    CodeownersRule,
    LineRefused,
    MatchingRule,
    ParsedRules,
    iter_lines,
    split_words,
)
from remit.ownership.gitignore_patterns import parse_gitignore_pattern

if TYPE_CHECKING:
    from collections.abc import Callable

    from remit.ownership.codeowners_rules import CodeownersLine

LARGEST = 3 << 20
"""Bytes; a file that reaches this is not loaded."""
_OWNER = re.compile(r"@[\w-]+(/[\w.-]+)?|[^\s@]+@[^\s@]+", re.ASCII)


def read(where: str, data: bytes) -> ParsedRules:
    """The rules of the file."""
    if len(data) >= LARGEST:
        fault = Fault(
            where,
            0,
            f"the file has {len(data):,} bytes, and GitHub loads none of {LARGEST:,} or more.",
            "say more with wildcards",
        )
        return ParsedRules((), {}, (fault,))
    return collect_rules(where, data, parse_rule)


def collect_rules(
    where: str, data: bytes, rule: "Callable[[CodeownersLine], MatchingRule | None]"
) -> ParsedRules:
    """What `rule` makes of each line, with a fault for each that it refuses."""
    rules: list[MatchingRule] = []
    faults: list[Fault] = []
    for line in iter_lines(data):
        try:
            found = rule(line)
        except LineRefused as error:
            what = f"{error.what}, so the line does not count."
            faults.append(Fault(where, line.number, what, error.hint))
        else:
            rules += [found] if found else []
    return ParsedRules(tuple(rules), {}, tuple(faults))


def parse_rule(line: "CodeownersLine") -> MatchingRule:
    """The rule of a line; raises `LineRefused`."""
    pattern, *owners = split_words(line.text)
    check_pattern(pattern)
    for owner in owners:
        if not _OWNER.fullmatch(owner):
            raise LineRefused(
                f"{owner!r} is no owner", "owners are @user, @organisation/team or an address"
            )
    return MatchingRule(
        CodeownersRule(line.number, pattern, tuple(owners)), (parse_gitignore_pattern(pattern),)
    )


def check_pattern(pattern: str) -> None:
    """Raise `LineRefused` for what works in `.gitignore` and not here."""
    if pattern.startswith("!"):
        raise LineRefused(
            f"the pattern {pattern!r} begins with '!', and there is no negation here",
            "write the path without owners on a later line: the last match wins",
        )
    if pattern.startswith("\\#"):
        raise LineRefused(
            f"the pattern {pattern!r} escapes '#', which does not work here",
            "write '?' for the '#'",
        )
    if "***" in pattern:
        raise LineRefused(f"the pattern {pattern!r} has three stars in a row", "write '**' or '*'")
