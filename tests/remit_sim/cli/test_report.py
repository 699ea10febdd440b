"""`report` and `compare --format html`: files where asked for, and failures as sentences."""

import re
import sys
from pathlib import Path

import pytest

from remit_sim.cli import main

SMALL = """\
[scenario]
name = "small"
[work]
tasks = 6
[files]
choice = "uniform"
total = 6
per_task = 2
[experiment]
agents = [2]
strategies = ["worktrees", "locks"]
replications = 2
"""


@pytest.fixture
def small(tmp_path: Path) -> str:
    """A scenario in a file."""
    file = tmp_path / "small.toml"
    file.write_text(SMALL, "utf-8")
    return str(file)


def test_a_report_is_a_page_and_its_figures_are_pictures(small: str, tmp_path: Path) -> None:
    page, folder = tmp_path / "report.html", tmp_path / "deep" / "figures"
    assert main(["report", small, "--out", str(page), "--figures", str(folder)]) == 0
    text = page.read_text("utf-8")
    assert text.startswith("<!doctype html>")
    assert "<h1>small: 2 strategies</h1>" in text
    names = {file.name for file in folder.iterdir()}
    for figure in ("speed-up", "regimes", "time", "frontier", "merge-queue", "gantt"):
        assert {f"{figure}.svg", f"{figure}.png"} <= names
        assert (folder / f"{figure}.png").read_bytes().startswith(b"\x89PNG")
        assert (folder / f"{figure}.svg").read_text("utf-8").startswith("<svg")


def test_pictures_show_what_the_tables_say(small: str, tmp_path: Path) -> None:
    words = ("--figures", str(tmp_path), "--figure-format", "svg")
    assert main(["report", small, "--out", str(tmp_path / "report.html"), *words]) == 0
    marked = re.compile(r'aria-label="[^";]+: [^";]+; ')  # what a mark says of its row
    drawn = {file.stem: file.read_text("utf-8") for file in tmp_path.glob("*.svg")}
    assert [name for name, text in drawn.items() if not marked.search(text)] == []
    assert "agent 2" in drawn["gantt"]
    assert drawn["speed-up"].count(">worktrees<") == 1  # one legend, not one for each channel


def test_a_comparison_is_a_page_on_standard_output(
    small: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", small, "--format", "html"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("<!doctype html>")
    assert err == ""
    assert 'id="speed-up"' in out
    assert 'id="regimes"' not in out


@pytest.mark.parametrize("words", [("report",), ("compare", "--format", "html")])
@pytest.mark.parametrize("missing", ["altair", "vl_convert"])
def test_without_the_extra_it_says_what_to_install(
    small: str,
    words: tuple[str, ...],
    missing: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    assert main([words[0], small, *words[1:]]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "[sim]" in err


def test_the_other_answers_need_no_extra(small: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("altair", "vl_convert", "numpy", "numba", "pyarrow", "rich"):
        monkeypatch.setitem(sys.modules, name, None)
    assert main(["compare", small]) == 0
    assert main(["compare", small, "--format", "json"]) == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--out", "no/such/folder/page.html"), "there is no folder for no/such/folder/page.html"),
        (("--figures", "small.toml/figures"), "the figures have no folder"),
        (("--backtest", "nowhere.json"), "the backtest could not be read"),
        (("--backtest", "small.toml"), "is no answer of a backtest"),
        (("--out", "."), "the page cannot be written to ., a folder"),
        (("--agents", "0"), "--agents needs numbers from 1"),
        (("--strategies", "lock"), "did you mean locks?"),
    ],
)
def test_what_cannot_be_is_said_before_the_long_work(
    small: str,
    words: tuple[str, ...],
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(Path(small).parent)
    assert main(["report", small, *words]) == 2
    assert sentence in capsys.readouterr().err
