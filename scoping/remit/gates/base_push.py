"""A push to the base itself: what the policy says about it, and the work of tasks that it lands.

The base belongs to no task. A commit that names its task in a trailer is judged by that scope as
far as its changes are still there at the end; who must have a task can land nothing else.
"""

from typing import TYPE_CHECKING

from remit import trailer
from remit.changes import changed_paths
from remit.gates import unassigned
from remit.gates.base_renames import BaseRenames
from remit.gates.fork_point import ForkPoints
from remit.gates.push_effect import judge_push_effect, taskless_context
from remit.git import diff, merge, range_commits
from remit.git.trees import GitTrees
from remit.namedtuples import NamedTuple
from remit.text_safety import count_noun
from remit.verdict import JudgeFindings, Verdict, Violation

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from remit.changes import Change
    from remit.gates.context import JudgementContext
    from remit.gates.push_effect import PushContext
    from remit.gates.ref_updates import RefUpdate
    from remit.git.range_commits import RangeCommit
    from remit.manifest.policy import Answer
    from remit.verdict import Outcome

_FOLDER = b".remit/"


class LandedCommits(NamedTuple):
    """What the new commits of the base are: how many by which task, and those of nobody's.

    `merges` are those of them that are merges: git may have made all that is in them.
    """

    named: "Mapping[str, int]"
    others: "tuple[RangeCommit, ...]"
    merges: "tuple[RangeCommit, ...]"


def judge_base_push(push: "PushContext", update: "RefUpdate", source: str | None) -> Verdict:
    """The verdict about a push to the base; `source` is the task whose branch is pushed there."""
    case = taskless_context(push, update.branch)
    said = _Said(case, push)
    old, new = update.old, update.new
    if new is None:
        said.about("rewind", "R607", "The push deletes the base.")
        return said.verdict("unassigned", 0)
    if old is None:
        note = "the remote has no base yet: nothing was checked"
        return said.verdict("unassigned", 0, note)
    before = push.trusted.base.commit
    if push.objects.find(old) is None or not merge.is_ancestor(push.scratch, old, new):
        said.about("rewind", "R607", f"The push takes the base away from {old[:12]}, its tip.")
    changes = diff.diff_trees(push.scratch, before, new)
    _by_policy(said, changes)
    if source is not None:
        verdict = judge_push_effect(push._replace(tip=before), case._replace(task=source), new)
        return said.joined(verdict)
    findings, judged, landed = _landed(push, case, before, new, changes)
    said.violations += _without_task(push, case, landed)
    return said.landed(findings, judged, landed)


class _Said:
    """What the policy says, collected: denials as violations, warnings as notes."""

    def __init__(self, case: "JudgementContext", push: "PushContext") -> None:
        self._case, self._push = case, push
        self._rules = case.policy.base_push
        self.violations: list[Violation] = []
        self.notes = list(case.notes)

    def about(
        self, key: str, rule: str, sentence: str, changes: "Iterable[Change | None]" = (None,)
    ) -> None:
        """Apply the answer of `[base_push]` for `key`."""
        answer: Answer = getattr(self._rules, key)
        if answer == "deny" and not self._excused:
            reason = f"{sentence} The policy's base_push.{key} denies that."
            self.violations += (Violation(change, rule, reason) for change in changes)
        elif answer != "allow":
            self.notes.append(sentence)

    @property
    def _excused(self) -> bool:
        patterns = self._rules.maintainers
        names = self._push.pushers()[:1] if patterns else ()
        return any(
            unassigned.matches_wildcard(pattern, name) for name in names for pattern in patterns
        )

    def verdict(self, outcome: "Outcome", judged: int, *notes: str) -> Verdict:
        """`outcome`, unless something was denied."""
        base, branch = self._case.trusted.base, self._case.branch
        if self.violations:
            outcome = "violations"
        said = (*self.notes, *notes)
        violations = tuple(self.violations)
        return Verdict(
            self._push.layer, outcome, None, branch, base, judged, violations, notes=said
        )

    def joined(self, verdict: Verdict) -> Verdict:
        """The verdict about a task's own work, with what the policy says beside it."""
        outcome: Outcome = "violations" if self.violations else verdict.outcome
        violations = (*self.violations, *verdict.violations)
        new = (note for note in self.notes if note not in verdict.notes)
        return verdict._replace(
            outcome=outcome, violations=violations, notes=(*verdict.notes, *new)
        )

    def landed(self, findings: JudgeFindings, judged: int, landed: LandedCommits) -> Verdict:
        """The verdict about the work that is landed."""
        self.violations += findings.violations
        outcome: Outcome = "unassigned" if landed.others or not landed.named else "clean"
        if findings.doubts and not self.violations:
            outcome = "could_not_check"
        notes = [
            f"{count_noun(count, 'commit')} by {task}, judged by its scope"
            for task, count in sorted(landed.named.items())
        ]
        if landed.others:
            notes.append(f"{count_noun(len(landed.others), 'commit')} by no task: not checked")
        found = self.verdict(outcome, judged, *notes)
        return found._replace(doubts=findings.doubts, not_checked=findings.not_checked)


def _by_policy(said: _Said, changes: "tuple[Change, ...]") -> None:
    if changes:
        said.about("changes", "R609", "The push changes the base directly.")
    ruling = [change for change in changes if change.path.startswith(_FOLDER)]
    if ruling:
        count = "a file" if len(ruling) == 1 else f"{len(ruling)} files"
        said.about("manifests", "R502", f"The push changes {count} below .remit/.", ruling)


def _landed(
    push: "PushContext",
    case: "JudgementContext",
    before: str,
    new: str,
    changes: "tuple[Change, ...]",
) -> tuple[JudgeFindings, int, LandedCommits]:
    named: dict[str, list[RangeCommit]] = {}
    others: list[RangeCommit] = []
    made = tuple(range_commits.list_commits(push.scratch, before, new))
    for commit in made:
        task = _named(commit, push)
        (others if task is None else named.setdefault(task, [])).append(commit)
    merging = bool(named) and any(commit.merges for commit in made)
    elsewhere = _Elsewhere(push, before, new, changes if merging else ())
    there = frozenset(change.path for change in changes)
    findings, judged = JudgeFindings((), (), ()), 0
    for task, own in named.items():
        of_task = case._replace(task=task)
        found, remaining = _of_task(push, of_task, own, there, elsewhere.origins)
        found = found.with_more(elsewhere.judge(of_task, found, remaining))
        findings, judged = findings.with_more(found), judged + len(remaining)
    plain = tuple(commit for commit in others if not commit.merges)
    merged = tuple(commit for commit in others if commit.merges)
    counts = {task: len(own) for task, own in named.items()}
    return findings, judged, LandedCommits(counts, plain, merged)


class _Elsewhere:
    """The `changes` of a push to the base that a merge carried to where the base moved files."""

    def __init__(
        self, push: "PushContext", before: str, new: str, changes: "Sequence[Change]"
    ) -> None:
        self._carried = carried = BaseRenames(push.scratch, push.objects, before, new)
        self._trees = GitTrees(push.scratch, push.objects, before, (new,), new)
        led = ((each, frozenset(o.path for o in carried.origins(each.path))) for each in changes)
        self._changes = [(change, origins) for change, origins in led if origins]

    @property
    def origins(self) -> frozenset[bytes]:
        """The paths at which somebody made them."""
        return frozenset[bytes]().union(*(origins for _, origins in self._changes))

    def judge(
        self, case: "JudgementContext", found: JudgeFindings, remaining: "Collection[bytes]"
    ) -> JudgeFindings:
        """The findings where a task's work ended up, unless it is a violation where it was done.

        `remaining` are the paths at which the task did what remains, and `found` is about these.
        """
        own = set(remaining).difference(map(_path, found.violations))
        changes = [change for change, origins in self._changes if origins & own]
        findings = case.judge(changes, self._trees)
        return _placed(self._carried.excused(case, findings)[0], case.task or "")


def _named(commit: "RangeCommit", push: "PushContext") -> str | None:
    """The one task of the base that the commit's trailers name."""
    found = [
        name.decode("utf-8", "surrogateescape")
        for name in trailer.parse_task_trailer(commit.message)
    ]
    return found[0] if len(found) == 1 and found[0] in push.catalog.ids else None


def _of_task(
    push: "PushContext",
    case: "JudgementContext",
    own: "list[RangeCommit]",
    there: frozenset[bytes],
    elsewhere: frozenset[bytes],
) -> tuple[JudgeFindings, list[bytes]]:
    """The findings in the commits of one task, at paths where something of the push remains.

    And these paths, once for each commit. What was done there may be elsewhere: see `_Elsewhere`.
    """
    found, remaining = JudgeFindings((), (), ()), list[bytes]()
    base = push.trusted.base.commit
    points = ForkPoints(push.scratch, push.objects, base)
    for oid, changes in range_commits.diff_each_commit(
        push.scratch, [(c.oid, c.parents) for c in own]
    ):
        kept = tuple(c for c in changes if c.path in there or c.path in elsewhere)
        trees = GitTrees(push.scratch, push.objects, base, (oid,), oid)
        strict = case.judge(kept, trees)
        moved = points.excuse_moved(case, oid, strict).violations
        # what the push leaves at the old place has not gone along with the base
        violations = tuple(s for s in strict.violations if s in moved or _path(s) in there)
        of_commit = _placed(strict._replace(violations=violations), f"{case.task}, {oid[:12]}")
        found = found.with_more(of_commit)
        remaining += changed_paths(kept)
    return found, remaining


def _path(violation: Violation) -> bytes | None:
    return violation.change.path if violation.change else None


def _placed(findings: JudgeFindings, where: str) -> JudgeFindings:
    violations = (s._replace(reason=f"{s.reason} (landing {where})") for s in findings.violations)
    doubts = (d._replace(reason=f"{d.reason} (landing {where})") for d in findings.doubts)
    return findings._replace(violations=tuple(violations), doubts=tuple(doubts))


def _without_task(
    push: "PushContext", case: "JudgementContext", landed: LandedCommits
) -> "Iterator[Violation]":
    """R605 for whoever must have a task and is about to land what names none.

    A merge that holds nothing by hand is not work of its own: a bot may land others' branches.
    """

    def people() -> "Iterator[str]":
        if landed.others and push.layer == "server":
            yield from push.pushers()
        for commit in landed.others:
            yield from (commit.author, commit.committer)
        for commit in landed.merges:
            yield from _who_merged_by_hand(push, case, commit)

    yield from unassigned.refuse_without_task(case, people)


def _who_merged_by_hand(
    push: "PushContext", case: "JudgementContext", commit: "RangeCommit"
) -> "Iterator[str]":
    """Author and committer, as far as the policy asks, of a merge that git would make otherwise."""
    required = case.policy.require_task
    for name in (commit.author, commit.committer):
        if any(unassigned.matches_wildcard(pattern, name) for pattern in required):
            own = range_commits.diff_each_commit(push.scratch, [(commit.oid, commit.parents)])
            yield from (name for _, changes in own if changes)
