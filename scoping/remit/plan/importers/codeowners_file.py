"""A CODEOWNERS file: a scope for each group of owners, as its forge reads the file.

The last line that matches a path decides there. A manifest has no order, so a later line of others
becomes a denial in the scope of those before it.
"""

from functools import cache
from itertools import takewhile
from operator import eq

from remit.ownership.codeowners import read_codeowners
from remit.ownership.codeowners_rules import MatchingRule
from remit.patterns.overlap import PathArea, find_overlap
from remit.patterns.parser import Pattern
from remit.plan.importers.imported import (
    MANIFEST,
    Imported,
    LeftOut,
    draft_scope,
    is_manifest,
    read_text,
    valid_patterns,
    with_write,
)
from remit.plan.reading.validation import UniqueIds

_SPECIAL = frozenset("*?[{\\")


class _Area:
    """What one group of owners gets, line by line."""

    def __init__(self) -> None:
        self.write: list[str] = []
        self.deny: list[str] = []


def read_scopes(data: bytes, where: str) -> Imported:
    """A scope for each group of owners; raises `ManifestError` for what is no text."""
    read_text(data, where)
    found = read_codeowners(data, where)
    left_out = [LeftOut(fault.line, fault.what) for fault in found.faults]
    areas: dict[tuple[str, ...], _Area] = {}
    for matching in found.matching:
        rule = matching.rule
        patterns, bad = valid_patterns(_texts(matching))
        reason = _reason(matching) or "; ".join(bad)
        if reason:
            left_out.append(LeftOut(rule.line, f"{rule.text}: {reason}"))
            continue
        mine = areas.setdefault(rule.owners, _Area()) if rule.owners else None
        for owners, area in areas.items():
            if owners != rule.owners:
                area.deny += [each for each in patterns if _meets(each, area.write)]
        if mine is not None:
            hidden = [each for each in patterns if _meets(each, mine.deny)]
            if hidden:
                what = "its owners lost a part of it to a line before, and get it back here"
                left_out.append(LeftOut(rule.line, f"{rule.text}: {what}; `deny` wins in a scope"))
            mine.write += [each for each in patterns if each not in hidden]
    names = UniqueIds()
    scopes = tuple(
        with_write(
            draft_scope(
                names.of(" ".join(owners)),
                title=f"Files of {', '.join(owners)}",
                owner=" ".join(owners),
            ),
            area.write,
            area.deny,
        )
        for owners, area in areas.items()
        if area.write
    )
    return Imported(scopes, tuple(sorted(left_out)))


def _reason(matching: MatchingRule) -> str:
    """Why a line says something that a manifest cannot."""
    if matching.regexp is not None:
        return "a regular expression, which no pattern of a manifest can be"
    if matching.negative or matching.rule.excludes:
        return "it takes paths out of a line before"
    return MANIFEST if any(map(is_manifest, _texts(matching))) else ""


def _texts(matching: MatchingRule) -> list[str]:
    """The patterns of a line as a manifest spells them."""
    return [text for pattern in matching.patterns for text in _text(pattern)]


def _text(pattern: Pattern) -> list[str]:
    path = "/".join(segment.decode("utf-8", "surrogateescape") for segment in pattern.segments)
    if pattern.entry and (not pattern.tree or pattern.literal is not None):
        return [path]
    below = f"{path}/**" if path else "**"
    return [path, below] if pattern.entry else [below]


def _meets(pattern: str, others: list[str]) -> bool:
    head = _head(pattern)
    near = [each for each in others if all(map(eq, head, _head(each)))]
    return bool(near) and find_overlap(PathArea((pattern,)), PathArea(tuple(near))) is not None


@cache
def _head(pattern: str) -> list[str]:
    """The directories and names that a pattern begins with; where two differ, they never meet."""
    segments = pattern.split("/")
    return [*takewhile(lambda each: not _SPECIAL & {*each}, segments)]
