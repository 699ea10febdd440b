"""Branches that two tasks claim, so that neither can be judged there, and a claim on the base."""

from itertools import islice
from typing import TYPE_CHECKING

from remit.lint.findings import MOST_PAIRS, Finding, Pairs, Places, witness_of
from remit.patterns.overlap import Area, meetings
from remit.schema.words import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remit.catalog import Catalog
    from remit.patterns.overlap import Undecided, Witness


def shared_branches(catalog: "Catalog", places: Places) -> Pairs:
    """Each pair of tasks that both claim some branch; `after` does not excuse it."""
    claims = _claims(catalog)
    areas = {task: Area(tuple(patterns)) for task, patterns in sorted(claims.items())}
    met = list(islice(meetings(areas, lambda _left, _right: False), MOST_PAIRS + 1))
    findings = (_shared(*meeting, claims, places) for meeting in met[:MOST_PAIRS])
    return Pairs(tuple(findings), len(met) > MOST_PAIRS)


def _claims(catalog: "Catalog") -> dict[str, list[str]]:
    claims: dict[str, list[str]] = {}
    for pattern, task in catalog.claims:
        claims.setdefault(task, []).append(pattern)
    return claims


def _shared(
    left: str,
    right: str,
    found: "Witness | Undecided",
    claims: dict[str, list[str]],
    places: Places,
) -> Finding:
    other = f"{places.where(right)}:{_line(right, found.right, claims, places)}"
    meet = f"'{visible(found.left)}' here, '{visible(found.right)}' in {other}"
    witness, shown = witness_of(found)
    return Finding(
        "shared-branch",
        places.where(left),
        _line(left, found.left, claims, places),
        f"'{left}' and '{right}' both claim the branch {shown}: {meet}.",
        "give each task branches of its own; where two claim one, neither can be judged",
        (left, right),
        witness,
        other,
    )


def _line(task: str, pattern: str, claims: dict[str, list[str]], places: Places) -> int:
    return places.line(task, ("task", "branch", claims[task].index(pattern)))


def base_claims(catalog: "Catalog", base: str | None, places: Places) -> "Iterator[Finding]":
    """Each task that claims the base branch itself."""
    for task in catalog.claimants(base) if base else ():
        yield Finding(
            "base-claimed",
            places.where(task),
            places.line(task, ("task", "branch")),
            f"'{task}' claims the base branch {visible(str(base))}.",
            "narrow `branch`, or else repairs of manifests on the base are judged by this remit",
            (task,),
            str(base).encode("utf-8", "surrogateescape"),
        )
