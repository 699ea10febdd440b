"""A Python that has imported remit already, for tests that start it thousands of times.

Its `python` behaves as the interpreter of the tests does: a process of its own, with the arguments,
directory, environment, mask and standard streams that its caller gave it, and the exit code or
signal that it ended with. But `-m MODULE` of remit, its hooks and the pre-commit framework, and a
program after `-I -c`, run in a fork of a server that has imported them, which saves most of the
time of a short process. All other calls start the interpreter itself.

What such a fork cannot show is how an interpreter starts: whether it takes modules or settings from
the environment or the checked tree. A test of that starts `sys.executable`.
"""

import atexit
import gc
import marshal
import os
import runpy
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from select import select
from typing import TYPE_CHECKING, NoReturn, cast

if TYPE_CHECKING:
    from typing import TextIO

    Call = tuple[list[bytes], bytes, dict[bytes, bytes], int]

SCRIPTS = Path(__file__).parents[2] / "scoping/scripts"
CLIENT = Path(__file__).with_name("warm_call.py")
STREAMS = ("stdin", "stdout", "stderr")
IMPORTED = (
    *("remit.cli.main", "remit.cli.check", "remit.cli.install", "remit.gates.range"),
    *("remit.report.verdict_json", "remit.report.verdict_text", "remit.report.push_text"),
    *("remit_hooks.entry", "remit_hooks.commit", "remit_hooks.message", "remit_hooks.post_commit"),
    *("remit_hooks.push", "remit_hooks.ci.github", "remit_hooks.ci.gitlab", "pre_commit.main"),
)


@cache
def warm_tools() -> Path:
    """A directory with `python` and `remit`, as long as this process lives."""
    folder = Path(tempfile.mkdtemp(prefix="warm-"))  # a socket's path has no more than 104 bytes
    python, place = folder / "python", folder / "socket"
    call = " ".join(f"'{word}'" for word in (sys.executable, "-I", "-S", CLIENT, place))
    python.write_text(f'#!/bin/sh\nexec {call} "$@"\n')
    python.chmod(0o755)
    shutil.copy(SCRIPTS / "remit", folder)
    (folder / "remit.python").write_text(f"#!{python}\n")
    server = subprocess.Popen(
        [sys.executable, "-I", __file__, str(place), str(python)],
        env={**os.environ, "LC_ALL": "C.UTF-8"},  # decides how texts are encoded
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    atexit.register(_end, server, folder, os.getpid())
    assert server.stdout
    assert server.stdout.readline()  # it listens
    return folder


def _end(server: subprocess.Popen[bytes], folder: Path, owner: int) -> None:
    if os.getpid() == owner:  # not a fork of it
        with server:  # closes its input, which is its end, and waits
            pass
        shutil.rmtree(folder)


def serve(place: str, python: str) -> None:
    """Run each call that comes, in a fork, until standard input ends."""
    for module in IMPORTED:
        import_module(module)
    sys.executable = python  # what a call installs starts as it did itself
    gc.collect()
    gc.freeze()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(place)
        listener.listen(64)
        os.write(1, b"listening\n")
        while 0 not in select([0, listener.fileno()], (), ())[0]:
            connection, _ = listener.accept()
            if os.fork() == 0:
                listener.close()
                _answer(connection)
            connection.close()
            with suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:  # those that have ended
                    pass


def _answer(connection: socket.socket) -> NoReturn:
    """Run the call of a connection, and say how it ended."""
    first, streams, _, _ = socket.recv_fds(connection, 1 << 16, 3)
    size, data = int.from_bytes(first[:8], "big"), bytearray(first[8:])
    while len(data) < size:
        data += connection.recv(1 << 16)
    worker = os.fork()
    if worker == 0:
        connection.close()
        _become(cast("Call", marshal.loads(data)), streams)  # noqa: S302 - from our own client
    for stream in streams:
        os.close(stream)
    code = os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1])
    with suppress(OSError):  # the caller was killed
        connection.sendall(b"%d" % code)
    os._exit(0)


def _become(call: "Call", streams: list[int]) -> NoReturn:
    """Run a module as the main program of this process, and end with its exit code."""
    arguments, folder, environment, mask = call
    for number, (name, stream) in enumerate(zip(STREAMS, streams, strict=True)):
        os.dup2(stream, number)
        os.close(stream)
        setattr(sys, name, _reopened(number, cast("TextIO", getattr(sys, name))))
    os.umask(mask)
    os.chdir(folder)
    os.environ.clear()
    os.environb.update(environment)
    time.tzset()
    option, what, *words = map(os.fsdecode, arguments)
    sys.argv = [option, *words]
    code: str | int | None = 0
    try:
        if option == "-m":
            runpy.run_module(what, run_name="__main__", alter_sys=True)
        else:
            exec(what, {"__name__": "__main__"})  # noqa: S102 - what `-c` means
    except SystemExit as end:
        code = end.code
    except BaseException:  # noqa: BLE001 - as an interpreter does at its end
        sys.excepthook(*cast("tuple[type, BaseException, None]", sys.exc_info()))
        code = 1
    if isinstance(code, str):
        sys.stderr.write(code + "\n")
        code = 1
    for said in (sys.stdout, sys.stderr):
        with suppress(OSError):
            said.flush()
    os._exit((code or 0) & 0xFF)


def _reopened(number: int, before: "TextIO") -> "TextIO":
    """A standard stream for what its number means now: the one before may know it as a file."""
    return cast(
        "TextIO",
        open(
            number,
            before.mode,
            buffering=1 if number == 2 or os.isatty(number) else -1,
            encoding=before.encoding,
            errors=before.errors,
            closefd=False,
        ),
    )


if __name__ == "__main__":
    serve(*sys.argv[1:])
