"""What is wrong, or odd, *between* the files of a base: `lint(catalog, tracked)` gives a `Report`.

`order` knows what comes before what, `concurrency` which tasks collide, `branches` whose branch is
whose, `coverage` what the patterns mean for the files that exist, `expectations` what a task cannot
deliver. Nothing here stops a commit.
"""

from typing import TYPE_CHECKING

from remit.errors import ManifestError
from remit.manifest.lint_coverage import coverage, unreachable
from remit.manifest.lint_findings import Finding, Places, Report, Unowned
from remit.manifest.lint_overlaps import base_claims, collisions, shared_branches
from remit.manifest.policy import Policy
from remit.manifest.task_order import Order, cycles, stated, strangers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from remit.manifest.catalog import Catalog

__all__ = ["Finding", "Report", "Unowned", "lint"]


def lint(catalog: "Catalog", tracked: "Iterable[bytes]", base: str | None = None) -> Report:
    """All findings about the manifests of one base, in the order of their files.

    `tracked` are the paths that exist; none at all means that nothing is said about them. `base` is
    the base branch where the policy names none. For 1,000 tasks of ten patterns it takes seconds.
    """
    places = Places(catalog)
    policy = _policy(catalog)
    scopes = list(catalog.scopes())
    after = stated(catalog, places)
    order = Order(after)
    colliding = collisions(scopes, order, places, folded=policy.case == "fold")
    sharing = shared_branches(catalog, places)
    covered = coverage(scopes, policy, tracked, places)
    findings = [
        *_faults(catalog),
        *strangers(after, places),
        *cycles(after, places),
        *colliding.findings,
        *sharing.findings,
        *base_claims(catalog, policy.base or base, places),
        *covered.findings,
        *unreachable(scopes, places),
    ]
    return Report(
        tuple(sorted(findings, key=lambda found: (found.where, found.line, found.kind))),
        covered.unowned,
        len(scopes) + len(catalog.faulty),
        colliding.cut or sharing.cut,
    )


def _policy(catalog: "Catalog") -> Policy:
    """The policy, or the default where it has faults; these are reported by themselves."""
    try:
        return catalog.policy
    except ManifestError:
        return Policy()


def _faults(catalog: "Catalog") -> "Iterator[Finding]":
    for faulty in catalog.faulty:
        for fault in faulty.faults:
            yield Finding("fault", *fault, tasks=(faulty.task,))
    try:
        _ = catalog.policy
    except ManifestError as error:
        for fault in error.faults:
            yield Finding("fault", *fault)
    for fault in catalog.misplaced:
        yield Finding("misplaced", *fault)
