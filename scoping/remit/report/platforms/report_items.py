"""What the writers for other programs share: one call of `check` or `lint` as a list of items.

Verdicts, findings of `lint` and failures all become an account, and every writer (see
`platforms`) takes an account. So there is one place that says what belongs into an answer, and one
where text is made harmless: all text in an account is printable and on one line. What is special to
a format is only its own syntax.
"""

from hashlib import sha256
from importlib.metadata import version
from typing import TYPE_CHECKING, Literal, NamedTuple

from remit.errors import ManifestError, RemitError
from remit.manifest.scope import FOLDER, SUFFIX
from remit.paths import escape_text, path_hazard, quote_path
from remit.report import lint_text, verdict_text
from remit.report.console import Paint
from remit.report.remedies import Remedy, doubt_as_violation, nearest_patterns, remedies
from remit.rules import RULES
from remit.verdict import UNDECIDED

if TYPE_CHECKING:
    from remit.manifest.lint_findings import Kind, LintFinding, LintReport
    from remit.report.context import ReportContext
    from remit.verdict import Doubt, Verdict, Violation

ItemKind = Literal["violation", "finding", "could_not_check", "unassigned"]
Level = Literal["error", "warning", "note"]
_GRAVE = ("R103", "R107", "R5", "R6")  # denied, hostile, protected, trust


class ReportItem(NamedTuple):
    """One thing to show at one place.

    `kind` says whether it is a judgement (a violation, a finding of lint) or the lack of one.
    `path` is what git stores, None where the item is about everything; `line` 0 is the file as a
    whole. `subject` tells apart what has the same rule and path, in every run alike.
    """

    kind: ItemKind
    rule: str
    title: str
    level: Level
    message: str
    advice: str = ""
    path: bytes | None = None
    line: int = 0
    status: str = ""
    subject: str = ""

    @property
    def grave(self) -> bool:
        """Whether it is about what is denied or protected, which is to be seen first."""
        return self.rule.startswith(_GRAVE)

    @property
    def judged(self) -> bool:
        """Whether it is a judgement, with a rule that can be looked up."""
        return self.kind in {"violation", "finding"}

    @property
    def label(self) -> str:
        """The title, after the rule where there is one to look up."""
        return f"{self.rule} {self.title}" if self.judged else self.title

    @property
    def sentence(self) -> str:
        """Title and message: what is wrong, without the path."""
        return f"{self.title}: {self.message}" if self.message else self.title


class PlatformReport(NamedTuple):
    """One call: its answer in one sentence, the items, gravest first, and what else was said.

    `home` is the file to point at where an item has no path of its own that a platform could show:
    the manifest of the task, else the policy. `ways` are the fixes for all items together.
    """

    command: Literal["check", "lint"]
    outcome: str
    exit_code: int
    headline: str
    home: bytes = b".remit/policy.toml"
    items: tuple[ReportItem, ...] = ()
    remarks: tuple[str, ...] = ()
    ways: tuple[Remedy, ...] = ()
    task: str = ""
    branch: str = ""
    base: str = ""
    version: str = ""

    def place(self, item: ReportItem) -> bytes:
        """The path that a platform is pointed at: its own, or `home` where none can be meant."""
        return self.home if item.path is None or path_hazard(item.path) else item.path

    def named(self, item: ReportItem) -> str:
        """The item's own path as it is shown; empty where there is none."""
        return "" if item.path is None else quote_path(item.path)

    def fingerprints(self) -> tuple[str, ...]:
        """A name for each item that another run finds again: from its rule, path and subject.

        No line, no commit, no object id, no order goes into it, so that a rebase changes nothing;
        only items that are alike in all three are numbered.
        """
        seen: dict[tuple[object, ...], int] = {}
        found: list[str] = []
        for item in self.items:
            key = (self.command, item.kind, item.rule, item.path, item.subject)
            seen[key] = seen.get(key, 0) + 1
            found.append(sha256(repr((*key, seen[key])).encode()).hexdigest())
        return tuple(found)


def path_text(path: bytes) -> str:
    """`path` as text for a format that has nothing else: as it is, or as shown if not UTF-8."""
    try:
        return path.decode("utf-8")
    except UnicodeDecodeError:
        return quote_path(path)


# Accounts of what `check` and `lint` answer: from a verdict, from findings, from a failure.


MOST_ADVISED = 1000  # violations with what the task may write near there, as in JSON
_CHANGED = {"A": "added", "D": "deleted", "M": "changed", "T": "changed into another kind"}
_POLICY = b".remit/policy.toml"
_UNDECIDED = "Could not check"
LINT_TITLES: "dict[Kind, str]" = {
    "fault": "A fault in a manifest or the policy",
    "misplaced": "A file that is no manifest",
    "unknown-after": "A task that is not there",
    "cycle": "Tasks that wait for each other",
    "overlap": "Tasks that overlap",
    "undecided": "Tasks that may overlap",
    "shared-branch": "A branch that two tasks name",
    "base-branch": "A task names the base branch",
    "unclaimable": "An area to claim in which nothing is free",
    "idle-pattern": "A pattern that matches nothing",
    "protected": "A pattern that covers only what is protected",
    "unreachable": "An expected file that may not be written",
}


def report_verdict(verdict: "Verdict", context: "ReportContext") -> PlatformReport:
    """The account of a verdict: violations, then what could not be checked, or that nothing was."""
    advised = len(verdict.violations) <= MOST_ADVISED
    violations = [
        _violation(violation, verdict, context, advised=advised) for violation in verdict.violations
    ]
    violations.sort(key=lambda item: not item.grave)
    doubts = (_doubt(doubt, verdict) for doubt in verdict.doubts)
    items = (*violations, *doubts, *_unassigned(verdict))
    every = (*verdict.violations, *map(doubt_as_violation, verdict.doubts))
    task = verdict.task or ""
    return PlatformReport(
        "check",
        verdict.outcome,
        verdict.exit_code,
        escape_text(verdict_text.verdict_headline(verdict, context, Paint(colour=False))),
        _home(task),
        items,
        (*(escape_text(f"not checked: {what}") for what in verdict.not_checked), *_notes(verdict)),
        tuple(map(_way, remedies(every, verdict, context))) if every else (),
        escape_text(task),
        escape_text(verdict.branch or ""),
        escape_text(verdict.base.commit) if verdict.base else "",
        version("remit"),
    )


def report_lint(report: "LintReport", read_from: str, notes: tuple[str, ...]) -> PlatformReport:
    """The account of the findings between manifests, errors first."""
    order = ("error", "warning", "note")
    found = sorted(report.findings, key=lambda each: order.index(each.level))
    more = "and more pairs of tasks that collide, which are not listed"
    return PlatformReport(
        "lint",
        "errors" if report.errors else "clean",
        int(bool(report.errors)),
        escape_text(lint_text.lint_headline(report, read_from, Paint(colour=False))),
        items=tuple(map(_finding, found)),
        remarks=(*map(escape_text, notes), *([more] if report.cut else [])),
        version=version("remit"),
    )


def report_error(command: Literal["check", "lint"], error: RemitError) -> PlatformReport:
    """The account of an expected failure: every fault of a manifest, or the one sentence."""
    faults = error.faults if isinstance(error, ManifestError) else ()
    sentence = "the manifests have faults" if faults else escape_text(error.sentence)
    items = tuple(
        ReportItem(
            "could_not_check",
            "fault",
            LINT_TITLES["fault"],
            "error",
            escape_text(fault.what),
            escape_text(fault.hint),
            fault.where.encode("utf-8", "surrogateescape"),
            fault.line,
            subject=escape_text(fault.what),
        )
        for fault in faults
    )
    alone = ReportItem(
        "could_not_check", "could_not_check", _UNDECIDED, "error", sentence, escape_text(error.hint)
    )
    headline = f"remit: could not check: {sentence}"
    return PlatformReport(
        command,
        "could_not_check",
        UNDECIDED,
        headline,
        items=items or (alone,),
        version=version("remit"),
    )


def _home(task: str) -> bytes:
    """The manifest of the task; the policy where there is none, or an id that no file can have."""
    path = f"{FOLDER}{task}{SUFFIX}".encode("utf-8", "surrogateescape")
    return path if task and not path_hazard(path) else _POLICY


def _violation(
    violation: "Violation", verdict: "Verdict", context: "ReportContext", *, advised: bool
) -> ReportItem:
    change = violation.change
    advice = ""
    if change and verdict.task and advised and violation.rule != "R107":
        advice = escape_text(f"{verdict.task} may {nearest_patterns(change.path, context.files)}")
    return ReportItem(
        "violation",
        violation.rule,
        RULES.get(violation.rule, violation.rule),
        "error" if verdict.enforced else "warning",
        escape_text(violation.reason),
        advice,
        change.path if change else None,
        status=_CHANGED[change.status] if change else "",
    )


def _doubt(doubt: "Doubt", verdict: "Verdict") -> ReportItem:
    return ReportItem(
        "could_not_check",
        "could_not_check",
        _UNDECIDED,
        "error" if verdict.enforced else "warning",
        escape_text(doubt.reason),
        path=doubt.path,
    )


def _unassigned(verdict: "Verdict") -> list[ReportItem]:
    """A branch of no task is said, so that silence does not look like a pass."""
    if verdict.outcome != "unassigned":
        return []
    level: Literal["note", "warning"] = "note" if verdict.layer == "commit" else "warning"
    message = "No task has this branch, so nothing was checked."
    return [ReportItem("unassigned", "unassigned", "A branch of no task", level, message)]


def _way(way: "Remedy") -> "Remedy":
    return way._replace(
        says=escape_text(way.says),
        commands=tuple(map(escape_text, way.commands)),
        there=escape_text(way.there),
    )


def _notes(verdict: "Verdict") -> list[str]:
    return [escape_text(f"note: {note}") for note in verdict.notes]


def _finding(found: "LintFinding") -> ReportItem:
    return ReportItem(
        "finding",
        f"lint/{found.kind}",
        LINT_TITLES[found.kind],
        found.level,
        escape_text(found.what),
        escape_text(found.hint),
        found.where.encode("utf-8", "surrogateescape"),
        found.line,
        subject=escape_text(" ".join((*found.tasks, found.what))),
    )
