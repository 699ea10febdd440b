"""The `python` of `warm_python`: hands a call to the server, and ends as the call did.

It runs as `python -I -S warm_call.py SOCKET ...` and imports next to nothing, since its start is
most of what it costs.
"""

import marshal
import posix
import sys
from _socket import AF_UNIX, SCM_RIGHTS, SOL_SOCKET, socket

SHIELDED = {"remit.cli", "remit_hooks"}
"""Modules that refuse an interpreter without `-I`, or `-E -P`."""
OPTIONS = {"-I", "-E", "-P"}


def known_call(words: list[str]) -> list[str] | None:
    """The words from `-m` or `-c` on, where the server runs what they call for."""
    count = next((at for at, word in enumerate(words) if word not in OPTIONS), len(words))
    options, left = {*words[:count]}, words[count:]
    if left and left[0].startswith("-m") and left[0] != "-m":
        left[:1] = ["-m", left[0][2:]]
    option, what, *_ = [*left, "", ""]
    shielded = "-I" in options or {"-E", "-P"} <= options
    known = (
        what == "pre_commit" or (what in SHIELDED and shielded)
        if option == "-m"
        else option == "-c" and "-I" in options
    )
    return left if known else None


def hand_over(place: str, call: list[str]) -> int:
    """The exit code of a call, or the negative number of the signal that ended it."""
    mask = posix.umask(0)
    posix.umask(mask)
    words = [word.encode("utf-8", "surrogateescape") for word in call]
    data = marshal.dumps((words, posix.getcwdb(), posix.environ, mask))
    streams = b"".join(number.to_bytes(4, sys.byteorder) for number in range(3))
    server = socket(AF_UNIX)
    server.connect(place)
    head = len(data).to_bytes(8, "big")
    server.sendmsg([head], [(SOL_SOCKET, SCM_RIGHTS, streams)])
    server.sendall(data)
    return int(server.recv(16))


if __name__ == "__main__":
    _, place, *words = sys.argv
    call = known_call(words)
    if call is None:
        posix.execv(sys.executable, [sys.executable, *words])
    code = hand_over(place, call)
    if code < 0:
        posix.kill(posix.getpid(), -code)
    posix._exit(code)  # pyright: ignore[reportPrivateUsage] - os is not imported
