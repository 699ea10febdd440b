"""Which states of the base gave a task a place before the base moved what was there.

Today's manifest says nothing about them: whoever chooses an old fork finds files at old places. A
state is a commit on the first-parent line of the base. What else the base contains are commits of
branches, of which only the effect was judged: their trees may hold anything.
"""

from typing import TYPE_CHECKING

from remit.errors import CouldNotCheck, RemitError
from remit.git import manifests, range_commits
from remit.git.trees import GitTrees
from remit.manifest.scope import FOLDER, SUFFIX

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from remit.changes import Change
    from remit.gates.context import JudgementContext
    from remit.git.objects import ObjectReader
    from remit.git.repository import Repository

    Done = Sequence[tuple[str, Change]]


class GrantHistory:
    """What the base gave to the task of a case; every question to git is asked once.

    `places` are the files and directories that will be asked about, each with a fork.
    """

    def __init__(
        self,
        scratch: "Repository",
        objects: "ObjectReader",
        case: "JudgementContext",
        places: "Iterable[tuple[str, bytes]]",
    ) -> None:
        """Remember where to ask."""
        self._scratch, self._objects, self._case = scratch, objects, case
        self._places: dict[str, set[bytes]] = {}
        for fork, place in places:
            self._places.setdefault(fork, set()).add(place)
        self._lines: dict[str, Sequence[tuple[str, str]]] = {}
        self._left: dict[str, Mapping[bytes, Sequence[str]]] = {}
        self._versions: dict[str, Sequence[tuple[str, JudgementContext]] | None] = {}

    def states(self, fork: str, base: str, place: bytes) -> "Iterator[str]":
        """The states of the base, since `fork`, from which it may have moved what was at `place`.

        The fork, if it is one, and each that was followed by a deletion of that file or directory.
        """
        if fork not in self._lines:
            self._lines[fork] = range_commits.list_first_parents(self._scratch, fork, base)
        line = self._lines[fork]
        if line and line[-1][1] == fork:
            yield fork
        if fork not in self._left:
            places = sorted(self._places[fork])
            self._left[fork] = range_commits.find_deletion_parents(self._scratch, line, places)
        yield from self._left[fork].get(place, ())

    def cover(self, state: str, done: "Done") -> bool:
        """Whether the task's manifest covers what was done, at `state` and ever since.

        `done` is changes with the commits that made them.
        """
        if state not in self._versions:
            self._versions[state] = self._since(state)
        versions = self._versions[state]
        return versions is not None and all(
            covers_changes(self._scratch, self._objects, case, commit, done)
            for commit, case in versions
        )

    def _since(self, state: str) -> "Sequence[tuple[str, JudgementContext]] | None":
        """The case at `state` and at each change of the manifest since; None where one has none."""
        manifest = f"{FOLDER}{self._case.task}{SUFFIX}"
        tip = self._case.trusted.base.commit
        since = range_commits.find_path_changes(self._scratch, state, tip, manifest)
        try:
            states = dict.fromkeys((state, *since))
            return [(each, context_at_commit(self._objects, self._case, each)) for each in states]
        except CouldNotCheck:
            raise
        except RemitError:  # no such task then, or faults in what was said of it
            return None


def context_at_commit(
    objects: "ObjectReader", case: "JudgementContext", commit: str
) -> "JudgementContext":
    """The case by what the base said at its commit `commit`.

    Raises a `RemitError` where that has no such task, or faults in its manifest or the policy.
    """
    catalog = manifests.read_base_catalog(objects, commit)
    catalog.scope(case.task or "")
    return case._replace(catalog=catalog, policy=catalog.policy)


def covers_changes(
    scratch: "Repository",
    objects: "ObjectReader",
    case: "JudgementContext",
    state: str,
    done: "Done",
) -> bool:
    """Whether the case's scope covers what was done, measured by the commit `state` of the base."""
    for commit, change in done:
        trees = GitTrees(scratch, objects, state, (commit,), commit)
        found = case.judge((change,), trees)
        if found.violations or found.doubts:
            return False
    return True
