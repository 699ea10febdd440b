"""Who waits for whom: the order of grants, and the circles that must not close."""

from typing import TYPE_CHECKING, NamedTuple

from remit.lease.resources import blocked, touching

if TYPE_CHECKING:
    from collections.abc import Iterable

    from remit.lease.resources import Wants
    from remit.lease.state import Lease, State, Ticket


class Standing(NamedTuple):
    """What a ticket waits for: holders of leases, and holders of tickets before it."""

    ticket: "Ticket"
    leases: frozenset[str]
    before: frozenset[str]

    @property
    def behind(self) -> frozenset[str]:
        """Every holder that this ticket waits for; empty where it can be granted."""
        return self.leases | self.before


def standings(state: "State", tickets: "Iterable[Ticket]") -> list[Standing]:
    """What each ticket waits for, in the order of the tickets.

    A later ticket never overtakes an earlier one that wants the same, with one exception: an
    earlier one that waits, however indirectly, for the holder of the later cannot be served first
    anyway, so it does not count as before it.
    """
    found: list[Standing] = []
    for ticket in tickets:
        graph = edges(found)
        before = [one.ticket for one in found if ticket.holder not in _reached(graph, one)]
        found.append(_standing(state, ticket, before))
    return found


def edges(found: "Iterable[Standing]") -> dict[str, frozenset[str]]:
    """The holders that each waiting holder waits for directly."""
    graph: dict[str, frozenset[str]] = {}
    for one in found:
        graph[one.ticket.holder] = graph.get(one.ticket.holder, frozenset()) | one.behind
    return graph


def closes_a_circle(found: list[Standing]) -> bool:
    """Whether the last ticket waits, however indirectly, for its own holder."""
    last = found[-1]
    return last.ticket.holder in _reached(edges(found), last)


def _standing(state: "State", ticket: "Ticket", before: "list[Ticket]") -> Standing:
    """Only what cannot be had makes it wait: not a pool in which units are left.

    Nobody waits for what it has itself, unless that alone is in its way.
    """
    leases = tuple(state.leases.values())
    every: list[Lease | Ticket] = [*leases, *before]
    lacks = blocked(ticket.wants, [one.wants for one in every], state.pools)
    own = [one.wants for one in every if one.holder == ticket.holder]
    itself = frozenset[str]() if blocked(lacks, own, state.pools) else frozenset([ticket.holder])
    return Standing(ticket, _holding(lacks, leases) - itself, _holding(lacks, before) - itself)


def _holding(lacks: "Wants", others: "Iterable[Lease | Ticket]") -> frozenset[str]:
    return frozenset(one.holder for one in others if touching(lacks, one.wants))


def _reached(graph: dict[str, frozenset[str]], start: Standing) -> set[str]:
    """Every holder that `start` waits for, directly or through others."""
    seen: set[str] = set()
    open_ = list(start.behind)
    while open_:
        holder = open_.pop()
        if holder not in seen:
            seen.add(holder)
            open_ += graph.get(holder, ())
    return seen
