"""A scope for everybody: where a method leaves one empty, the heaviest other one is cut in two."""

from typing import TYPE_CHECKING

from remit.split.methods.packing import Unit, halves

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.split.material import Material, Method


def filled(material: "Material", labels: "Sequence[int]", scopes: int) -> tuple[int, ...]:
    """The labels, each scope with a file that is not shared as long as there are so many.

    A search under a loose balance may find that fewer scopes cut less. The heaviest scope of
    several files is cut in path order, where half of its weight is reached.
    """
    members: list[list[int]] = [[] for _ in range(scopes)]
    for file, label in enumerate(labels):
        if file not in material.shared:
            members[label].append(file)
    for empty in (scope for scope in range(scopes) if not members[scope]):
        fullest = max(range(scopes), key=lambda scope: _weight(material, members[scope]))
        if len(members[fullest]) < 2:  # noqa: PLR2004 - one file comes apart no further
            break
        kept, given = halves(material, Unit(tuple(members[fullest])), 0.0)
        members[fullest], members[empty] = [*kept.files], [*given.files]
    found = list(labels)
    for scope, files in enumerate(members):
        for file in files:
            found[file] = scope
    return tuple(found)


def filling(method: "Method") -> "Method":
    """The method, with its empty scopes filled."""

    def split(material: "Material", scopes: int, *, balance: float, seed: int) -> tuple[int, ...]:
        return filled(material, method(material, scopes, balance=balance, seed=seed), scopes)

    return split


def _weight(material: "Material", files: "Sequence[int]") -> tuple[bool, int]:
    return len(files) > 1, sum(material.weights[file] for file in files)
