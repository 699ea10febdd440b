"""What a model offers: its parameters, one replication in plain Python, many in machine code.

A replication comes to whole numbers (ticks, counts). Their sums are exact, so neither the order nor
the number of processes that add them up can show in a result.
"""

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeAlias, TypeVar

from remit_sim.scenarios.fields import Parameter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

Row: TypeAlias = "tuple[int, ...]"
Event: TypeAlias = "tuple[int, ...]"
V = TypeVar("V", bound="tuple[object, ...]")


class ModelFigure(NamedTuple):
    """The mean of a column times `scale`, or the sum of it by the sum of the column `per`."""

    name: str
    about: str
    column: int
    scale: float = 1.0
    per: int | None = None


class CompiledModel(NamedTuple, Generic[V]):
    """One model; `values` is a record with a default for each parameter.

    `plain` gives one replication and tells `take` each event; `native` gives the rows of so many
    replications from the first one on. `exact` gives those figures that have a closed form.
    """

    name: str
    about: str
    parameters: tuple[Parameter, ...]
    values: V
    figures: "Callable[[V], tuple[ModelFigure, ...]]"
    plain: "Callable[[V, int, int, Callable[[Event], None] | None], Row]"
    native: "Callable[[V, int, int, int], Sequence[Row]]"
    events: "Callable[[V, int, int], Sequence[Event]]"
    exact: "Callable[[V], Mapping[str, float]]"
    faults: "Callable[[V], Iterator[str]]"


def no_parameter_faults(_values: object) -> "Iterator[str]":
    """A model in which no parameter limits another one."""
    yield from ()


def number_parameter(
    key: str, about: str, example: str, lowest: float = 0, highest: float = 1e6
) -> Parameter:
    """A parameter that is a number; its unit is part of the key."""
    return Parameter(key, "number", about, example, lowest, highest)


def whole_parameter(
    key: str, about: str, example: str, lowest: int = 1, highest: int = 100_000
) -> Parameter:
    """A parameter that is a whole number."""
    return Parameter(key, "whole", about, example, lowest, highest)
