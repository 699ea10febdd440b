"""The page of the simulator's benchmarks: sections that are measured apart, and never vanish."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "tests" / "benchmarks" / "simulator.py"


def made(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, PROGRAM, folder, *words], capture_output=True, text=True, check=False
    )


def test_a_section_that_cannot_be_measured_keeps_its_text_and_says_why(tmp_path: Path) -> None:
    file = tmp_path / "simulator.md"
    file.write_text("<!-- backtest -->\n## Old\n\n12 points\n<!-- end of backtest -->\n", "utf-8")
    done = made(tmp_path, "--only", "backtest")
    assert done.returncode == 1
    assert "backtest is not measured" in done.stderr
    text = file.read_text("utf-8")
    assert "## Old\n\n12 points" in text
    assert "## How fast it is\n\nNot measured yet." in text


def test_the_page_has_every_section_and_each_says_when_it_was_measured() -> None:
    text = (ROOT / "docs" / "benchmarks" / "simulator.md").read_text("utf-8")
    for name in ("figures", "published", "backtest", "replay", "live", "speed"):
        begin, end = f"<!-- {name} -->\n## ", f"<!-- end of {name} -->"
        inside = text.split(begin)[1].split(end)[0]
        assert "Measured on 20" in inside or "Not measured yet." in inside


def test_each_picture_of_the_page_is_there() -> None:
    folder = ROOT / "docs" / "benchmarks"
    text = (folder / "simulator.md").read_text("utf-8")
    pictures = [part.split(")")[0] for part in text.split("](simulator/")[1:]]
    assert len(pictures) >= 6 or "## What a report shows\n\nNot measured yet." in text
    assert all((folder / "simulator" / picture).exists() for picture in pictures)
