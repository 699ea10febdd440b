"""The gate of a range: the effect of a head on the base, and each commit's own delta on demand.

This is what a pull request is judged by.
"""

from typing import TYPE_CHECKING

from remit.changes import changed_paths
from remit.errors import CouldNotCheck, UsageError
from remit.gates import effect_on_base, unassigned
from remit.gates.claim_rivals import describe_rivals
from remit.gates.context import load_judgement_context, require_base_without_task
from remit.gates.effect_on_base import judge_effect
from remit.gates.hook_traces import abbreviate_commits, describe_hook_traces, read_hook_traces
from remit.gates.local_grants import list_unhonoured_grants
from remit.git import manifests, range_commits, revisions, shallow
from remit.git.scratch_repository import ScratchRepository
from remit.git.shallow import ShallowHistory
from remit.git.trees import GitTrees
from remit.git.trusted_base import BaseSearch, require_same_branch, resolve_explicit_base
from remit.namedtuples import NamedTuple
from remit.paths import quote_path
from remit.verdict import JudgeFindings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.gates.context import JudgementContext
    from remit.git.fetch import FetchSession
    from remit.git.objects import ObjectReader
    from remit.git.repository import Repository
    from remit.git.trusted_base import TrustedBase
    from remit.manifest.catalog import Catalog
    from remit.verdict import Layer, Verdict, Violation


class RangeRequest(NamedTuple):
    """What is asked about a range; every word of it is a trusted caller's.

    `base` is a revision where manifests are read too, None to find the trusted base. `branch` is
    what the head is called where git cannot say it: CI checks out a merge, or a bare id.
    """

    base: str | None
    head: str
    task: str | None = None
    branch: str | None = None
    every_commit: bool = False
    layer: "Layer" = "pull_request"


def judge_range(  # noqa: PLR0913 - the question has as many parts
    repository: "Repository",
    base: str | None,
    head: str,
    task: str | None = None,
    *,
    branch: str | None = None,
    every_commit: bool = False,
    deepen: bool = False,
    layer: "Layer" = "pull_request",
) -> "Verdict":
    """The verdict about the effect of `head` on `base`, and about each commit if asked.

    With `deepen` what a shallow or partial clone lacks is fetched. Raises a `RemitError` where a
    commit is missing, or the history between is cut off.
    """
    asked = RangeRequest(base, head, task, branch, every_commit, layer)
    return _deepening(repository, asked) if deepen else _judged(repository, asked)


def _deepening(repository: "Repository", asked: RangeRequest) -> "Verdict":
    """The verdict, after as many fetches as it takes."""
    from remit.git.fetch import FetchSession

    fetching = FetchSession(repository)
    for end in filter(None, (asked.base, asked.head)):
        fetching.end(end)
    while True:
        try:
            verdict = _judged(repository, asked)
        except ShallowHistory as cut:
            fetching.deepen(*cut.commits)
        except CouldNotCheck:
            if not fetching.fill(*_looked_at(repository, asked)):
                raise
        else:
            if not _fetches_more(repository, fetching, asked, verdict):
                return verdict


def _fetches_more(
    repository: "Repository", fetching: "FetchSession", asked: RangeRequest, verdict: "Verdict"
) -> bool:
    """Fetch what tells whether the base moved something since; false where all is here."""
    from remit.gates.fork_point import may_match_current_base

    if not any(map(may_match_current_base, verdict.violations)):
        return False
    ends = _ends(repository, asked)
    try:
        try:
            shallow.require_history(repository, *ends[:2])
        except ShallowHistory as cut:
            fetching.deepen(*cut.commits)
            return True
        return fetching.fill(*ends)
    except CouldNotCheck:  # the violations stand, as they would without the network
        return False


def _looked_at(repository: "Repository", asked: RangeRequest) -> tuple[str, ...]:
    """The commits whose trees count: the ends, and each between them where each is judged."""
    base, head, *met = _ends(repository, asked)
    between = range_commits.list_commit_ids(repository, base, head) if asked.every_commit else ()
    return base, head, *met, *between


def _ends(repository: "Repository", asked: RangeRequest) -> tuple[str, ...]:
    """The base, the head, and where they met."""
    meanings = _meanings(repository, asked)
    base, head = _trusted(repository, asked, meanings).base.commit, meanings.commit(asked.head)
    return base, head, *shallow.merge_bases(repository, base, head)


def _judged(repository: "Repository", asked: RangeRequest) -> "Verdict":
    with repository, ScratchRepository(repository) as scratch:
        objects = scratch.objects()
        meanings = _meanings(repository, asked, objects)
        trusted = _trusted(repository, asked, meanings)
        tip, commit = trusted.base.commit, meanings.commit(asked.head)
        own = meanings.branch(asked.head)
        effect_on_base.start_effect(scratch, tip, commit)
        case = _case(repository, manifests.read_base_catalog(objects, tip), trusted, asked, own)
        if case.task is None:
            return unassigned.judge_without_task(
                asked.layer, case, range_commits.commit_identities_in_range(repository, tip, commit)
            )
        found = judge_effect(scratch, objects, case, tip, commit)
        judged_paths, notes, findings = len(found.changes), found.notes, found.findings
        if asked.every_commit:
            findings, paths, note = judge_each_commit(scratch, objects, case, commit, findings)
            judged_paths = len(paths.union(change.path for change in found.changes))
            notes = (*notes, note)
        traces = read_hook_traces(scratch, tip, commit, case.task)
        verdict = case.decided(
            asked.layer,
            findings,
            judged_paths,
            *notes,
            *describe_rivals(scratch, objects, case, findings.claims),
            *list_unhonoured_grants(repository, case, findings),
            *describe_hook_traces(traces),
        )
        return case.enforce(verdict._replace(traces=traces), repository)


def _meanings(
    repository: "Repository", asked: RangeRequest, objects: "ObjectReader | None" = None
) -> revisions.RevisionResolver:
    return revisions.RevisionResolver(
        repository, *filter(None, (asked.base, asked.head)), objects=objects
    )


def _trusted(
    repository: "Repository", asked: RangeRequest, meanings: revisions.RevisionResolver
) -> "TrustedBase":
    if asked.base is not None:
        return resolve_explicit_base(meanings, asked.base)
    trusted = BaseSearch(repository).trusted()
    if trusted is None:
        raise CouldNotCheck("this repository has no commit yet, so there is no range to judge.")
    return trusted


def _case(
    repository: "Repository",
    catalog: "Catalog",
    trusted: "TrustedBase",
    asked: RangeRequest,
    own: str | None,
) -> "JudgementContext":
    """The case of the head; `own` is the branch that git says it is."""
    require_base_without_task(trusted, catalog)
    if asked.branch is None:
        if own is None and asked.task is None:
            _require_known(repository, catalog, asked.head)
        return load_judgement_context(repository, catalog, trusted, asked.task, own)
    branch = _named(asked.branch)
    _require_agreement(catalog, branch, own)
    nameless = trusted._replace(branch=None)  # a fork's branch of the base's name is not the base
    case = load_judgement_context(repository, catalog, nameless, asked.task, branch)
    require_same_branch(trusted, case.policy.base)
    return case.without_binding()._replace(trusted=trusted)


def _named(branch: str) -> str:
    name = branch.removeprefix("refs/heads/")
    if not name:
        raise UsageError(
            "--branch has no name in it.", "give the name of the branch that asks to be merged"
        )
    return name


def _require_agreement(catalog: "Catalog", branch: str, own: str | None) -> None:
    """Raise `CouldNotCheck` where the head is called like the branch of another task."""
    named = catalog.tasks_of_branch(own) if own is not None else ()
    if named and not set(named) & set(catalog.tasks_of_branch(branch)):
        raise CouldNotCheck(
            f"the head is {quote_path(own or '')}, the branch of `{named[0]}`, but --branch says "
            f"{quote_path(branch)}.",
            "leave --branch out, or name the head in another way",
        )


def _require_known(repository: "Repository", catalog: "Catalog", head: str) -> None:
    """Raise `CouldNotCheck` where nothing says which branch or task `head` is."""
    if catalog.ids and not (head in revisions.CURRENT and repository.binding()):
        raise CouldNotCheck(
            f"{quote_path(head)} is no branch, so nothing says which task this is.",
            "say which branch it is (--branch NAME), or which task (--task ID)",
        )


# Each commit of a range judged by itself, so that a violation is found that a later one put back.


def judge_each_commit(
    scratch: "Repository",
    objects: "ObjectReader",
    case: "JudgementContext",
    head: str,
    findings: JudgeFindings,
) -> tuple[JudgeFindings, set[bytes], str]:
    """`findings` and those of each commit, the paths that were looked at, and a note.

    What breaks one rule at one path is one violation, however many commits do it.
    """
    from remit.gates.fork_point import ForkPoints

    violations = {_key(violation): violation for violation in findings.violations}
    doubts = {doubt.path: doubt for doubt in findings.doubts}
    unchecked = dict.fromkeys(findings.not_checked)
    where: dict[tuple[str, bytes | None], list[str]] = {}
    deltas = [*range_commits.iter_commit_changes(scratch, case.trusted.base.commit, head)]
    quiet = case.settles([changes for _, changes in deltas])
    base = case.trusted.base.commit
    points = ForkPoints(scratch, objects, base)
    for commit, changes in () if quiet else deltas:
        trees = GitTrees(scratch, objects, base, (commit,), commit)
        own = points.excuse(case, commit, case.judge(changes, trees))
        for violation in own.violations:
            violations.setdefault(_key(violation), violation)
            where.setdefault(_key(violation), []).append(commit)
        doubts = {doubt.path: doubt for doubt in own.doubts} | doubts
        unchecked.update(dict.fromkeys(own.not_checked))
    placed = (_placed(violation, where.get(key, ())) for key, violation in violations.items())
    found = findings._replace(
        violations=tuple(placed), doubts=tuple(doubts.values()), not_checked=tuple(unchecked)
    )
    seen = set[bytes]().union(*(changed_paths(changes) for _, changes in deltas))
    return found, seen, f"each commit of the range was judged by itself as well: {len(deltas)}"


def _key(violation: "Violation") -> tuple[str, bytes | None]:
    return violation.rule, violation.change.path if violation.change else None


def _placed(violation: "Violation", commits: "Sequence[str]") -> "Violation":
    if not commits:
        return violation
    place = "in commit" if len(commits) == 1 else "in commits"
    return violation._replace(reason=f"{violation.reason} ({place} {abbreviate_commits(commits)})")
