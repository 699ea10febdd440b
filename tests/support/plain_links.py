"""Where a symlink leads, link by link: the plain way that `judge.symlinks` has to agree with.

It goes through a target each time it meets its link, which is slow for chains.
"""

from typing import TYPE_CHECKING

from remit.paths import LONGEST, path_hazard

if TYPE_CHECKING:
    from collections.abc import Mapping

_HOPS = 40  # Linux, path_resolution(7): its own number, so that the other one is checked
_TOO_LONG = f"it is longer than {LONGEST} bytes, more than systems follow"


def plain_way(path: bytes, links: "Mapping[bytes, bytes]") -> tuple[bytes | None, str]:
    """The end of the link at `path`, or None and the fault."""
    here, _, name = path.rpartition(b"/")
    steps, hops = [name], 0
    while steps:
        step = steps.pop()
        if step in {b"", b"."}:
            continue
        if step == b"..":
            if not here:
                return None, "it climbs out of the repository"
            here = here.rpartition(b"/")[0]
            continue
        there = b"%b/%b" % (here, step) if here else step
        target = links.get(there)
        hops += target is not None
        fault = _fault_of_step(step, there) if target is None else _fault(target, hops)
        if fault:
            return None, fault
        if target is None:
            here = there
        else:
            steps.extend(reversed(target.split(b"/")))
    return here, ""


def _fault_of_step(step: bytes, there: bytes) -> str | None:
    if path_hazard(step):
        return "it goes through `.git`"
    return _TOO_LONG if len(there) > LONGEST else None


def _fault(target: bytes, hops: int) -> str | None:
    if hops > _HOPS:
        return f"it is a cycle, or a chain of more than {_HOPS} links"
    if not target:
        return "its target is empty"
    if target.startswith(b"/"):
        return "its target is absolute"
    if b"\0" in target:
        return "its target has a NUL byte, at which systems cut it"
    return _TOO_LONG if len(target) > LONGEST else None
