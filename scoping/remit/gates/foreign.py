"""Merged heads that are not from the base: whose work a stray in a merge came with (R604)."""

from typing import TYPE_CHECKING

from remit.gates import effect
from remit.verdict import Stray

if TYPE_CHECKING:
    from remit.adapters.git.repository import Repository
    from remit.verdict import Findings


def named(
    findings: "Findings", scratch: "Repository", base: str, heads: tuple[str, ...]
) -> "Findings":
    """The findings, and R604 for each of `heads` whose own effect on the base brings a stray."""
    straying = {stray.change.path for stray in findings.strays if stray.change}
    if not straying:
        return findings
    brought = (
        Stray(None, "R604", f"The merged commit {head[:12]} is not from the base, and it strays.")
        for head in heads
        if any(change.path in straying for change in effect.of(scratch, base, head).changes)
    )
    return findings._replace(strays=(*findings.strays, *brought))
