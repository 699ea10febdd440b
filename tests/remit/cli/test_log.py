"""`log`: what hooks refused, or would have."""

import time
from typing import TYPE_CHECKING

import pytest

from remit.cli.log import summarize_paths
from remit.git.verdict_log import LogEntry, LogItem, append_entry

if TYPE_CHECKING:
    from calling import RemitCall
    from repo import Repo


@pytest.fixture
def logged(repo: "Repo", monkeypatch: pytest.MonkeyPatch) -> "Repo":
    """A log of four verdicts, two of them of 1 January 2026."""
    items = (LogItem("R101", b"secret/s"), LogItem("R604", None), LogItem("", b"\xff\x1b"))
    for now, task, enforced in (
        (1_767_225_600, "login", False),
        (1_767_225_601, "login", True),
        (1_800_000_000, "token", False),
        (1_800_000_001, None, True),
    ):
        monkeypatch.setattr(time, "time", lambda now=now: now)
        with repo.inside() as repository:
            append_entry(repository, "commit", task, items[: 3 if task == "login" else 1],
                         enforced=enforced)  # fmt: skip
    return repo


@pytest.mark.usefixtures("repo")
def test_an_empty_log_says_so(remit: "RemitCall") -> None:
    assert remit("log").out == "nothing was refused here, and nothing was warned about\n"
    assert remit("log", "--format", "json").fields["paths"] == []


@pytest.mark.usefixtures("logged")
def test_the_log_is_told_per_task_and_path(remit: "RemitCall") -> None:
    assert remit("log").out == (
        "no task\n"
        "  secret/s  R101  refused 1x (commit), last 2027-01-15\n"
        "login\n"
        "  the whole change  R604  refused 1x, would have been refused 1x (commit), "
        "last 2026-01-01\n"
        "  secret/s  R101  refused 1x, would have been refused 1x (commit), last 2026-01-01\n"
        '  "\\377\\033"  could not check  refused 1x, would have been refused 1x (commit), '
        "last 2026-01-01\n"
        "token\n"
        "  secret/s  R101  would have been refused 1x (commit), last 2027-01-15\n"
        "2 warnings, 2 refusals since 2026-01-01\n"
    )


@pytest.mark.usefixtures("logged")
def test_a_part_of_the_log_can_be_asked_for(remit: "RemitCall") -> None:
    found = remit("log", "--task", "login", "--format", "json")
    assert (found.fields["refused"], found.fields["warned"]) == (1, 1)
    assert {each["task"] for each in found.each("paths")} == {"login"}
    assert [each["path"] for each in found.each("paths")][:2] == [None, "secret/s"]
    since = remit("log", "--since", "2027-01-01", "--format", "json").each("paths")
    assert {each["task"] for each in since} == {None, "token"}
    assert remit("log", "--since", "1d", "--task", "token", "--format", "json").each("paths")


@pytest.mark.usefixtures("repo")
@pytest.mark.parametrize("text", ["yesterday", "2027-13-01", "d", "-1d"])
def test_a_day_that_is_none_is_a_slip_of_the_caller(remit: "RemitCall", text: str) -> None:
    said = remit("log", f"--since={text}")
    assert said.code == 2
    assert "write it as 2027-01-31" in said.err


def test_a_path_that_is_met_more_often_comes_first() -> None:
    entry = LogEntry(1, "commit", True, "login", None, (LogItem("R101", b"b"),))
    often = entry._replace(layer="push", items=(LogItem("R101", b"c"), LogItem("R101", b"b")))
    first, second = summarize_paths((entry, often))
    assert (first.path, first.refused, first.layers) == (b"b", 2, ("commit", "push"))
    assert second.path == b"c"


def test_a_time_that_no_calendar_has_is_said_to_be_unknown(
    remit: "RemitCall", repo: "Repo"
) -> None:
    repo.write(
        ".git/remit/log.jsonl",
        '{"time": 1000000000000000000000, "layer": "commit", "enforced": true, "task": "login",'
        ' "branch": null, "items": [["R101", "a"]], "more": 7}\n',
    )
    said = remit("log")
    assert "last an unknown day" in said.out
    assert "and 7 paths of changes too large" in said.out
