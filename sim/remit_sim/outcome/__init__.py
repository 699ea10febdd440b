"""What a run came to, computed from its trace alone, and the laws of every trace."""

from remit_sim.outcome.laws import broken_laws
from remit_sim.outcome.tally import Outcome, tally

__all__ = ["Outcome", "broken_laws", "tally"]
