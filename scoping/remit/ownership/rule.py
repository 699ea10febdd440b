"""One line of a CODEOWNERS file as a value, and what a reading of the whole file gives."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from remit.errors import Fault
    from remit.ownership.expression import Node
    from remit.patterns.parser import Pattern


class Rule(NamedTuple):
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


class Matched(NamedTuple):
    """A rule with what it matches: patterns, or on Gitea a regular expression."""

    rule: Rule
    patterns: "tuple[Pattern, ...]" = ()
    regexp: "Node | None" = None
    negative: bool = False


class Reading(NamedTuple):
    """The rules of a file in its order, the members of its own groups, and its faults."""

    rules: tuple[Matched, ...]
    groups: "Mapping[str, tuple[str, ...]]"
    faults: "tuple[Fault, ...]"


class Refused(Exception):  # noqa: N818 - said of a line, not an error of this program
    """A line that the forge passes over: what is wrong, and what to write."""

    def __init__(self, what: str, hint: str) -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint
