"""Exclusive, expiring holds on path sets and named resources, as a pure state machine.

`decide(state, request, now)` answers with events, and `apply(state, event)` gives the next state.
What runs them (a simulator in virtual time, a store on disk) lives elsewhere.
"""

from remit.lease.decider import decide
from remit.lease.events import apply
from remit.lease.state import State, deadline, valid

__all__ = ["State", "apply", "deadline", "decide", "valid"]
