"""A scenario as a value: every parameter by the name and in the unit that its file has."""

from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol, runtime_checkable

from remit_sim.world.desktop import DesktopSettings

if TYPE_CHECKING:
    from remit_sim.world.tasks import SimulatedTask


@runtime_checkable
class Workload(Protocol):
    """Tasks that are not made from `WorkSettings` and `FileSettings`: a history's, a plan's."""

    def tasks(self, draws: "tuple[int | str, ...]", /) -> "tuple[SimulatedTask, ...]":
        """The tasks of the replication with these streams, numbered from 0 in their order."""
        ...


class WorkSettings(NamedTuple):
    """How many tasks there are, and how long one takes an agent who is alone."""

    tasks: int = 10
    task_minutes: float = 5.0
    durations: Literal["fixed", "exponential", "lognormal"] = "fixed"
    sigma: float = 0.6
    after_share: float = 0.0
    after_tasks: float = 3.0
    resources: int = 0
    resource_share: float = 0.0


class FileSettings(NamedTuple):
    """Which files a task changes, and how files belong together."""

    total: int = 500
    per_task: float = 3.0
    sizes: Literal["fixed", "geometric"] = "fixed"
    most_per_task: int = 12
    choice: Literal["own", "same", "uniform", "zipf"] = "own"
    zipf_exponent: float = 0.8
    recency_share: float = 0.0
    recency_tasks: float = 3.0
    module_files: int = 0
    module_share: float = 0.0
    reads_per_task: float = 0.0
    symbols_per_file: int = 1


class EditSettings(NamedTuple):
    """What happens where two tasks change one file, and what it costs."""

    gap_share: float = 0.5
    textual_share: float = 0.3
    semantic_share: float = 0.001
    rework_share: float = 0.5
    saturation_lines: float = 0.0
    unit: Literal["file", "symbol"] = "file"
    open_share: float = 1.0


class MergeSettings(NamedTuple):
    """What a merge costs the agent that makes it; one at a time."""

    merge_minutes: float = 0.0


class ReviewSettings(NamedTuple):
    """Who looks at a task before it lands; no reviewers, no review."""

    reviewers: int = 0
    review_minutes: float = 10.0


class CheckSettings(NamedTuple):
    """The checks before landing, where a strategy has a merge queue."""

    lanes: int = 1
    check_minutes: float = 0.0
    pass_share: float = 1.0
    batch_size: int = 4
    depth: int = 4


class LeaseSettings(NamedTuple):
    """How locks on files end, and how often an agent is too slow to keep its own."""

    ttl_minutes: float = 10.0
    heartbeat_minutes: float = 2.0
    slow_share: float = 0.0
    slow_minutes: float = 15.0
    fencing: bool = True
    retry_minutes: float = 1.0


class ScopeSettings(NamedTuple):
    """How wrong the manifests are, and what asking for a file costs."""

    miss_share: float = 0.0
    request_minutes: float = 1.0


class HunkSettings(NamedTuple):
    """What a task does to a file: how many lines of how many symbols, or the file as a whole."""

    lines: float = 0.0
    sigma: float = 1.0
    per_file: float = 1.0
    delete_share: float = 0.0
    rename_share: float = 0.0
    add_share: float = 0.0
    new_names: int = 100
    respell_share: float = 0.0


class StalenessSettings(NamedTuple):
    """The chance of a conflict by how far the trunk has moved, instead of coins for each pair."""

    law: Literal["pairs", "power"] = "pairs"
    a: float = 0.05
    b: float = 0.6


class CrashSettings(NamedTuple):
    """How often an agent at work dies, and how long it takes until another is in its place."""

    mean_hours: float = 0.0
    restart_minutes: float = 1.0


class MessageSettings(NamedTuple):
    """How agents tell each other something, for strategies in which they do."""

    latency_minutes: float = 0.5
    handling_minutes: float = 1.0
    look_minutes: float = 1.0
    lost_share: float = 0.0
    patience_minutes: float = 5.0


class RebaseSettings(NamedTuple):
    """When a task at work is put on top of the newest trunk, and what that takes."""

    every_minutes: float = 0.0
    rebase_minutes: float = 0.0


class PipelineSettings(NamedTuple):
    """Into how many equal stages a task is cut."""

    stages: int = 3


class PlannerSettings(NamedTuple):
    """How long an orchestrator plans before anybody begins, and how well it predicts files."""

    plan_minutes: float = 0.0
    plan_task_minutes: float = 0.0
    recall: float = 0.7
    precision: float = 0.5


class TokenSettings(NamedTuple):
    """What the agents' time and words cost."""

    per_useful_minute: int = 1000
    per_rework_minute: int = 1000
    per_merge_minute: int = 1000
    per_review: int = 2000
    per_message: int = 500


class ExperimentSettings(NamedTuple):
    """What is compared where nothing else is said."""

    agents: tuple[int, ...] = (1, 3, 10)
    strategies: tuple[str, ...] = ()
    replications: int = 20
    seed: int = 1


class Scenario(NamedTuple):
    """A workload and a world; the strategy and the number of agents are not part of it.

    `workload` replaces the drawing of tasks by `work` and `files`; files of TOML never have it.
    """

    name: str
    about: str = ""
    work: WorkSettings = WorkSettings()
    files: FileSettings = FileSettings()
    edits: EditSettings = EditSettings()
    merge: MergeSettings = MergeSettings()
    review: ReviewSettings = ReviewSettings()
    checks: CheckSettings = CheckSettings()
    leases: LeaseSettings = LeaseSettings()
    scopes: ScopeSettings = ScopeSettings()
    desktop: DesktopSettings = DesktopSettings()
    hunks: HunkSettings = HunkSettings()
    staleness: StalenessSettings = StalenessSettings()
    crashes: CrashSettings = CrashSettings()
    messages: MessageSettings = MessageSettings()
    rebase: RebaseSettings = RebaseSettings()
    pipeline: PipelineSettings = PipelineSettings()
    planner: PlannerSettings = PlannerSettings()
    tokens: TokenSettings = TokenSettings()
    experiment: ExperimentSettings = ExperimentSettings()
    workload: "Workload | None" = None
