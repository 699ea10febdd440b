"""How a process of remit ends: the one place that turns whatever escapes into an exit code.

Expected failures (2), a bug here (3) and an interruption (130) are three different things. The
command line and the hooks share this; what a verdict says is worded in `report`.
"""

# See decision 0181.

import io
import sys
from typing import TYPE_CHECKING

from remit.errors import ManifestError, RemitError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Folder = Callable[[], str | None]
    from typing import TextIO

UNDECIDED, BUG, INTERRUPTED = 2, 3, 130
_NO_MEMORY = "hint: end other programs, raise the limit that is in force (ulimit), or change less"


def exit_now(code: int) -> None:
    """Leave the process at once, with what was said on its way; nobody may be there to hear it.

    Taking an interpreter's modules apart one by one is a fifth of a short process.
    """
    import os

    streams: tuple[TextIO | None, ...] = (sys.stdout, sys.stderr)
    for stream in streams:
        try:
            if stream is not None:  # as in a process that was started without one
                stream.flush()
        except OSError:
            continue
    os._exit(code)


def run_with_exit_codes(
    program: str,
    run: "Callable[[], int]",
    argv: "Sequence[str]",
    folder: "Folder | None" = None,
) -> int:
    """The exit code of `run()`: its own, 2 with a sentence, 3 with a crash log, or 130.

    `folder` is asked for the log's directory, if there is a crash; None is the temporary one.
    """
    try:
        return run()
    except KeyboardInterrupt:
        print_error(f"{program}: interrupted; nothing was decided.")
        return INTERRUPTED
    except RemitError as error:
        print_error(format_error(program, error))
        return UNDECIDED
    except MemoryError:
        print_error(f"{program}: there is not enough memory; nothing was decided.\n{_NO_MEMORY}")
        return UNDECIDED
    except OSError as error:
        return _refused_by_the_system(program, error, argv, folder)
    except Exception as error:  # noqa: BLE001 - the one place that turns a crash into a log
        return _bug(program, error, argv, folder)


def format_error(program: str, error: RemitError) -> str:
    """What a person reads about an expected failure: the sentence, then what to do.

    Both may name what somebody else has written, so nothing in them acts on a terminal. Several
    faults have a line each.
    """
    from remit.paths import escape_text

    if isinstance(error, ManifestError):
        said = str(error)
    else:
        said = f"{program}: {error.sentence}" + (f"\nhint: {error.hint}" if error.hint else "")
    return "\n".join(map(escape_text, said.split("\n")))


def print_error(text: str) -> None:
    """`text` and a newline on standard error; a closed or full standard error stays silent."""
    _write(sys.stderr, text + "\n")


def print_output(text: str | bytes) -> int:
    """`text` on standard output: 0, or 2 with a sentence where nobody can receive it.

    A reader that stopped reading (`| head`) is no fault: the answer is still 0, quietly.
    """
    failure = _write(sys.stdout, text)
    if failure is None or isinstance(failure, BrokenPipeError):
        return 0
    print_error(f"remit: the answer could not be written: {failure.strerror}.")
    return UNDECIDED


def _write(stream: "TextIO | None", text: str | bytes) -> OSError | None:
    """None when written; else the failure, with the stream sent to nowhere from now on."""
    if stream is None:  # as in a process that was started without one
        return None
    try:
        if isinstance(text, bytes):
            stream.buffer.write(text)
        else:
            _escape_what_it_cannot_say(stream)
            stream.write(text)
        stream.flush()
    except OSError as failure:
        _send_to_nowhere(stream)
        return failure
    return None


def _escape_what_it_cannot_say(stream: "TextIO") -> None:
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")


def _send_to_nowhere(stream: "TextIO") -> None:
    """Python flushes streams again at exit and would complain there."""
    import os

    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def _refused_by_the_system(
    program: str, error: OSError, argv: "Sequence[str]", folder: "Folder | None"
) -> int:
    """A full disk or a missing permission is nobody's bug; any other refusal may be ours."""
    import errno

    ours = {errno.ENOENT, errno.EBADF, errno.EINVAL, errno.ENOTDIR, errno.EEXIST, errno.EISDIR}
    if error.errno is None or error.errno in ours:
        return _bug(program, error, argv, folder)
    where = f" ({error.filename!r})" if error.filename is not None else ""
    print_error(f"{program}: the system refused: {error.strerror}{where}.")
    return UNDECIDED


def _bug(
    program: str, error: Exception, argv: "Sequence[str]", folder: "Folder | None" = None
) -> int:
    """Write the log, say where it is, and answer 3; print the log where no file can be written."""
    log = format_crash_log(program, error, argv)
    try:
        place = _kept(log, folder() if folder else None)
    except (OSError, RemitError):
        print_error(log)
        place = "printed above"
    print_error(
        f"{program}: a bug in remit: {type(error).__name__}. Nothing was checked.\n"
        f"hint: please report it with the crash log: {place}"
    )
    return BUG


def format_crash_log(program: str, error: BaseException, argv: "Sequence[str]") -> str:
    """Markdown to paste into a report: the call, the versions, the traceback; no home directory."""
    import os
    import platform
    import traceback

    from remit.paths import escape_text

    trace = "".join(traceback.format_exception(error))
    log = (
        f"### {program} crashed: `{type(error).__name__}`\n\n"
        f"- command: `{program} {' '.join(map(repr, argv))}`\n"
        f"- remit: {_remit_version()}\n"
        f"- Python: {platform.python_version()} ({platform.python_implementation()})\n"
        f"- git: {_git_version()}\n"
        f"- system: {platform.platform()}\n\n"
        f"{_fenced(trace)}\n"
    )
    home = os.path.expanduser("~")  # noqa: PTH111 - pathlib raises where there is no home
    log = log.replace(home, "~") if len(home) > 1 else log
    return "\n".join(map(escape_text, log.split("\n")))


def _fenced(text: str) -> str:
    """A code block whose fence is longer than any run of backticks in `text`."""
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}\n{text.rstrip()}\n{fence}"


def _kept(log: str, folder: str | None = None) -> str:
    """The path of a new private file that holds the log, in `folder` or where files may go."""
    import os
    import tempfile

    from remit.system.temporary import temporary_directory

    try:
        handle, path = tempfile.mkstemp(
            prefix="remit-crash-", suffix=".md", dir=folder or temporary_directory()
        )
    except OSError:
        handle, path = tempfile.mkstemp(
            prefix="remit-crash-", suffix=".md", dir=temporary_directory()
        )
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(log)
    return path


def _remit_version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("remit")
    except PackageNotFoundError:
        return "unknown (not installed)"


def _git_version() -> str:
    from remit.system.processes import run
    from remit.system.programs import find_program

    try:
        said = run([find_program("git") or "", "--version"], seconds=5).output
    except OSError:
        return "not found"
    return said.decode("utf-8", "replace").strip().removeprefix("git version ")
