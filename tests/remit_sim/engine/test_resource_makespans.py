"""The first arithmetic of the subject: ten tasks of five minutes."""

import pytest

from remit_sim.engine import Resource, Simulation
from remit_sim.engine.kernel import Coroutine


@pytest.mark.parametrize(
    ("agents", "locked", "minutes"),
    [(1, False, 50), (3, False, 20), (10, False, 5), (1, True, 50), (3, True, 50), (10, True, 50)],
)
def test_ten_tasks_of_five_minutes(agents: int, locked: bool, minutes: int) -> None:  # noqa: FBT001
    simulation, tasks = Simulation(), iter(range(10))
    lock = Resource(simulation, "the one file", 1 if locked else agents)

    def agent() -> Coroutine:
        for _ in tasks:
            yield lock
            yield 5
            lock.give()

    for number in range(agents):
        simulation.start(str(number), agent())
    simulation.run()
    assert simulation.now == minutes
