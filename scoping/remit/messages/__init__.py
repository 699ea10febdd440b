"""Messages between tasks, delivered at least once, as a pure state machine.

`decide(state, request, now)` answers with events, and `apply(state, event)` gives the next state. A
message stays until it is acknowledged: one that was handed out and not acknowledged in time is
handed out again, so receivers must bear to see it twice.
"""

from remit.messages.decider import decide
from remit.messages.events import apply
from remit.messages.state import State, Terms, deadline

__all__ = ["State", "Terms", "apply", "deadline", "decide"]
