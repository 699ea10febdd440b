"""The one entry of all hooks: which hook runs, and which exit code each kind of end has."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from repo import Repo

from remit_hooks import entry

HOOK = (sys.executable, "-I", "-m", "remit_hooks")


def run(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """A hook as a process, in the current directory."""
    return subprocess.run(
        [*HOOK, *words],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_clean_commit_is_zero_and_silent(repo: Repo) -> None:
    repo.stage("allowed/new")
    done = run("pre-commit")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_violation_is_one(repo: Repo) -> None:
    repo.stage("secret/new")
    assert run("pre-commit").returncode == 1


def test_a_branch_of_no_task_is_zero_and_silent(repo: Repo) -> None:
    repo.switch("main")
    repo.stage("secret/new")
    done = run("pre-commit")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_what_was_not_checked_is_one_line(repo: Repo) -> None:
    repo.switch("main")
    manifest = '[task]\nid = "login"\nbranch = "agent/login"\n[files]\nwrite = ["allowed/**"]\n'
    repo.put(".remit/tasks/login.toml", f'{manifest}[apis]\ndeny = ["subprocess.*"]\n')
    repo.switch("agent/login")
    repo.stage("allowed/new")
    done = run("pre-commit")
    assert done.returncode == 0
    assert done.stderr.count("\n") == 1
    assert "not checked: " in done.stderr
    assert run("pre-commit", "again").stderr == ""


def test_what_could_not_be_checked_is_two_with_a_sentence_and_a_hint(repo: Repo) -> None:
    repo.git("checkout", "-q", "--detach")
    repo.stage("allowed/new")
    done = run("pre-commit")
    assert done.returncode == 2
    sentence, hint = done.stderr.splitlines()
    assert sentence.startswith("remit: HEAD is detached")
    assert hint.startswith("hint: ")


def test_outside_of_a_repository_is_two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("pre-commit")
    assert done.returncode == 2
    assert "not a git repository" in done.stderr


@pytest.mark.parametrize("words", [(), ("update",), ("--help",), ("commit-msg",)])
def test_a_call_that_cannot_be_meant_is_two(repo: Repo, words: tuple[str, ...]) -> None:
    assert repo.root == Path.cwd()
    done = run(*words)
    assert done.returncode == 2
    assert done.stderr.startswith("remit: ")


def test_a_corrupt_index_is_two(repo: Repo) -> None:
    (repo.root / ".git/index").write_bytes(b"not an index")
    done = run("pre-commit")
    assert done.returncode == 2
    assert "index" in done.stderr


def test_without_git_it_is_two(repo: Repo) -> None:
    assert repo.root == Path.cwd()
    done = run("pre-commit", PATH="/nowhere")
    assert done.returncode == 2
    assert "git was not found" in done.stderr


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interruption_is_130_and_one_line(repo: Repo, told: signal.Signals) -> None:
    """git is held by a fifo where it reads its index; then the hook is interrupted."""
    fifo = repo.root.parent / "index"
    os.mkfifo(fifo)
    process = subprocess.Popen(
        [*HOOK, "pre-commit"],
        env={**os.environ, "GIT_INDEX_FILE": str(fifo)},
        stderr=subprocess.PIPE,
        text=True,
    )
    time.sleep(1)
    process.send_signal(told)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert said.splitlines() == ["remit: interrupted; nothing was decided."]


def test_a_crash_is_three_with_a_log_to_paste(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_: str) -> None:
        raise ZeroDivisionError("planted")

    monkeypatch.setattr(entry, "_hook", broken)
    assert entry.main(["pre-commit"]) == 3
    said = capsys.readouterr().err
    assert "a bug in remit: ZeroDivisionError" in said
    (log,) = [word for word in said.split() if word.endswith(".md")]
    assert Path(log).parent == repo.root / ".git/remit"
    text = Path(log).read_text()
    assert "planted" in text
    assert "- git: " in text


def test_a_crash_outside_of_a_repository_leaves_its_log_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_: str) -> None:
        raise ZeroDivisionError("planted")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(entry, "_hook", broken)
    assert entry.main(["pre-commit"]) == 3
    (log,) = [word for word in capsys.readouterr().err.split() if word.endswith(".md")]
    assert "planted" in Path(log).read_text()
    Path(log).unlink()


def test_refusals_are_coloured_only_on_a_terminal(repo: Repo) -> None:
    repo.stage("secret/new")
    assert "\033" not in run("pre-commit").stderr


def test_a_name_that_is_no_text_can_be_refused(repo: Repo) -> None:
    path = os.fsencode(repo.root) + b"/secret/\xff\n\x1b[31m"
    with open(path, "wb") as file:  # noqa: PTH123 - not text
        file.write(b"x")
    repo.git("add", "-A")
    done = run("pre-commit", LC_ALL="C", PYTHONIOENCODING="ascii")
    assert done.returncode == 1
    assert "\x1b" not in done.stderr


def test_commit_msg_writes_the_trailer(repo: Repo) -> None:
    message = repo.root.parent / "MSG"
    message.write_text("A subject\n")
    assert run("commit-msg", str(message)).returncode == 0
    assert message.read_text() == "A subject\n\nRemit-Task: login\n"


def test_lint_reads_the_manifests_of_the_index(repo: Repo) -> None:
    assert run("lint").returncode == 0
    repo.task("login", write=["/absolute"])
    repo.write(".remit/tasks/login.toml", "the working tree does not count")
    done = run("lint")
    assert done.returncode == 1
    assert ".remit/tasks/login.toml:5:" in done.stderr


def test_lint_in_a_conflict_of_manifests_is_two(repo: Repo) -> None:
    oid = repo.git("hash-object", "-w", "--stdin", feed=b"x")
    entries = "".join(f"100644 {oid} {n}\t.remit/tasks/login.toml\n" for n in (1, 2, 3))
    repo.git("rm", "-q", "--cached", ".remit/tasks/login.toml")
    repo.git("update-index", "--index-info", feed=entries.encode())
    assert run("lint").returncode == 2


@pytest.mark.parametrize("name", ["post-commit", "post-merge", "post-rewrite", "post-applypatch"])
def test_hooks_that_note_are_silent_on_a_branch_of_no_task(repo: Repo, name: str) -> None:
    repo.switch("main")
    done = subprocess.run(
        [*HOOK, name, "rebase"], input=f"{repo.oid('HEAD')} {repo.oid('HEAD')}\n",
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not (repo.root / ".git/remit/skipped").exists()
