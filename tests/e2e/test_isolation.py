"""The commands import nothing of the tree in which they are started, whatever PYTHONPATH says."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pushing import bare, linked
from release import ROOT
from repo import Repo

from remit.cli.main import main

SPY = 'import os\nopen(os.environ["HOME"] + "/ran", "w").close()\n'
MODULES = ("remit", "remit_hooks", "json", "argparse", "subprocess", "gc", "sitecustomize")
PATHS = ["", ":", "{tree}", ".", "/nowhere:", ":/nowhere", "./"]
CALLS = [
    ["remit", "check", "--range", "main...HEAD"],
    ["remit", "check", "--staged"],
    ["remit", "lint"],
    ["remit-hook", "pre-commit"],
    ["remit-sim", "list"],
]
SOURCES = {
    "remit": "scoping/scripts/remit",
    "remit-hook": "hooks/scripts/remit-hook",
    "remit-sim": "sim/scripts/remit-sim",
}


@pytest.fixture
def tree(repo: Repo) -> Repo:
    """A tree with modules that every program here would import, if it looked for them there."""
    for name in MODULES:
        (repo.root / f"{name}.py").write_text(SPY)
    (repo.root / "usercustomize.py").write_text(SPY)
    return repo


def _installed(folder: Path, first: str) -> Path:
    """The commands as an installer puts them; `first` is what it makes of the first line."""
    folder.mkdir(parents=True)
    for name, source in SOURCES.items():
        shutil.copy(ROOT / source, folder / name)
    rest = (ROOT / "scoping/scripts/remit.python").read_text().partition("\n")[2]
    (folder / "remit.python").write_text(f"{first}\n{rest}")
    return folder


def _run(call: list[str], tree: Repo, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **variables}
    return subprocess.run(
        call, cwd=tree.root, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("path", PATHS)
def test_no_command_imports_what_stands_in_the_tree(tree: Repo, tmp_path: Path, path: str) -> None:
    place = _installed(tmp_path / "bin", f"#!{sys.executable}")
    wanted = path.format(tree=tree.root)
    for name, *rest in CALLS:
        done = _run([str(place / name), *rest], tree, PYTHONPATH=wanted, PYTHONSTARTUP="json.py")
        assert done.returncode == 0, (name, done.stderr)
    assert not (Path.home() / "ran").exists()


FIRSTS = {
    "pip": "#!{python}",
    "pipx": "#!{python} -E",
    "uv, where the path has spaces": "#!/bin/sh\n'''exec' '{python}' \"$0\" \"$@\"\n' '''",
}


@pytest.mark.parametrize("installer", FIRSTS)
@pytest.mark.parametrize("folder", ["bin", "a folder/bin"])
def test_the_interpreter_is_the_one_that_the_installer_wrote(
    tree: Repo, tmp_path: Path, installer: str, folder: str
) -> None:
    python = tmp_path / folder / "python"
    place = _installed(tmp_path / folder, FIRSTS[installer].format(python=python))
    python.write_text(f'#!/bin/sh\necho "$0 $*"\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    done = _run([str(place / "remit"), "--version"], tree)
    assert done.stdout.splitlines()[0] == f"{python} -E -P -m remit.cli --version"
    assert done.stdout.splitlines()[1].startswith("remit ")


def test_pip_writes_the_interpreter_and_leaves_the_commands_alone(
    tree: Repo, tmp_path: Path
) -> None:
    python = (sys.executable, "-I", "-m")
    build = (*python, "hatchling", "build", "-t", "wheel", "-d", str(tmp_path))
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    place = tmp_path / "a prefix"
    options = (
        "--quiet",
        "--no-index",
        "--no-deps",
        "--ignore-installed",
        "--no-warn-script-location",
    )
    install = (*python, "pip", "install", *options, "--prefix", str(place), str(wheel))
    subprocess.run(install, check=True, capture_output=True)
    for name, source in SOURCES.items():
        assert (place / "bin" / name).read_text() == (ROOT / source).read_text()
    first = (place / "bin" / "remit.python").read_text().splitlines()[0]
    assert first == f"#!{sys.executable}"
    done = _run([str(place / "bin" / "remit"), "check", "--staged"], tree, PYTHONPATH=":")
    assert (done.returncode, done.stdout.startswith("remit: clean")) == (0, True)
    assert not (Path.home() / "ran").exists()


def test_links_to_a_command_lead_to_its_installation(tree: Repo, tmp_path: Path) -> None:
    place = _installed(tmp_path / "venv" / "bin", f"#!{sys.executable}")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "remit").symlink_to("../again")
    (tmp_path / "again").symlink_to(place / "remit")
    assert _run([str(tmp_path / "bin" / "remit"), "--version"], tree).returncode == 0
    # nothing on PATH has a part in that, if it comes from the tree
    for name in ("readlink", "dirname", "sh", "python"):
        (tree.root / name).write_text("#!/bin/sh\n: > ~/ran\n")
        (tree.root / name).chmod(0o755)
    assert _run([str(tmp_path / "bin" / "remit"), "--version"], tree, PATH=":.").returncode == 0
    assert not (Path.home() / "ran").exists()


@pytest.mark.parametrize("first", ["#!python", "#!/nowhere/python", "#!/bin/sh", "", "python"])
def test_a_lost_interpreter_is_a_sentence(tree: Repo, tmp_path: Path, first: str) -> None:
    place = _installed(tmp_path / "bin", first)
    for name in SOURCES:
        done = _run([str(place / name), "--version"], tree)
        assert (done.returncode, done.stdout) == (2, "")
        assert "has lost its interpreter" in done.stderr


@pytest.mark.parametrize("entry", ["", ".", "./bin", "{tree}/bin"])
def test_no_installed_hook_runs_a_program_of_the_tree(
    tree: Repo, tmp_path: Path, entry: str
) -> None:
    assert main(["install"]) == 0
    linked(tree, bare(tmp_path / "server.git"))
    for folder in (tree.root, tree.root / "bin"):
        folder.mkdir(exist_ok=True)
        for name in ("cat", "git", "grep", "printf", "python", "python3", "sh"):
            (folder / name).write_text(f': > ~/ran\nPATH=/usr/bin:/bin exec {name} "$@"\n')
            (folder / name).chmod(0o755)
    path = f"{entry.format(tree=tree.root)}:{os.environ['PATH']}"
    git = shutil.which("git")
    assert git is not None
    tree.stage("allowed/mine")
    for call in (["commit", "-q", "-m", "mine"], ["push", "-q", "origin", "HEAD"]):
        done = _run([git, *call], tree, PATH=path, PRE_COMMIT_RUNNING_LEGACY="1")
        assert done.returncode == 0, done.stderr
    assert not (Path.home() / "ran").exists()


@pytest.mark.parametrize("module", ["remit.cli", "remit_hooks"])
@pytest.mark.parametrize("flags", [[], ["-P"], ["-E"], ["-s"]])
def test_a_module_that_is_started_unprotected_refuses(
    repo: Repo, module: str, flags: list[str]
) -> None:
    done = _run([sys.executable, *flags, "-m", module, "pre-commit"], repo)
    assert done.returncode == 2
    assert f"python -I -m {module}" in done.stderr


def test_the_refusal_itself_imports_nothing_of_the_tree(repo: Repo) -> None:
    for name in ("remit", "json", "argparse", "os"):
        (repo.root / f"{name}.py").write_text(SPY)
    assert _run([sys.executable, "-m", "remit_hooks", "pre-commit"], repo).returncode == 2
    assert not (Path.home() / "ran").exists()
