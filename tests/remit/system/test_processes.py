"""Programs as processes of their own: they end as one, and outlive nobody."""

import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from remit.system import clock
from remit.system.processes import ProcessGroup, defer_interrupts, run, sigterm_as_interrupt

if TYPE_CHECKING:
    from collections.abc import Callable


def test_a_program_runs_where_it_is_told_with_what_it_is_told(tmp_path: Path) -> None:
    program = 'cat; pwd; echo "$NAME" >&2; exit 3'
    call, given = ("/bin/sh", "-c", program), {"NAME": "remit"}
    whole = f"fed\n{tmp_path}\n".encode()
    assert run(call, tmp_path, given, feed=b"fed\n") == (3, whole, b"remit\n")
    together = run(call, tmp_path, given, feed=b"fed\n", interleaved=True)
    assert together == (3, whole + b"remit\n", b"")


def test_a_program_that_takes_too_long_is_ended() -> None:
    with pytest.raises(TimeoutError, match="within 0 seconds"):
        run([sys.executable, "-c", _CHILD], seconds=0)


def test_a_program_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        run([tmp_path / "none"])


_CHILD = "import time; time.sleep(600)"
_PARENT = f"""
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", {_CHILD!r}], stdin=subprocess.DEVNULL)
print(child.pid, flush=True)
child.wait()
"""
_WATCHING = (
    f"from remit.system.processes import die_with_parent\ndie_with_parent()\n{_PARENT.strip()}"
)


def _until(is_so: "Callable[[], bool]") -> None:
    late = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < late
        time.sleep(0.01)


def _gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    status = Path(f"/proc/{pid}/stat")  # a zombie that nobody collects has ended, too
    return status.exists() and status.read_text("utf-8").rpartition(")")[2].split()[0] == "Z"


def _started(tmp_path: Path, program: str) -> tuple[ProcessGroup, int]:
    said = tmp_path / "said"
    told = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    family = ProcessGroup((sys.executable, "-c", program), told, tmp_path, said)
    _until(lambda: said.read_text("utf-8").endswith("\n"))
    return family, int(said.read_text("utf-8"))


def test_a_program_ends_with_all_that_it_started(tmp_path: Path) -> None:
    family, child = _started(tmp_path, _PARENT)
    assert family.ended() is None
    family.kill()
    assert family.ended() == -signal.SIGKILL
    _until(lambda: _gone(child))
    family.kill()


def test_a_program_that_watches_its_pipe_outlives_nobody(tmp_path: Path) -> None:
    family, child = _started(tmp_path, _WATCHING)
    family.abandon()  # as the end of this process would
    _until(lambda: _gone(child))
    family.kill()


def test_a_hangup_that_is_ignored_stays_so() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with sigterm_as_interrupt():
            os.kill(os.getpid(), signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


def test_being_told_to_end_is_an_interruption() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt), sigterm_as_interrupt():
        signal.raise_signal(signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) is before


def test_cleaning_up_is_finished_before_an_interruption_is_seen() -> None:
    cleaned = list[str]()

    def clean() -> None:
        with defer_interrupts():
            os.kill(os.getpid(), signal.SIGTERM)
            cleaned.append("all of it")

    with sigterm_as_interrupt(), pytest.raises(KeyboardInterrupt):
        clean()
    assert cleaned


def test_another_thread_takes_no_interruption_for_the_one_that_cleans_up() -> None:
    cleaned, ends = list[str](), threading.Event()
    other = threading.Thread(target=ends.wait)
    other.start()

    def clean() -> None:
        with defer_interrupts():
            assert other.ident is not None
            signal.pthread_kill(other.ident, signal.SIGINT)
            time.sleep(0.05)
            cleaned.append("all of it")

    try:
        with pytest.raises(KeyboardInterrupt):
            clean()
    finally:
        ends.set()
        other.join()
    assert cleaned


def test_time_never_runs_backwards_and_the_past_is_not_waited_for() -> None:
    begun = clock.monotonic_now()
    clock.sleep_until(begun - 1)
    clock.sleep_until(begun + 0.01)
    assert clock.monotonic_now() >= begun + 0.01
