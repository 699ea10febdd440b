"""A merge in progress: what git would have made of it, and which merged heads are strangers.

Only what the base contains is free. Of any other head just the part that the base has is taken as
given, so that the rest counts as what this commit changes.
"""

from typing import TYPE_CHECKING, NamedTuple

from remit.adapters.git import merges
from remit.gates import effect
from remit.verdict import Stray

if TYPE_CHECKING:
    from remit.adapters.git.repository import Repository
    from remit.verdict import Findings


class Merging(NamedTuple):
    """The tree that a commit is compared with, and the heads that are not from the base."""

    tree: str
    strangers: tuple[str, ...]


def merging(scratch: "Repository", base: str, heads: tuple[str, ...]) -> Merging:
    """The merge of `HEAD` with `heads`, as far as `base` contains them."""
    free: dict[str, None] = {}
    strangers: list[str] = []
    for head in heads:
        if merges.is_ancestor(scratch, head, base):
            free[head] = None
        else:
            strangers.append(head)
            free.update(dict.fromkeys(merges.bases(scratch, base, head)))
    return Merging(merges.automatic(scratch, "HEAD", tuple(free)).tree, tuple(strangers))


def named(
    findings: "Findings", scratch: "Repository", base: str, strangers: tuple[str, ...]
) -> "Findings":
    """The findings, and R604 for each stranger whose own effect on the base brings a stray."""
    straying = {stray.change.path for stray in findings.strays if stray.change}
    if not straying:
        return findings
    brought = (
        Stray(None, "R604", f"The merged commit {head[:12]} is not from the base, and it strays.")
        for head in strangers
        if any(change.path in straying for change in effect.of(scratch, base, head).changes)
    )
    return findings._replace(strays=(*findings.strays, *brought))
