"""The merge queue as a pure state machine: what to build, what to land, whom to send back.

`decide(state, request)` answers with events, and `apply(state, event)` gives the next state. The
base only ever moves to a commit whose very content was built and passed. Making merges, running
checks and moving branches is the business of whoever runs this.
"""

from remit.queue.decider import decide
from remit.queue.events import apply
from remit.queue.state import Batch, Rounds, State, Window

__all__ = ["Batch", "Rounds", "State", "Window", "apply", "decide"]
