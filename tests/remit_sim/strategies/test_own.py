"""A strategy of a user's own: run from its file, and told about where it is wrong."""

import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from remit.errors import UsageError
from remit_sim.cli import main
from remit_sim.experiment.replications import trace_run
from remit_sim.outcome import find_broken_laws
from remit_sim.strategies import STRATEGIES, find_strategy
from remit_sim.world.scenario import CrashSettings, FileSettings, Scenario

PATIENT = """
from remit_sim.world.world import InOrder

class Patient(InOrder):
    def __init__(self, world):
        self.world = world

    def perform(self, agent, task):
        base = self.world.trunk.version
        yield from agent.works(task)
        yield from agent.is_reviewed()
        yield from agent.lands(task, base)
"""
BUSY = Scenario("busy", files=FileSettings(5, 2, choice="uniform"))


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    file = tmp_path / "mine.py"
    file.write_text(PATIENT, "utf-8")
    return file


def test_a_strategy_in_a_file_does_what_the_same_shipped_one_does(mine: Path) -> None:
    there = find_strategy(f"{mine}:Patient")
    notes = trace_run(BUSY, there, 4, 1, 0)
    assert notes == trace_run(BUSY, STRATEGIES["worktrees"].make, 4, 1, 0)
    assert find_broken_laws(notes, 4) == ()


def test_it_survives_crashes_as_others_do(mine: Path) -> None:
    fragile = BUSY._replace(crashes=CrashSettings(0.3, 1))
    notes = trace_run(fragile, find_strategy(f"{mine}:Patient"), 4, 1, 0)
    assert any(note.what == "crashes" for note in notes)
    assert find_broken_laws(notes, 4) == ()


def test_it_can_be_given_to_another_process(mine: Path) -> None:
    there = pickle.dumps(find_strategy(f"{mine}:Patient"))
    assert trace_run(BUSY, pickle.loads(there), 4, 1, 0)  # noqa: S301 - our own bytes


def test_the_command_compares_it_with_others(
    mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = f"worktrees,{mine}:Patient"
    words = ("compare", "busy-repository", "--agents", "3", "--replications", "2")
    assert main((*words, "--strategies", names, "--format", "json")) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["differences"][0]["strategy"] == f"{mine}:Patient"
    assert told["differences"][0]["figures"]["makespan_minutes"]["mean"] == 0


def test_a_package_offers_strategies_by_an_entry_point(tmp_path: Path, mine: Path) -> None:
    info = tmp_path / "patience-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: patience\nVersion: 1\n", "utf-8")
    points = f"[remit_sim.strategies]\npatient = {mine.stem}:Patient\n"
    (info / "entry_points.txt").write_text(points, "utf-8")
    call = "import sys, remit_sim.cli as c; sys.exit(c.main())"

    def said(*words: str) -> str:
        return subprocess.run(
            [sys.executable, "-c", call, *words],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(tmp_path)},
        ).stdout

    assert "  patient " in said("list")
    assert "patient, 3 agents" in said("run", "ten-tasks", "--strategy", "patient", "--agents", "3")


@pytest.mark.parametrize(
    ("code", "name", "said"),
    [
        (PATIENT, "Patience", "did you mean Patient?"),
        ("x = 1 +", "Mine", "failed, line 1: SyntaxError"),
        ("import nowhere_to_be_found", "Mine", "failed, line 1: ModuleNotFoundError"),
        ("Mine = 7", "Mine", "cannot be called with a world"),
        ("class Mine:\n def __init__(self): ...", "Mine", "failed: TypeError"),
        ("def Mine(world): return 3", "Mine", "is no strategy"),
        (PATIENT.replace("yield from agent.is_reviewed()", "1 / 0"), "Patient", "ZeroDivision"),
        (PATIENT + "    def choose(self, tasks): return 5", "Patient", "chose no task"),
        (PATIENT + "    def choose(self, tasks): return tasks[99]", "Patient", "IndexError"),
        (PATIENT.replace("yield from agent.lands(task, base)", ""), "Patient", "have no end"),
        (PATIENT + "    def serves(self, agent): yield from 3", "Patient", "failed, line 13: Type"),
    ],
)
def test_what_is_wrong_with_it_is_its_authors_business(
    tmp_path: Path, code: str, name: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.py"
    file.write_text(code, "utf-8")
    assert main(("run", "ten-tasks", "--strategy", f"{file}:{name}")) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("wish", ["-5", "1.5", "None", "True", "[]", "self.world"])
def test_what_cannot_be_waited_for_is_told_with_its_line(
    tmp_path: Path, wish: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = PATIENT.replace("yield from agent.is_reviewed()", f"yield {wish}")
    file = tmp_path / f"{tmp_path.name}.py"  # what is loaded once is kept by its name
    file.write_text(code, "utf-8")
    monkeypatch.chdir(tmp_path)  # as the documents name files: from here
    assert main(("run", "ten-tasks", "--strategy", f"{file.name}:Patient")) == 2
    line = 1 + code[: code.index(f"yield {wish}")].count("\n")
    assert f"failed, line {line}: ValueError: a process cannot wait" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["nowhere.py:Mine", "nowhere:Mine", ":", "mine.py:"])
def test_what_is_nowhere_is_a_sentence(name: str) -> None:
    with pytest.raises(UsageError):
        find_strategy(name)


def test_a_scenario_file_runs_nobodys_code(mine: Path, tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    file.write_text(
        f'[scenario]\nname = "x"\n[experiment]\nstrategies = ["{mine}:Patient"]\n', "utf-8"
    )
    assert main(("compare", str(file))) == 2
