"""Writing the settings of an agent's own sandbox into the working tree of a task."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from remit.install.agents.agent_hooks import (
    FileEdit,
    apply_edits,
    keep_out_of_commits,
    keep_text,
    project_place,
    uninstall_sandbox,
)
from remit.install.agents.hook_values import EMPTY, add_settings, take_out_settings
from remit.install.agents.json_text import set_value
from remit.install.agents.sandbox_settings import (
    claude_sandbox_values,
    render_codex_profile,
    require_sandboxed,
    sandbox_grants,
    sandbox_limits,
)

if TYPE_CHECKING:
    from remit.install.agents.known_agents import ConfigValue
    from remit.manifest.scope import FileRules


class SandboxSettings(NamedTuple):
    """The settings of a sandbox: the file that they belong in, as text, and as values of JSON."""

    agent: str
    path: Path
    text: str
    limits: tuple[str, ...]
    values: "tuple[ConfigValue, ...]" = ()


def settings_for(agent: str, files: "FileRules") -> SandboxSettings:
    """The settings for a scope in the working tree here; raises `InstallError`."""
    require_sandboxed(agent)
    top = project_place(".").top
    grants = sandbox_grants(files)
    limits = sandbox_limits(agent, grants, top)
    if agent == "codex":
        path = top / ".codex/config.toml"
        return SandboxSettings(agent, path, render_codex_profile(grants, top), limits)
    values = claude_sandbox_values(grants, top)
    text = EMPTY
    for value in values:
        text = set_value(text, value.path, value.value)
    return SandboxSettings(agent, top / ".claude/settings.local.json", text, limits, values)


def write_settings(settings: SandboxSettings) -> tuple[str, ...]:
    """Write them into their file, in the place of earlier ones; a sentence for each thing done.

    `remit agents uninstall` takes them back. Raises `InstallError` where sandbox settings of
    somebody else are there.
    """
    place = project_place(".")
    said = uninstall_sandbox(settings.agent, place)
    if settings.values:
        add = partial(add_settings, settings.values)
        edit = FileEdit(settings.path, add, partial(take_out_settings, settings.values))
    else:
        edit = FileEdit(settings.path, partial(add_settings, settings.text), keep_text)
    edits = [edit, *keep_out_of_commits(settings.path, place)]
    recovered, _ = apply_edits(f"{settings.agent} sandbox", edits, place)
    return (*said, *recovered, f"wrote the sandbox of this task into {settings.path}.")
