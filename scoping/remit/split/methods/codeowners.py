"""One scope for those who answer for the same files: each file goes with its CODEOWNERS owners."""

from typing import TYPE_CHECKING

from remit.errors import CouldNotCheck
from remit.split.methods.packing import PackingUnit, pack_units

if TYPE_CHECKING:
    from remit.split.input import SplitInput


def split(material: "SplitInput", scopes: int, *, balance: float, seed: int) -> tuple[int, ...]:
    """The scope of each file when owners' files are packed, the heaviest cut by directory.

    Raises `CouldNotCheck` where there is no CODEOWNERS file.
    """
    del seed  # there is no chance in it
    units: dict[tuple[str, ...], list[int]] = {}
    for file, owners in enumerate(file_owners(material)):
        units.setdefault(owners, []).append(file)
    together = [PackingUnit(tuple(units[owners])) for owners in sorted(units)]
    return pack_units(material, together, scopes, balance)


def file_owners(material: "SplitInput") -> list[tuple[str, ...]]:
    """The owners of each file, none for what nobody owns; raises `CouldNotCheck` without a file."""
    if material.codeowners is None:
        raise CouldNotCheck("there is no CODEOWNERS file.", "choose another method")
    return [material.codeowners.owned(path).owners for path in material.files]
