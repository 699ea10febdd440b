"""Who takes part in a backtest, by name; a method is imported when it is its turn."""

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, cast

from remit.errors import RemitError, UsageError
from remit.split.methods.packing import with_filled_scopes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType

    from remit.split.input import SplitMethod


class MethodSpec(NamedTuple):
    """A name, one sentence, and where its `SplitMethod` is."""

    name: str
    help: str
    module: str
    function: str = "split"
    keeps_balance: bool = True

    def method(self) -> "SplitMethod":
        """The method itself; raises `LibraryMissing` where it needs one that is not installed."""
        found = cast("SplitMethod", getattr(import_module(self.module), self.function))
        return with_filled_scopes(found) if self.keeps_balance else found


_METHODS, _HERE = "remit.split.methods", "remit.split.backtest"
COCHANGE = MethodSpec("cochange", "what changed together, and directories", f"{_METHODS}.cochange")
AUTO = MethodSpec(
    "auto", "the best of cochange and directories on past changes", f"{_METHODS}.auto"
)
DIRECTORIES = (
    MethodSpec("tree", "whole directories, opened until they fit", f"{_METHODS}.tree"),
    MethodSpec(
        *("pathcut", "the sorted paths, cut into equal runs", f"{_HERE}.bounds", "pathcut"),
        keeps_balance=False,
    ),
    MethodSpec(
        "treeonly", "the tree of directories, partitioned", f"{_METHODS}.directory_partition"
    ),
)
"""The splits by directory alone; the best of them is what a method has to beat."""
GRAPHS = (
    MethodSpec("metis", "METIS on pairs of files changed together", f"{_HERE}.metis"),
    MethodSpec("kahip", "KaHIP on the same pairs", f"{_HERE}.kahip"),
    MethodSpec("leiden", "Leiden's communities of the same pairs", f"{_HERE}.leiden"),
)
OWNERS = (
    MethodSpec("authors", "each file with its main author", f"{_METHODS}.authors"),
    MethodSpec("codeowners", "each file with its owners in CODEOWNERS", f"{_METHODS}.codeowners"),
    MethodSpec(
        *("owners", "the same, no owner's files cut", f"{_HERE}.bounds", "owners"),
        keeps_balance=False,
    ),
    MethodSpec(
        *("top", "first directories, none cut", f"{_HERE}.bounds", "top_directories"),
        keeps_balance=False,
    ),
)
ENTRANTS = (AUTO, COCHANGE, *DIRECTORIES, *GRAPHS, *OWNERS)
OFFERED = frozenset(("auto", "cochange", "tree", "codeowners", "authors"))
"""Those that `remit split --method` can propose scopes by; the others are there to compare with."""
_BY_NAME = {entrant.name: entrant for entrant in ENTRANTS}


def find_methods(names: "Iterable[str]") -> tuple[MethodSpec, ...]:
    """The entrants of these names, in the order of the table; raises `UsageError` for others."""
    wanted = tuple(names)
    for name in wanted:
        if name not in _BY_NAME:
            raise UsageError(
                f"there is no method {name!r} to backtest.", f"choose from {', '.join(_BY_NAME)}"
            )
    return tuple(entrant for entrant in ENTRANTS if entrant.name in wanted)


# A baseline whose library is not installed: the backtest says so and goes on without it.


class LibraryMissing(RemitError):  # noqa: N818 - what it is, in one word
    """A library is not installed; the hint is the command that installs it."""


def require_library(module: str) -> "ModuleType":
    """The module of that name, of a package of the same name; raises `LibraryMissing`."""
    try:
        return import_module(module)
    except ImportError:
        raise LibraryMissing(f"{module} is not installed", f"pip install {module}") from None
