"""Which points of the space of parameters are tried: a grid, or a Latin hypercube.

An axis is written `name=low:high:count` or `name=value,value,...`. McKay, Beckman and Conover, "A
comparison of three methods for selecting values of input variables", Technometrics 21(2), 1979: in
a Latin hypercube of n points each axis is cut into n parts, and each part is met once.
"""

from itertools import product
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from remit.errors import UsageError
from remit.text_safety import escape_unsafe, nearest_word
from remit_sim.scenarios.reading import parameter_complaint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from remit_sim.engine import RandomStream
    from remit_sim.scenarios.fields import Parameter

Value: TypeAlias = "float | int | str | bool"
Point: TypeAlias = "tuple[Value, ...]"
_DIGITS = 12
_MOST_VALUES = 10_000
_FORM = "write NAME=LOW:HIGH:COUNT or NAME=VALUE,VALUE,..."


class SweepAxis(NamedTuple):
    """A parameter and the values that a grid gives it; `ends` where they are those of a range."""

    parameter: "Parameter"
    name: str
    values: tuple[Value, ...]
    ends: tuple[float, float] | None = None


def parse_axes(words: "Sequence[str]", known: "Mapping[str, Parameter]") -> tuple[SweepAxis, ...]:
    """The axes that the words ask for; raises `UsageError` with every fault."""
    faults, found = list[str](), list[SweepAxis]()
    for word in words:
        try:
            found.append(_axis(word, known))
        except ValueError as fault:
            faults.append(f"{escape_unsafe(word)}: {fault}")
    names = [axis.name for axis in found]
    faults += (f"{name} is given twice" for name in dict.fromkeys(names) if names.count(name) > 1)
    if faults:
        raise UsageError("--over cannot be meant:\n  " + "\n  ".join(faults))
    return tuple(found)


def full_grid(over: "Sequence[SweepAxis]") -> list[Point]:
    """Every value of each axis with every one of all others; the last axis changes first."""
    return list(product(*(axis.values for axis in over)))


def latin_hypercube(over: "Sequence[SweepAxis]", count: int, stream: "RandomStream") -> list[Point]:
    """So many points: each of so many equal parts of each axis is met once."""
    columns = [[_inside(axis, part) for part in _parts(count, stream)] for axis in over]
    return list(zip(*columns, strict=True)) if columns else [()] * min(count, 1)


def _axis(word: str, known: "Mapping[str, Parameter]") -> SweepAxis:
    """Raises `ValueError` with what is wrong."""
    name, equals, rest = word.partition("=")
    if not equals or not rest:
        raise ValueError(_FORM)
    if name not in known:
        near = nearest_word(name, known)
        raise ValueError("there is no such parameter" + (f"; did you mean {near}?" if near else ""))
    parameter = known[name]
    if ":" in rest:
        return _range(name, parameter, rest)
    values = tuple(dict.fromkeys(_checked(parameter, each) for each in rest.split(",")))
    return SweepAxis(parameter, name, values)


def _range(name: str, parameter: "Parameter", rest: str) -> SweepAxis:
    low, _, tail = rest.partition(":")
    high, colon, count = tail.partition(":")
    if parameter.kind not in {"number", "whole"}:
        raise ValueError(f"`{parameter.key}` has no range; name its values")
    if colon and not (count.isdecimal() and 2 <= int(count) <= _MOST_VALUES):  # noqa: PLR2004 - both ends
        raise ValueError(f"COUNT must be from 2 to {_MOST_VALUES}")
    ends = float(_checked(parameter, low)), float(_checked(parameter, high))
    if ends[0] >= ends[1]:
        raise ValueError("LOW must be below HIGH")
    steps = int(count or 2) - 1
    values = (ends[0] + (ends[1] - ends[0]) * step / steps for step in range(steps + 1))
    return SweepAxis(
        parameter, name, tuple(dict.fromkeys(_kind(parameter, v) for v in values)), ends
    )


def _checked(parameter: "Parameter", word: str) -> Value:
    """The word as a value of the parameter; raises `ValueError` with what is wrong."""
    value = _read(parameter, word)
    if wrong := parameter_complaint(parameter, value):
        raise ValueError(wrong)
    return value


def _read(parameter: "Parameter", word: str) -> Value:
    kind = parameter.kind
    if kind == "boolean":
        return {"true": True, "false": False}.get(word, word)
    if kind in {"number", "whole"}:
        try:
            number = float(word)
            return _kind(parameter, number) if kind == "number" else int(word)
        except (ValueError, OverflowError):
            wanted = "a number" if kind == "number" else "a whole number"
            raise ValueError(
                f"`{parameter.key}` must be {wanted}, not {escape_unsafe(word)}"
            ) from None
    return word


def _kind(parameter: "Parameter", value: float) -> Value:
    """Without the noise of the last digits; whole where the parameter is."""
    return round(value) if parameter.kind == "whole" else float(f"{value:.{_DIGITS}g}")


def _parts(count: int, stream: "RandomStream") -> "Iterator[float]":
    """A place in each part, from 0 to 1, in random order."""
    order = list(range(count))
    for last in range(count - 1, 0, -1):
        other = stream.below(last + 1)
        order[last], order[other] = order[other], order[last]
    return ((part + stream.uniform()) / count for part in order)


def _inside(axis: SweepAxis, part: float) -> Value:
    if axis.ends is None:
        return axis.values[int(part * len(axis.values))]
    low, high = axis.ends
    return _kind(axis.parameter, low + (high - low) * part)
