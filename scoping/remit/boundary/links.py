"""Where a symlink leads, on bytes and on paper: no file system is asked (R105)."""

from typing import TYPE_CHECKING

from remit.boundary.breach import Breach
from remit.changes import SYMLINK
from remit.paths import hostile, shown
from remit.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from remit.boundary.bounds import Bounds
    from remit.boundary.evidence import Evidence
    from remit.changes import Change

HOPS = 40  # where Linux gives up, path_resolution(7)
_LONGEST = 4096  # PATH_MAX: no system follows more
_TOO_LONG = f"it is longer than {_LONGEST} bytes, more than systems follow"


class Way(NamedTuple):
    """Where following a link leads: `end` (b"" is the root), or None and the `fault`.

    `places` are the paths that were stepped on, the link itself first.
    """

    end: bytes | None
    fault: str
    places: tuple[bytes, ...]


def breach(change: "Change", bounds: "Bounds", evidence: "Evidence") -> Breach | None:
    """R105 unless every link that the change makes or redirects ends where the task may write.

    Redirected is a link of the task's that goes on through the changed path, in or out of a link
    there, and stayed inside before.
    """
    links = evidence.links()
    if change.new_mode == SYMLINK:
        way = follow(change.path, links)
        if way.end is None:
            return Breach("R105", f"It points to {shown(links[change.path])}: {way.fault}.")
        if not _inside(way.end, bounds, evidence):
            return Breach("R105", f"It leads to {_leaving(way.end, bounds)}.")
    return _redirected(change, bounds, evidence)


def follow(path: bytes, links: "Mapping[bytes, bytes]") -> Way:
    """The way of the link at `path`, through other links.

    Lexical: what `links` does not name is taken for a file or directory that may come to be.
    """
    here, _, name = path.rpartition(b"/")
    steps, places, hops = [name], list[bytes](), 0
    while steps:
        step = steps.pop()
        if step in {b"", b"."}:
            continue
        if step == b"..":
            if not here:
                return Way(None, "it climbs out of the repository", tuple(places))
            here = here.rpartition(b"/")[0]
            continue
        there = b"%b/%b" % (here, step) if here else step
        places.append(there)
        target = links.get(there)
        hops += target is not None
        fault = _fault_of_step(step, there) if target is None else _fault(target, hops)
        if fault:
            return Way(None, fault, tuple(places))
        if target is None:
            here = there
        else:
            steps.extend(reversed(target.split(b"/")))
    return Way(here, "", tuple(places))


def _fault_of_step(step: bytes, there: bytes) -> str | None:
    if hostile(step):
        return "it goes through `.git`"
    return _TOO_LONG if len(there) > _LONGEST else None


def _fault(target: bytes, hops: int) -> str | None:
    if hops > HOPS:
        return f"it is a cycle, or a chain of more than {HOPS} links"
    if not target:
        return "its target is empty"
    if target.startswith(b"/"):
        return "its target is absolute"
    if b"\0" in target:
        return "its target has a NUL byte, at which systems cut it"
    return _TOO_LONG if len(target) > _LONGEST else None


def _redirected(change: "Change", bounds: "Bounds", evidence: "Evidence") -> Breach | None:
    links = evidence.links()
    for link in evidence.links_through(change.path):
        if not _writable(link, bounds, evidence):
            continue
        way = follow(link, links)
        if way.end is not None and _inside(way.end, bounds, evidence):
            continue
        before = follow(link, _before(change, evidence))
        if before.end is not None and _inside(before.end, bounds, evidence):
            lost = way.fault if way.end is None else f"it leads to {_leaving(way.end, bounds)}"
            return Breach("R105", f"It redirects the link {shown(link)}: {lost}.")
    return None


def _before(change: "Change", evidence: "Evidence") -> "Mapping[bytes, bytes]":
    links = dict(evidence.links())
    links.pop(change.path, None)
    if change.old_mode == SYMLINK:
        links[change.path] = evidence.blob(change.old_oid)
    return evidence.found(links)


def _leaving(end: bytes, bounds: "Bounds") -> str:
    place = shown(end) if end else "the root of the repository"
    return f"{place}, which `{bounds.task}` may not write"


def _inside(end: bytes, bounds: "Bounds", evidence: "Evidence") -> bool:
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


def _guarded(end: bytes, bounds: "Bounds") -> bool:
    if bounds.deny.covers(end) or bounds.deny.covers_tree(end):
        return True
    protected = bounds.protected.covers(end) or bounds.protected.covers_tree(end)
    return protected and end not in bounds.named


def _writable(path: bytes, bounds: "Bounds", evidence: "Evidence") -> bool:
    if bounds.write.covers(path):
        return True
    return bounds.create.covers(path) and not evidence.stands_on_base(path)
