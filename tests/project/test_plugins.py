"""The plug-ins in `hooks/plugins` hold what `remit agents install` would write."""

import json
import tomllib
from pathlib import Path

import pytest

from remit.install.agents.known_agents import KNOWN_AGENTS, fail_closed

ROOT = Path(__file__).parents[2]
PLUGINS = ROOT / "hooks/plugins"
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]


def read(name: str) -> dict[str, object]:
    answer: dict[str, object] = json.loads((PLUGINS / name).read_text("utf-8"))
    return answer


@pytest.mark.parametrize("name", ["claude-code", "gemini"])
def test_a_plug_in_has_the_hooks_of_the_agent(name: str) -> None:
    values = KNOWN_AGENTS[name].values
    assert values is not None
    wanted: dict[str, list[object]] = {}
    for each in values(fail_closed(f"remit-hook agent {name}")):
        if each.kind == "hook":
            wanted.setdefault(each.path[1], []).append(each.value)
    assert read(f"{name}/hooks/hooks.json") == {"hooks": wanted}


@pytest.mark.parametrize(
    "manifest", ["claude-code/.claude-plugin/plugin.json", "gemini/gemini-extension.json"]
)
def test_a_plug_in_has_the_version_of_remit(manifest: str) -> None:
    assert read(manifest)["version"] == VERSION


def test_the_marketplace_offers_the_plug_in_beside_it() -> None:
    plugin = read("claude-code/.claude-plugin/plugin.json")
    market = read("claude-code/.claude-plugin/marketplace.json")
    wanted = {key: plugin[key] for key in ("name", "description", "version")} | {"source": "./"}
    assert market["plugins"] == [wanted]
