"""Each cell of the table "Round the tool hook" in `hooks/README.md`."""

import re
from pathlib import Path

import pytest
from repo import Repo
from tool_bypasses import LAYERS, WAYS, ToolWay, commit, pull_request, shell, tool_hook_and_effect

TEXT = (Path(__file__).parents[2] / "hooks/README.md").read_text(encoding="utf-8")
SECTION = TEXT.partition("\n## Round the tool hook\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("way", WAYS, ids=[way.name for way in WAYS])
def test_each_layer_does_what_the_table_says(way: ToolWay, repo: Repo) -> None:
    repo.switch("main")
    repo.task("other", write=["secret/**"])
    repo.commit()
    repo.git("branch", "-f", "agent/login")
    repo.switch("agent/login")
    shell(repo, way.first or "true")
    before, after = tool_hook_and_effect(way, repo)
    found = before, after, commit(way, repo), pull_request(way, repo)
    assert found == tuple(word.partition(" (")[0] for word in way.words)


def test_the_table_has_each_way_and_says_why_something_passes() -> None:
    rows = [line.strip("| ").split(" | ") for line in SECTION.splitlines() if line.startswith("| ")]
    assert rows == [["way round", *LAYERS], *([way.name, *way.words] for way in WAYS)]
    letters = {
        letter for way in WAYS for word in way.words for letter in re.findall(r"\(.\)", word)
    }
    assert letters == set(re.findall(r"^- \*\*(\(.\))\*\* ", SECTION, re.MULTILINE))


def test_no_way_passes_every_layer() -> None:
    assert not [way.name for way in WAYS if way.words[-1].startswith("passes")]
