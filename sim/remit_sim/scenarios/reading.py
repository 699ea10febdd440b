"""From a file to a scenario that cannot be wrong, or to all of its faults at once."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from remit.errors import ManifestError, UsageError
from remit.manifest.fault_messages import ValueProblem, locate_problems
from remit.manifest.reader import load_toml
from remit.manifest.tables import is_array, is_table
from remit.text_safety import escape_unsafe, nearest_word, quote_text, toml_type_name
from remit_sim.scenarios.fields import TABLES
from remit_sim.strategies import STRATEGIES
from remit_sim.world import scenario as values
from remit_sim.world.desktop import DesktopSettings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from remit_sim.scenarios.fields import Kind, Parameter

_SHIPPED = Path(__file__).parent
_MAKE: "Mapping[str, Any]" = {
    "work": values.WorkSettings,
    "files": values.FileSettings,
    "edits": values.EditSettings,
    "merge": values.MergeSettings,
    "review": values.ReviewSettings,
    "checks": values.CheckSettings,
    "leases": values.LeaseSettings,
    "scopes": values.ScopeSettings,
    "desktop": DesktopSettings,
    "hunks": values.HunkSettings,
    "staleness": values.StalenessSettings,
    "crashes": values.CrashSettings,
    "messages": values.MessageSettings,
    "rebase": values.RebaseSettings,
    "pipeline": values.PipelineSettings,
    "planner": values.PlannerSettings,
    "tokens": values.TokenSettings,
    "experiment": values.ExperimentSettings,
}


_KINDS: "Mapping[Kind, tuple[str, tuple[type, ...]]]" = {
    "boolean": ("true or false", (bool,)),
    "whole": ("a whole number", (int,)),
    "wholes": ("whole numbers", (int,)),
    "number": ("a number", (int, float)),
    "text": ("a string", (str,)),
    "texts": ("strings", (str,)),
    "choice": ("a string", (str,)),
}


_HEARTBEAT = ValueProblem(
    ("leases", "heartbeat_minutes"),
    "`heartbeat_minutes` must be below `ttl_minutes`, else every lease ends under its holder",
    "a heartbeat of a third of the time to live or less is usual",
)
_SHARES = ValueProblem(
    ("hunks",),
    "`delete_share`, `rename_share` and `add_share` must not add up to more than 1",
    "what is left are edits",
)
_DEADLY = ValueProblem(
    ("crashes", "mean_hours"),
    "`mean_hours` must not be below the mean length of a task, else few tasks ever end",
    "0 is no crashes",
)


def shipped_scenarios() -> tuple[str, ...]:
    """The names of the scenarios that ship."""
    return tuple(sorted(path.stem for path in _SHIPPED.glob("*.toml")))


def load_scenario(name: str) -> values.Scenario:
    """The scenario in the file `name`, or the shipped one of that name.

    Raises `UsageError` where there is none, and `ManifestError` with every fault.
    """
    path = _SHIPPED / f"{name}.toml" if name in shipped_scenarios() else Path(name)
    try:
        data = path.read_bytes()
    except OSError as error:
        why = error.strerror or "it cannot be read"
        hint = "scenarios that ship: " + ", ".join(shipped_scenarios())
        raise UsageError(f"no scenario {quote_text(name)}: {why}.", hint) from None
    return parse_scenario(data, path.name if name in shipped_scenarios() else escape_unsafe(name))


def parse_scenario(data: bytes, where: str) -> values.Scenario:
    """The scenario in a file's bytes; raises `ManifestError` with every fault."""
    text, tables, prior = load_toml(data, where)
    problems = tuple(_problems(tables))
    if problems or prior:
        raise ManifestError((*prior, *locate_problems(problems, text, where)))
    said = tables["scenario"]
    parts = {key: make(**_plain(key, tables.get(key, {}))) for key, make in _MAKE.items()}
    found = values.Scenario(said["name"], said.get("about", ""), **parts)
    if at_odds := tuple(find_contradictions(found)):
        raise ManifestError(locate_problems(at_odds, text, where))
    return found


def find_contradictions(found: values.Scenario) -> "Iterator[ValueProblem]":
    """What is wrong about values that are each good by themselves."""
    if found.leases.heartbeat_minutes >= found.leases.ttl_minutes:
        yield _HEARTBEAT
    if sum((found.hunks.delete_share, found.hunks.rename_share, found.hunks.add_share)) > 1:
        yield _SHARES
    if 0 < found.crashes.mean_hours * 60 < found.work.task_minutes:
        yield _DEADLY


def _plain(table: str, given: "Mapping[str, Any]") -> dict[str, Any]:
    numbers = {each.key for each in TABLES[table] if each.kind == "number"}
    plain = {key: float(value) if key in numbers else value for key, value in given.items()}
    return {key: tuple(value) if is_array(value) else value for key, value in plain.items()}


def _problems(tables: "Mapping[str, object]") -> "Iterator[ValueProblem]":
    for key, table in tables.items():
        if key not in TABLES:
            yield ValueProblem(
                (key,), f"unknown table or key `{escape_unsafe(key)}`", _meant(key, TABLES)
            )
        elif not is_table(table):
            yield ValueProblem(
                (key,), f"[{key}] must be a table", f"write [{key}] on a line of its own"
            )
        else:
            yield from _in_table(key, table)
    said = tables.get("scenario")
    if not is_table(said) or "name" not in said:
        yield ValueProblem(
            ("scenario",), "the scenario has no name", 'write [scenario], name = "..."'
        )


def _in_table(table: str, given: "Mapping[str, object]") -> "Iterator[ValueProblem]":
    known = {each.key: each for each in TABLES[table]}
    for key, value in given.items():
        if key not in known:
            what = f"unknown parameter `{escape_unsafe(key)}` in [{table}]"
            yield ValueProblem((table, key), what, _meant(key, known))
        elif wrong := parameter_complaint(known[key], value):
            yield ValueProblem((table, key), wrong, f"for example: {key} = {known[key].example}")


def _meant(key: str, known: "Mapping[str, object]") -> str:
    near = nearest_word(key, known)
    homes = [name for name, fields in TABLES.items() if key in {each.key for each in fields}]
    if homes:
        return f"`{key}` belongs to [{homes[0]}]"
    return f"did you mean `{near}`?" if near else "known here: " + ", ".join(known)


def parameter_complaint(parameter: "Parameter", value: object) -> str:
    """What is wrong with the value, or nothing."""
    key, kind = parameter.key, parameter.kind
    if kind in {"texts", "wholes"}:
        if not is_array(value) or not value:
            return f"`{key}` must be an array with something in it, not {toml_type_name(value)}"
        return next(filter(None, (_item(parameter, item) for item in value)), "")
    return _item(parameter, value)


def _item(parameter: "Parameter", value: object) -> str:
    wanted, types = _KINDS[parameter.kind]
    if type(value) not in types:
        return f"`{parameter.key}` must be {wanted}, not {toml_type_name(value)}"
    if isinstance(value, str):
        return _worded(parameter, value)
    if parameter.kind != "boolean" and isinstance(value, int | float):
        return _bounded(parameter, value)
    return ""


def _bounded(parameter: "Parameter", value: float) -> str:
    low, high = parameter.lowest, parameter.highest
    if low <= value <= high:
        return ""
    return f"`{parameter.key}` must be from {low:g} to {high:g}, not {value:g}"


def _worded(parameter: "Parameter", value: str) -> str:
    key = parameter.key
    choices = tuple(STRATEGIES) if key == "strategies" else parameter.choices
    if choices and value not in choices:
        near = nearest_word(value, choices)
        meant = f" (did you mean {near}?)" if near else ""
        return f"`{key}` must be one of {', '.join(choices)}, not {quote_text(value)}{meant}"
    if not value.strip() or not value.isprintable():
        return f"`{key}` must be text that can be shown"
    return ""
