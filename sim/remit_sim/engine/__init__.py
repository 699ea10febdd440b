"""Discrete events in virtual time: integer ticks, one heap, processes as generators.

The order of events is `(time, priority, sequence)` and nothing else, and chance comes from named,
counted streams, so the same seed gives the same bytes. What a tick is, and what happens in the
world, is not known here.
"""

from remit_sim.engine.kernel import OneShotSignal, Process, ProcessInterrupted, Simulation
from remit_sim.engine.resource import Resource
from remit_sim.engine.rng import RandomStream
from remit_sim.engine.trace import TraceNote

__all__ = [
    "OneShotSignal",
    "Process",
    "ProcessInterrupted",
    "RandomStream",
    "Resource",
    "Simulation",
    "TraceNote",
]
