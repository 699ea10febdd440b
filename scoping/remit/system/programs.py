"""Where programs are found: by the absolute entries of PATH, and never in the tree that is checked.

The system takes an empty or relative entry of PATH for the current directory, so the checked tree
could bring a `git` of its own. Whatever remit starts by its name is looked up here.
"""

import os
from functools import lru_cache


def find_program(name: str, folder: str = "") -> str | None:
    """The absolute path of a program, or None where there is none outside of the working tree.

    That is the tree around `folder`, or around the current directory.
    """
    return _found(name, safe_search_path(), _trees(folder))


def safe_search_path() -> str:
    """PATH without the entries that depend on the current directory."""
    entries = os.environ.get("PATH", os.defpath).split(os.pathsep)
    return os.pathsep.join(filter(os.path.isabs, entries))


def is_outside_worktree(path: str, folder: str = "") -> bool:
    """Whether `path` is absolute, and leads out of the working tree around `folder`, or us."""
    return os.path.isabs(path) and _leads_out(path, _trees(folder))  # noqa: PTH117 - hot path


@lru_cache(maxsize=8)
def _found(name: str, path: str, trees: tuple[str, ...]) -> str | None:
    for folder in filter(None, path.split(os.pathsep)):
        file = f"{folder}/{name}"
        runs = os.access(file, os.X_OK) and os.path.isfile(file)  # noqa: PTH113 - hot path
        if runs and _leads_out(folder, trees) and _leads_out(file, trees):
            return file
    return None


def _leads_out(path: str, trees: tuple[str, ...]) -> bool:
    real = f"{os.path.realpath(path)}/"
    return not any(real.startswith(f"{tree}/") for tree in trees)


def _trees(folder: str) -> tuple[str, ...]:
    """The working tree around `folder` or the current directory, and the one git was told of."""
    try:
        here = folder or os.getcwd()  # noqa: PTH109 - hot path
    except FileNotFoundError:  # it is gone, which git will say
        here = ""
    return _trees_of(here, os.environ.get("GIT_WORK_TREE"))


@lru_cache(maxsize=8)
def _trees_of(here: str, told: str | None) -> tuple[str, ...]:
    return tuple(filter(None, (_around(here), os.path.realpath(told) if told else "")))


def _around(place: str) -> str:
    """The nearest directory with an entry `.git`, from `place` up; empty where there is none.

    Where it is the root of the file system, every program is below it, and that says nothing.
    """
    while len(place) > 1:
        if os.path.lexists(f"{place}/.git"):
            return place
        place = os.path.dirname(place)  # noqa: PTH120 - hot path
    return ""
