"""What the README shows is what happens."""

import json
import re
import tomllib
from pathlib import Path
from typing import TypedDict

import picture
from repo import Repo
from sessions import run_shell, session

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MEASURES = {  # of the table of figures, as the simulator names them
    "minutes until everything is merged": ("makespan_minutes", 1, 0.1),
    "merge conflicts": ("conflicts_textual", 1, 0.1),
    "share of the time spent on rework": ("rework_share", 100, 0.1),
    "share of the time spent waiting": ("waiting_share", 100, 0.1),
    "semantic conflicts that reach the base branch": ("conflicts_semantic_landed", 1, 0.01),
    "tokens, in thousands": ("tokens", 0.001, 1),
}


class Mean(TypedDict):
    mean: float


class Compared(TypedDict):
    strategy: str
    figures: dict[str, Mean]


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, flags=re.DOTALL | re.MULTILINE)


def rows(heading: str) -> list[list[str]]:
    """The table of a section, cell by cell; the line below its head begins with `|-`."""
    lines = README.split(f"\n## {heading}\n")[1].split("\n## ")[0].splitlines()
    return [
        [cell.strip() for cell in line[1:-1].split("|")] for line in lines if line.startswith("| ")
    ]


def timeless(text: str) -> list[str]:
    lines = re.sub(r"\b[0-9a-f]{10}\b", "COMMIT", text).splitlines()
    return [line for line in lines if line.strip() and line != "  ..."]


def test_it_fits_150_lines() -> None:
    assert len(README.splitlines()) <= 150


def test_the_sessions_that_it_shows_are_the_demo_s(tmp_path: Path) -> None:
    demo = run_shell(f"sh '{ROOT}/docs/demo.sh'", tmp_path)
    assert demo.returncode == 0, demo.stdout
    printed = iter(timeless(demo.stdout))
    for shown in blocks("console"):
        assert [line for line in timeless(shown) if line not in printed] == []


def test_the_picture_is_what_a_terminal_shows_now() -> None:
    assert f"]({picture.PICTURE.relative_to(ROOT)})" in README
    committed = picture.PICTURE.read_text(encoding="utf-8")
    now = picture.draw_refused_commit()
    assert timeless(now) == timeless(committed), "run `make picture`"


def test_the_lines_to_try_it_end_with_a_refused_commit(tmp_path: Path) -> None:
    install, *lines = session(README)[0][0].splitlines()
    assert "pip install -q ." in install  # needs the network; what it installs is first on PATH
    assert len(lines) == 4
    tried = run_shell("\n".join(lines), tmp_path, HOME=str(tmp_path))
    assert tried.returncode == 1, tried.stdout
    assert "remit: refused: 1 violation among 1 change; task login on agent/login/1" in tried.stdout


def test_the_commands_of_the_set_up_are_targets_of_make() -> None:
    targets = re.findall(r"^make (\w+)", "".join(blocks("sh")), re.MULTILINE)
    assert targets == ["demo", "test"]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert [name for name in targets if f"\n{name}: " not in makefile] == []


def test_it_names_the_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert f"This is version {version}." in README


def test_the_manifest_shown_is_sound(repo: Repo) -> None:
    (manifest,) = blocks("toml")
    repo.switch("main")
    repo.stage("src/login/form.py")
    repo.stage("CHANGELOG.md")
    repo.write(".remit/tasks/login.toml", manifest)
    linted = run_shell("remit lint", repo.root)
    assert linted.returncode == 0, linted.stdout


def test_what_scopes_cost_is_what_the_simulator_says(tmp_path: Path) -> None:
    (_, *strategies), *measures = rows("What scopes buy, and what they cost")
    chosen = f"--agents 8 --strategies {','.join([*strategies, 'shared-directory'])}"
    answer = run_shell(f"remit sim compare busy-repository {chosen} --format json", tmp_path)
    compared: list[Compared] = json.loads(answer.stdout)["rows"]
    means = {
        (row["strategy"], key): figure["mean"]
        for row in compared
        for key, figure in row["figures"].items()
    }
    assert {name for name, *_ in measures} == set(MEASURES)
    for name, *cells in measures:
        key, factor, step = MEASURES[name]
        for strategy, cell in zip(strategies, cells, strict=True):
            said = float(cell.rstrip("%"))
            assert abs(said - means[strategy, key] * factor) <= step * 0.501, (name, strategy)
    longer = means["scopes", "makespan_minutes"] / means["worktrees", "makespan_minutes"] - 1
    prose = " ".join(README.split())
    assert f"takes {longer:.0%} longer" in prose
    assert f"about {means['scopes', 'violations']:.0f} in each of these runs" in prose
    assert f"work of {means['shared-directory', 'lost_tasks']:.0f} of the 60 tasks" in prose


def test_every_verb_that_it_names_exists(tmp_path: Path) -> None:
    verbs = set(re.findall(r"(?:^|[`$|] ?|&& )remit ([a-z]+)", README, re.MULTILINE))
    assert len(verbs) >= 8
    for verb in sorted(verbs):
        helped = run_shell(f"remit {verb} --help", tmp_path)
        assert helped.returncode == 0, (verb, helped.stdout)
