"""A split of a repository and the evidence for it: two readings of one history."""

from typing import TYPE_CHECKING

from remit.errors import UsageError
from remit.patterns.index import PathIndex
from remit.split.proposal import Proposal, evidence, proposed
from remit.survey.splitting import past, trial

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.adapters.git.repository import Repository
    from remit.history.commit import Unit
    from remit.history.progress import Progress
    from remit.split.material import Method
    from remit.split.proposal import Wish

_OWN = b".remit/"  # what tasks may do is no task's to change


def proposal(  # noqa: PLR0913 - the question has as many parts
    repository: "Repository",
    at: str,
    wish: "Wish",
    methods: "tuple[Method, Method]",
    unit: "Unit",
    *,
    paths: "Sequence[str]" = (),
    progress: "Progress | None" = None,
) -> Proposal:
    """The split of the revision `at` by the first of `methods`, both tried on its newest part.

    `paths` are patterns; what none of them covers is in no scope. Raises a `RemitError`.
    """
    known = past(repository, at, unit, progress=progress)
    found = proposed(known, wish, methods[0], _inside(known.files, paths))
    held_out = trial(repository, at, unit)
    inside = _inside(held_out.past.files, paths, empty=True)
    return found._replace(
        evidence=evidence(held_out.past, held_out.test, wish, methods, inside) if inside else None
    )


def _inside(
    files: "Sequence[bytes]", paths: "Sequence[str]", *, empty: bool = False
) -> "tuple[bytes, ...]":
    index = PathIndex(paths or ["**"])
    found = tuple(path for path in files if index.covers(path) and not path.startswith(_OWN))
    if not found and not empty:
        raise UsageError("no file is covered by --paths.", "see what there is: git ls-files")
    return found
