"""CODEOWNERS as Gitea and Forgejo read it: see "Code Owners" in Gitea's documentation.

A line is a regular expression of Go and its owners; `!` before it means every path that it does not
match. Every line that matches counts, not the last alone.
"""

from typing import TYPE_CHECKING

from remit.ownership.codeowners_rules import CodeownersRule, LineRefused, MatchingRule
from remit.ownership.forges import github
from remit.ownership.regex import RegexpError, parse_regexp
from remit.ownership.regex_match import RegexpSearch

if TYPE_CHECKING:
    from remit.ownership.codeowners_rules import CodeownersLine, ParsedRules
    from remit.ownership.regex import Node


def read(where: str, data: bytes) -> "ParsedRules":
    """The rules of the file."""
    return github.collect_rules(where, data, _rule)


def _rule(line: "CodeownersLine") -> MatchingRule | None:
    words = _words(line.text)
    if not words:
        return None
    pattern, *owners = words
    if not owners:
        raise LineRefused(f"{pattern!r} has no owner", "name a @user or an @organisation/team")
    for owner in owners:
        if owner.count("/") > 1:
            raise LineRefused(f"{owner!r} is no owner", "owners are @user or @organisation/team")
    negative = pattern.startswith("!")
    try:
        regexp = _checked(f"^{pattern.removeprefix('!')}$")
    except RegexpError as error:
        raise LineRefused(
            f"the expression {pattern!r} {error}", "see https://golang.org/s/re2syntax"
        ) from None
    named = tuple(owner if owner.startswith("@") else f"@{owner}" for owner in owners)
    return MatchingRule(
        CodeownersRule(line.number, pattern, named), regexp=regexp, negative=negative
    )


def _checked(text: str) -> "Node":
    expression = parse_regexp(text)
    RegexpSearch(expression)
    return expression


def _words(text: str) -> list[str]:
    """The words before a comment; a backslash takes the next character as it is and goes."""
    found, escaped = [""], False
    for each in text.replace("\t", " "):
        if escaped:
            found[-1] += each
            escaped = False
        elif each == "\\":
            escaped = True
        elif each == "#":
            break
        elif each == " ":
            found.append("")
        else:
            found[-1] += each
    return [each for each in found if each]
