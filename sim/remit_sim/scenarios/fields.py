"""Every parameter of a scenario: its table, its kind, its bounds, and what it means."""

from typing import Literal, NamedTuple

Kind = Literal["text", "whole", "number", "choice", "boolean", "texts", "wholes"]


class Parameter(NamedTuple):
    """One key; a number must be from `lowest` to `highest`. The unit is part of the key."""

    key: str
    kind: Kind
    about: str
    example: str
    lowest: float = 0
    highest: float = 1_000_000
    choices: tuple[str, ...] = ()


def _number(
    key: str, about: str, example: str, lowest: float = 0, highest: float = 1e6
) -> Parameter:
    return Parameter(key, "number", about, example, lowest, highest)


def _share(key: str, about: str, example: str) -> Parameter:
    return Parameter(key, "number", f"{about} (0 to 1)", example, 0, 1)


def _whole(
    key: str, about: str, example: str, lowest: int = 1, highest: int = 100_000
) -> Parameter:
    return Parameter(key, "whole", about, example, lowest, highest)


TABLES: dict[str, tuple[Parameter, ...]] = {
    "scenario": (
        Parameter("name", "text", "what reports call it", '"busy-week"'),
        Parameter("about", "text", "one sentence on what it is", '"Sixty tasks on busy files"'),
    ),
    "work": (
        _whole("tasks", "how many tasks there are", "60"),
        _number("task_minutes", "the mean time that one agent needs alone", "4.5", 0.001),
        Parameter(
            "durations",
            "choice",
            "how the time varies among tasks",
            '"lognormal"',
            choices=("fixed", "exponential", "lognormal"),
        ),
        _number("sigma", "the spread of lognormal durations", "0.6", 0, 5),
        _share("after_share", "the share of tasks that wait for an earlier one to land", "0.1"),
        _number("after_tasks", "how many tasks earlier, in the mean", "3", 0.001, 1000),
        _whole("resources", "applications or data that one task at a time can use", "2", 0, 1000),
        _share("resource_share", "the share of tasks that need one of them", "0.1"),
    ),
    "files": (
        _whole("total", "files of the repository, for uniform and zipf", "500"),
        _number("per_task", "the mean number of files a task changes", "2.5", 1, 1000),
        Parameter(
            "sizes",
            "choice",
            "how that number varies",
            '"geometric"',
            choices=("fixed", "geometric"),
        ),
        _whole("most_per_task", "no task changes more files", "12", 1, 1000),
        Parameter(
            "choice",
            "choice",
            "which files: own to each task, the same for all, or drawn",
            '"zipf"',
            choices=("own", "same", "uniform", "zipf"),
        ),
        _number("zipf_exponent", "how much busier the busiest files are", "0.75", 0, 3),
        _share("recency_share", "the share of tasks that return to a recent task's file", "0.15"),
        _number("recency_tasks", "how many tasks back, in the mean", "3", 0.001, 1000),
        _whole(
            "module_files", "files of a module; 0: no modules, everything hangs together", "20", 0
        ),
        _share(
            "module_share", "the chance that a further file is of the first one's module", "0.5"
        ),
        _number("reads_per_task", "files that a task only reads, in the mean", "3", 0, 1000),
        _whole("symbols_per_file", "functions or classes of a file", "8", 1, 1000),
    ),
    "edits": (
        _share("gap_share", "the part of a task between reading a file and writing it", "0.5"),
        _share("textual_share", "the chance that two changes of one file do not merge", "0.3"),
        _share("semantic_share", "the chance that two tasks merge and do not work", "0.001"),
        _number("rework_share", "what a conflict costs, as a part of the task", "0.5", 0, 10),
        _number(
            "saturation_lines", "lines that bring the chance near `textual_share`; 0: any", "14"
        ),
        Parameter(
            "unit",
            "choice",
            "what is read, written and locked as a whole",
            '"file"',
            choices=("file", "symbol"),
        ),
        _share("open_share", "the tasks that edit where others do; the rest always merge", "0.8"),
    ),
    "merge": (_number("merge_minutes", "what a merge takes; one at a time", "0.5"),),
    "review": (
        _whole("reviewers", "how many review; 0 is no review", "2", 0, 1000),
        _number("review_minutes", "what a review takes", "10"),
    ),
    "checks": (
        _whole("lanes", "builds that run at once", "4", 1, 1000),
        _number("check_minutes", "what a build takes", "10"),
        Parameter(
            "pass_share",
            "number",
            "the chance that a task's own checks pass (0.01 to 1)",
            "0.9",
            0.01,
            1,
        ),
        _whole("batch_size", "tasks in a batch, for queue-batch", "4", 1, 1000),
        _whole("depth", "tasks built ahead, for the speculative queues", "4", 1, 1000),
    ),
    "leases": (
        _number("ttl_minutes", "a lease ends so long after its last heartbeat", "10", 0.001),
        _number("heartbeat_minutes", "how often an agent renews its lease", "2", 0.001),
        _share("slow_share", "the share of tasks in which the agent falls silent", "0.05"),
        _number("slow_minutes", "for how long it does", "15"),
        Parameter("fencing", "boolean", "refuse the write of an ended lease", "true"),
        _number(
            "retry_minutes", "the mean pause of locks-abort before it begins again", "1", 0.001
        ),
    ),
    "scopes": (
        _share("miss_share", "the share of a task's files that its manifest misses", "0.1"),
        _number("request_minutes", "what asking for a file takes", "1"),
    ),
    "desktop": (
        _whole("actions_per_task", "how often a task acts on the screen", "20", 1, 10_000),
        _number("look_to_act_seconds", "from the look at the screen to the act", "4", 0, 3600),
        Parameter(
            "looks",
            "choice",
            "how that time varies",
            '"exponential"',
            choices=("fixed", "exponential"),
        ),
        Parameter(
            "pauses",
            "choice",
            "how the time between an act and the next look varies",
            '"exponential"',
            choices=("fixed", "exponential"),
        ),
        _number("input_seconds", "how long an act takes pointer and focus", "0.5", 0, 3600),
        _number("focus_seconds", "what bringing one's window to the front takes", "0.5", 0, 3600),
        _share("misdirected_share", "the share of stale acts that hit something else", "0.2"),
        _share("noticed_share", "the share of those that the agent notices and repairs", "0.8"),
        _number("recovery_seconds", "what repairing one takes", "15", 0, 3600),
        _whole("elements", "how many elements a document has", "20"),
        _whole("displays", "displays with a pointer of their own; 0 is one each", "4", 0, 1000),
        Parameter(
            "saves",
            "choice",
            "whether the application looks for changes before it saves",
            '"checked"',
            choices=("last", "checked"),
        ),
    ),
    "hunks": (
        _number("lines", "the median of the lines a hunk changes; 0: not counted", "10"),
        _number("sigma", "the spread of these lines (lognormal)", "1.5", 0, 5),
        _number("per_file", "the mean number of hunks in a file", "1.5", 1, 1000),
        _share("delete_share", "the share of its files that a task deletes", "0.02"),
        _share("rename_share", "the share that it renames", "0.02"),
        _share("add_share", "the share that it adds under a new name", "0.1"),
        _whole("new_names", "names that new files are likely to get", "100"),
        _share("respell_share", "the share of new names that differ in case alone", "0.01"),
    ),
    "staleness": (
        Parameter(
            "law",
            "choice",
            "pairs: a coin for each; power: 1 - exp(-a k^b) for k tasks landed since the base",
            '"power"',
            choices=("pairs", "power"),
        ),
        _number("a", "the chance of a conflict with one landed task, nearly", "0.05", 0, 100),
        _number("b", "below 1: landed tasks are busy with the same files", "0.6", 0.001, 3),
    ),
    "crashes": (
        _number("mean_hours", "an agent at work crashes so often; 0: never", "8"),
        _number("restart_minutes", "until another is in its place", "1"),
    ),
    "messages": (
        _number("latency_minutes", "until a message can be read", "0.5"),
        _number("handling_minutes", "what an owner needs for a change of another's", "1"),
        _number("look_minutes", "how often an owner at work looks for messages", "1", 0.001),
        Parameter(
            "lost_share",
            "number",
            "the share of acknowledgements that are lost (0 to 0.9)",
            "0.01",
            0,
            0.9,
        ),
        _number(
            "patience_minutes", "until a message that was not acknowledged comes again", "5", 0.001
        ),
    ),
    "rebase": (
        _number("every_minutes", "how often; 0: whenever something has landed", "10"),
        _number("rebase_minutes", "what one rebase takes", "0.2"),
    ),
    "pipeline": (_whole("stages", "stages of a task, each of equal length", "3", 1, 1000),),
    "planner": (
        _number("plan_minutes", "what planning takes, before anybody begins", "2"),
        _number("plan_task_minutes", "and how much more for each task", "0.1"),
        _share("recall", "the share of a task's files that are predicted", "0.7"),
        Parameter(
            "precision",
            "number",
            "the share of predicted files that the task does change (0.01 to 1)",
            "0.5",
            0.01,
            1,
        ),
    ),
    "tokens": (
        _whole("per_useful_minute", "tokens of a minute of useful work", "1000", 0, 100_000_000),
        _whole("per_rework_minute", "tokens of a minute of rework", "1000", 0, 100_000_000),
        _whole("per_merge_minute", "tokens of a minute of merging", "1000", 0, 100_000_000),
        _whole("per_review", "tokens of a review", "2000", 0, 100_000_000),
        _whole("per_message", "tokens of a message", "500", 0, 100_000_000),
    ),
    "experiment": (
        Parameter("agents", "wholes", "numbers of agents to compare", "[1, 3, 10]", 1, 1000),
        Parameter("strategies", "texts", "strategies to compare", '["worktrees", "locks"]'),
        _whole("replications", "runs of each", "20"),
        Parameter("seed", "whole", "where all chance begins", "1", 0, 1_000_000_000),
    ),
}
"""The tables in the order of `world.scenario.Scenario`; defaults are there."""
