"""The question to the platform: whatever comes instead of an answer is "could not check"."""

import socket
import threading

import pytest

from remit.errors import CouldNotCheck
from remit_hooks.ci.github_api import pull_request_branch

BROKEN = {
    "no HTTP at all": b"nonsense\r\n\r\n",
    "cut short": b"HTTP/1.0 200 OK\r\nContent-Length: 99\r\n\r\n{",
    "no JSON": b"HTTP/1.0 200 OK\r\n\r\n<html>",
    "no branch": b'HTTP/1.0 200 OK\r\n\r\n{"head": []}',
    "nested without end": b"HTTP/1.0 200 OK\r\n\r\n" + b"[" * 100_000,
    "nothing": b"",
}


@pytest.mark.parametrize("answer", BROKEN.values(), ids=BROKEN)
def test_an_answer_that_cannot_be_read_is_could_not_check(answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_answer, args=(server, answer))
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(CouldNotCheck, match="pull request 7"):
            pull_request_branch({"GITHUB_API_URL": url, "GITHUB_REPOSITORY": "o/r"}, 7)
        thread.join()


def _answer(server: socket.socket, answer: bytes) -> None:
    asking, _ = server.accept()
    with asking:
        asking.recv(65536)
        asking.sendall(answer)
