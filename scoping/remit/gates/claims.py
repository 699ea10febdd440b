"""The claims of a repository at the gates: taking them, releasing them, who is in the way.

Imported only where a manifest has `claim`. A claim coordinates and is no wall: what a task may
write at most is judged without the store, by the area of its `claim`.
"""

# See decisions 0311 and 0312.

import os
import time
from contextlib import closing
from typing import TYPE_CHECKING

from remit.coordination.claims import (
    ClaimEnded,
    ClaimRefused,
    ClaimState,
    End,
    Place,
    Release,
    Take,
    apply,
    decide,
)
from remit.paths import quote_path
from remit.stores import sqlite
from remit.stores.claims import make_table, read_all_claims, read_claims, write_events
from remit.system.clock import utc_minute
from remit.verdict import Violation

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from remit.coordination.claims import Claim, Event, Request
    from remit.gates.context import JudgementContext
    from remit.git.repository import Repository
    from remit.manifest.catalog import Catalog
    from remit.verdict import Verdict


def take_claims(
    repository: "Repository", case: "JudgementContext", paths: "Sequence[bytes]", now: int
) -> tuple[ClaimRefused, ...]:
    """Hold all `paths` for the task in force; or none, and who is in the way of which path.

    `paths` are within the task's `claim`; `now` is in seconds since 1970. Claims in the way whose
    holders are no longer at work are ended. Raises `CouldNotCheck` where the store cannot be used.
    """
    take, fold = _request(repository, case, paths), case.policy.case == "fold"
    with closing(sqlite.open_store(repository.common_dir)) as store:
        refused = _decide_and_write(store, (take,), now, fold=fold)
        over = _numbers_over(repository, case, refused, now)
        return _decide_and_write(store, (End(over), take), now, fold=fold) if over else refused


def find_refusals(
    repository: "Repository", case: "JudgementContext", paths: "Sequence[bytes]", now: int
) -> tuple[ClaimRefused, ...]:
    """Who would be in the way of `take_claims`; nothing is written."""
    state = read_held(repository, fold=case.policy.case == "fold")
    refused = _refusals(decide(state, _request(repository, case, paths), now))
    over = _numbers_over(repository, case, refused, now)
    return tuple(each for each in refused if each.holder.number not in over)


def read_held(repository: "Repository", *, fold: bool) -> ClaimState:
    """Every claim in the store, also of those that are no longer at work."""
    store = sqlite.open_store_to_read(repository.common_dir)
    if store is None:
        return ClaimState(fold)
    with closing(store), sqlite.snapshot(store):
        return read_all_claims(store, fold=fold)


def held_claims(
    repository: "Repository", catalog: "Catalog", base: str, now: int
) -> "tuple[Claim, ...]":
    """The claims whose holders are at work, by path; `base` is the commit that work lands on.

    Nothing is written, and git is not asked where nobody ever claimed.
    """
    state = read_held(repository, fold=False)
    if not state.claims:
        return ()
    from remit.gates.claim_holders import ClaimHolders

    with repository:
        holders = ClaimHolders(repository, repository.objects(), catalog, base)
        claims = sorted(state.claims.values(), key=lambda claim: claim.path)
        return tuple(claim for claim in claims if not holders.is_over(claim, now))


def release_claims(
    repository: "Repository", path: bytes, task: str | None, *, fold: bool
) -> "tuple[Claim, ...]":
    """End the claims of `task` (None: of whomever) at `path` and below it; these are the answer.

    An empty path means all of them.
    """
    if sqlite.open_store_to_read(repository.common_dir) is None:
        return ()
    with closing(sqlite.open_store(repository.common_dir)) as store, sqlite.transaction(store):
        make_table(store)
        events = decide(read_all_claims(store, fold=fold), Release(path, task), 0)
        write_events(store, events, fold=fold)
    return tuple(event.claim for event in events if isinstance(event, ClaimEnded))


def _request(repository: "Repository", case: "JudgementContext", paths: "Sequence[bytes]") -> Take:
    top = os.path.realpath(os.path.join(repository.folder, repository.up))  # noqa: PTH118 - no pathlib in a hook
    branch = os.fsencode(repository.branch or "")
    return Take(
        case.task or "", Place(branch, repository.head() or "", os.fsencode(top)), tuple(paths)
    )


def _decide_and_write(
    store: "sqlite3.Connection", requests: "Sequence[Request]", now: int, *, fold: bool
) -> tuple[ClaimRefused, ...]:
    """What one transaction comes to: the refusals, or nothing where all was taken."""
    paths = [path for request in requests if isinstance(request, Take) for path in request.paths]
    events: list[Event] = []
    with sqlite.transaction(store):
        make_table(store)
        state = read_claims(store, paths, fold=fold)
        for request in requests:
            for event in decide(state, request, now):
                events.append(event)
                state = apply(state, event)
        write_events(store, events, fold=fold)
    return _refusals(events)


def _refusals(events: "Iterable[Event]") -> tuple[ClaimRefused, ...]:
    return tuple(event for event in events if isinstance(event, ClaimRefused))


def _numbers_over(
    repository: "Repository",
    case: "JudgementContext",
    refused: "Sequence[ClaimRefused]",
    now: int,
) -> frozenset[int]:
    """The claims in the way whose holders are no longer at work."""
    if not refused:
        return frozenset()
    from remit.gates.claim_holders import ClaimHolders

    with repository:
        objects = repository.objects()
        holders = ClaimHolders(repository, objects, case.catalog, case.trusted.base.commit)
        claims = {each.holder.number: each.holder for each in refused}
        return frozenset(number for number, claim in claims.items() if holders.is_over(claim, now))


# The rule R701.


def judge_claims(
    repository: "Repository", case: "JudgementContext", verdict: "Verdict", *, taking: bool
) -> "Verdict":
    """The verdict, and with `taking` its claims taken; violations of R701 where that cannot be."""
    by_path = {change.path: change for change in verdict.claims}
    ask = take_claims if taking else find_refusals
    refused = ask(repository, case, tuple(by_path), int(time.time()))
    if not refused:
        return verdict
    violations = (
        Violation(by_path[each.path], "R701", refusal_reason(each), (each.holder.task,))
        for each in refused
    )
    return verdict._replace(outcome="violations", violations=tuple(violations))


def refusal_reason(refused: ClaimRefused) -> str:
    """Who holds the path since when, and on which branch, as a sentence."""
    path, holder = refused
    what = "it" if path == holder.path else quote_path(holder.path)
    task, rest = describe_holder(holder).split(", ", 1)
    return f"`{task}` holds {what} {rest}."


def describe_holder(claim: "Claim") -> str:
    """The task, since when, and on which branch or in which worktree it wrote there last."""
    place = claim.place
    where = f"on {quote_path(place.branch)}" if place.branch else f"in {quote_path(place.worktree)}"
    return f"{quote_path(claim.task)}, since {utc_minute(claim.since)}, {where}"
