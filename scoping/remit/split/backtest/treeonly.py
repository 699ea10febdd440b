"""Directories alone as a hypergraph: files tied to their directory, directories to their parent."""

from typing import TYPE_CHECKING

from remit.split.backtest.solver import solved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.split.material import Material

FRESH = 100
"""The weight of a change made now; directories are tied as strongly."""


def split(material: "Material", scopes: int, *, balance: float, seed: int) -> tuple[int, ...]:
    """The scope of each file when as few ties as possible are cut; raises `Absent`."""
    folders, nets = tree(material.files, FRESH)
    weights = (*material.weights, *(0 for _ in range(folders)))
    labels = solved(weights, nets, scopes, balance=balance, seed=seed)
    return labels[: len(material.files)]


def tree(files: "Sequence[bytes]", weight: int) -> tuple[int, dict[tuple[int, ...], int]]:
    """The number of directories, and their ties; directories are numbered after the files."""
    vertices: dict[bytes, int] = {}
    nets: dict[tuple[int, ...], int] = {}

    def vertex(folder: bytes) -> int:
        if folder not in vertices:
            vertices[folder] = len(files) + len(vertices)
            if folder:
                nets[vertices[folder], vertex(folder.rpartition(b"/")[0])] = weight
        return vertices[folder]

    for file, path in enumerate(files):
        nets[file, vertex(path.rpartition(b"/")[0])] = weight
    return len(vertices), nets
