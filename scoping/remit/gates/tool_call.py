"""The gate of a tool call: whether an agent may write the paths that it is about to write.

A path is judged where the write really lands: after symlinks, `..` and the worktree it is in. What
a write to a path in the task's own worktree means is left to `judge`; a path in another worktree of
the repository, in its git directory, or in a file that decides which checks run is refused here.
What is elsewhere (a temporary directory, another project) is none of the task's business.
"""

# See decisions 0290 and 0291.

import os
from typing import TYPE_CHECKING, Literal

from remit.changes import ABSENT, EXECUTABLE, REGULAR, Change, FileChanges, join_paths
from remit.gates.planned_writes import PlannedWrite, content_after, find_landing
from remit.git.worktree_places import find_common_directory, find_worktree, find_worktrees
from remit.namedtuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from remit.gates.context import JudgementContext
    from remit.git.objects import ObjectReader
    from remit.git.repository import Repository
    from remit.manifest.scope import Scope
    from remit.verdict import Violation

Cause = Literal["scope", "unassigned", "elsewhere", "control"]

_MOST_FILES = 1_000  # of a directory that is removed or moved; beyond, it is judged as a whole
_DIRECTORY_EFFECTS = frozenset(["directory", "tree"])


class WriteRefusal(NamedTuple):
    """Why one path must not be written; `path` is relative to the worktree, or absolute elsewhere.

    `rule` is empty where no rule about changes is broken. `owners` are other tasks that may.
    """

    path: bytes
    cause: Cause
    rule: str
    reason: str
    owners: tuple[str, ...] = ()


class WriteDecision(NamedTuple):
    """The answer about one call; without a task in force there is no `scope` either.

    Where it is not `enforced` the policy only warns: the call is made all the same. `root` is the
    worktree whose task refuses, empty where none does.
    """

    task: str | None
    refusals: tuple[WriteRefusal, ...] = ()
    scope: "Scope | None" = None
    enforced: bool = True
    root: str = ""


def judge_writes(
    folder: str, writes: "Sequence[PlannedWrite]", *, claiming: bool = False
) -> WriteDecision:
    """The decision about `writes`, whose relative paths start at the directory `folder`.

    The task is that of the nearest worktree around `folder` that has one; where none has, it is
    that of the worktree in which a path lands. With `claiming` the task holds what it has to claim,
    if nothing is refused. Raises a `RemitError` where the inputs are missing or contradict each
    other.
    """
    own = list(find_worktrees(folder))
    landings = [(write, find_landing(folder, write)) for write in writes]
    for root in own:
        decision = _judge_in(root, landings, claiming=claiming)
        if decision.task is not None or decision.refusals:
            return decision
    others = dict.fromkeys(root for _, place in landings for root in find_worktrees(place))
    for root in others:
        if root not in own:
            there = [each for each in landings if root in find_worktrees(each[1])]
            decision = _judge_in(root, there, claiming=claiming)
            if decision.refusals:
                return decision
    return WriteDecision(None)


def find_task(repository: "Repository") -> str | None:
    """The task that is in force in a worktree; raises a `RemitError` where that cannot be told."""
    case = load_call_context(repository, repository.objects())
    return case.task if case else None


def _judge_in(
    root: str, landings: "Sequence[tuple[PlannedWrite, str]]", *, claiming: bool
) -> WriteDecision:
    """The decision by the task that is in force in the worktree `root`."""
    from remit.git.repository import Repository

    with Repository.at(root) as repository:
        if repository.bare or repository.up:  # its `.git` is none that git takes for one
            return WriteDecision(None)
        objects = repository.objects()
        case = load_call_context(repository, objects)
        if case is None:
            return WriteDecision(None)
        inside, refusals = _sort_by_place(root, repository, landings)
        if case.task is None:
            return _without_task(repository, case, inside)._replace(root=root)
        judge = _Judgement(root, repository, objects, case)
        refusals += judge.refusals(inside)
        if judge.claims and not refusals:
            refusals += _held_by_others(repository, case, judge.claims, claiming=claiming)
        enforced = not refusals or _must_refuse(refusals, repository, case)
        return WriteDecision(case.task, tuple(refusals), case.scope, enforced, root)


def _held_by_others(
    repository: "Repository", case: "JudgementContext", paths: tuple[bytes, ...], *, claiming: bool
) -> "Iterator[WriteRefusal]":
    """The refusals of paths that others hold; with `claiming` all are held if there are none."""
    from remit.gates import claims
    from remit.system.clock import seconds_since_1970

    ask = claims.take_claims if claiming else claims.find_refusals
    for each in ask(repository, case, paths, seconds_since_1970()):
        reason = claims.refusal_reason(each)
        yield WriteRefusal(each.path, "scope", "R701", reason, (each.holder.task,))


def _must_refuse(
    refusals: "Sequence[WriteRefusal]", repository: "Repository", case: "JudgementContext"
) -> bool:
    """Whether the call is refused; what is no matter of the scope always is."""
    from remit.gates.enforcement import must_refuse

    rules = [each.rule for each in refusals]
    outside = any(each.cause != "scope" for each in refusals)
    return outside or must_refuse("agent", rules, case.policy, repository, case.trusted.base)


def load_call_context(
    repository: "Repository", objects: "ObjectReader"
) -> "JudgementContext | None":
    """What is in force there; None before the first commit, and on a detached HEAD of no task."""
    from remit.gates.context import load_judgement_context, require_base_without_task
    from remit.gates.local_grants import with_local_grants
    from remit.git import manifests
    from remit.git.trusted_base import BaseSearch
    from remit.manifest.branch_binding import DetachedHead

    trusted = BaseSearch(repository, objects).trusted()
    if trusted is None:
        return None
    catalog = manifests.read_cached_catalog(repository, objects, trusted.base.commit)
    require_base_without_task(trusted, catalog)
    try:
        case = load_judgement_context(repository, catalog, trusted, None, repository.branch)
    except DetachedHead:
        return None
    return with_local_grants(repository, case)


def _without_task(
    repository: "Repository", case: "JudgementContext", inside: "Sequence[_Place]"
) -> WriteDecision:
    """Nothing is judged, unless the policy denies the branch or whoever works on it."""
    from remit.gates import unassigned

    people = unassigned.commit_identities(repository)
    verdict = unassigned.judge_without_task("commit", case, people, repository)
    refusals = (
        WriteRefusal(place.path, "unassigned", found.rule, found.reason)
        for place in inside[:1]
        for found in verdict.violations[:1]
    )
    return WriteDecision(None, tuple(refusals))


# Where a write lands: in this worktree, in another one, in what decides about checks, or elsewhere.


class _Place(NamedTuple):
    write: PlannedWrite
    path: bytes
    """Relative to the worktree's root."""


_OTHER_WORKTREE = "It lands in another worktree of this repository: {root}."
_GIT_DIRECTORY = "It lands in git's own directory, which decides what is checked."
_CONTROL = "It decides which checks run for this agent or this git."
_OWN_PROGRAM = "It is part of the installed remit, which checks this agent."
_AGENT_SETTINGS = {
    ".claude": ("settings.json", "settings.local.json", "hooks", "plugins"),
    ".codex": ("config.toml", "hooks.json", "requirements.toml", "hooks"),
    ".gemini": ("settings.json", "extensions", "hooks"),
    ".cursor": ("hooks.json", "hooks"),
    ".opencode": ("plugin", "plugins", "opencode.json", "opencode.jsonc"),
    "opencode": ("plugin", "plugins", "opencode.json", "opencode.jsonc"),
    ".copilot": ("hooks", "settings.json", "config.json"),
    "copilot": ("settings.json", "settings.local.json"),
    ".github": ("hooks",),
    "claude-code": ("managed-settings.json",),
}
_GIT_SETTINGS = frozenset([".gitconfig", ".config/git/config", ".config/git/attributes"])


def _sort_by_place(
    root: str, repository: "Repository", landings: "Sequence[tuple[PlannedWrite, str]]"
) -> "tuple[list[_Place], list[WriteRefusal]]":
    """What lands in the worktree, and the refusals of what must not be written where it lands."""
    inside: list[_Place] = []
    refusals: list[WriteRefusal] = []
    common = os.path.realpath(repository.common_dir)
    for write, place in landings:
        around = find_worktree(place)
        mine = place == root or place.startswith(f"{root}/")
        if _is_below(place, (common, os.path.realpath(repository.git_dir), f"{root}/.git")):
            refusals.append(_refused(place, "control", _GIT_DIRECTORY))
        elif around not in {None, root} and find_common_directory(around or "") == common:
            reason = _OTHER_WORKTREE.format(root=_shown(around or ""))
            refusals.append(_refused(place, "elsewhere", reason))
        elif mine:
            inside.append(_Place(write, os.fsencode(place[len(root) + 1 :])))
        elif _is_control_file(place):
            refusals.append(_refused(place, "control", _CONTROL))
        elif _is_below(place, _own_packages()):
            refusals.append(_refused(place, "control", _OWN_PROGRAM))
    return inside, refusals


def _refused(place: str, cause: Cause, reason: str) -> WriteRefusal:
    return WriteRefusal(os.fsencode(place), cause, "", reason)


def _is_below(place: str, folders: "Sequence[str]") -> bool:
    return any(place == folder or place.startswith(f"{folder}/") for folder in folders)


def _is_control_file(place: str) -> bool:
    """Whether a file of this path switches agents' hooks or git's on and off, wherever it is."""
    words = place.lower().split("/")
    return any(place.lower().endswith(f"/{name}") for name in _GIT_SETTINGS) or any(
        words[at] in _AGENT_SETTINGS.get(folder, ()) for at, folder in enumerate(words[:-1], 1)
    )


def _own_packages() -> tuple[str, ...]:
    return (os.path.dirname(os.path.dirname(os.path.realpath(__file__))),)  # noqa: PTH120 - as above


def _shown(path: str) -> str:
    from remit.paths import quote_path

    return quote_path(os.fsencode(path))


# What lands in the worktree, judged as the change that it will be.


class _Judgement:
    """The task's scope, asked about the paths of one call in its own worktree."""

    def __init__(
        self,
        root: str,
        repository: "Repository",
        objects: "ObjectReader",
        case: "JudgementContext",
    ) -> None:
        self._root, self._repository, self._objects, self._case = root, repository, objects, case
        self.claims: tuple[bytes, ...] = ()
        """The paths that only `claim` allows, among those that were asked about."""

    def refusals(self, places: "Sequence[_Place]") -> "list[WriteRefusal]":
        """Why some of `places` must not be written."""
        found: list[WriteRefusal] = []
        files: list[_Place] = []
        for place in places:
            if place.write.effect in _DIRECTORY_EFFECTS:
                found += () if self._is_made(place) else self._of_directory(place.path)
            else:
                below = self._files(place)
                files += below or ()
                found += self._of_directory(place.path) if below is None else ()
        paths = sorted({place.path for place in files})
        plain = FileChanges(paths, join_paths(paths), bytes)
        if files and not (self._case.settles([plain]) and not any(map(_names_control, paths))):
            found += self._of_files(files)
        return self._without_ignored(found)

    def _is_made(self, place: _Place) -> bool:
        """Whether it is a directory to be made that is there already."""
        made = os.path.isdir(f"{self._root}/{os.fsdecode(place.path)}")  # noqa: PTH112 - as above
        return made and place.write.effect == "directory"

    def _files(self, place: _Place) -> "list[_Place] | None":
        """What changes at a path: nothing, a file, or files of a directory; None if too many."""
        path = f"{self._root}/{os.fsdecode(place.path)}"
        if place.write.effect == "touch" and os.path.lexists(path):
            return []
        if place.write.effect != "remove" or os.path.islink(path) or not os.path.isdir(path):  # noqa: PTH112, PTH114 - as above
            return [place]
        found: list[_Place] = []
        for folder, names, files in os.walk(path):
            links = [name for name in names if os.path.islink(f"{folder}/{name}")]  # noqa: PTH114 - as above
            found += (self._below(place, f"{folder}/{name}") for name in (*files, *links))
            if len(found) > _MOST_FILES:
                return None
        return found

    def _below(self, place: _Place, path: str) -> _Place:
        return place._replace(path=os.fsencode(path[len(self._root) + 1 :]))

    def _of_directory(self, path: bytes) -> "Iterator[WriteRefusal]":
        """The refusal of a directory in which the task may write nothing."""
        from remit.judge.permission import may_write_below

        if path and not may_write_below(path, self._case.scope, self._case.policy):
            reason = f"`{self._case.task}` may write nothing below it."
            owners = tuple(
                task for task in self._case.catalog.owners(path) if task != self._case.task
            )
            yield WriteRefusal(path + b"/", "scope", "R102" if owners else "R101", reason, owners)

    def _of_files(self, places: "Sequence[_Place]") -> "Iterator[WriteRefusal]":
        from remit.git.planned_trees import PlannedTrees

        changes = {place.path: self._change(place) for place in places}
        trees = PlannedTrees(
            self._repository, self._objects, self._case.trusted.base.commit, changes
        )
        findings = self._case.judge([change for change, _ in changes.values()], trees)
        self.claims += tuple(change.path for change in findings.claims)
        for violation in findings.violations:
            yield _of_violation(violation)
        refused = {each.change.path for each in findings.violations if each.change}
        named = self._named
        for path in changes:
            if path not in refused | named and _names_control(path):
                yield WriteRefusal(path, "control", "", _CONTROL)

    @property
    def _named(self) -> "frozenset[bytes]":
        """The paths that the scope names exactly."""
        from remit.judge.compiled_scope import compile_scope

        owners = self._case.catalog.owners
        return compile_scope(self._case.scope, self._case.policy, owners).named

    def _change(self, place: _Place) -> "tuple[Change, bytes | None]":
        """The change since HEAD that the write makes, and the new content where it is known."""
        from remit.git.objects import object_id

        head = self._repository.head()
        old = self._objects.entry(head, place.path) if head else None
        old_mode, old_oid = (old.mode, old.oid) if old else (ABSENT, "")
        width = len(old_oid) or (64 if self._repository.object_format == "sha256" else 40)
        absent = "0" * width
        if place.write.effect == "remove":
            return Change(place.path, old_mode, ABSENT, old_oid or absent, absent), None
        file = f"{self._root}/{os.fsdecode(place.path)}"
        content = content_after(place.write, file)
        oid = absent if content is None else object_id("blob", len(content), (content,), width)
        mode = EXECUTABLE if os.access(file, os.X_OK) else REGULAR
        return Change(place.path, old_mode, mode, old_oid or absent, oid), content

    def _without_ignored(self, found: "list[WriteRefusal]") -> "list[WriteRefusal]":
        """Those that are not about new files which git ignores: these are no change of the task."""
        asked = [each.path for each in found if each.rule in {"R101", "R102"}]
        if not asked:
            return found
        feed = b"".join(b"./%b\0" % path for path in asked)  # no name begins as magic does then
        command = ("--no-literal-pathspecs", "check-ignore", "-z", "--stdin")  # it refuses that
        said = self._repository.ask(*command, feed=feed).finish()[1]
        ignored = {path.removeprefix(b"./") for path in said.split(b"\0")}
        return [each for each in found if not (each.rule and each.path in ignored)]


def _names_control(path: bytes) -> bool:
    return _is_control_file(f"/{os.fsdecode(path)}")


def _of_violation(violation: "Violation") -> WriteRefusal:
    path = violation.change.path if violation.change else b""
    return WriteRefusal(path, "scope", violation.rule, violation.reason, violation.owners)
