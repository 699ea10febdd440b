import ctypes
import io
import time
from contextlib import redirect_stderr

import pytest

from remit.cli import progress
from remit.cli.progress import silence_stdout


def test_what_a_compiled_library_prints_is_no_part_of_an_answer(
    capfd: pytest.CaptureFixture[str],
) -> None:
    library = ctypes.CDLL(None)
    with silence_stdout():
        library.puts(b"a complaint")
    print("the answer")
    assert capfd.readouterr().out == "the answer\n"


class Screen(io.StringIO):
    """Standard error, as a terminal or not."""

    def __init__(self, *, terminal: bool = True) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal

    def wait_for(self, text: str) -> None:
        end = time.monotonic() + 20
        while text not in self.getvalue():
            assert time.monotonic() < end, f"no {text!r} in {self.getvalue()!r}"
            time.sleep(0.001)


@pytest.fixture(params=[False, True], ids=["line", "rich"])
def screen(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Screen:
    """A terminal on which moments are short; with rich, and as if it were not installed."""
    if request.param:
        pytest.importorskip("rich")
    monkeypatch.setattr(progress, "find_spec", {"rich": request.param}.get)
    monkeypatch.setattr(progress, "_MOMENT", 0.0)
    monkeypatch.setattr(progress, "_TICK", 0.001)
    monkeypatch.setenv("TERM", "xterm")
    return Screen()


def test_what_counts_says_how_far_it_is(screen: Screen) -> None:
    with redirect_stderr(screen), progress.show_progress("reading history") as told:
        assert told
        told(2000, 5000)
        screen.wait_for("2,000 of 5,000")
    assert "reading history" in screen.getvalue()


def test_what_cannot_count_says_for_how_long_it_is_at_work(screen: Screen) -> None:
    with redirect_stderr(screen), progress.working("splitting"):
        screen.wait_for("splitting")
        screen.wait_for("0 s")


def test_after_the_last_of_what_is_counted_the_rest_has_a_name(screen: Screen) -> None:
    with redirect_stderr(screen), progress.show_progress("reading history", "splitting") as told:
        assert told
        told(5000, 5000)
        screen.wait_for("splitting")


@pytest.mark.usefixtures("screen")
def test_nothing_is_shown_where_standard_error_is_no_terminal() -> None:
    file = Screen(terminal=False)
    with (
        redirect_stderr(file),
        progress.working("planning"),
        progress.show_progress("reading history", "splitting") as told,
    ):
        assert told is None
    assert file.getvalue() == ""


def test_a_line_takes_itself_away(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "find_spec", {"rich": False}.get)
    with redirect_stderr(screen), progress.working("planning"):
        screen.wait_for("planning")
    assert screen.getvalue().endswith("\r")
    assert screen.getvalue().split("\r")[-2].strip() == ""
