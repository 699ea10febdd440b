"""Real runs: what must hold of them however busy the machine is."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from repo import Repo

from remit_sim.cli import main
from remit_sim.live.run_script import RunScript, write_run_script
from remit_sim.live.runner import LiveRun, LiveRunError, perform_script
from remit_sim.live.strategies import WAYS
from remit_sim.scenarios.reading import load_scenario, parse_scenario
from remit_sim.world.events import EventKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BUSY = b"""
[scenario]
name = "busy"
[work]
tasks = 8
task_minutes = 1
[files]
total = 4
per_task = 2
choice = "uniform"
[edits]
textual_share = 0.6
semantic_share = 0.1
[checks]
check_minutes = 0.5
pass_share = 0.8
lanes = 2
[leases]
slow_share = 0.3
slow_minutes = 2
ttl_minutes = 1.5
heartbeat_minutes = 0.5
[scopes]
miss_share = 0.3
request_minutes = 0.2
[review]
reviewers = 1
review_minutes = 0.1
"""
KEEPING = [name for name in WAYS if name != "shared-directory"]


def _played(strategy: str, folder: Path, agents: int = 3) -> tuple[RunScript, LiveRun]:
    script = write_run_script(parse_scenario(BUSY, "busy"), strategy, agents, (1, 0), 10)
    return script, perform_script(script, folder, 300)


def _running(where: Path) -> list[tuple[int, str]]:
    """The processes that name the folder, by their numbers and command lines."""
    return [each for each in _processes() if str(where) in each[1]]


def _processes() -> "Iterator[tuple[int, str]]":
    """All of them: from `/proc`, or from `ps` where there is none."""
    if Path("/proc/self/cmdline").exists():
        for file in Path("/proc").glob("[0-9]*/cmdline"):
            with suppress(OSError):  # it has ended meanwhile
                line = file.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
                yield int(file.parent.name), line.strip()
        return
    call = ["ps", "-wweo", "pid=,args="]
    listed = subprocess.run(call, check=True, capture_output=True, text=True)
    for line in listed.stdout.splitlines():
        number, _, words = line.strip().partition(" ")
        yield int(number), words.strip()


@pytest.mark.parametrize("strategy", KEEPING)
def test_every_edit_of_every_task_is_there_at_the_end(strategy: str, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    script, found = _played(strategy, folder)
    assert (found.outcome.started, found.outcome.landed, found.outcome.lost) == (8, 8, 0)
    assert (found.there, found.edits, found.worktrees) == (16, 16, 0)
    for task in script.tasks:
        for file in task.files:
            content = (folder / "repository" / "src" / f"{file}.py").read_text("utf-8")
            assert content.count(f"task {task.number}: done") == 1
    assert _running(folder) == []


@pytest.mark.parametrize("strategy", ["worktrees", "queue-speculative"])
def test_the_trunk_has_a_merge_of_every_task_and_both_sides_of_every_conflict(
    strategy: str, tmp_path: Path
) -> None:
    script, _ = _played(strategy, tmp_path / "run")
    repository = Repo(tmp_path / "run" / "repository")
    landed = repository.git("log", "--first-parent", "--format=%s", "main").splitlines()
    assert sorted(landed) == sorted(["the base", *(f"land task {n}" for n in range(8))])
    for task in script.tasks:
        repository.git("merge-base", "--is-ancestor", f"agent/task-{task.number}", "main")
    assert "<<<<" not in repository.git("grep", "-h", "", "main")


def test_the_updates_that_are_lost_are_those_that_the_files_lack(tmp_path: Path) -> None:
    script, found = _played("shared-directory", tmp_path / "run")
    missing = 0
    for task in script.tasks:
        for file in task.files:
            content = (tmp_path / "run" / "repository" / "src" / f"{file}.py").read_text("utf-8")
            missing += f"task {task.number}: done" not in content
    assert found.outcome.counts[EventKind.OVERWRITTEN] == missing == found.edits - found.there
    assert found.outcome.landed + found.outcome.lost == 8


def test_one_agent_alone_loses_and_conflicts_with_nothing(tmp_path: Path) -> None:
    for strategy in ("shared-directory", "worktrees"):
        _, found = _played(strategy, tmp_path / strategy, agents=1)
        assert (found.outcome.lost, found.outcome.counts[EventKind.CONFLICTS]) == (0, 0)


def test_what_is_outside_is_refused_and_granted_on_main(tmp_path: Path) -> None:
    script, found = _played("scopes", tmp_path / "run")
    undeclared = sum(len({*task.files} - {*task.declared}) for task in script.tasks)
    assert found.outcome.counts[EventKind.VIOLATIONS] == undeclared > 0
    repository = Repo(tmp_path / "run" / "repository")
    subjects = repository.git("log", "--first-parent", "--format=%s", "main")
    assert subjects.count("widen task") == undeclared


def test_tasks_land_in_their_order(tmp_path: Path) -> None:
    script = write_run_script(parse_scenario(BUSY, "busy"), "worktrees", 3, (1, 0), 20)
    chain = script.tasks[:1] + tuple(t._replace(after=(t.number - 1,)) for t in script.tasks[1:])
    perform_script(script._replace(tasks=chain), tmp_path / "run", 300)
    repository = Repo(tmp_path / "run" / "repository")
    landed = repository.git("log", "--first-parent", "--reverse", "--format=%s", "main")
    assert landed.splitlines()[1:] == [f"land task {number}" for number in range(8)]


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("[crashes]\nmean_hours = 1\n", "cannot play [crashes]"),
        ('[staleness]\nlaw = "power"\n', "cannot play [staleness]"),
        ("[hunks]\ndelete_share = 0.1\n", "cannot play [hunks]"),
    ],
)
def test_what_cannot_be_played_is_told_before_anything_begins(
    table: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "s.toml"
    file.write_text(f'[scenario]\nname = "x"\n{table}', "utf-8")
    assert main(("live", str(file))) == 2
    assert words in capsys.readouterr().err


def test_a_run_that_takes_too_long_is_ended_with_all_its_processes(tmp_path: Path) -> None:
    script = write_run_script(load_scenario("ten-tasks"), "worktrees", 2, (1, 0), 0.01)
    with pytest.raises(LiveRunError, match="longer than its time limit"):
        perform_script(script, tmp_path / "run", 0.5)
    assert _running(tmp_path) == []


@pytest.fixture
def calling(tmp_path: Path) -> "Iterator[subprocess.Popen[str]]":
    """A long real run, begun."""
    scratch = tmp_path / "tmp"
    scratch.mkdir()
    words = ("live", "ten-tasks", "--minutes-per-second", "0.02", "--agents", "2")
    call = [sys.executable, "-c", "import sys, remit_sim.cli as c; sys.exit(c.main())", *words]
    variables = {**os.environ, "TMPDIR": str(scratch)}
    with subprocess.Popen(call, env=variables, stderr=subprocess.PIPE, text=True) as process:
        _until(lambda: bool(list(scratch.glob("*/run-0/begun"))))
        yield process
        process.kill()


def _until(is_so: "Callable[[], bool]") -> None:
    late = time.monotonic() + 120
    while not is_so():
        assert time.monotonic() < late
        time.sleep(0.02)


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_nothing(
    calling: "subprocess.Popen[str]", told: signal.Signals, tmp_path: Path
) -> None:
    calling.send_signal(told)
    _, said = calling.communicate(timeout=120)
    assert (calling.returncode, "interrupted" in said) == (130, True)
    assert list((tmp_path / "tmp").iterdir()) == []
    assert _running(tmp_path) == []


def test_agents_do_not_outlive_a_run_that_was_killed(
    calling: "subprocess.Popen[str]", tmp_path: Path
) -> None:
    assert len(_running(tmp_path)) >= 2
    calling.kill()
    _until(lambda: not _running(tmp_path))


def test_an_agent_that_dies_ends_the_run_with_a_sentence(
    calling: "subprocess.Popen[str]", tmp_path: Path
) -> None:
    (agent,) = (number for number, line in _running(tmp_path) if line.endswith("run-0 1"))
    os.kill(agent, signal.SIGKILL)
    _, said = calling.communicate(timeout=120)
    assert calling.returncode == 2
    assert "process 1 of the real run ended with code -9: it said nothing" in said
    assert _running(tmp_path) == []


def test_the_command_keeps_the_repository_where_it_is_told_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "kept"
    words = ("live", "one-file", "--strategy", "locks", "--minutes-per-second", "100")
    assert main((*words, "--keep", str(kept), "--format", "json")) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["kind"], told["edits_there"], told["edits"]) == ("live", 10, 10)
    assert told["figures"]["lost_updates"]["fit"] == "inside"
    assert (kept / "run-0" / "repository" / "src" / "0.py").exists()
    assert main((*words, "--keep", str(kept))) == 2
    assert "is not empty" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--strategy", "worktree"), "did you mean worktrees?"),
        (("--strategy", "x-ray"), "can be run for real"),
        (("--minutes-per-second", "0"), "--minutes-per-second must be above 0"),
        (("--minutes-per-second", "nan"), "--minutes-per-second must be above 0"),
        (("--limit-seconds", "-1"), "--limit-seconds must be above 0"),
        (("--agents", "0"), "--agents must be from 1"),
        (("--keep", "/dev/null/x"), "cannot be made"),
    ],
)
def test_every_failure_is_a_sentence(
    words: tuple[str, ...], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(("live", "ten-tasks", *words)) == 2
    assert sentence in capsys.readouterr().err
