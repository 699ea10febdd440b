"""Paths that a task holds while it works there, as a pure state machine.

A claim has no end of its own, unlike a lease, and nobody waits for one: who asks for a path that
another task holds is refused. `decide(state, request, now)` answers with events, and `apply(state,
event)` gives the next state; a store on disk and the simulator run both. Whether a holder is still
at work is asked of git elsewhere.
"""

# See decision 0311.

from typing import TYPE_CHECKING

from remit.namedtuples import NamedTuple
from remit.paths import fold_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Place(NamedTuple):
    """Where a task writes: a branch (empty where HEAD is detached), its commit, and a worktree."""

    branch: bytes
    head: str
    worktree: bytes


class Claim(NamedTuple):
    """A path that `task` holds `since` a time, and where it wrote there last, at `renewed`.

    Times are in seconds. `number` is another one after each renewal, and never comes back.
    """

    number: int
    path: bytes
    task: str
    place: Place
    since: int
    renewed: int


class ClaimState(NamedTuple):
    """The claims by the key of their path (see `claim_key`).

    With `fold`, paths that differ only in case are one. A part of all claims is enough to decide:
    those at the paths in question, above them and below them.
    """

    fold: bool = False
    claims: "Mapping[bytes, Claim]" = {}  # noqa: RUF012 - never changed: states are values
    next_number: int = 1


def claim_key(path: bytes, *, fold: bool) -> bytes:
    """What two spellings of one path have in common."""
    return fold_path(path) if fold else path


def directories_above(key: bytes) -> "Iterator[bytes]":
    """Every directory that `key` is in; the root is none.

    >>> list(directories_above(b"a/b/c"))
    [b'a/b', b'a']
    """
    while b"/" in key:
        key = key.rpartition(b"/")[0]
        yield key


# What may be asked.


class Take(NamedTuple):
    """Hold all of `paths`, or none of them where another task holds one."""

    task: str
    place: Place
    paths: tuple[bytes, ...]


class Release(NamedTuple):
    """Give up the claims at `path` and below it: those of `task`, or of whomever (None)."""

    path: bytes
    task: str | None = None


class End(NamedTuple):
    """End the claims of these numbers; one that was renewed meanwhile has another number."""

    numbers: frozenset[int]


Request = Take | Release | End


# What happened.


class ClaimTaken(NamedTuple):
    """The claim holds from now on, in the place of any other at its path."""

    claim: Claim


class ClaimEnded(NamedTuple):
    """The claim holds no more."""

    claim: Claim


class ClaimRefused(NamedTuple):
    """Nothing changed, since `holder` is in the way of `path`: there, above it or below it."""

    path: bytes
    holder: Claim


Event = ClaimTaken | ClaimEnded | ClaimRefused


def decide(state: ClaimState, request: Request, now: int) -> tuple[Event, ...]:
    """The events that `request` leads to at the time `now`, in order; `apply` each in turn.

    Linear in the paths and the claims, and in the depth of both.
    """
    match request:
        case Take():
            return tuple(_refused(state, request)) or tuple(_taken(state, request, now))
        case Release(path, task):
            key = claim_key(path, fold=state.fold)
            return tuple(
                ClaimEnded(claim)
                for each, claim in sorted(state.claims.items())
                if (each == key or each.startswith(key + b"/") or not key)
                and task in {None, claim.task}
            )
        case End(numbers):
            return tuple(
                ClaimEnded(claim)
                for _, claim in sorted(state.claims.items())
                if claim.number in numbers
            )


def apply(state: ClaimState, event: Event) -> ClaimState:
    """The state after the event; the one before it is unchanged."""
    match event:
        case ClaimTaken(claim):
            key = claim_key(claim.path, fold=state.fold)
            number = max(state.next_number, claim.number + 1)
            return state._replace(claims={**state.claims, key: claim}, next_number=number)
        case ClaimEnded(claim):
            left = {key: one for key, one in state.claims.items() if one.number != claim.number}
            return state._replace(claims=left)
        case ClaimRefused():
            return state


def _refused(state: ClaimState, request: Take) -> "Iterator[ClaimRefused]":
    """One refusal for each path that is not free, in the order of the paths."""
    others = {key: claim for key, claim in state.claims.items() if claim.task != request.task}
    below: dict[bytes, Claim] = {}
    for key, claim in sorted(others.items()):
        for directory in directories_above(key):
            below.setdefault(directory, claim)
    for path in request.paths:
        key = claim_key(path, fold=state.fold)
        above = (others.get(directory) for directory in directories_above(key))
        holder = others.get(key) or below.get(key) or next(filter(None, above), None)
        if holder is not None:
            yield ClaimRefused(path, holder)


def _taken(state: ClaimState, request: Take, now: int) -> "Iterator[ClaimTaken]":
    keyed = {claim_key(path, fold=state.fold): path for path in request.paths}
    for number, (key, path) in enumerate(keyed.items(), state.next_number):
        before = state.claims.get(key)
        since = before.since if before else now
        yield ClaimTaken(Claim(number, path, request.task, request.place, since, now))
