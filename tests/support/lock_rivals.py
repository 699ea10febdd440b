"""One model in four engines: agents lock all files of a task, in order, work, and unlock them.

A free lock is taken at once; a lock that is given back goes to the first who waits, at that tick.
Where several things happen at one tick their order is part of the result: each engine keeps the
same one, or says that it does not.
"""

from contextlib import ExitStack
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from remit_sim.compiled.locks import LockJob


class Ends(NamedTuple):
    """The last tick, and the ticks that all agents together waited for locks."""

    makespan: int
    waited: int


def simpy_bare(jobs: "Sequence[LockJob]", agents: int, files: int) -> Ends:
    """simpy with as little around it as possible: a free lock costs no turn of the event loop."""
    import simpy

    environment = simpy.Environment()
    locks = [simpy.Resource(environment) for _ in range(files)]
    waited, left = 0, iter(jobs)

    def agent() -> "Generator[Any, Any, None]":
        nonlocal waited
        for ticks, wanted in left:
            held = list[Any]()
            for file in wanted:
                request = locks[file].request()
                if not request.triggered:
                    asked = environment.now
                    yield request
                    waited += int(environment.now - asked)
                held.append(request)
            yield environment.timeout(ticks)
            for file, request in zip(wanted, held, strict=True):
                locks[file].release(request)

    for _ in range(agents):
        environment.process(agent())
    environment.run()
    return Ends(int(environment.now), waited)


def simpy_documented(jobs: "Sequence[LockJob]", agents: int, files: int) -> Ends:
    """simpy as its documentation writes it: `with lock.request() as request: yield request`.

    Each grant takes its turn among the events, and locks are given back in reverse: the order of
    simultaneous events is another one, and so are the ends.
    """
    import simpy

    environment = simpy.Environment()
    locks = [simpy.Resource(environment) for _ in range(files)]
    waited, left = 0, iter(jobs)

    def agent() -> "Generator[Any, Any, None]":
        nonlocal waited
        for ticks, wanted in left:
            with ExitStack() as held:
                for file in wanted:
                    asked = environment.now
                    yield held.enter_context(locks[file].request())
                    waited += int(environment.now - asked)
                yield environment.timeout(ticks)

    for _ in range(agents):
        environment.process(agent())
    environment.run()
    return Ends(int(environment.now), waited)


def salabim_plain(jobs: "Sequence[LockJob]", agents: int, files: int) -> Ends:
    """salabim without monitors, trace and animation; its own order of simultaneous events."""
    salabim: Any = import_module("salabim")  # it has no types

    environment = salabim.Environment(trace=False, random_seed=None, yieldless=False)
    locks = [salabim.Resource(monitor=False) for _ in range(files)]
    for lock in locks:
        lock.requesters().monitor(value=False)
        lock.claimers().monitor(value=False)
    waited, left = 0.0, iter(jobs)

    class Agent(salabim.Component):  # type: ignore[misc] # it has no types
        def process(self) -> "Generator[Any, Any, None]":
            nonlocal waited
            for ticks, wanted in left:
                asked = environment.now()
                for file in wanted:
                    yield self.request(locks[file])
                waited += environment.now() - asked
                yield self.hold(ticks)
                for file in wanted:
                    self.release(locks[file])

    for _ in range(agents):
        Agent(mode=None).mode.monitor(value=False)
    environment.run()
    return Ends(round(environment.now()), round(waited))
