"""Strategies of a user's own: `path/to/file.py:Name`, or a name that an installed package gives.

Naming one executes that file: it is a program of yours, not data. Scenario files can only name
strategies that ship, so that nobody else's scenario runs anything.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import entry_points
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, cast

from remit.errors import RemitError, UsageError
from remit.text_safety import nearest_word, quote_text
from remit_sim.engine import ProcessInterrupted
from remit_sim.world.world import Serving

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from remit_sim.engine.kernel import Wait
    from remit_sim.world.agent import Doing, SimulatedAgent
    from remit_sim.world.tasks import SimulatedTask
    from remit_sim.world.world import Strategy, World

    Make = Callable[[World], Strategy]

GROUP = "remit_sim.strategies"
"""The group of entry points in which packages offer strategies."""

_SHAPE = "a strategy is a class with __init__(self, world), choose(tasks), perform(agent, task)"


@dataclass(frozen=True, slots=True)
class CustomStrategy:
    """A strategy by where it is; a value that other processes can be given, and load themselves."""

    where: str

    def __call__(self, world: "World") -> "Strategy":
        """The strategy for one run; raises `UsageError` for all that its author got wrong."""
        make = load_callable(self.where)
        try:
            strategy = make(world)
        except RemitError:
            raise
        except Exception as error:
            raise _told(self.where, error) from error
        if not callable(getattr(strategy, "choose", None)) or not hasattr(strategy, "perform"):
            raise UsageError(f"{quote_text(self.where)} is no strategy.", _SHAPE)
        if isinstance(strategy, Serving):
            return _ServingGuarded(self.where, strategy)
        return _Guarded(self.where, strategy)


def find_custom_strategy(name: str) -> CustomStrategy:
    """The strategy in a file, or the installed one of that name, loaded once to see that it can be.

    Raises `UsageError`.
    """
    load_callable(name)
    return CustomStrategy(name)


def installed_strategies() -> tuple[str, ...]:
    """The names of strategies that installed packages offer."""
    return tuple(sorted({point.name for point in entry_points(group=GROUP)}))


@lru_cache(maxsize=64)
def load_callable(where: str) -> "Make":
    """The class or function at `where`; raises `UsageError`."""
    points = tuple(entry_points(group=GROUP, name=where))
    try:
        found = points[0].load() if points else _in_file(*_split(where))
    except RemitError:
        raise
    except Exception as error:
        raise _told(where, error) from error
    if not callable(found):
        raise UsageError(f"{quote_text(where)} cannot be called with a world.", _SHAPE)
    return cast("Make", found)


def _split(where: str) -> tuple[Path, str]:
    file, _, name = where.rpartition(":")
    if not file.endswith(".py"):
        hint = "for example: --strategy path/to/mine.py:Mine; `remit-sim list` names the others"
        raise UsageError(f"there is no strategy {quote_text(where)}.", hint)
    return Path(file), name


def _in_file(file: Path, name: str) -> object:
    spec = spec_from_file_location(file.stem, file)
    if spec is None or spec.loader is None or not file.is_file():
        raise UsageError(
            f"there is no file {quote_text(str(file))}.", "the path is relative to here"
        )
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    if not hasattr(module, name):
        near = nearest_word(name, vars(module))
        hint = f"did you mean {near}?" if near else _SHAPE
        raise UsageError(f"{quote_text(str(file))} has no {quote_text(name)}.", hint)
    return getattr(module, name)


def _told(where: str, error: Exception) -> UsageError:
    """What went wrong in the user's own code, and on which of its lines."""
    file = Path(where.rpartition(":")[0]).absolute()
    frames = extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if Path(frame.filename).absolute() == file]
    if isinstance(error, SyntaxError):
        lines = [error.lineno]
    place = f", line {lines[-1]}" if lines else ""
    what = f"{type(error).__name__}: {error}"
    return UsageError(f"the strategy {quote_text(where)} failed{place}: {what}.", _SHAPE)


class _Guarded:
    """A strategy whose own mistakes are told as such, and not as faults of the simulator."""

    def __init__(self, where: str, strategy: "Strategy") -> None:
        self._where, self._strategy = where, strategy

    def choose(self, tasks: "Sequence[SimulatedTask]") -> "SimulatedTask | None":
        """What the strategy chooses."""
        try:
            task = self._strategy.choose(tasks)
        except Exception as error:
            raise _told(self._where, error) from error
        if task is not None and task not in tasks:
            raise UsageError(
                f"the strategy {quote_text(self._where)} chose no task there is.", _SHAPE
            )
        return task

    def perform(self, agent: "SimulatedAgent", task: "SimulatedTask") -> "Doing":
        """What the strategy does."""
        try:
            yield from self._strategy.perform(agent, task)
        except ProcessInterrupted:
            raise
        except Exception as error:
            raise _told(self._where, error) from error


class _ServingGuarded(_Guarded):
    """The same for a strategy in which agents hand over work."""

    def __init__(self, where: str, strategy: Serving) -> None:
        super().__init__(where, cast("Strategy", strategy))
        self._serving = strategy

    def serves(self, agent: "SimulatedAgent") -> "Generator[Wait, None, bool]":
        """What the strategy does with what was handed over."""
        try:
            return (yield from self._serving.serves(agent))
        except ProcessInterrupted:
            raise
        except Exception as error:
            raise _told(self._where, error) from error
