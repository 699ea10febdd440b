"""The command: whole answers, files, and every failure as a sentence."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from golden import matches

from remit.errors import UsageError
from remit_sim.cli import main
from remit_sim.cli.main import VERBS
from remit_sim.strategies import STRATEGIES, find_strategy

ROOT = Path(__file__).parents[3]


IDLE = "agent-1 is not accounted for from tick 2700000 to 3000000"


class Said:
    """A call of the command in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *words: str) -> tuple[int, str, str]:
        code = main(words)
        out, err = self._capsys.readouterr()
        return code, out, err

    def fields(self, *words: str) -> dict[str, Any]:
        _, out, _ = self(*words, "--format", "json")
        return dict(json.loads(out))


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    return Said(capsys)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("list.txt", ("list",)),
        ("ten-tasks.txt", ("compare", "ten-tasks")),
        ("busy.txt", ("compare", "busy-repository", "--agents", "6", "--replications", "4")),
        ("desktop.txt", ("compare", "shared-desktop", "--agents", "3", "--replications", "3")),
        ("run.txt", ("run", "busy-repository", "--strategy", "worktrees", "--replications", "4")),
        ("run.json", ("run", "one-file", "--strategy", "locks", "--format", "json")),
        ("one-file.json", ("compare", "one-file", "--agents", "3", "--format", "json")),
    ],
)
def test_whole_answers(said: Said, name: str, words: tuple[str, ...]) -> None:
    code, out, err = said(*words)
    assert (code, err) == (0, "")
    matches(f"sim/{name}", out)
    if name.endswith(".txt"):
        assert max(map(len, out.splitlines())) <= 80


def test_shares_of_time_add_up_to_one(said: Said) -> None:
    for row in said.fields("compare", "busy-repository", "--replications", "2")["rows"]:
        shares = [each["mean"] for name, each in row["figures"].items() if name.endswith("_share")]
        assert sum(shares) == pytest.approx(1, abs=1e-5)


def test_an_answer_does_not_depend_on_the_process(said: Said) -> None:
    words = ("compare", "busy-repository", "--agents", "4", "--replications", "2")
    _, here, _ = said(*words)
    call = [sys.executable, "-c", "import sys, remit_sim.cli as c; sys.exit(c.main())", *words]
    for seed in ("0", "1"):
        there = subprocess.run(
            call, check=True, capture_output=True, text=True, env={"PYTHONHASHSEED": seed}
        )
        assert there.stdout == here


def test_remit_sim_reaches_it() -> None:
    scope = Path(sys.executable).parent / "remit"
    if not scope.exists():
        pytest.skip("remit is not installed: pip install -e .")
    done = subprocess.run([scope, "sim", "list"], check=True, capture_output=True, text=True)
    assert done.stdout.startswith("scenarios:")


def test_a_trace_is_written_and_read_again(said: Said, tmp_path: Path) -> None:
    file = str(tmp_path / "run.jsonl")
    words = ("run", "one-file", "--strategy", "worktrees", "--agents", "3")
    _, told, _ = said(*words, "--trace", file)
    code, again, _ = said("check", file)
    assert code == 0
    assert again.splitlines()[1:] == told.splitlines()[1:]


def test_a_trace_that_was_changed_is_told(said: Said, tmp_path: Path) -> None:
    file = tmp_path / "run.jsonl"
    said("run", "one-file", "--strategy", "locks", "--agents", "2", "--trace", str(file))
    lines = file.read_text("utf-8").splitlines(keepends=True)
    file.write_text("".join(line for line in lines if '"gives"' not in line), "utf-8")
    (kept,) = [n for n, line in enumerate(lines) if '"ends"' in line]
    file.write_text("".join(lines[:kept] + lines[kept + 1 :]), "utf-8")
    code, out, _ = said("check", str(file))
    assert code == 1
    assert "a run ends once" in out


def test_a_trace_is_read_again_as_json_and_drawn(said: Said, tmp_path: Path) -> None:
    file = str(tmp_path / "run.jsonl")
    words = ("run", "one-file", "--strategy", "worktrees", "--agents", "3")
    told = said.fields(*words, "--trace", file)
    again = said.fields("check", file)
    assert (again["version"], again["kind"], again["replication"]) == (2, "trace", 0)
    assert again["broken_laws"] == []
    shared = ("scenario", "strategy", "agents", "seed", "figures")
    assert [again[key] for key in shared] == [told[key] for key in shared]
    code, drawn, _ = said("check", file, "--format", "svg")
    assert (code, drawn[:4]) == (0, "<svg")
    assert "agent 3" in drawn


def test_the_laws_that_a_trace_breaks_are_json_and_no_picture(said: Said, tmp_path: Path) -> None:
    file = tmp_path / "run.jsonl"
    said("run", "one-file", "--strategy", "locks", "--agents", "2", "--trace", str(file))
    file.write_text("".join(file.read_text("utf-8").splitlines(keepends=True)[:-1]), "utf-8")
    told = said.fields("check", str(file))
    assert (told["broken_laws"], told["figures"]) == ([IDLE], None)
    code, out, err = said("check", str(file), "--format", "svg")
    assert (code, out) == (1, "")
    assert IDLE in err


def test_a_range_of_agents_is_thinned_out_in_every_verb(said: Said) -> None:
    told = said.fields("compare", "ten-tasks", "--agents", "1..8", "--strategies", "locks")
    assert [row["agents"] for row in told["rows"]] == [1, 2, 3, 4, 6, 8]


def test_what_ships_is_listed_as_json(said: Said) -> None:
    told = said.fields("list")
    assert (told["version"], told["kind"]) == (2, "list")
    assert [each["name"] for each in told["strategies"]][: len(STRATEGIES)] == list(STRATEGIES)
    assert all(each["about"] for each in told["scenarios"])


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb != "report"])
def test_every_verb_but_the_one_that_makes_pages_answers_in_json(said: Said, verb: str) -> None:
    assert "json" in said(verb, "--help")[1]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("run", "nowhere"), "no scenario 'nowhere'"),
        (("run", "ten-tasks", "--strategy", "lock"), "did you mean locks?"),
        (("run", "ten-tasks", "--strategy", "x-ray-vision"), "`remit-sim list` names them"),
        (("run", "ten-tasks", "--agents", "0"), "--agents must be from 1"),
        (("run", "ten-tasks", "--replications", "0"), "--replications must be from 1"),
        (("compare", "ten-tasks", "--agents", "1,b"), "--agents needs numbers"),
        (("compare", "ten-tasks", "--agents", "1,0"), "--agents needs numbers from 1 to 1000"),
        (("compare", "ten-tasks", "--agents", "3..1"), "is an empty range"),
        (("compare", "ten-tasks", "--strategies", ""), "there is no strategy ''"),
        (("sweep", "ten-tasks", "--over", "agents=1", "--strategies", ""), "no strategy ''"),
        (("advise", "ten-tasks", "--strategies", ""), "there is no strategy ''"),
        (("run", "--plan", ""), "the plan '' cannot be read"),
        (("run", "--repo", ""), "--repo '' is no directory"),
        (("run", "--manifests", ""), "'' is no directory and no revision"),
        (("check", "nowhere.jsonl"), "the trace could not be read"),
        (("check", "pyproject.toml"), "is no trace of a run"),
        (("run", "ten-tasks", "--trace", "no/such/folder/t"), "the trace could not be written"),
    ],
)
def test_every_failure_is_a_sentence(
    said: Said, words: tuple[str, ...], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    code, out, err = said(*words)
    assert (code, out) == (2, "")
    assert sentence in err


def test_failures_are_json_where_that_is_asked_for(said: Said, tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    file.write_text("[scenario]\nname = 1\n", "utf-8")
    fault = said.fields("run", str(file))["error"]["faults"][0]
    assert (fault["line"], fault["what"]) == (2, "`name` must be a string, not an integer.")
    assert "no scenario" in said.fields("compare", "nowhere")["error"]["sentence"]


def test_no_verb_is_help_and_an_unknown_one_is_a_fault(said: Said) -> None:
    assert said()[0] == 2
    assert said("runn")[0] == 2
    assert said("--help")[0] == 0


def test_every_strategy_is_known_by_its_name() -> None:
    assert [find_strategy(name) for name in STRATEGIES] == [
        each.make for each in STRATEGIES.values()
    ]
    with pytest.raises(UsageError):
        find_strategy("")
