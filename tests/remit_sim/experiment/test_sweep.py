"""A sweep runs what is missing and nothing else, and keeps each run whole or not at all."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import psutil
import pytest

from remit_sim.cli import main
from remit_sim.experiment import jobs, replications, store
from remit_sim.outcome.metrics import FIGURES
from remit_sim.scenarios.reading import load_scenario

WORDS = (
    "sweep", "one-file", "--over", "edits.textual_share=0.1,0.9", "--over", "agents=1,3",
    "--strategies", "worktrees,locks", "--replications", "3", "--workers", "1",
)  # fmt: skip
RUNS = 2 * 2 * 2 * 3

Said = Callable[..., tuple[int, str, str]]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: Any) -> Said:
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> tuple[int, str, str]:
        code = main(words)
        out, err = capsys.readouterr()
        return code, out, err

    return call


def count(file: str = "r.sqlite") -> int:
    with sqlite3.connect(file) as connection:
        (number,) = connection.execute("SELECT count(*) FROM runs").fetchone()
    connection.close()
    return int(number)


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Every run that is really made."""
    made, real = list[tuple[str, int]](), replications.outcomes

    def spied(*asked: Any) -> Any:
        made.extend((str(asked[2]), number) for number in asked[4])
        return real(*asked)

    monkeypatch.setattr(jobs, "outcomes", spied)
    return made


def test_a_sweep_that_is_called_again_runs_nothing(said: Said, ran: list[Any]) -> None:
    first = said(*WORDS, "--out", "r.sqlite")
    assert first[0] == 0
    assert len(ran) == count() == RUNS
    assert said(*WORDS, "--out", "r.sqlite", "--resume") == first
    assert len(ran) == RUNS


def test_a_larger_sweep_runs_only_what_is_missing(said: Said, ran: list[Any]) -> None:
    said(*WORDS, "--out", "r.sqlite")
    code, _, _ = said(*WORDS, "--out", "r.sqlite", "--replications", "5")
    assert code == 0
    assert len(ran) == count() == RUNS // 3 * 5
    assert {number for _, number in ran[RUNS:]} == {3, 4}
    more = [word.replace("0.1,0.9", "0.1,0.5,0.9") for word in WORDS]
    said(*more, "--out", "r.sqlite")
    assert len(ran) == RUNS // 3 * 5 + RUNS // 2


def test_rows_that_were_lost_are_run_again_to_the_same_answer(said: Said, ran: list[Any]) -> None:
    whole = said(*WORDS, "--out", "r.sqlite")
    with sqlite3.connect("r.sqlite") as connection:
        connection.execute("DELETE FROM runs WHERE replication = 1 AND agents = 3")
    connection.close()
    assert said(*WORDS, "--out", "r.sqlite") == whole
    assert len(ran) == RUNS + 4


def test_a_batch_that_is_half_written_is_not_there(tmp_path: Path) -> None:
    known = load_scenario("one-file")
    cell = jobs.ExperimentCell(known, "locks", 1, 1)
    row = tuple(float(number) for number in range(len(FIGURES)))
    with store.open_run_store(str(tmp_path / "r.sqlite"), known, ()) as kept:
        kept.add(cell, (), [(0, row)])
        with pytest.raises(sqlite3.ProgrammingError):
            kept.add(cell, (), [(1, row), (2, row[:-1])])
        assert kept.there(cell) == {0}
        assert [each.row for each in kept.rows(cell, 9)] == [row]


def test_parquet_has_the_rows_of_the_store_and_units_in_its_columns(said: Said) -> None:
    code, out, _ = said(*WORDS, "--out", "r.parquet", "--format", "json")
    assert code == 0
    parquet: Any = import_module("pyarrow.parquet")  # it has no types
    table = parquet.read_table("r.parquet")
    assert table.num_rows == count() == RUNS
    keys = ["strategy", "agents", "seed", "replication", "edits.textual_share"]
    assert table.column_names == [*keys, *FIGURES]
    rows = table.to_pylist()
    for point in json.loads(out)["points"]:
        for each in point["rows"]:
            minutes = [
                row["makespan_minutes"]
                for row in rows
                if row["strategy"] == each["strategy"]
                and row["agents"] == point["agents"]
                and row["edits.textual_share"] == point["values"]["edits.textual_share"]
            ]
            assert len(minutes) == 3
            assert sum(minutes) / 3 == pytest.approx(each["figures"]["makespan_minutes"]["mean"])
    again = Path("r.parquet").read_bytes()
    said(*WORDS, "--out", "r.parquet", "--workers", "2")
    assert Path("r.parquet").read_bytes() == again


def test_json_says_who_leads_where(said: Said) -> None:
    _, out, _ = said(*WORDS, "--format", "json")
    found = json.loads(out)
    assert (found["version"], found["kind"], found["runs"]) == (2, "sweep", RUNS)
    assert found["over"] == {"edits.textual_share": [0.1, 0.9], "agents": [1, 3]}
    assert [point["values"]["agents"] for point in found["points"]] == [1, 3, 1, 3]
    assert found["points"][0]["places"][0]["place"] == 1


def test_a_latin_hypercube_is_swept_too(said: Said) -> None:
    words = ("sweep", "one-file", "--over", "edits.rework_share=0:1", "--over", "agents=1,2,3")
    code, out, _ = said(*words, "--design", "lhs", "--points", "6", "--format", "json")
    assert code == 0
    points = json.loads(out)["points"]
    assert sorted(point["agents"] for point in points) == [1, 1, 2, 2, 3, 3]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("sweep", "ten-tasks"), "nothing to sweep over"),
        ((*WORDS, "--design", "lhs"), "--design lhs needs --points"),
        ((*WORDS, "--points", "3"), "--points is for --design lhs"),
        ((*WORDS, "--resume"), "--resume needs --out"),
        ((*WORDS, "--out", "r.sqlite", "--resume"), "could not be opened"),
        ((*WORDS, "--out", "no/r.sqlite"), "could not be opened"),
        ((*WORDS, "--out", "r.csv"), "must end in .sqlite or .parquet"),
        ((*WORDS, "--strategies", "lock"), "did you mean locks?"),
        ((*WORDS, "--workers", "0"), "--workers must be from 1"),
        ((*WORDS, "--over", "work.tasks=0,1"), "must be from 1"),
        ((*WORDS, "--over", "leases.ttl_minutes=1,20"), "leases.ttl_minutes=1.0: `heartbeat"),
        ((*WORDS, "--over", "work.tasks=1:100000:10000", "--over", "files.total=1:9999:99"),
         "the number of points must be"),
        ((*WORDS, "--over", "work.tasks=1:9000:9000", "--replications", "1000"), "at most"),
    ],
)  # fmt: skip
def test_every_failure_is_a_sentence(said: Said, words: tuple[str, ...], sentence: str) -> None:
    code, out, err = said(*words)
    assert (code, out) == (2, "")
    assert sentence in err


def test_a_store_of_something_else_is_refused_with_a_fix(
    said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    said(*WORDS, "--out", "r.sqlite")
    before = Path("r.sqlite").read_bytes()
    other = ("sweep", "ten-tasks", *WORDS[2:], "--out", "r.sqlite")
    axis = (*WORDS, "--over", "work.tasks=3,4", "--out", "r.sqlite")
    for words, what in ((other, "another scenario"), (axis, "another list of parameters")):
        code, _, err = said(*words)
        assert code == 2
        assert what in err
        assert "give another --out" in err
    monkeypatch.setattr(store, "version", lambda: "0.0")
    assert "another version of remit" in said(*WORDS, "--out", "r.sqlite")[2]
    assert Path("r.sqlite").read_bytes() == before
    Path("r.sqlite").write_bytes(b"this is no database at all, and long enough to be read" * 20)
    assert "is no store of a sweep" in said(*WORDS, "--out", "r.sqlite")[2]
    Path("r.sqlite").unlink()
    with sqlite3.connect("r.sqlite") as connection:
        connection.execute("CREATE TABLE mine (x)")
    connection.close()
    assert "holds something else" in said(*WORDS, "--out", "r.sqlite")[2]


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_who_is_told_to_end_keeps_what_is_finished_and_leaves_no_process_behind(
    tmp_path: Path, told: signal.Signals
) -> None:
    file = tmp_path / "r.sqlite"
    words = ("sweep", "busy-repository", "--over", "edits.textual_share=0:1:40", "--out", file)
    code = "import sys, remit_sim.cli as c\nif __name__ == '__main__': sys.exit(c.main())"
    call = [sys.executable, "-c", code, *map(str, words), "--workers", "2"]
    running = subprocess.Popen(
        call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    end = time.monotonic() + 60
    while (not file.exists() or not file.stat().st_size or not count(str(file))) and (
        time.monotonic() < end
    ):
        time.sleep(0.1)
    workers = psutil.Process(running.pid).children(recursive=True)
    os.killpg(running.pid, told)
    out, err = running.communicate(timeout=60)
    assert (running.returncode, out) == (130, "")
    assert "interrupted; what is finished is in" in err
    assert not re.search("Traceback|resource_tracker", err)
    assert count(str(file)) > 0
    _, alive = psutil.wait_procs(workers, timeout=20)
    assert alive == []


@pytest.mark.parametrize(
    ("words", "code", "said_so"),
    [
        (("run", "ten-tasks"), 0, ""),
        (("sweep", "ten-tasks", "--over", "agents=1,3", "--replications", "2"), 0, ""),
        (("formulas", "overlap", "--plain", "--replications", "9"), 0, ""),
        (("formulas", "overlap"), 2, "[sim]"),
        (("run", "ten-tasks", "--dask", "local"), 2, "[cluster]"),
        (("sweep", "ten-tasks", "--over", "agents=1", "--out", "r.parquet"), 2, "[sim]"),
    ],
)
def test_without_the_extras_the_core_runs_and_the_rest_says_what_to_install(
    words: tuple[str, ...], code: int, said_so: str, tmp_path: Path
) -> None:
    extras = "numba numpy pyarrow distributed dask rich altair vl_convert"
    program = (
        f"import sys; sys.modules.update(dict.fromkeys('{extras}'.split()))\n"
        "from remit_sim.cli import main\nsys.exit(main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        check=False,
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert done.returncode == code
    assert said_so in done.stderr
