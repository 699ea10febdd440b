"""`remit history` answers for any repository, or says why not."""

import json
import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from remit.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

    from repo import Repo


def history(*words: str) -> int:
    return main(["history", *words])


def found(capsys: pytest.CaptureFixture[str], *words: str) -> "dict[str, object]":
    code = history(*words, "--format", "json")
    answered: dict[str, object] = json.loads(capsys.readouterr().out)
    assert code == answered.get("exit_code", 0)
    return answered


def test_a_history_is_answered_as_text_and_as_json(
    repo: "Repo", capsys: pytest.CaptureFixture[str]
) -> None:
    repo.put("allowed/b")
    assert history() == 0
    assert "2 commits without merges" in capsys.readouterr().out
    assert history("main") == 0
    assert "1 commit without merges" in capsys.readouterr().out
    answered = found(capsys, "main")
    assert (answered["revision"], answered["commit"]) == ("main", repo.oid("main"))
    assert (answered["unit"], answered["changes"]) == ("commit", 1)


def test_only_the_newest_changes_count_where_a_number_is_given(
    repo: "Repo", capsys: pytest.CaptureFixture[str]
) -> None:
    repo.put("allowed/b")
    answered = found(capsys, "--newest", "1", "--unit", "pr")
    assert (answered["unit"], answered["changes"]) == ("pr", 1)
    assert answered["landing"] == {"merges": 0, "squashes": 0, "singles": 1}


def test_a_repository_of_submodules_alone_has_a_history(
    empty: "Repo", capsys: pytest.CaptureFixture[str]
) -> None:
    empty.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},lib")
    empty.commit()
    assert found(capsys)["files"] == {"live": 0, "touched": 0}
    assert history() == 0


def test_a_bare_repository_has_a_history(
    repo: "Repo", tmp_path: "Path", capsys: pytest.CaptureFixture[str]
) -> None:
    repo.git("clone", "-q", "--bare", ".", str(tmp_path / "bare"))
    assert history() == 0
    capsys.readouterr()
    os.chdir(tmp_path / "bare")
    assert found(capsys, "main")["changes"] == 1


def test_a_clone_of_the_newest_commit_alone_says_that_it_is_cut_off(
    repo: "Repo", tmp_path: "Path", capsys: pytest.CaptureFixture[str]
) -> None:
    repo.put("allowed/b")
    clone = repo.clone(tmp_path / "shallow", "--depth=1")
    os.chdir(clone.root)
    answered = found(capsys)
    assert (answered["changes"], answered["first"], answered["busiest"]) == (0, None, [])
    assert "--unshallow" in str(answered["remarks"])


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nowhere"], "names no commit"),
        (["--newest", "0"], "--newest needs a number"),
        (["-q" * 9], ""),
    ],
)
def test_a_call_that_means_nothing_is_said(
    repo: "Repo", capsys: pytest.CaptureFixture[str], words: list[str], sentence: str
) -> None:
    assert repo
    if not sentence:
        assert history(*words) == 2
        return
    answered = found(capsys, *words)
    assert answered["exit_code"] == 2
    assert sentence in str(answered["error"])


def test_no_commit_yet_is_said(empty: "Repo", capsys: pytest.CaptureFixture[str]) -> None:
    assert empty
    assert "there is no commit yet" in str(found(capsys)["error"])


def test_no_repository_is_said(
    tmp_path: "Path", monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "not a git repository" in str(found(capsys)["error"])


PROGRAM = """
import sys
from remit.cli import progress
progress._MOMENT = 0
progress.find_spec = eval(sys.argv[1])
with progress.show_progress("reading history") as told:
    if told:
        told(1, 4)
        told(4, 4)
"""


@pytest.mark.parametrize("rich", ["lambda name: None", "lambda name: name"])
def test_who_waits_at_a_terminal_sees_how_far_it_is(rich: str) -> None:
    if "None" not in rich:
        pytest.importorskip("rich", reason="pip install -e '.[split]'")
    main, side = pty.openpty()
    command = [sys.executable, "-c", PROGRAM, rich]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80"}
    subprocess.run(command, check=True, stderr=side, env=environment)
    os.close(side)
    told = os.read(main, 1 << 16)
    os.close(main)
    assert b"reading history" in told
    assert b"4 of 4" in told or b"4/4" in told


def test_nobody_else_is_told_anything() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "lambda name: name"], check=True, capture_output=True
    )
    assert (done.stdout, done.stderr) == (b"", b"")
