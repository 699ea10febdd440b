"""Adding remit's hook to the text of an agent's configuration, and taking it out again."""

from typing import TYPE_CHECKING

from remit.install.agents.json_text import (
    append_item,
    json_items,
    json_members,
    parse_json_text,
    remove_value,
    set_value,
)
from remit.install.agents.known_agents import ConfigValue, is_hook_of
from remit.install.repository_paths import InstallError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.install.agents.json_text import Key

EMPTY = "{}\n"
SANDBOX = tuple(
    ConfigValue(("sandbox", *path), None, "guard")
    for path in (
        ("enabled",),
        ("failIfUnavailable",),
        ("allowUnsandboxedCommands",),
        ("filesystem", "allowWrite"),
        ("filesystem", "denyWrite"),
    )
)
"""What `remit agents sandbox` may set in a configuration in JSON."""


def add_values(text: str, agent: str, values: "Sequence[ConfigValue]") -> str:
    """The text with all `values`, each once; earlier ones of remit's for this agent are replaced.

    Raises `ValueError` where the text is no JSON object, and `InstallError` where it switches
    hooks off: what a person has switched off is not switched on behind their back.
    """
    text = text if text.strip() else EMPTY
    hooks = [value for value in values if value.kind == "hook"]
    for value in values:
        if value.kind != "hook":
            text = _with_setting(text, value)
    if _installed(text, agent) != [(value.path, value.value) for value in hooks]:
        text = _without_hooks(text, agent, None)
        for value in hooks:
            text = append_item(text, value.path, value.value)
    return text


def take_out_values(
    text: str, agent: str, values: "Sequence[ConfigValue]", before: str | None
) -> str:
    """The text without remit's hook; empty where nothing else was ever in it.

    `before` is the text as it was before the hook came, None where there was none or it is not
    known. Raises `ValueError` where the text is no JSON object.
    """
    was = parse_json_text(before if before and before.strip() else EMPTY)
    text = _without_hooks(text, agent, was)
    for value in values:
        if value.kind == "guard" and _value_at(was, value.path) is None:
            text = _without(text, value.path, was)
    headers = {value.path[0]: value.value for value in values if value.kind == "header"}
    left = parse_json_text(text)
    return "" if before is None and (not left or left == headers) else text


def add_settings(wanted: "Sequence[ConfigValue] | str", text: str) -> str:
    """The text with settings of an agent's sandbox, as values of JSON or as the whole text.

    Raises `InstallError` where other settings of a sandbox are there.
    """
    failure = InstallError(
        "it has settings of its own where those of the sandbox belong.",
        "print them with `remit agents sandbox`, and add by hand what you want of them",
    )
    if isinstance(wanted, str):
        if text.strip() and text != wanted:
            raise failure
        return wanted
    text = text if text.strip() else EMPTY
    for value in wanted:
        found = _value_at(parse_json_text(text), value.path)
        if found is not None and found != value.value:
            raise failure
        text = text if found is not None else set_value(text, value.path, value.value)
    return text


def take_out_settings(values: "Sequence[ConfigValue]", text: str, before: str | None) -> str:
    """The text without settings of a sandbox; empty where nothing else is left in a new file."""
    was = parse_json_text(before if before and before.strip() else EMPTY)
    for value in values:
        if _value_at(was, value.path) is None:
            text = _without(text, value.path, was)
    return "" if before is None and not parse_json_text(text) else text


def _with_setting(text: str, wanted: ConfigValue) -> str:
    found = _value_at(parse_json_text(text), wanted.path)
    if found is None:
        return set_value(text, wanted.path, wanted.value)
    if wanted.kind == "guard" and found != wanted.value:
        name = ".".join(wanted.path)
        raise InstallError(
            f"hooks are switched off there: {name} is {str(found).lower()}.",
            f"take {name} out of that file if hooks may run, then run this again",
        )
    return text


def _installed(text: str, agent: str) -> "list[tuple[tuple[str, ...], object]]":
    """The entries of remit's hook that are there, in the order of the text."""
    return [
        (("hooks", event), entry)
        for event, entries in _events(parse_json_text(text)).items()
        for entry in entries
        if is_hook_of(agent, entry)
    ]


def _events(document: object) -> "dict[str, list[object]]":
    """The lists of hooks by event; raises `ValueError` where the document is no object."""
    members = json_members(document)
    if document != members:
        raise ValueError("it holds no JSON object")
    hooks = json_members(members.get("hooks"))
    return {event: json_items(each) for event, each in hooks.items()}


def _without_hooks(text: str, agent: str, was: object) -> str:
    """The text without the entries of remit's hook, and without what they leave empty."""
    for event, entries in _events(parse_json_text(text)).items():
        path = ("hooks", event)
        ours = [number for number, entry in enumerate(entries) if is_hook_of(agent, entry)]
        for number in reversed(ours):
            text = _without_entry(text, (*path, number), entries[number], agent)
        if ours:
            text = _pruned(text, path, was)
    return text


def _without_entry(text: str, path: "tuple[Key, ...]", entry: object, agent: str) -> str:
    """The text without one entry, or without remit's commands in it where it has others' too."""
    commands = json_items(json_members(entry).get("hooks"))
    ours = [number for number, each in enumerate(commands) if is_hook_of(agent, each)]
    if len(ours) == len(commands):
        return remove_value(text, path)
    for number in reversed(ours):
        text = remove_value(text, (*path, "hooks", number))
    return text


def _without(text: str, path: tuple[str, ...], was: object) -> str:
    return _pruned(remove_value(text, path), path[:-1], was)


def _pruned(text: str, path: tuple[str, ...], was: object) -> str:
    """The text without the empty containers on the way, except those that were there before."""
    while path and _value_at(was, path) is None:
        if _value_at(parse_json_text(text), path) not in ([], {}):
            break
        text, path = remove_value(text, path), path[:-1]
    return text


def _value_at(document: object, path: tuple[str, ...]) -> object:
    for key in path:
        document = json_members(document).get(key)
    return document
