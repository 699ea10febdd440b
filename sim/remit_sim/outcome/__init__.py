"""What a run came to, computed from its trace alone, and the laws of every trace."""

from remit_sim.outcome.invariants import find_broken_laws
from remit_sim.outcome.metrics import RunOutcome, tally_outcome

__all__ = ["RunOutcome", "find_broken_laws", "tally_outcome"]
