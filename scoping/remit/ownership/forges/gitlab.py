"""CODEOWNERS as GitLab reads it: see "Syntax of CODEOWNERS file" in its documentation.

A file has sections, each of which gives every path owners by its last match; `[Name]` begins one,
`^[Name]` one that may be passed over, `[Name][2]` asks for two approvals, and owners after it are
those of lines without any. Sections of one name are one. `!path` takes a path out of its section,
for good.
"""

import re
from typing import TYPE_CHECKING, NamedTuple

from remit.errors import Fault
from remit.ownership.codeowners_rules import (
    CodeownersRule,
    LineRefused,
    MatchingRule,
    ParsedRules,
    iter_lines,
)
from remit.ownership.gitignore_patterns import parse_fnmatch_pattern

if TYPE_CHECKING:
    from remit.ownership.codeowners_rules import CodeownersLine

_HEADING = re.compile(r"(\^?)\[([^\]\[]*[^\]\[\s][^\]\[]*)\](?:\[(-?\d+)\])?(?:\s+(.*))?")
_FIRST = re.compile(r"((?:\\.|[^\s\\]|\\$)+)\s*(.*)")
_OWNER = re.compile(r"(?<!\S)(?:@{1,2}[\w][\w./-]*|[^\s@]+@[^\s@]+\.[^\s@]+)(?!\S)", re.ASCII)
_ROLES = frozenset(("developer", "developers", "maintainer", "maintainers", "owner", "owners"))


class _Section(NamedTuple):
    name: str
    optional: bool
    approvals: int
    owners: tuple[str, ...]


def read(where: str, data: bytes) -> ParsedRules:
    """The rules of the file."""
    reader = _Reader(where)
    for line in iter_lines(data):
        reader.line(line)
    return reader.reading()


class _Reader:
    """Reads line by line; the section of a line is the last heading's."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._section = _Section("", optional=False, approvals=1, owners=())
        self._names: dict[str, str] = {}
        self._required: set[str] = {""}
        self._rules: list[MatchingRule] = []
        self._faults: list[Fault] = []

    def reading(self) -> ParsedRules:
        """Everything read; a section is optional only if each of its headings says so."""
        rules = [
            each._replace(rule=each.rule._replace(optional=False))
            if each.rule.section in self._required
            else each
            for each in self._rules
        ]
        return ParsedRules(tuple(rules), {}, tuple(self._faults))

    def line(self, line: "CodeownersLine") -> None:
        heading = _HEADING.fullmatch(line.text)
        try:
            if heading:
                self._heading(line, heading)
            else:
                self._rules.append(self._rule(line))
        except LineRefused as error:
            what = f"{error.what}, so the line does not count."
            self._faults.append(Fault(self._where, line.number, what, error.hint))

    def _heading(self, line: "CodeownersLine", found: re.Match[str]) -> None:
        optional, name, approvals, owners = found.groups(default="")
        name = self._names.setdefault(name.strip().lower(), name.strip())
        if not optional:
            self._required.add(name)
        wanted = int(approvals or 1)
        if wanted < 1:
            self._note(line, f"a section asks for {wanted} approvals, which counts as 1.", "")
        self._section = _Section(name, bool(optional), max(1, wanted), self._owners(line, owners))

    def _rule(self, line: "CodeownersLine") -> MatchingRule:
        if line.text.startswith(("[", "^[")):
            self._note(
                line,
                "a heading that cannot be read counts as a pattern.",
                "write '[Name]', '^[Name]' or '[Name][2]', then the default owners",
            )
        found = _FIRST.match(line.text)
        pattern, rest = (found[1], found[2]) if found else (line.text, "")
        excludes = pattern.startswith("!")
        section = self._section
        rule = CodeownersRule(
            line.number,
            pattern,
            () if excludes else self._owners(line, rest) or section.owners,
            section.name,
            section.optional,
            section.approvals,
            excludes,
        )
        if not excludes and not rule.owners:
            self._note(
                line,
                f"{pattern!r} has no owner, so nobody is asked.",
                "name an owner, or give the section's heading default owners",
            )
        bare = (
            pattern.removeprefix("!").removeprefix("\\") if pattern.startswith("\\#") else pattern
        )
        return MatchingRule(rule, (parse_fnmatch_pattern(bare.removeprefix("!")),))

    def _owners(self, line: "CodeownersLine", text: str) -> tuple[str, ...]:
        """The owners in the rest of a line; what is none is said, and passed over."""
        found = [owner for owner in _OWNER.findall(text) if self._known(line, owner)]
        for word in text.partition("#")[0].split():
            if not _OWNER.fullmatch(word):
                self._note(
                    line,
                    f"{word!r} is no owner and is passed over.",
                    "owners are @user, @group/subgroup, @@role or an address; write a space of a "
                    "path as '\\ '",
                )
        return tuple(dict.fromkeys(found))

    def _known(self, line: "CodeownersLine", owner: str) -> bool:
        if not owner.startswith("@@") or owner[2:].lower() in _ROLES:
            return True
        self._note(
            line,
            f"{owner!r} is no role that can own code and is passed over.",
            "roles are @@developer, @@maintainer and @@owner",
        )
        return False

    def _note(self, line: "CodeownersLine", what: str, hint: str) -> None:
        self._faults.append(Fault(self._where, line.number, what, hint))
