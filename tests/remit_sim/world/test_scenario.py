"""Tasks may come from somewhere else than a scenario's own numbers."""

from remit_sim.experiment.replications import outcomes
from remit_sim.strategies import STRATEGIES
from remit_sim.world.events import ticks_from_minutes
from remit_sim.world.scenario import EditSettings, Scenario
from remit_sim.world.tasks import SimulatedTask


class Given:
    """Three tasks, whatever is drawn; two of them change one file."""

    def tasks(self, draws: tuple[int | str, ...], /) -> tuple[SimulatedTask, ...]:
        del draws
        return tuple(
            SimulatedTask(number, ticks_from_minutes(5), (number // 2,)) for number in range(3)
        )


def test_tasks_that_are_given_are_done_instead_of_drawn_ones() -> None:
    scenario = Scenario("given", edits=EditSettings(semantic_share=0), workload=Given())
    (found,) = outcomes(scenario, STRATEGIES["locks"].make, 3, 1, range(1))
    assert (found.landed, found.makespan) == (3, ticks_from_minutes(10))
