"""Minutes of a scenario as seconds of the clock: one factor, and the moment when a run began."""

from typing import NamedTuple

from remit.system import clock
from remit_sim.world.events import TICKS_PER_MINUTE


class TimeScale(NamedTuple):
    """So many minutes pass in a second; the run began at `begun` on the machine's clock."""

    minutes_per_second: float
    begun: float

    @property
    def now(self) -> int:
        """The ticks since the beginning."""
        return round((clock.monotonic_now() - self.begun) * self._ticks_per_second)

    def sleep_until(self, tick: int) -> None:
        """Return at that tick, or at once where it is past."""
        clock.sleep_until(self.begun + tick / self._ticks_per_second)

    def ticks(self, seconds: float) -> int:
        """Seconds of the clock as ticks of the run, at least one."""
        return max(1, round(seconds * self._ticks_per_second))

    @property
    def _ticks_per_second(self) -> float:
        return self.minutes_per_second * TICKS_PER_MINUTE
