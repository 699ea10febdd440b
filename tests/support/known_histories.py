# ruff: noqa: T201 - a command that prints
"""Compare the histories of six public repositories with figures that were measured independently.

    python tests/support/known_histories.py FOLDER

FOLDER holds clones that have the commits below, called OWNER+NAME (or OWNER+NAME/repo); they are
only read. The exit code is 1 where a figure differs.

The training part of etcd was counted in a copy that lacks contents, so renames with edits are not
followed in it: a full copy gives more.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from remit.analysis.history import HistoryCut, cut_history
from remit.git.repository import Repository
from remit.history.records import ChangeUnit


class Parts(NamedTuple):
    """Changes before the cut, after it, and those after it that touch several files."""

    train: int
    test: int
    several: int


class Known(NamedTuple):
    """What is known of a snapshot: the cut, its live files, and both units."""

    name: str
    snapshot: str
    cut: str
    files: int
    commit: Parts
    landed: Parts


_KNOWN = (
    Known(
        "pallets+flask", "2ac89889f4cc", "1a8549debb91", 234,
        Parts(2548, 705, 383), Parts(1546, 377, 245),
    ),
    Known(
        "expressjs+express", "a3714473feb3", "f6ec710534e2", 208,
        Parts(2332, 931, 549), Parts(1805, 187, 112),
    ),
    Known(
        "pre-commit+pre-commit", "a9bba55a3f74", "e1ce4c0bf32f", 258,
        Parts(1342, 339, 168), Parts(1026, 317, 171),
    ),
    Known(
        "tokio-rs+tokio", "ea91b33ca57f", "a3d2548789d2", 768,
        Parts(2795, 834, 463), Parts(2665, 792, 434),
    ),
    Known(
        "etcd-io+etcd", "c34dc7ee0048", "713774586665", 1410,
        Parts(8285, 945, 561), Parts(4887, 692, 421),
    ),
    Known(
        "HypothesisWorks+hypothesis", "41004301f02b", "3fefb5444e94", 725,
        Parts(11507, 891, 492), Parts(4913, 349, 274),
    ),
)  # fmt: skip


def main(folder: Path) -> int:
    """1 where a figure differs; one line for each repository and unit."""
    code = 0
    for known in _KNOWN:
        for unit, parts in ((ChangeUnit.COMMIT, known.commit), (ChangeUnit.LANDED, known.landed)):
            found = _cut(folder / known.name, known.snapshot, unit)
            counted = Parts(len(found.train.touches), len(found.test), _several(found))
            same = (found.at[:12], len(found.train.files), counted) == (
                known.cut,
                known.files,
                parts,
            )
            code |= not same
            says = "the same" if same else f"{tuple(counted)} instead of {tuple(parts)}"
            print(
                f"{known.name} {unit}: cut {found.at[:12]}, {len(found.train.files)} files, {says}"
            )
    return code


def _cut(place: Path, snapshot: str, unit: ChangeUnit) -> HistoryCut:
    """In a clone of its own, so that nothing is written into the one that was named."""
    source = place / "repo" if (place / "repo").is_dir() else place
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["git", "clone", "-q", "--bare", "-s", str(source), folder], check=True)
        os.chdir(folder)
        with Repository.discover() as repository:
            found = cut_history(repository, snapshot, unit)
        os.chdir(source)
    return found


def _several(found: HistoryCut) -> int:
    return sum(len(touch.files) > 1 for touch in found.test)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
