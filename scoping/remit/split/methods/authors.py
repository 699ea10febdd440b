"""One scope for those who work on the same files: each file goes with its main author."""

from collections import defaultdict
from typing import TYPE_CHECKING

from remit.split.methods.packing import PackingUnit, halve_unit, pack_units
from remit.split.weights import touch_weights

if TYPE_CHECKING:
    from collections.abc import Iterable

    from remit.split.input import SplitInput

HALF_LIFE = 2 * 365 * 86400
"""Seconds after which a change says half as much about who knows a file."""


def split(material: "SplitInput", scopes: int, *, balance: float, seed: int) -> tuple[int, ...]:
    """The scope of each file when the files of main authors are packed, large ones cut in half."""
    del seed  # there is no chance in it
    units: dict[str, list[int]] = defaultdict(list)
    for file, author in enumerate(main_authors(material)):
        units[author].append(file)
    together = [PackingUnit(tuple(units[author])) for author in sorted(units)]
    return pack_units(material, together, scopes, balance, halve_unit)


def main_authors(material: "SplitInput") -> list[str]:
    """The address of who changed each file most, fading with age; empty where nobody did."""
    place = {path: index for index, path in enumerate(material.files)}
    shares: list[dict[str, float]] = [defaultdict(float) for _ in material.files]
    fresh = touch_weights(material.touches, HALF_LIFE)
    for touch, share in zip(material.touches, fresh, strict=True):
        for path in touch.files:
            if path in place:
                shares[place[path]][touch.commit.author.email] += share
    return [_most(share.items()) for share in shares]


def _most(shares: "Iterable[tuple[str, float]]") -> str:
    return max(sorted(shares), key=lambda item: item[1], default=("", 0.0))[0]
