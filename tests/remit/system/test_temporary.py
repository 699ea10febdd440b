"""Where temporary files may be, and that nothing of them is left."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from mortal import mortal
from repo import Repo

from remit.errors import CouldNotCheck
from remit.system import temporary
from remit.system.temporary import PrivateFolder, temporary_directory


@pytest.fixture
def safe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The only place of the system's own."""
    folder = tmp_path / "system"
    folder.mkdir()
    monkeypatch.setattr(temporary, "_PLACES", (str(tmp_path / "missing"), str(folder)))
    return str(folder)


@pytest.fixture
def parent(tmp_path: Path) -> Path:
    """An empty directory."""
    folder = tmp_path / "parent"
    folder.mkdir()
    return folder


def test_a_named_directory_that_is_safe_is_taken(
    safe: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    assert temporary_directory() == str(tmp_path)
    assert temporary_directory(None, "", safe) == safe


@pytest.mark.parametrize("name", ["", "tmp", "./tmp", "../repo/tmp", "{top}", "{top}/tmp", "{out}"])
def test_a_directory_that_is_missing_relative_or_in_the_tree_is_passed_over_and_not_made(
    repo: Repo, safe: str, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (repo.root / "deep").mkdir()
    monkeypatch.setenv("TMPDIR", name.format(top=repo.root, out=repo.root.parent / "out"))
    before = sorted(repo.root.parent.rglob("*"))
    for folder in (repo.root, repo.root / "deep"):
        monkeypatch.chdir(folder)
        assert temporary_directory() == safe
    assert sorted(repo.root.parent.rglob("*")) == before


@pytest.mark.parametrize("name", ["tmp", ".git/tmp"])
def test_a_directory_of_the_tree_is_passed_over_though_a_link_leads_there(
    repo: Repo, safe: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (repo.root / name).mkdir()
    link = tmp_path / "link"
    link.symlink_to(repo.root / name)
    monkeypatch.setenv("TMPDIR", str(link))
    assert temporary_directory() == safe


def test_a_directory_that_is_not_writable_is_passed_over(
    safe: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shut = tmp_path / "shut"
    shut.mkdir(0o555)
    monkeypatch.setenv("TMPDIR", str(shut))
    with mortal():
        assert temporary_directory() == safe


def test_without_any_directory_it_is_a_sentence_with_a_fix(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(temporary, "_PLACES", (str(tmp_path / "missing"),))
    monkeypatch.delenv("TMPDIR", raising=False)
    with pytest.raises(CouldNotCheck, match="no directory for temporary files") as raised:
        temporary_directory()
    assert "TMPDIR" in raised.value.hint


def test_a_check_makes_no_directory_for_itself_in_the_tree(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.put("secret/new")
    monkeypatch.setenv("TMPDIR", "scratch/x")
    done = subprocess.run(
        [sys.executable, "-I", "-m", "remit.cli", "check", "--range", "main...HEAD"], check=False
    )
    assert done.returncode == 1
    assert repo.git("status", "--porcelain", "--untracked-files=all") == ""


def test_a_folder_is_private_and_goes_with_all_that_is_in_it(parent: Path) -> None:
    outside = parent / "outside"
    outside.mkdir()
    (outside / "kept").touch()
    with PrivateFolder(str(parent)) as name:
        folder = Path(name)
        assert folder.stat().st_mode & 0o777 == 0o700
        (folder / "a/b").mkdir(parents=True)
        (folder / "a/b/file").touch()
        (folder / "link").symlink_to(outside)
    assert [path.name for path in parent.iterdir()] == ["outside"]
    assert (outside / "kept").exists()


def test_what_a_killed_process_left_is_removed_by_the_next_one_and_nothing_else(
    parent: Path,
) -> None:
    program = f"""
import os, signal
from remit.system.temporary import PrivateFolder
with PrivateFolder({str(parent)!r}) as folder:
    open(folder + "/file", "w").close()
    os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", program], check=False)
    (killed,) = parent.iterdir()
    for name in ("remit-x-1", "remit-1", "other-1-2", "remit-1-2-3"):
        (parent / name).mkdir()
    (parent / "remit-scratch-1-file").touch()
    with PrivateFolder(str(parent)) as running, PrivateFolder(str(parent)):
        assert not killed.exists()
        assert Path(running).exists()
    assert len([*parent.iterdir()]) == 5


_INTERRUPTED = """
import os, signal, sys
from remit.system.processes import sigterm_as_interrupt
from remit.system.temporary import PrivateFolder
number, moment, times = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
count = 0
def told(frame, event, _):
    global count
    count += 1
    if moment <= count < moment + times:
        os.kill(os.getpid(), number)
    return told
try:
    with sigterm_as_interrupt():
        with PrivateFolder(sys.argv[4]) as folder:
            os.mkdir(folder + "/objects")
            with open(folder + "/objects/one", "wb"):
                pass
            sys.settrace(told)
except KeyboardInterrupt:
    pass
finally:
    sys.settrace(None)
"""
_MAKING = _INTERRUPTED.replace(
    "with PrivateFolder(sys.argv[4])", "sys.settrace(told)\n        with PrivateFolder(sys.argv[4])"
).replace("            sys.settrace(told)\n", "")


@pytest.mark.parametrize("program", [_MAKING, _INTERRUPTED], ids=["made", "removed"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("times", [1, 4])
def test_an_interruption_while_a_folder_is_made_or_removed_leaves_nothing(
    tmp_path: Path, parent: Path, program: str, number: int, times: int
) -> None:
    runner = tmp_path / "program.py"
    runner.write_text(program)
    for moment in range(1, 60, 7):
        subprocess.run(
            [sys.executable, runner, str(number), str(moment), str(times), parent],
            check=False,
            env=os.environ,
        )
        assert [*parent.iterdir()] == [], moment
