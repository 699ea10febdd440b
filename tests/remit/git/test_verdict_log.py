import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from repo import Repo

from remit.git import verdict_log
from remit.git.verdict_log import LogItem, append_entry, log_verdict, read_entries

ITEMS = (LogItem("R101", b"secret/\xff\n\x1b[2J"), LogItem("R604", None), LogItem("", b"top"))


def append(repo: Repo, items: tuple[LogItem, ...] = ITEMS, *, enforced: bool = True) -> None:
    with repo.inside() as repository:
        append_entry(repository, "commit", "login", items, enforced=enforced)


def log(repo: Repo) -> Path:
    return repo.root / ".git/remit/log.jsonl"


def entries(repo: Repo) -> tuple[verdict_log.LogEntry, ...]:
    with repo.inside() as repository:
        return read_entries(repository)


def test_what_is_appended_is_read_back(repo: Repo) -> None:
    append(repo)
    append(repo, enforced=False)
    first, second = entries(repo)
    assert first.items == ITEMS
    assert first[1:5] == ("commit", True, "login", "agent/login")
    assert (second.enforced, second.more) == (False, 0)


def test_a_verdict_is_kept_with_its_doubts(repo: Repo) -> None:
    repo.stage("secret/s", "changed\n")
    verdict = repo.judge()
    with repo.inside() as repository:
        log_verdict(repository, verdict)
    (entry,) = entries(repo)
    assert entry.items == (LogItem("R101", b"secret/s"),)


def test_a_linked_worktree_writes_into_the_same_log(repo: Repo) -> None:
    repo.git("worktree", "add", "-q", "-b", "other", "../linked")
    append(Repo(repo.root.parent / "linked"))
    assert [entry.branch for entry in entries(repo)] == ["other"]


def test_a_large_verdict_is_counted_and_cut(repo: Repo) -> None:
    append(repo, tuple(LogItem("R101", b"x" * 9000 + b"%d" % n) for n in range(250)))
    (entry,) = entries(repo)
    assert (len(entry.items), entry.more) == (100, 150)
    assert log(repo).stat().st_size < verdict_log.LARGEST


def test_the_log_is_bounded_and_loses_its_oldest_part(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verdict_log, "LARGEST", 2000)
    for number in range(60):
        append(repo, (LogItem("R101", b"%d" % number),))
    kept = [int(entry.items[0].path or b"") for entry in entries(repo)]
    assert kept == list(range(kept[0], 60))
    assert 10 < len(kept) < 60
    assert sum(path.stat().st_size for path in log(repo).parent.glob("log.jsonl*")) < 5000


def test_processes_that_append_at_once_lose_nothing(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verdict_log, "LARGEST", 40_000)
    with repo.inside() as repository, ThreadPoolExecutor(8) as pool:
        jobs = [
            pool.submit(
                append_entry,
                repository,
                "commit",
                None,
                (LogItem("R101", b"%d" % n),),
                enforced=True,
            )
            for n in range(400)
        ]
        assert [job.result() for job in jobs] == [None] * 400
    assert {entry.items[0].path for entry in entries(repo)} == {b"%d" % n for n in range(400)}


@pytest.mark.parametrize("kind", ["link", "directory", "pipe", "file above", "read only"])
def test_a_log_that_cannot_be_written_is_left_alone(repo: Repo, kind: str) -> None:
    outside = repo.write("outside", "kept\n")
    log(repo).parent.mkdir()
    match kind:
        case "link":
            log(repo).symlink_to(outside)
        case "directory":
            log(repo).mkdir()
        case "pipe":
            os.mkfifo(log(repo))
        case "file above":
            log(repo).parent.rmdir()
            log(repo).parent.write_text("")
        case _:
            log(repo).write_text("")
            log(repo).unlink()
            log(repo).parent.chmod(0o500)
    append(repo)
    assert outside.read_text() == "kept\n"
    if kind == "read only":
        log(repo).parent.chmod(0o700)
    assert kind in {"link", "read only"} or entries(repo) == ()


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"x",
        b"[]",
        b"1",
        b"{}",
        b"\xff",
        b"[" * 100_000,
        b'{"time": NaN}',
        (
            b'{"time": 1, "layer": "c", "enforced": 1, "task": null, "branch": null, "more": 0,'
            b' "items": [1]}'
        ),
        (
            b'{"time": 1, "layer": "c", "enforced": 1, "task": null, "branch": null, "more": 0,'
            b' "items": [["R101", 7]]}'
        ),
        (
            b'{"time": 1e999, "layer": "c", "enforced": 1, "task": 1, "branch": [], "more": 0,'
            b' "items": []}'
        ),
    ],
)
def test_a_line_of_another_form_is_left_out(repo: Repo, line: bytes) -> None:
    append(repo)
    with log(repo).open("ab") as file:
        file.write(line + b"\n")
    append(repo)
    assert len(entries(repo)) == 2


def test_every_line_is_ascii(repo: Repo) -> None:
    append(repo)
    (line,) = log(repo).read_text("ascii").splitlines()
    assert json.loads(line)["items"][0][0] == "R101"
