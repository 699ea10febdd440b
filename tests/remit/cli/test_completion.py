"""Completion, in the shells themselves: keys are typed, and the line that results is run."""

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from terminal import at_terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from repo import Repo
    from terminal import Terminal

SHELLS = ("bash", "zsh", "fish")
START = {
    "bash": ("bash", "--norc", "--noprofile", "-i"),
    "zsh": ("zsh", "-f", "-i"),
    "fish": ("fish", "--no-config", "-i"),
}
DEFINE = {
    "bash": """eval "$(remit completion bash)"; PS1=rea'dy>'""",
    "zsh": """eval "$(remit completion zsh)"; PS1=rea'dy>'""",
    "fish": "remit completion fish | source; function fish_prompt; echo -n rea'dy>'; end",
}


def needed(shell: str) -> None:
    """Skip where the shell is not installed."""
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")


@pytest.fixture(autouse=True)
def _installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """`remit` of this interpreter is the one on PATH."""
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")


@pytest.fixture(params=SHELLS)
def shell(request: pytest.FixtureRequest, repo: "Repo") -> "Iterator[Terminal]":
    """A shell at a terminal, in the repository, with completion."""
    name: str = request.param
    needed(name)
    repo.write("some dir/a file")
    with at_terminal(START[name], TERM="xterm", COLUMNS="200", HISTFILE="") as terminal:
        terminal.type(f"{DEFINE[name]}\n")
        terminal.until("ready>")
        yield terminal


@pytest.mark.parametrize(
    ("typed", "answered"),
    [
        ("remit sh\tlo\t", 'id = "login"'),  # a verb, then a task
        ("remit show login --form\tjs\t", '"id": "login"'),
        ("remit show login --format=js\t", '"id": "login"'),
        ("remit -C . show lo\t", 'id = "login"'),
        ("remit explain --task lo\tallowed/a", "login may write it"),
        ("remit explain some\ta\t", "some dir/a file"),
        ("remit sim lis\t", "one-file"),
        ("remit-sim lis\t", "one-file"),
        ("remit help spl\tback\t", "usage: remit split backtest"),
    ],
)
def test_a_line_completed_with_tab_is_the_one_that_was_meant(
    shell: "Terminal", typed: str, answered: str
) -> None:
    for keys in typed.split("\t")[:-1]:
        shell.type(f"{keys}\t")
    shell.type(typed.rpartition("\t")[2] + "; echo en''ded\n")
    assert answered in shell.until("ended")


def test_what_a_branch_is_called_is_inserted_and_not_run(shell: "Terminal", repo: "Repo") -> None:
    repo.git("branch", "x$(echo>run)")
    shell.type("remit check --base x\t")
    shell.type(" --head main; echo en''ded\n")
    assert "x$(echo>run) (" in shell.until("ended")
    assert not (repo.root / "run").exists()
