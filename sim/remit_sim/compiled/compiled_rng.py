"""`engine.rng` once more, as functions of a counter, in the subset of Python that compiles.

A stream is its counter `state`: the one who draws adds `STEP` before each draw. Tests hold each
function to the method of `Stream` that it repeats, bit by bit, compiled and not.
"""

from math import log
from typing import TYPE_CHECKING

from remit_sim.compiled.jit import to_u64

if TYPE_CHECKING:
    from collections.abc import Sequence

STEP = 0x9E3779B97F4A7C15
_LOW = 0xFFFFFFFF
_UNIT = 2.0**-53


def mix_bits(value: int) -> int:
    """64 bits that each depend on every bit of `value`."""
    value = to_u64(to_u64(value ^ (value >> 30)) * 0xBF58476D1CE4E5B9)
    value = to_u64(to_u64(value ^ (value >> 27)) * 0x94D049BB133111EB)
    return to_u64(value ^ (value >> 31))


def stream_state(key: int, number: int) -> int:
    """Where the stream of this key and number begins: `Stream.numbered`."""
    return mix_bits(to_u64(to_u64(key) + to_u64(STEP) + to_u64(number)))


def next_uniform(state: int) -> float:
    """At least 0, below 1."""
    return float(mix_bits(state) >> 11) * _UNIT


def next_below(state: int, bound: int) -> int:
    """A number from 0 to `bound` - 1, for bounds up to 2**31."""
    bits, most = mix_bits(state), to_u64(bound)
    low = to_u64(to_u64(to_u64(bits & to_u64(_LOW)) * most) >> 32)
    return int(to_u64(to_u64(to_u64(bits >> 32) * most) + low) >> 32)


def next_exponential(state: int, mean: float) -> float:
    """A waiting time with this mean; the logarithm is the C library's, as Python's is."""
    return -mean * log(1.0 - next_uniform(state))


def next_geometric(state: int, mean: float) -> int:
    """1, 2, ... with this mean."""
    if mean <= 1.0:
        return 1
    return 1 + int(log(1.0 - next_uniform(state)) / log(1.0 - 1.0 / mean))


def next_ranked(state: int, weights: "Sequence[float]") -> int:
    """The index that falls to this draw, where `weights` are summed up from the first to each."""
    sought, low, high = next_uniform(state) * weights[-1], 0, len(weights)
    while low < high:
        middle = (low + high) // 2
        if sought < weights[middle]:
            high = middle
        else:
            low = middle + 1
    return min(low, len(weights) - 1)
