"""What a judgement says: violations, doubts, what was not checked. Wording lives in `report`."""

from typing import TYPE_CHECKING, Literal

from remit.changes import Change
from remit.namedtuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

Layer = Literal["commit", "push", "server", "pull_request"]
Outcome = Literal["clean", "violations", "unassigned", "could_not_check"]

CLEAN, VIOLATIONS, UNDECIDED, BUG, INTERRUPTED = 0, 1, 2, 3, 130


class Violation(NamedTuple):
    """A change outside the scope: the rule it breaks, why, and which tasks may write its path.

    `change` is None where the rule is about the whole commit (a merged head, a missing task).
    """

    change: Change | None
    rule: str
    reason: str
    owners: tuple[str, ...] = ()


def violated_paths(violations: "Iterable[Violation]") -> frozenset[bytes]:
    """The paths of violations; one that is about the whole change has none."""
    return frozenset(each.change.path for each in violations if each.change)


class Doubt(NamedTuple):
    """A path that this version of remit cannot check, and why."""

    path: bytes
    reason: str


class JudgeFindings(NamedTuple):
    """What `judge` found in one set of changes, in the order of their paths.

    `claims` are the changes that only `claim` allows: the task has to hold their paths.
    """

    violations: tuple[Violation, ...]
    doubts: tuple[Doubt, ...]
    not_checked: tuple[str, ...]
    claims: tuple[Change, ...] = ()

    def with_more(self, more: "JudgeFindings") -> "JudgeFindings":
        """These and those of another set of changes."""
        unchecked = dict.fromkeys((*self.not_checked, *more.not_checked))
        claims = dict.fromkeys((*self.claims, *more.claims))
        return JudgeFindings(
            self.violations + more.violations,
            self.doubts + more.doubts,
            tuple(unchecked),
            tuple(claims),
        )


class VerdictBase(NamedTuple):
    """The trusted commit: where it was found (`refs/heads/main`) and its full object id."""

    ref: str
    commit: str


class BackgroundNote(str):
    """A note on which nobody can act: a hook leaves it unsaid where a change is clean."""

    __slots__ = ()


class HookTraces(NamedTuple):
    """What the commits of a range show of the commit hook; none of it proves that it ran.

    The hook leaves the task's name in the message. `skipped` are commits that were noted in this
    clone, when they were made, as not checked. `unnamed` lack the task's name (the hook was
    skipped, or they were made where there is none), `others` name another task, `forge` lack it and
    were made at a forge. `commits` counts all that were looked at; `whole` is false where a shallow
    clone hides some.
    """

    commits: int
    skipped: tuple[str, ...] = ()
    unnamed: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    forge: tuple[str, ...] = ()
    whole: bool = True


class Verdict(NamedTuple):
    """The judgement of one set of changes at one layer.

    `checked` counts the changes looked at; `notes` are sentences for the reader that change nothing
    (which commit was the base and why, a broken manifest of another task). `claims` are the changes
    at paths that the task has to hold. `traces` of the commit hook are looked for in a range.
    `enforced` is false where the policy only warns at this layer: then what was found passes.
    """

    layer: Layer
    outcome: Outcome
    task: str | None
    branch: str | None
    base: VerdictBase | None
    judged: int
    violations: tuple[Violation, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    not_checked: tuple[str, ...] = ()
    claims: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()
    traces: HookTraces | None = None
    enforced: bool = True

    @property
    def has_findings(self) -> bool:
        """Whether there is something to tell: violations, or paths that could not be checked."""
        return bool(self.violations or self.doubts)

    @property
    def actionable_notes(self) -> tuple[str, ...]:
        """The notes on which somebody can act."""
        return tuple(note for note in self.notes if not isinstance(note, BackgroundNote))

    @property
    def exit_code(self) -> int:
        """0 clean, unassigned or not enforced, 1 violations, 2 could not check."""
        if not self.enforced:
            return CLEAN
        return {
            "clean": CLEAN,
            "unassigned": CLEAN,
            "violations": VIOLATIONS,
            "could_not_check": UNDECIDED,
        }[self.outcome]


# What is said about one change that a scope does not allow.


class RuleBreach(NamedTuple):
    """The rule that a change breaks, and the reason as a sentence for people."""

    rule: str
    reason: str
