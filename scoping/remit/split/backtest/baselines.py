"""Splits that a person could make by hand: what a method has to beat."""

from typing import TYPE_CHECKING

from remit.split.methods.codeowners import owners_of
from remit.split.methods.packing import longest_first

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from remit.split.material import Material


def pathcut(material: "Material", scopes: int, *, balance: float, seed: int) -> tuple[int, ...]:
    """Paths sorted by component and cut into runs of equal weight; may break the balance."""
    del balance, seed
    total = sum(material.weights) or 1
    labels, before = [0] * len(material.files), 0.0
    for index in sorted(range(len(labels)), key=lambda i: material.files[i].split(b"/")):
        middle = before + material.weights[index] / 2
        labels[index] = min(scopes - 1, int(middle * scopes / total))
        before += material.weights[index]
    return tuple(labels)


def top_directories(
    material: "Material", scopes: int, *, balance: float, seed: int
) -> tuple[int, ...]:
    """First path components, packed whole; cannot keep a balance."""
    del balance, seed
    return whole(material, scopes, lambda index: material.files[index].partition(b"/")[:2])


def owners(material: "Material", scopes: int, *, balance: float, seed: int) -> tuple[int, ...]:
    """Owners of CODEOWNERS, packed whole; cannot keep a balance. Raises `CouldNotJudge`."""
    del balance, seed
    owned = owners_of(material)
    return whole(material, scopes, lambda index: owned[index])


def whole(material: "Material", scopes: int, group: "Callable[[int], Hashable]") -> tuple[int, ...]:
    """Groups of files packed by longest processing time, none cut."""
    groups: dict[Hashable, list[int]] = {}
    for index in range(len(material.files)):
        groups.setdefault(group(index), []).append(index)
    members = list(groups.values())
    bins = longest_first([sum(material.weights[i] for i in files) for files in members], scopes)
    labels = [0] * len(material.files)
    for scope, (_, items) in enumerate(bins):
        for index in (index for item in items for index in members[item]):
            labels[index] = scope
    return tuple(labels)
