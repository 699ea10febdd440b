"""What does not go together: whether two tasks that did not see each other collide, and how."""

from math import exp
from typing import TYPE_CHECKING

from remit_sim.world.file_choice import count_modules
from remit_sim.world.hunks import edits_conflict, kinds_conflict
from remit_sim.world.scenario import FileSettings, StalenessSettings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit_sim.engine import RandomStream
    from remit_sim.world.hunks import TaskHunk
    from remit_sim.world.scenario import EditSettings
    from remit_sim.world.tasks import SimulatedTask


class ConflictModel:
    """Coins that each pair of tasks has of its own, whenever and however often they are looked at.

    Each file that both change collides as text with `textual_share`, if the later task is one of
    the `open_share` that edit where others do; less where few lines of it are changed, and not
    where the two change different symbols. What one deletes, renames or adds, the
    other must not have changed, renamed or added. Two whose text merges collide in meaning with
    `semantic_share`, if they share a module, or where one reads what the other changes; without
    modules, any two do. Two tasks of one agent never collide: it builds on its own work, landed or
    not.
    """

    def __init__(
        self,
        edits: "EditSettings",
        textual: "RandomStream",
        semantic: "RandomStream",
        files: FileSettings = FileSettings(),  # noqa: B008 - a value
        law: StalenessSettings = StalenessSettings(),  # noqa: B008
    ) -> None:
        self._edits, self._law = edits, law
        self._modules = count_modules(files)
        self._by_symbol = files.symbols_per_file > 1
        self._textual, self._semantic = textual, semantic
        self._agents: dict[int, int] = {}
        self._sorted: dict[int, dict[int, list[TaskHunk]]] = {}
        self._kept_apart = False

    @property
    def pairwise(self) -> bool:
        """Whether pairs have coins; else the distance from the base alone decides."""
        return self._law.law == "pairs"

    def taken(self, task: "SimulatedTask", agent: int) -> None:
        """This agent (or line of agents) works on the task now."""
        self._agents[task.number] = agent

    def keep_apart(self) -> None:
        """Tasks known to share a file never run together: only others that share one can collide.

        Without this, the law of staleness would let exact manifests collide.
        """
        self._kept_apart = True

    def strangers(
        self, task: "SimulatedTask", others: "Sequence[SimulatedTask]"
    ) -> "list[SimulatedTask]":
        """Those of `others` that the task was done without knowing."""
        found = [other for other in others if not self._same_agent(task, other)]
        if self._kept_apart and not self.pairwise:
            return [other for other in found if not set(task.files).isdisjoint(other.files)]
        return found

    def stale(
        self, task: "SimulatedTask", strangers: "Sequence[SimulatedTask]", seen: int = 0
    ) -> bool:
        """Whether its text does not merge with one of these, by the law of staleness.

        `seen` more had landed before them, since its beginning, without a conflict: what is left
        of 1 - exp(-a k^b) is conditional on that.
        """
        if not strangers:
            return False
        a, b = self._law.a, self._law.b
        share = 1 - exp(-a * ((seen + len(strangers)) ** b - seen**b))
        return self._textual.chance(share, task.number, strangers[0].number)

    def textual(self, one: "SimulatedTask", other: "SimulatedTask") -> bool:
        """The two do not merge: as text, or because a file is not there, or there twice."""
        if self._same_agent(one, other):
            return False
        shared = set(one.files).intersection(other.files)
        if not shared:
            return False
        pair = sorted((one.number, other.number))
        if self._torn(one, other):
            return True
        is_open = self._textual.chance(self._edits.open_share, pair[1])
        return is_open and any(
            self._textual.chance(self._share(one, other, file), *pair, file)
            for file in sorted(shared)
        )

    def structural(self, one: "SimulatedTask", other: "SimulatedTask") -> bool:
        """The two do not merge, whatever their lines: one deletes, renames or adds a file."""
        return not self._same_agent(one, other) and self._torn(one, other)

    def semantic(self, one: "SimulatedTask", other: "SimulatedTask") -> bool:
        """The text of the two merges, and what comes out does not work."""
        if self._same_agent(one, other) or not self._related(one, other):
            return False
        pair = sorted((one.number, other.number))
        bad = self._semantic.chance(self._edits.semantic_share, *pair)
        return bad and not (self.pairwise and self.textual(one, other))

    def _same_agent(self, one: "SimulatedTask", other: "SimulatedTask") -> bool:
        return self._agents.get(one.number) == self._agents.get(other.number)

    def _torn(self, one: "SimulatedTask", other: "SimulatedTask") -> bool:
        if not one.hunks or not other.hunks:
            return False
        mine, theirs = self._by_file(one), self._by_file(other)
        return any(
            kinds_conflict(mine[file][-1].kind, hunk.kind)
            for file in mine.keys() & theirs.keys()
            for hunk in theirs[file]
        )

    def _share(self, one: "SimulatedTask", other: "SimulatedTask", file: int) -> float:
        """The chance that the two collide in this file; 1 - exp(-lines / saturation) of the most.

        Where it is known where the two edit, only what touches collides. Else: hunks of m and n
        lines in a file of L lines touch with about (m + n) / L.
        """
        most, saturation = self._edits.textual_share, self._edits.saturation_lines
        mine, theirs = (self._by_file(task).get(file, ()) for task in (one, other))
        if not mine or not theirs:
            return most
        places, others = (
            [hunk.between for hunk in each if hunk.between] for each in (mine, theirs)
        )
        if places and others:
            return most if edits_conflict(places, others) else 0.0
        symbols = {hunk.symbol for hunk in mine} & {hunk.symbol for hunk in theirs}
        if self._by_symbol and not symbols:
            return 0.0
        met = [hunk for hunk in (*mine, *theirs) if not self._by_symbol or hunk.symbol in symbols]
        if not saturation or not all(hunk.lines for hunk in met):
            return most
        return most * (1 - exp(-sum(hunk.lines for hunk in met) / saturation))

    def _by_file(self, task: "SimulatedTask") -> "dict[int, list[TaskHunk]]":
        """What the task changes, by file; a task changes the same in every attempt."""
        found = self._sorted.get(task.number)
        if found is None:
            found = self._sorted[task.number] = {}
            for hunk in task.hunks:
                found.setdefault(hunk.file, []).append(hunk)
        return found

    def _related(self, one: "SimulatedTask", other: "SimulatedTask") -> bool:
        count = self._modules
        if not count:
            return True
        mine, theirs = set(one.files), set(other.files)
        if mine.intersection(other.reads) or theirs.intersection(one.reads):
            return True
        return not {file % count for file in mine}.isdisjoint(file % count for file in theirs)
