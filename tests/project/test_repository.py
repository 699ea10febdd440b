"""The repository keeps its own promises: layout, documentation, packaging."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

from release import ROOT
from tracked import FILES

SOURCES = [path for path in FILES if path.suffix == ".py" and path.parts[0] != "tests"]


SCRIPTS = {
    "remit": ("scoping/scripts/remit", "remit.cli"),
    "remit-hook": ("hooks/scripts/remit-hook", "remit_hooks"),
    "remit-sim": ("sim/scripts/remit-sim", "remit_sim.cli"),
}


def text(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def test_no_source_file_outgrows_one_idea() -> None:
    assert [str(path) for path in SOURCES if len(text(path).splitlines()) > 400] == []


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    marks = re.compile(r"(?<![\w.])/(?:work|root|home/\w+)/")
    assert [
        str(p) for p in FILES if p.suffix in {".py", ".md", ".toml"} and marks.search(text(p))
    ] == []


def test_decision_records_have_a_number_each() -> None:
    records = sorted(p.name for p in FILES if p.match("scoping/decisions/[0-9]*.md"))
    numbers = [name[:4] for name in records]
    assert len(numbers) == len(set(numbers))
    titles = [text(Path("scoping/decisions") / name).splitlines()[0] for name in records]
    assert [t[2:6] for t in titles] == numbers


def test_the_commands_are_one_script_with_three_modules() -> None:
    texts = {text(Path(file)).replace(f"module={name}\n", "") for file, name in SCRIPTS.values()}
    assert len(texts) == 1
    assert 'exec "$python" -E -P -m "$module" "$@"' in texts.pop()
    for file, _ in SCRIPTS.values():
        assert (ROOT / file).stat().st_mode & 0o111 == 0o111


def test_the_wheel_ships_three_packages_with_their_data_and_nothing_else(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    scripts = [name for name in names if ".data/scripts/" in name]
    modules = {name for name in names if ".dist-info/" not in name}.difference(scripts)
    assert {name.split("/")[0] for name in modules} == {"remit", "remit_hooks", "remit_sim"}
    packages = ("scoping/remit/", "hooks/remit_hooks/", "sim/remit_sim/")
    ours = {str(path).partition("/")[2] for path in FILES if str(path).startswith(packages)}
    assert ours == modules
    assert sorted(name.rpartition("/")[2] for name in scripts) == sorted([*SCRIPTS, "remit.python"])
    assert not [
        name for name in names if name.endswith("entry_points.txt")
    ]  # these start unprotected
    assert {"remit/py.typed", "remit_hooks/py.typed", "remit_sim/py.typed"} <= ours
