"""What a run came to, computed from its trace alone, and the laws of every trace."""

from remit_sim.outcome.invariants import broken_laws
from remit_sim.outcome.metrics import Outcome, tally

__all__ = ["Outcome", "broken_laws", "tally"]
