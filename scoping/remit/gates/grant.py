"""Granting access: a person widens the scope of a task, by a commit on the base or for some hours.

What must hold before is checked here, in this order: a person calls, outside of every workspace of
a task; the policy lets this person; the paths can be granted; the manifest and all others are as
sound after it as before. Nothing is written until all of it holds.
"""

# See decision 0322.

import os
from typing import TYPE_CHECKING, NamedTuple

from remit.changes import REGULAR
from remit.errors import CouldNotCheck, RemitError, UsageError
from remit.gates import local_grants
from remit.gates.access_requests import answer_access_request
from remit.gates.context import LocalGrant, load_judgement_context
from remit.gates.unassigned import commit_identities, matches_wildcard
from remit.git import manifests
from remit.git.branch_commit import FileChange, commit_file_change
from remit.git.repository import Repository
from remit.git.trusted_base import BaseSearch, require_same_branch
from remit.judge.compiled_scope import MANIFESTS
from remit.judge.permission import find_permission
from remit.manifest import catalog as catalogs
from remit.manifest.array_edit import add_write_patterns
from remit.manifest.lint import lint_catalog
from remit.manifest.scope import FOLDER, SUFFIX
from remit.paths import escape_text, path_hazard, quote_path
from remit.patterns.path_pattern import exact_pattern
from remit.system import caller
from remit.system.clock import seconds_since_1970

if TYPE_CHECKING:
    from remit.gates.access_requests import AccessRequest
    from remit.git.trusted_base import TrustedBase
    from remit.manifest.catalog import Catalog
    from remit.manifest.lint_findings import LintFinding

_HEADS = "refs/heads/"
_WIDTH = 68
_SUBJECT = 72


class GrantTarget(NamedTuple):
    """The base as a grant needs it: its branch, the commit that this is at, and what it says."""

    branch: str
    tip: str
    catalog: "Catalog"


class Granted(NamedTuple):
    """What a grant did: the patterns it added, and the commit; empty for a local grant."""

    request: "AccessRequest"
    patterns: tuple[str, ...]
    branch: str
    commit: str = ""
    overlaps: "tuple[LintFinding, ...]" = ()


def require_person(repository: Repository, act: str) -> None:
    """Raise `UsageError` unless a person may be calling, outside of every workspace of a task."""
    reason = caller.why_no_person(os.environ, terminal=caller.has_terminal())
    if reason:
        raise UsageError(
            f"only a person may {act}, and {reason}.",
            "a maintainer of the base branch runs this at a terminal of their own",
        )
    for folder in dict.fromkeys(("", os.environ.get("PWD", ""))):
        task = _task_of(repository, folder)
        if task:
            raise UsageError(
                f"only a person outside of the task may {act}, and this is a workspace of {task}.",
                "a maintainer of the base branch runs this in a checkout of the base",
            )


def _task_of(repository: Repository, folder: str) -> str | None:
    """The task of the worktree that `folder` (empty: the current one) lies in, if it has one.

    Another repository has nothing to do with it.
    """
    try:
        here = Repository.at(folder) if folder else repository
        if here.common_dir != repository.common_dir:
            return None
        with here:
            objects = here.objects()
            trusted = BaseSearch(here, objects).trusted()
            if trusted is None:
                return None
            catalog = manifests.read_base_catalog(objects, trusted.base.commit)
            return load_judgement_context(here, catalog, trusted, None, here.branch).task
    except RemitError:
        return None  # of no task that anybody knows; the grant itself asks for a sound base


def find_grant_target(repository: Repository) -> GrantTarget:
    """The base that a grant is committed on: its local branch, not behind what others have.

    Raises `CouldNotCheck` with the command that brings it there.
    """
    with repository:
        objects = repository.objects()
        trusted = BaseSearch(repository, objects).trusted()
        if trusted is None or trusted.branch is None:
            raise CouldNotCheck("there is no base branch yet.", "make the first commit on it")
        catalog = manifests.read_base_catalog(objects, trusted.base.commit)
        require_same_branch(trusted, catalog.policy.base)
        local = repository.tip(f"{_HEADS}{trusted.branch}", objects)
        if local != trusted.base.commit:
            raise _not_here(trusted, local)
        return GrantTarget(trusted.branch, trusted.base.commit, catalog)


def _not_here(trusted: "TrustedBase", local: str | None) -> CouldNotCheck:
    from shlex import quote

    branch = trusted.branch or ""
    upstream = trusted.base.ref.removeprefix("refs/remotes/")
    if local is None:
        return CouldNotCheck(
            f"the base branch {quote_path(branch)} is not here, only {quote_path(upstream)}.",
            f"make it: git branch {quote(branch)} {quote(upstream)}",
        )
    return CouldNotCheck(
        f"{quote_path(branch)} here is behind {quote_path(upstream)}.",
        f"bring it up to date: git switch {quote(branch)} && git merge --ff-only {quote(upstream)}",
    )


def grant_on_base(
    repository: Repository,
    target: GrantTarget,
    request: "AccessRequest",
    person: str,
    *,
    overlapping: bool = False,
) -> Granted:
    """Commit the request's paths to the task's `write` on the base; keep the answer.

    A request whose paths the task may write already is answered without a commit. With
    `overlapping` other tasks that may write a path too are no reason to refuse.
    """
    patterns = missing_patterns(target, request)
    commit, overlaps = target.tip, tuple["LintFinding", ...]()
    if patterns:
        where = f"{FOLDER}{request.task}{SUFFIX}"
        text = add_write_patterns(target.catalog.sources[where.encode()], where, patterns)
        overlaps = _require_sound(repository, target, where, text, overlapping=overlapping)
        commit = commit_file_change(
            repository,
            target.branch,
            target.tip,
            FileChange(where, text),
            _message(request, person),
            signed=target.catalog.policy.grants.signed,
        )
    answered = request._replace(
        state="granted", answered=seconds_since_1970(), answered_by=person, answer=commit, until=0
    )
    answer_access_request(repository.common_dir, answered)
    return Granted(answered, patterns, target.branch, commit, overlaps)


def grant_locally(  # noqa: PLR0913 - what a grant needs
    repository: Repository,
    target: GrantTarget,
    request: "AccessRequest",
    person: str,
    seconds: int,
    *,
    overlapping: bool = False,
) -> Granted:
    """Let the task write the request's paths in this clone for so long; keep the answer."""
    if target.catalog.policy.grants.signed:
        raise UsageError(
            "the policy asks for signed grants, and a local one cannot be signed.",
            f"grant it on the base: remit grant {request.id}",
        )
    patterns = missing_patterns(target, request)
    where = f"{FOLDER}{request.task}{SUFFIX}"
    text = add_write_patterns(target.catalog.sources[where.encode()], where, patterns)
    overlaps = _require_sound(repository, target, where, text, overlapping=overlapping)
    now = seconds_since_1970()
    common = repository.common_dir
    standing = (
        each
        for each in local_grants.read_local_grants(common, request.task)
        if each.request != request.id
    )
    new = (LocalGrant(now + seconds, request.id, pattern) for pattern in patterns)
    try:
        local_grants.write_local_grants(common, request.task, (*standing, *new))
    except OSError as error:
        raise RemitError(
            f"the grant cannot be written: {error.strerror}.",
            "make room in the git directory, or give yourself the right to write there",
        ) from None
    answered = request._replace(
        state="granted", answered=now, answered_by=person, answer="", until=now + seconds
    )
    answer_access_request(common, answered)
    return Granted(answered, patterns, target.branch, "", overlaps)


def require_granter(repository: Repository, target: GrantTarget) -> str:
    """Who grants, as `Name <mail>`; raises `UsageError` where the policy lists others only."""
    person = identity(repository)
    listed = target.catalog.policy.grants.by
    if listed and not any(matches_wildcard(pattern, person) for pattern in listed):
        raise UsageError(
            f"the policy lets others grant, not {escape_text(person)}.",
            f"ask one of them: {', '.join(map(escape_text, listed))}",
        )
    return person


def identity(repository: Repository) -> str:
    """Who commits here, as `Name <mail>`."""
    return commit_identities(repository)()[-1]


def missing_patterns(target: GrantTarget, request: "AccessRequest") -> tuple[str, ...]:
    """The patterns that the task's `write` lacks; raises `UsageError` for what none can grant."""
    task_scope, policy = target.catalog.scope(request.task), target.catalog.policy
    found: list[str] = []
    for path in request.paths:
        pattern = grantable_pattern(path)
        permission = find_permission(path, task_scope, policy)
        if permission.answer == "denied":
            raise UsageError(
                f"{quote_path(path)} is denied to {request.task}, and `deny` wins over a grant.",
                f"take {quote_path(permission.pattern or '')} out of `deny` in "
                f"{FOLDER}{request.task}{SUFFIX} on {quote_path(target.branch)}",
            )
        if permission.answer != "write":
            found.append(pattern)
    return tuple(found)


def grantable_pattern(path: bytes) -> str:
    """The pattern that grants `path` alone, or the tree below it; raises `UsageError`."""
    shown = quote_path(path)
    if not path:
        raise UsageError("nobody is granted the whole repository.", "name files or directories")
    hazard = path_hazard(path)
    if hazard:
        raise UsageError(f"{shown} cannot be granted: {hazard}.")
    if (path + b"/").lower().startswith(MANIFESTS.encode()):
        raise UsageError(
            f"{shown} cannot be granted: manifests and policy change on the base only.",
            "a maintainer of the base branch changes it there",
        )
    pattern = exact_pattern(path)
    if pattern is None:
        raise UsageError(
            f"{shown} cannot be named in a manifest, which is UTF-8 text.",
            "ask for the directory that it is in",
        )
    return pattern


def _require_sound(
    repository: Repository, target: GrantTarget, where: str, text: bytes, *, overlapping: bool
) -> "tuple[LintFinding, ...]":
    """The overlaps that the new text makes; raises `UsageError` for these and for any new error."""
    before = target.catalog
    sources = {**before.sources, where.encode(): text}
    after = catalogs.read_catalog({path: (REGULAR, each) for path, each in sources.items()})
    listed = repository.run("ls-tree", "-r", "-z", "--name-only", target.tip)
    tracked = [path for path in listed.split(b"\0") if path]
    known = {(each.kind, each.what) for each in lint_catalog(before, tracked, target.branch).errors}
    errors = lint_catalog(after, tracked, target.branch).errors
    new = [each for each in errors if (each.kind, each.what) not in known]
    overlaps = tuple(each for each in new if each.kind in {"overlap", "undecided"})
    faults = [each for each in new if each not in overlaps]
    if faults:
        listed_faults = "; ".join(each.what.removesuffix(".") for each in faults)
        raise UsageError(f"the manifests would have errors: {listed_faults}.", faults[0].hint)
    if overlaps and not overlapping:
        says = "; ".join(each.what.removesuffix(".") for each in overlaps)
        raise UsageError(
            f"tasks would overlap: {says}.",
            "deny the path in the other task, or order the two by `after`; to grant it all the "
            "same: --allow-overlap",
        )
    return overlaps


def _message(request: "AccessRequest", person: str) -> str:
    """The message of the commit; what others wrote is indented, so none of it is a trailer."""
    from textwrap import wrap

    paths = [quote_path(path) for path in request.paths]
    subject = f"Let {request.task} change {paths[0]}"
    if len(paths) > 1 or len(subject) > _SUBJECT:
        subject = f"Let {request.task} change {len(paths)} more path{'s' * (len(paths) > 1)}"
    branch = f" on {request.branch}" if request.branch else ""
    why = wrap(escape_text(request.why), _WIDTH) or ["(no reason was given)"]
    lines = [
        subject,
        "",
        f"The task asked for this in its request {request.id}{escape_text(branch)}:",
        "",
        *(f"    {line}" for line in why),
        "",
        *(f"    {path}" for path in paths),
        "",
        f"Granted by {escape_text(person)}.",
    ]
    return "\n".join(lines) + "\n"
