r"""CODEOWNERS as GitHub reads it: see "About code owners" in its documentation.

Patterns are those of `.gitignore` without `!`, `[ ]` and `\#`; the last match wins; a line without
owners takes them away; a line that is wrong is passed over, and the others count.
"""

import re
from typing import TYPE_CHECKING

from remit.errors import Fault
from remit.ownership.codeowners_rules import Matched, Reading, Refused, Rule, lines, words
from remit.ownership.gitignore_patterns import ignoring

if TYPE_CHECKING:
    from collections.abc import Callable

    from remit.ownership.codeowners_rules import Line

LARGEST = 3 << 20
"""Bytes; a file that reaches this is not loaded."""
_OWNER = re.compile(r"@[\w-]+(/[\w.-]+)?|[^\s@]+@[^\s@]+", re.ASCII)


def read(where: str, data: bytes) -> Reading:
    """The rules of the file."""
    if len(data) >= LARGEST:
        fault = Fault(
            where,
            0,
            f"the file has {len(data):,} bytes, and GitHub loads none of {LARGEST:,} or more.",
            "say more with wildcards",
        )
        return Reading((), {}, (fault,))
    return collected(where, data, rule)


def collected(where: str, data: bytes, rule: "Callable[[Line], Matched | None]") -> Reading:
    """What `rule` makes of each line, with a fault for each that it refuses."""
    rules: list[Matched] = []
    faults: list[Fault] = []
    for line in lines(data):
        try:
            found = rule(line)
        except Refused as error:
            what = f"{error.what}, so the line does not count."
            faults.append(Fault(where, line.number, what, error.hint))
        else:
            rules += [found] if found else []
    return Reading(tuple(rules), {}, tuple(faults))


def rule(line: "Line") -> Matched:
    """The rule of a line; raises `Refused`."""
    pattern, *owners = words(line.text)
    check_pattern(pattern)
    for owner in owners:
        if not _OWNER.fullmatch(owner):
            raise Refused(
                f"{owner!r} is no owner", "owners are @user, @organisation/team or an address"
            )
    return Matched(Rule(line.number, pattern, tuple(owners)), (ignoring(pattern),))


def check_pattern(pattern: str) -> None:
    """Raise `Refused` for what works in `.gitignore` and not here."""
    if pattern.startswith("!"):
        raise Refused(
            f"the pattern {pattern!r} begins with '!', and there is no negation here",
            "write the path without owners on a later line: the last match wins",
        )
    if pattern.startswith("\\#"):
        raise Refused(
            f"the pattern {pattern!r} escapes '#', which does not work here",
            "write '?' for the '#'",
        )
    if "***" in pattern:
        raise Refused(f"the pattern {pattern!r} has three stars in a row", "write '**' or '*'")
