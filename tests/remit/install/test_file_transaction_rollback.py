"""An installation that cannot be finished leaves nothing behind, and says why in a sentence."""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hooked import script, snapshot
from mortal import mortal
from repo import Repo

from remit.install.file_transaction import FileTransaction
from remit.install.install import install, uninstall
from remit.install.repository_paths import InstallError, discover_paths

INSTALL = "from remit.install.install import install; install()"


def shut(path: Path) -> None:
    """Make a directory read-only, for root as well where the file system can."""
    path.chmod(0o555)


def test_a_full_disk_half_way_leaves_no_trace(repo: Repo) -> None:
    script(repo.root / ".git/hooks/pre-commit", "echo mine")
    with (repo.root / ".git/config").open("a") as config:
        config.write("# " + "a long remark" * 500 + "\n")
    before = snapshot(repo.root / ".git")

    def small_disk() -> None:
        """The hooks fit, the configuration does not."""
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    done = subprocess.run(
        [sys.executable, "-c", INSTALL], cwd=repo.root, preexec_fn=small_disk, check=False,
        capture_output=True,
    )  # fmt: skip
    assert b"Error" in done.stderr
    assert snapshot(repo.root / ".git") == before


def test_a_disk_on_which_not_even_a_hook_fits_leaves_no_trace(repo: Repo) -> None:
    script(repo.root / ".git/hooks/pre-commit", "echo mine")
    before = snapshot(repo.root / ".git")

    def tiny_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

    done = subprocess.run(
        [sys.executable, "-c", INSTALL], cwd=repo.root, preexec_fn=tiny_disk, check=False,
        capture_output=True,
    )  # fmt: skip
    assert b"InstallError: nothing was changed: File too large" in done.stderr
    assert snapshot(repo.root / ".git") == before


def test_a_missing_permission_half_way_leaves_no_trace(repo: Repo) -> None:
    script(repo.root / ".git/hooks/pre-commit", "echo mine")
    before = snapshot(repo.root / ".git")
    shut(repo.root / ".git")
    try:
        with mortal(), pytest.raises(InstallError, match="ermission"):
            install(repo.root)
    finally:
        (repo.root / ".git").chmod(0o755)
    assert snapshot(repo.root / ".git") == before


def test_an_interruption_half_way_leaves_no_trace(repo: Repo) -> None:
    hook = script(repo.root / ".git/hooks/pre-commit", "echo mine", 0o700)
    before = snapshot(repo.root / ".git")

    def interrupted() -> None:
        with FileTransaction(discover_paths(repo.root)) as work:
            work.move(hook, hook.with_name("aside"))
            work.write(hook, b"new")
            work.write(hook, b"newer")
            work.write(repo.root / ".git/hooks/deep/er", b"x")
            work.remove(hook.with_name("aside"))
            work.set_value(repo.root / ".git/config", "remit.base", "main")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert snapshot(repo.root / ".git") == before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_half_way_waits_until_all_is_taken_back(
    repo: Repo, number: signal.Signals
) -> None:
    hook = script(repo.root / ".git/hooks/pre-commit", "echo mine")
    before = snapshot(repo.root / ".git")
    program = f"""
import os
from pathlib import Path
from remit.install.file_transaction import FileTransaction
from remit.install.repository_paths import discover_paths
with FileTransaction(discover_paths(Path({str(repo.root)!r}))) as work:
    work.move(Path({str(hook)!r}), Path({str(hook)!r} + ".aside"))
    os.kill(os.getpid(), {int(number)})
    work.write(Path({str(hook)!r}), b"new")
    print("came here", flush=True)
print("but not here")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (-number, b"came here\n")
    assert snapshot(repo.root / ".git") == before


def test_a_signal_that_is_ignored_undoes_nothing(repo: Repo) -> None:
    file = repo.root / ".git/hooks/post-commit"
    earlier = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with FileTransaction(discover_paths(repo.root)) as work:
            os.kill(os.getpid(), signal.SIGHUP)
            work.write(file, b"new")
    finally:
        signal.signal(signal.SIGHUP, earlier)
    assert file.read_bytes() == b"new"


def test_a_step_that_cannot_be_undone_does_not_keep_the_others(repo: Repo) -> None:
    first, folder = repo.root / ".git/first", repo.root / ".git/folder"

    def fails() -> None:
        with FileTransaction(discover_paths(repo.root)) as work:
            work.write(first, b"x")
            work.directory(folder)
            (folder / "foreign").touch()
            raise ValueError

    with pytest.raises(InstallError, match=r"not everything could be taken back: .*folder"):
        fails()
    assert not first.exists()


def test_a_hook_that_is_a_directory_is_a_sentence_and_nothing_changes(repo: Repo) -> None:
    (repo.root / ".git/hooks/post-merge").mkdir(parents=True)
    before = snapshot(repo.root / ".git")
    with pytest.raises(InstallError, match="post-merge is a directory"):
        install(repo.root)
    assert snapshot(repo.root / ".git") == before


def test_a_record_that_cannot_be_read_is_a_sentence_with_the_fix(repo: Repo) -> None:
    install(repo.root)
    (repo.root / ".git/remit/installed.json").write_text("{}")
    for act in (install, uninstall):
        with pytest.raises(InstallError, match="cannot be read") as raised:
            act(repo.root)
        assert "git config --show-origin core.hooksPath" in raised.value.hint


def test_a_locked_configuration_is_a_sentence_and_nothing_changes(repo: Repo) -> None:
    before = snapshot(repo.root / ".git")
    (repo.root / ".git/config.lock").touch()
    with pytest.raises(Exception, match="could not lock config file"):
        install(repo.root)
    assert snapshot(repo.root / ".git") == before


def test_a_configuration_is_edited_through_a_link_and_keeps_its_mode(repo: Repo) -> None:
    config, target = repo.root / ".git/config", repo.root.parent / "kept"
    config.rename(target)
    target.chmod(0o640)
    config.symlink_to(target)
    with FileTransaction(discover_paths(repo.root)) as work:
        work.set_value(config, "remit.base", "main")
    assert config.is_symlink()
    assert "base = main" in target.read_text()
    assert target.stat().st_mode & 0o777 == 0o640
