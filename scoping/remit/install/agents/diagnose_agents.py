"""Whether agents with remit's hook ask it: the hook is not switched off, and it denies."""

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from remit.install.agents.agent_hooks import project_place, user_place
from remit.install.agents.canary import (
    OUTSIDE,
    build_canary_tree,
    denies_canary,
    read_configured_hooks,
)
from remit.install.agents.json_text import json_items, json_members, parse_json_text
from remit.install.agents.known_agents import KNOWN_AGENTS
from remit.install.diagnostics import Diagnosis
from remit.install.file_transaction import read_through_links
from remit.install.repository_paths import InstallError
from remit.system.processes import run
from remit.system.programs import find_program
from remit.system.temporary import PrivateFolder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remit.install.agents.hook_record import HookPlace
    from remit.install.agents.known_agents import Agent, ConfiguredHook
    from remit.install.repository_paths import RepositoryPaths

_SECONDS = 20
_LISTED = 2  # the request for the list of hooks


def diagnose_agents(paths: "RepositoryPaths") -> "Iterator[Diagnosis]":
    """What is right and wrong with each agent that has remit's hook, for the user or in this tree.

    Nothing is said about the others.
    """
    places = [user_place()]
    if paths.top != paths.git_dir:
        places.append(project_place(paths.top))
    for agent in KNOWN_AGENTS.values():
        configured = False
        for place in places:
            path = agent.file(place.reach, place.top)
            try:
                hooks = read_configured_hooks(agent, path)
            except InstallError as error:
                yield Diagnosis("broken", _where(place), error.sentence, error.hint)
                continue
            if hooks:
                configured = True
                yield from _of_hooks(agent, place, path, hooks)
        if configured:
            yield from _of_switches(agent, paths.top)
            yield from _of_version(agent)


def _where(place: "HookPlace") -> str:
    return str(place.top) if place.reach == "project" else ""


def _of_hooks(
    agent: "Agent", place: "HookPlace", path: Path, hooks: "list[ConfiguredHook]"
) -> "Iterator[Diagnosis]":
    heal = f"remit agents install {agent.name} --{place.reach}"
    missing = [each for each in agent.before if each not in {hook.event for hook in hooks}]
    if missing:
        what = f"{path} has no hook of remit's for {', '.join(missing)}."
        yield Diagnosis("broken", _where(place), what, heal)
    with PrivateFolder() as folder:
        tree = build_canary_tree(Path(folder) / "tree")
        denied, said = denies_canary(agent, hooks, tree)
    last = (said.strip().splitlines() or ["it said nothing"])[-1]
    if denied and OUTSIDE not in said:
        what = f"{agent.title}: the hook fails, so every call is denied ({last})."
        yield Diagnosis("broken", _where(place), what, heal)
    elif not denied:
        what = f"{agent.title}: a call that no task may make was NOT denied ({last})."
        yield Diagnosis("broken", _where(place), what, heal)
    else:
        what = f"{agent.title} asks remit ({path}): a call that no task may make was denied."
        yield Diagnosis("ok", _where(place), what)
    if agent.name == "codex":
        yield from _of_trust(path, place)


def _of_switches(agent: "Agent", top: Path) -> "Iterator[Diagnosis]":
    """The settings that switch the hooks off, whoever wrote them."""
    for switch in agent.switches:
        files = [agent.home_folder() / name for name in switch.user]
        for file in (*files, *(top / name for name in switch.project)):
            if _is_off(_setting(file, switch.path), switch.off):
                name = ".".join(switch.path)
                what = f"{agent.title} runs no hook: {file} says {name} = {json.dumps(switch.off)}."
                yield Diagnosis("broken", "", what, f"take {name} out of that file.")


def _is_off(found: object, off: object) -> bool:
    return off in json_items(found) or (found is not None and found == off)


def _setting(file: Path, path: tuple[str, ...]) -> object:
    """A value of a settings file; None where it is not there, or the file cannot be read."""
    try:
        value = parse_json_text((read_through_links(file) or b"{}").decode("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    for key in path:
        value = json_members(value).get(key)
    return value


def _of_version(agent: "Agent") -> "Iterator[Diagnosis]":
    program = find_program(agent.program)
    if program is None:
        yield Diagnosis("ok", "", f"{agent.program} is not on PATH, so its version is not known.")
        return
    try:
        ended = run((program, "--version"), seconds=_SECONDS)
    except OSError as error:
        yield Diagnosis("warning", "", f"{program} --version: {error}", "see whether it runs.")
        return
    said = ended.output.decode("utf-8", "replace")
    found = re.search(r"\d+(?:\.\d+)+", said)
    yield Diagnosis("ok", "", f"{agent.program} is {found[0] if found else 'of no known version'}.")


def _of_trust(path: Path, place: "HookPlace") -> "Iterator[Diagnosis]":
    """Whether Codex runs the hook: it skips what nobody has trusted, so it is asked itself."""
    program = find_program("codex")
    if program is None:
        return
    listed = _hooks_of_codex(program, place.top if place.reach == "project" else Path.cwd())
    real = str(path.resolve())
    states = {status for source, status in listed if source in {real, str(path)}}
    hint = 'start `codex` here, choose "Trust all and continue", or review it with /hooks.'
    if not states:
        what = f"Codex does not say whether it runs the hook of {path}."
        if place.reach == "project" and listed:
            what = f"Codex does not read {path}: nobody has trusted this folder there."
        yield Diagnosis("warning", _where(place), what, hint)
    elif states <= {"trusted", "managed"}:
        yield Diagnosis("ok", _where(place), "Codex has the hook among those that it trusts.")
    else:
        what = f"Codex skips the hook of {path}: nobody has trusted it as it is now."
        yield Diagnosis("broken", _where(place), what, hint)


# Codex ends with its standard input, so that stays open until the answer is there.
_ASK_CODEX = """\
{ cat "$0/requests"
  tries=0
  until grep -q '"id":2' "$0/answers" || [ $tries -ge 100 ]; do
    sleep 0.1
    tries=$((tries + 1))
  done
} | "$1" app-server >"$0/answers" 2>/dev/null
"""


def _hooks_of_codex(program: str, folder: Path) -> list[tuple[str, str]]:
    """The file and the state of trust of each hook that Codex knows in a folder."""
    client = {"name": "remit", "version": "1"}
    requests = (
        {"id": 1, "method": "initialize", "params": {"clientInfo": client}},
        {"method": "initialized"},
        {"id": _LISTED, "method": "hooks/list", "params": {"cwds": [str(folder)]}},
    )
    with PrivateFolder() as scratch:
        lines = "".join(f"{json.dumps(each)}\n" for each in requests)
        Path(scratch, "requests").write_text(lines, "utf-8")
        answers = Path(scratch, "answers")
        answers.touch()
        try:
            run(("/bin/sh", "-c", _ASK_CODEX, scratch, program), seconds=_SECONDS)
        except OSError:
            return []
        said = answers.read_text("utf-8", "replace")
    for line in said.splitlines():
        try:
            answer = json_members(json.loads(line))
        except ValueError:
            continue
        if answer.get("id") == _LISTED:
            found = json_items(json_members(answer.get("result")).get("data"))
            hooks = json_items(json_members(found[0]).get("hooks")) if found else []
            return [_trust_of(json_members(each)) for each in hooks]
    return []


def _trust_of(hook: dict[str, object]) -> tuple[str, str]:
    return os.path.realpath(str(hook.get("sourcePath"))), str(hook.get("trustStatus"))
