"""Whole directories, as large as the balance allows: needs no history beyond the weights."""

from typing import TYPE_CHECKING

from remit.split.methods.packing import PackingUnit, pack_units

if TYPE_CHECKING:
    from remit.split.input import SplitInput


def split(material: "SplitInput", scopes: int, *, balance: float, seed: int) -> tuple[int, ...]:
    """The scope of each file when directories are packed, the heaviest opened until it fits."""
    del seed  # there is no chance in it
    return pack_units(material, [PackingUnit(tuple(range(len(material.files))))], scopes, balance)
