from pathlib import Path

import pytest
from repo import Repo

from remit.errors import GitError
from remit.gates.commit_message import stamp_message_file


def _stamped(repo: Repo, message: bytes) -> bytes:
    file = repo.write(".git/COMMIT_EDITMSG", message)
    with repo.inside() as repository:
        assert stamp_message_file(repository, str(file)) == "login"
    return file.read_bytes()


def test_a_commit_of_a_task_names_it(repo: Repo) -> None:
    assert _stamped(repo, b"Subject\n") == b"Subject\n\nRemit-Task: login\n"


def test_stamping_twice_is_stamping_once(repo: Repo) -> None:
    once = _stamped(repo, b"Subject\n\nBody\n")
    assert _stamped(repo, once) == once


@pytest.mark.parametrize("character", [";", "auto", "#"])
def test_the_comment_character_of_git_is_respected(repo: Repo, character: str) -> None:
    repo.git("config", "core.commentChar", character)
    mark = character.encode() if character == ";" else b"#"
    assert _stamped(repo, b"Subject\n" + mark + b" On branch\n") == (
        b"Subject\n\nRemit-Task: login\n" + mark + b" On branch\n"
    )


def test_git_reads_the_trailer_back(repo: Repo) -> None:
    repo.stage("allowed/a", "changed\n")
    file = repo.write(".git/message", _stamped(repo, b"Subject\n\nBody: of words\nMore words\n"))
    repo.git("commit", "-q", "-F", str(file))
    assert repo.git("log", "-1", "--format=%(trailers:key=Remit-Task,valueonly)").strip() == "login"


def test_before_the_first_commit_the_message_stays(empty: Repo) -> None:
    file = empty.write(".git/COMMIT_EDITMSG", "Subject\n")
    with empty.inside() as repository:
        assert stamp_message_file(repository, str(file)) is None
    assert file.read_text() == "Subject\n"


def test_a_message_that_cannot_be_read_is_a_sentence(repo: Repo) -> None:
    with repo.inside() as repository, pytest.raises(GitError, match="cannot be read"):
        stamp_message_file(repository, str(repo.root / "none"))


def test_a_message_that_cannot_be_written_stays_whole(repo: Repo, tmp_path: Path) -> None:
    import os

    file = tmp_path / "message"
    file.write_text("Subject\n")
    (tmp_path / f".message.{os.getpid()}.remit").mkdir()
    with repo.inside() as repository, pytest.raises(GitError, match="cannot be written"):
        stamp_message_file(repository, str(file))
    assert file.read_text() == "Subject\n"
