"""Where a symlink leads, on bytes and on paper: no file system is asked (R105)."""

# See decision 0043.

from functools import cached_property
from typing import TYPE_CHECKING

from remit.changes import ABSENT, SYMLINK
from remit.errors import LimitExceeded
from remit.judge.budget import WorkBudget
from remit.namedtuples import NamedTuple
from remit.paths import LONGEST, fold_path, path_hazard, quote_path
from remit.verdict import RuleBreach

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from remit.changes import Change
    from remit.judge.compiled_scope import CompiledScope
    from remit.ports import Trees

HOPS = 40  # where Linux gives up, path_resolution(7)
STEPS = 2_000_000
"""Components of targets that are gone through for one verdict: those of half a million links."""
VISITS = 20_000_000
"""Paths below the ends of links that are looked at for one verdict."""
_TOO_LONG = f"it is longer than {LONGEST} bytes, more than systems follow"
_TOO_MANY = f"it is a cycle, or a chain of more than {HOPS} links"


class SymlinkResolution(NamedTuple):
    """Where following a link leads: `end` (b"" is the root), or None and the `fault`.

    `hops` counts the links on the way, the first one included; where there is a fault, up to it.
    """

    end: bytes | None
    fault: str
    hops: int


def link_breach(
    change: "Change", bounds: "CompiledScope", evidence: "TreeEvidence"
) -> RuleBreach | None:
    """R105 unless every link that the change makes or redirects ends where the task may write.

    Redirected is a link of the task's that goes on through the changed path, in or out of a link
    there, and stayed inside before.
    """
    if change.new_mode == SYMLINK:
        way = evidence.ways.follow(change.path)
        if way.end is None:
            target = evidence.links()[change.path]
            return RuleBreach("R105", f"It points to {quote_path(target)}: {way.fault}.")
        if not _inside(way.end, bounds, evidence):
            return RuleBreach("R105", f"It leads to {_leaving(way.end, bounds)}.")
    return _redirected(change, bounds, evidence)


def resolve_symlink(path: bytes, links: "Mapping[bytes, bytes]") -> SymlinkResolution:
    """The way of the link at `path`, through other links."""
    return SymlinkResolver(links, symlink_step_budget()).follow(path)


def symlink_step_budget() -> WorkBudget:
    """What following all links for one verdict may take: the components of their targets."""
    what = "to follow the symlinks takes more than {most} steps."
    return WorkBudget(STEPS, what, "make fewer of them, or let them point there on shorter ways")


def symlink_visit_budget() -> WorkBudget:
    """How many paths below the ends of links may be looked at for one verdict."""
    what = "more than {most} paths stand below what the symlinks point to."
    return WorkBudget(VISITS, what, "make fewer of them, or let them point to smaller directories")


class _Walk:
    """A way that is not at its end: where it has come to, and its next steps, the next one last."""

    __slots__ = ("fault", "here", "hops", "steps")

    def __init__(self, link: bytes, target: bytes | None) -> None:
        """Begin at a link; or at a path that is none, where its own name is the only step."""
        self.here, _, name = link.rpartition(b"/")
        self.hops = int(target is not None)
        self.fault = _fault(target) if target is not None else None
        self.steps = [name] if target is None else target.split(b"/")[::-1]

    def place(self, step: bytes) -> bytes:
        """The path of the entry `step` where the way has come to."""
        return b"%b/%b" % (self.here, step) if self.here else step


class SymlinkResolver:
    """The ways of all links; each target is gone through once, however many links lead there.

    Lexical: what `links` does not name is taken for a file or directory that may come to be.
    """

    __slots__ = ("_alike", "_all", "_known", "_links", "_name", "_steps", "_users")

    def __init__(
        self,
        links: "Mapping[bytes, bytes]",
        steps: WorkBudget,
        name: "Callable[[bytes], bytes] | None" = None,
    ) -> None:
        """Follow nothing yet; all ways together may take so many `steps`.

        `name` is what a path is compared by on a system that takes several spellings for one.
        """
        self._links, self._steps = links, steps
        self._name = name or bytes
        self._alike = {name(path): path for path in sorted(links, reverse=True)} if name else {}
        self._known: dict[bytes, SymlinkResolution] = {}
        self._users: dict[bytes, set[bytes]] = {}
        self._all = False  # whether every link has been followed

    def follow(self, path: bytes) -> SymlinkResolution:
        """The way of the link at `path`, through other links."""
        walks: dict[bytes, _Walk] = {}
        waiting = [] if path in self._known else [path]
        while waiting:
            link = waiting[-1]
            if link not in walks:
                walks[link] = _Walk(link, self._links.get(link))
                self._steps.spend(len(walks[link].steps))
            found = self._advanced(link, walks[link])
            if isinstance(found, bytes) and found not in walks:
                waiting.append(found)
                continue
            # who comes to a link from which it started never arrives
            self._known[link] = (
                found
                if isinstance(found, SymlinkResolution)
                else SymlinkResolution(None, _TOO_MANY, HOPS + 1)
            )
            waiting.pop()
        return self._known[path]

    def link_at(self, path: bytes) -> bytes | None:
        """The link that a system finds at `path`: of just that name, or else one that counts so."""
        if path in self._links:
            return path
        return self._alike.get(self._name(path)) if self._alike else None

    def users(self, place: bytes) -> "Iterator[bytes]":
        """The other links whose ways step on `place`, unless a fault ends one before."""
        for link in () if self._all else self._links:
            self.follow(link)
        self._all = True
        seen, waiting = {place}, [place]
        while waiting:
            new = self._users.get(self._name(waiting.pop()), set[bytes]()) - seen
            self._steps.spend(len(new))
            seen |= new
            waiting += new
            yield from new

    def _advanced(self, link: bytes, walk: _Walk) -> SymlinkResolution | bytes:
        """The way, gone to its end; or a link on it, if that one's way is not known yet."""
        while walk.steps and not walk.fault:
            step = walk.steps[-1]
            if step == b"..":
                walk.fault = None if walk.here else "it climbs out of the repository"
                walk.here = walk.here.rpartition(b"/")[0]
            elif step not in {b"", b"."}:
                there = walk.place(step)
                self._users.setdefault(self._name(there), set()).add(link)
                met = self.link_at(there)
                if met is not None and met not in self._known:
                    return met
                self._enter(walk, step, there, self._known[met] if met is not None else None)
            walk.steps.pop()
        return (
            SymlinkResolution(None, walk.fault, walk.hops)
            if walk.fault
            else SymlinkResolution(walk.here, "", walk.hops)
        )

    def _enter(self, walk: _Walk, step: bytes, there: bytes, way: SymlinkResolution | None) -> None:
        """Go to `there`, and on to where `way` leads if there is a link."""
        if way is None:
            walk.fault, walk.here = _fault_of_step(step, there), there
            return
        walk.hops += way.hops
        walk.fault = _TOO_MANY if walk.hops > HOPS else way.fault or None
        walk.here = way.end or b""


def _fault_of_step(step: bytes, there: bytes) -> str | None:
    if path_hazard(step):
        return "it goes through `.git`"
    return _TOO_LONG if len(there) > LONGEST else None


def _fault(target: bytes) -> str | None:
    if not target:
        return "its target is empty"
    if target.startswith(b"/"):
        return "its target is absolute"
    if b"\0" in target:
        return "its target has a NUL byte, at which systems cut it"
    return _TOO_LONG if len(target) > LONGEST else None


def _redirected(
    change: "Change", bounds: "CompiledScope", evidence: "TreeEvidence"
) -> RuleBreach | None:
    before: SymlinkResolver | None = None
    for link in sorted(evidence.ways.users(change.path)):
        if not _writable(link, bounds, evidence):
            continue
        way = evidence.ways.follow(link)
        if way.end is not None and _inside(way.end, bounds, evidence):
            continue
        before = before or evidence.ways_before(change)
        was = before.follow(link)
        if was.end is not None and _inside(was.end, bounds, evidence):
            lost = way.fault if way.end is None else f"it leads to {_leaving(way.end, bounds)}"
            return RuleBreach("R105", f"It redirects the link {quote_path(link)}: {lost}.")
    return None


def _leaving(end: bytes, bounds: "CompiledScope") -> str:
    place = quote_path(end) if end else "the root of the repository"
    return f"{place}, which `{bounds.task}` may not write"


def _inside(end: bytes, bounds: "CompiledScope", evidence: "TreeEvidence") -> bool:
    """Whether the task may write all that is at `end`; found out once for each end."""
    if end not in evidence.inside:
        evidence.inside[end] = _all_inside(end, bounds, evidence)
    return evidence.inside[end]


def _all_inside(end: bytes, bounds: "CompiledScope", evidence: "TreeEvidence") -> bool:
    if not end or _guarded(end, bounds):
        return False
    entry = _writable(end, bounds, evidence)
    tree = bounds.anywhere.covers_tree(end) and all(
        _writable(path, bounds, evidence) and not bounds.deny.covers(path)
        for path in evidence.below(end)
    )
    if any(True for _ in evidence.below(end)):
        return tree
    return entry or (tree and not evidence.in_result(end))


def _guarded(end: bytes, bounds: "CompiledScope") -> bool:
    if bounds.deny.covers(end) or bounds.deny.covers_tree(end):
        return True
    protected = bounds.protected.covers(end) or bounds.protected.covers_tree(end)
    return protected and end not in bounds.named


def _writable(path: bytes, bounds: "CompiledScope", evidence: "TreeEvidence") -> bool:
    if bounds.write.covers(path) or bounds.is_claimable(path):
        return True
    return bounds.create.covers(path) and not evidence.stands_on_base(path)


# What the judge asks about the trees behind a change, each question only when it matters.
#
# Where the policy folds case, a name means what a system finds that ignores case and normal form: a
# link, an entry and what is below a directory are looked up so. What was put back is not: there the
# very names count.


class TreeEvidence:
    """Answers about the result, the base's tip and the newest commit of the base it contains."""

    def __init__(self, trees: "Trees", *, fold: bool) -> None:
        self._trees, self._fold = trees, fold
        self.inside: dict[bytes, bool] = {}
        """Whether the task may write all at the end of a link, as far as it was asked."""

    def restored(self, path: bytes) -> bool:
        """Whether the result has at `path` just what the base has, or had where this work began."""
        return path not in self._trees.since_base() or path not in self._trees.since_fork()

    def stands_on_base(self, path: bytes) -> bool:
        """Whether there is an entry at `path` on the base's tip."""
        if self._fold:
            return fold_path(path) in self._folded_base
        change = self._trees.since_base().get(path)
        return change.old_mode != ABSENT if change else self.in_result(path)

    def versions(self, change: "Change") -> "Iterator[tuple[int, str]]":
        """Mode and object id of what the result may be measured by: before, base, and fork.

        Absence before the change says nothing (the file may have been deleted first and is now
        added anew); absence on the base says that the file is the task's own.
        """
        if change.old_mode != ABSENT:
            yield change.old_mode, change.old_oid
        for since in (self._trees.since_base, self._trees.since_fork):
            trusted = since().get(change.path)
            if trusted:
                yield trusted.old_mode, trusted.old_oid

    def blob(self, oid: str) -> bytes:
        """The content of a blob."""
        return self._trees.blob(oid)

    def links(self) -> "Mapping[bytes, bytes]":
        """Every symlink in the result and the bytes it points to."""
        return self._trees.links()

    def in_result(self, path: bytes) -> bool:
        """Whether there is an entry at `path` in the result."""
        from bisect import bisect_left

        names, _ = self._by_name
        name = self._name(path)
        place = bisect_left(names, name)
        return names[place : place + 1] == [name]

    def paths(self) -> "Sequence[bytes]":
        """Every path in the result, sorted."""
        return self._sorted

    def below(self, directory: bytes) -> "Iterator[bytes]":
        """Every path in the result below `directory`."""
        from bisect import bisect_left

        names, paths = self._by_name
        start = self._name(directory) + b"/"
        place = bisect_left(names, start)
        while place < len(names) and names[place].startswith(start):
            self._visits.spend(1)
            yield paths[place]
            place += 1

    def _name(self, path: bytes) -> bytes:
        """What `path` is compared by."""
        return fold_path(path) if self._fold else path

    @cached_property
    def ways(self) -> "SymlinkResolver":
        """Where the symlinks in the result lead."""
        return SymlinkResolver(self.links(), self._steps, fold_path if self._fold else None)

    def ways_before(self, change: "Change") -> "SymlinkResolver":
        """Where the symlinks would lead if there were at the change's path what was there before.

        A target from before that is too large to be read is one that no system follows.
        """
        links = dict(self.links())
        self._steps.spend(len(links))
        links.pop(change.path, None)
        if change.old_mode == SYMLINK:
            links[change.path] = self._target(change.old_oid)
        return SymlinkResolver(links, self._steps, fold_path if self._fold else None)

    def _target(self, oid: str) -> bytes:
        try:
            return self._trees.blob(oid)
        except LimitExceeded:
            return b"\0"

    @cached_property
    def _steps(self) -> "WorkBudget":

        return symlink_step_budget()

    @cached_property
    def _visits(self) -> "WorkBudget":

        return symlink_visit_budget()

    @cached_property
    def _folded_base(self) -> frozenset[bytes]:
        since = self._trees.since_base()
        kept = (path for path in self._sorted if path not in since)
        gone = (change.path for change in since.values() if change.old_mode != ABSENT)
        return frozenset(map(fold_path, (*kept, *gone)))

    @cached_property
    def _by_name(self) -> tuple[list[bytes], list[bytes]]:
        """What every path of the result is compared by, sorted, and the paths in that order."""
        if not self._fold:
            return self._sorted, self._sorted
        paths = sorted(self._sorted, key=fold_path)
        return [*map(fold_path, paths)], paths

    @cached_property
    def _sorted(self) -> list[bytes]:
        return sorted(self._trees.paths())
