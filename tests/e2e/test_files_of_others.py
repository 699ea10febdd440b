"""Files that an agent can write end no command in a bug, and reach no terminal as they are."""

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hooked import hooked
from repo import Repo

from remit.cli.main import main
from remit.paths import escape_text
from remit_hooks.entry import main as hook

NASTY = {
    "nothing": b"",
    "deep": b"[" * 100_000 + b"\n",
    "deep tables": b'{"commit":' * 50_000 + b"\n",
    "escapes": b"\x1b[2J\x1b]0;owned\x07\xe2\x80\xaex\n",
    "escapes in JSON": b'{"commit": "\\u001b[2J", "task": "\\u202e"}\n',
    "C1 controls": "\x9b2J\x85\u2028\u200b\ufe0f".encode(),
    "a command of a CI": b"x\n::error::owned\n##[group]owned\n",
    "not UTF-8": bytes(range(256)),
    "zeros": b"\0" * 4096,
    "a huge number": b"9" * 10_000 + b"\n",
    "NaN": b'{"commit": NaN, "version": Infinity}\n',
    "a key twice": b'{"commit": "a", "commit": ["b"]}\n',
    "one long line": b"x" * 2_000_000,
    "many lines": b"x\n" * 300_000,
    "an option": b"--output=owned\n",
    "a name": b"refs/heads/agent/\x1b[2Jlogin\n",
    "a message": b"s\n\nRemit-Task: \x1b[2J\x1b]0;owned\x07\xe2\x80\xaex\nRemit-Task: b\x07\n",
    "a folded trailer": b"s\n\nRemit-Task: a\n" + b" x\n" * 300_000,
}
FILES = (
    "remit/skipped",
    "remit/judged",
    "remit/installed.json",
    "remit/journal",
    "remit/binding",
    "remit/cache/*",
    "MERGE_HEAD",
    "rebase-merge/head-name",
    "rebase-apply/head-name",
    "COMMIT_EDITMSG",
    "HEAD",
    "ORIG_HEAD",
    "config",
    "packed-refs",
    "shallow",
    "index",
    "hooks/pre-commit",
)
CALLS: dict[str, Callable[[], int]] = {
    "check --staged": lambda: main(["check", "--staged"]),
    "check --range": lambda: main(["check", "--range", "main...HEAD"]),
    "check --range, on GitHub": lambda: main(
        ["check", "--range", "main...HEAD", "--format=github"]
    ),
    "check --range, as JUnit": lambda: main(["check", "--range", "main...HEAD", "--format=junit"]),
    "doctor": lambda: main(["doctor"]),
    "pre-commit": lambda: hook(["pre-commit"]),
    "commit-msg": lambda: hook(["commit-msg", ".git/COMMIT_EDITMSG"]),
    "post-commit": lambda: hook(["post-commit"]),
    "install": lambda: main(["install"]),
    "uninstall": lambda: main(["uninstall"]),
}


@pytest.fixture
def violating(repo: Repo) -> Repo:
    """With hooks, a commit that leaves its scope, a staged change, and everything cached."""
    repo.put("secret/new")
    hooked(repo)
    repo.stage("allowed/new")
    (repo.root / ".git/COMMIT_EDITMSG").write_text("A subject\n")
    assert hook(["pre-commit"]) == 0
    assert [*(repo.root / ".git/remit/cache").iterdir()]
    return repo


@pytest.fixture
def said(capfdbinary: pytest.CaptureFixture[bytes]) -> Callable[[], str]:
    """What was written since the last call, as a terminal would get it."""
    return lambda: b"".join(capfdbinary.readouterr()).decode("utf-8")


def written_into(repo: Repo, name: str, content: bytes) -> None:
    for path in [*(repo.root / ".git").glob(name)] or [repo.root / ".git" / name]:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)


def require_a_decent_answer(call: str, said: Callable[[], str]) -> None:
    code = CALLS[call]()
    text = said()
    assert code in {0, 1, 2}, text
    assert [line for line in text.split("\n") if line != escape_text(line)] == []
    if "GitHub" not in call:
        assert not any(line.startswith(("::", "##[")) for line in text.split("\n"))


@pytest.mark.parametrize("name", FILES)
def test_what_is_in_a_file_of_the_git_directory_ends_no_command_in_a_bug(
    violating: Repo, said: Callable[[], str], name: str
) -> None:
    chance = random.Random(name)
    contents = [*NASTY.values(), *(chance.randbytes(chance.randrange(1, 300)) for _ in range(3))]
    for number, content in enumerate(contents):
        written_into(violating, name, content)
        require_a_decent_answer([*CALLS][number % len(CALLS)], said)


@pytest.mark.parametrize("content", NASTY)
def test_a_log_of_skipped_commits_takes_no_verdict_away(violating: Repo, content: str) -> None:
    written_into(violating, "remit/skipped", NASTY[content])
    assert main(["check", "--range", "main...HEAD"]) == 1


@pytest.mark.parametrize("content", NASTY)
def test_whatever_a_message_holds_is_shown_as_text(
    violating: Repo, said: Callable[[], str], content: str
) -> None:
    written_into(violating, "COMMIT_EDITMSG", NASTY[content])
    require_a_decent_answer("commit-msg", said)
    words = ("commit", "-q", "--no-verify", "--allow-empty", "-F", ".git/COMMIT_EDITMSG")
    violating.attempt(*words)  # git refuses some
    for call in ("check --range", "check --range, on GitHub", "check --range, as JUnit"):
        require_a_decent_answer(call, said)


def a_device(path: Path) -> None:
    """Something that has no end."""
    path.symlink_to("/dev/zero")


@pytest.mark.parametrize("name", ["remit/skipped", "remit/judged", "remit/installed.json",
                                  "remit/journal", "remit/binding", "remit/cache/*"])  # fmt: skip
@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, a_device],
                         ids=["pipe", "directory", "device"])  # fmt: skip
def test_what_is_no_file_is_neither_waited_for_nor_read_for_ever(
    violating: Repo, said: Callable[[], str], name: str, make: Callable[[Path], None]
) -> None:
    for path in [*(violating.root / ".git").glob(name)] or [violating.root / ".git" / name]:
        path.parent.mkdir(exist_ok=True)
        path.unlink(missing_ok=True)
        make(path)
    for call in CALLS:
        require_a_decent_answer(call, said)


def test_a_log_that_is_a_link_is_not_written_through(violating: Repo) -> None:
    outside = violating.root.parent / "outside"
    outside.write_text("kept\n")
    log = violating.root / ".git/remit/skipped"
    log.unlink(missing_ok=True)
    log.symlink_to(outside)
    violating.git("commit", "-q", "--no-verify", "-m", "unjudged")
    assert outside.read_text() == "kept\n"


def test_a_word_of_the_call_is_shown_as_text(repo: Repo, said: Callable[[], str]) -> None:
    assert repo.root.exists()
    for words in (["check", "\x1b[2J"], ["check", "--format=\x1b[2J"], ["\x1b[2J"], ["-C", "\x1b"]):
        assert main(words) == 2
    assert [line for line in said().split("\n") if line != escape_text(line)] == []
