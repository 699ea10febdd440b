"""Where a symlink leads, on bytes and on paper: no file system is asked (R105)."""

from typing import TYPE_CHECKING, NamedTuple

from remit.boundary.breach import Breach
from remit.paths import hostile, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from remit.boundary.bounds import Bounds
    from remit.boundary.evidence import Evidence

HOPS = 40  # where Linux gives up, path_resolution(7)
_LONGEST = 4096  # PATH_MAX: no system follows more
_TOO_LONG = f"it is longer than {_LONGEST} bytes, more than systems follow"


class Nowhere(NamedTuple):
    """A link that leads to no path of the repository, and why."""

    reason: str


def breach(path: bytes, bounds: "Bounds", evidence: "Evidence") -> Breach | None:
    """R105 unless the link at `path` ends inside what the task may write."""
    links = evidence.links()
    end = ending(path, links)
    if isinstance(end, Nowhere):
        return Breach("R105", f"It points to {shown(links[path])}: {end.reason}.")
    if _inside(end, bounds, evidence):
        return None
    place = shown(end) if end else "the root of the repository"
    return Breach("R105", f"It leads to {place}, which `{bounds.task}` may not write.")


def ending(path: bytes, links: "Mapping[bytes, bytes]") -> bytes | Nowhere:
    """The path that the link at `path` leads to, through links on the way; b"" is the root.

    Lexical: what `links` does not name is taken for a file or directory that may come to be.
    """
    here, _, name = path.rpartition(b"/")
    steps = [name]
    hops = 0
    while steps:
        step = steps.pop()
        if step in {b"", b"."}:
            continue
        if step == b"..":
            if not here:
                return Nowhere("it climbs out of the repository")
            here = here.rpartition(b"/")[0]
            continue
        there = b"%b/%b" % (here, step) if here else step
        if there in links:
            hops += 1
            fault = _fault(links[there], hops)
            if fault:
                return Nowhere(fault)
            steps.extend(reversed(links[there].split(b"/")))
        elif hostile(step) or len(there) > _LONGEST:
            return Nowhere("it goes through `.git`" if hostile(step) else _TOO_LONG)
        else:
            here = there
    return here


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


def _inside(end: bytes, bounds: "Bounds", evidence: "Evidence") -> bool:
    if not end or _guarded(end, bounds):
        return False
    entry = _writable(end, bounds, evidence)
    tree = bounds.anywhere.covers_tree(end) and all(
        _writable(path, bounds, evidence) and not bounds.deny.covers(path)
        for path in evidence.below(end)
    )
    return tree if any(True for _ in evidence.below(end)) else entry


def _guarded(end: bytes, bounds: "Bounds") -> bool:
    if bounds.deny.covers(end) or bounds.deny.covers_tree(end):
        return True
    protected = bounds.protected.covers(end) or bounds.protected.covers_tree(end)
    return protected and end not in bounds.named


def _writable(path: bytes, bounds: "Bounds", evidence: "Evidence") -> bool:
    if bounds.write.covers(path):
        return True
    return bounds.create.covers(path) and not evidence.stands_on_base(path)
