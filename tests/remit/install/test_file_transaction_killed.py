"""A process that is killed at any moment leaves nothing that the next one cannot put right."""

import os
import random
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hook_starts import (
    STARTS,
    plain,
    with_a_hook_that_is_a_link,
    with_a_linked_worktree_of_its_own_hooks,
    with_hooks_of_its_own,
    with_husky,
    with_lefthook,
    with_pre_commit,
)
from hooked import script, snapshot
from kill_points import State, restore, state, states_within
from pushing import bare
from repo import Repo

from remit.install.doctor import diagnose_hooks
from remit.install.file_transaction import FileTransaction, recover_transaction
from remit.install.install import install, uninstall
from remit.install.repository_paths import InstallError, RepositoryPaths, discover_paths
from remit.install.server import install_server

Start = Callable[[Repo], None]
CHOSEN = [
    plain,
    with_a_hook_that_is_a_link,
    with_a_linked_worktree_of_its_own_hooks,
    with_hooks_of_its_own,
    with_husky,
    with_lefthook,
]
KILLS = int(os.environ.get("REMIT_KILLS", "12"))
named = pytest.mark.parametrize("start", CHOSEN, ids=lambda start: start.__name__)


def require_all_or_nothing(
    places: RepositoryPaths, moments: list[State], ends: tuple[State, State]
) -> None:
    """From each moment on, recovering leads to the state before or the one after."""
    for number, moment in enumerate(moments):
        restore(places.common_dir, moment)
        recover_transaction(places)
        assert _without_marks(state(places.common_dir)) in ends, number


@named
def test_an_install_that_is_killed_before_any_operation_is_all_or_nothing(
    repo: Repo, start: Start
) -> None:
    start(repo)
    git_dir = repo.root / ".git"
    before = state(git_dir)
    moments = states_within(git_dir, lambda: install(repo.root))
    after = state(git_dir)
    assert len(moments) > 20
    require_all_or_nothing(discover_paths(repo.root), moments, (before, after))


@named
def test_an_uninstall_that_is_killed_before_any_operation_is_all_or_nothing(
    repo: Repo, start: Start
) -> None:
    start(repo)
    git_dir = repo.root / ".git"
    before = state(git_dir)
    install(repo.root)
    installed = state(git_dir)
    moments = states_within(git_dir, lambda: uninstall(repo.root))
    assert state(git_dir) == before
    require_all_or_nothing(discover_paths(repo.root), moments, (installed, before))


@pytest.mark.parametrize("act", [install_server, uninstall])
def test_a_server_that_is_killed_before_any_operation_is_all_or_nothing(
    tmp_path: Path, act: Callable[[Path], object]
) -> None:
    server = bare(tmp_path / "server.git")
    script(server.root / "hooks/pre-receive", "cat >seen")
    if act is uninstall:
        install_server(server.root)
    before = state(server.root)
    moments = states_within(server.root, lambda: act(server.root))
    after = state(server.root)
    assert before != after
    require_all_or_nothing(discover_paths(server.root), moments, (before, after))


def test_recovering_can_be_killed_as_well(repo: Repo) -> None:
    with_hooks_of_its_own(repo)
    with_husky(repo)
    git_dir, places = repo.root / ".git", discover_paths(repo.root)
    before = state(git_dir)
    moments = states_within(git_dir, lambda: install(repo.root))
    after = state(git_dir)
    for moment in random.Random(4).sample(moments, 8):
        restore(git_dir, moment)
        within = states_within(git_dir, lambda: recover_transaction(places))
        require_all_or_nothing(places, within, (before, after))


@pytest.mark.parametrize("act", [install, uninstall])
def test_a_hook_of_the_users_own_is_in_force_at_every_moment(
    repo: Repo, act: Callable[[Path], object]
) -> None:
    with_hooks_of_its_own(repo)
    if act is uninstall:
        install(repo.root)
    git_dir = repo.root / ".git"
    for moment in states_within(git_dir, lambda: act(repo.root)):
        hook = moment["hooks/pre-commit"]
        assert stat.S_ISREG(hook.kind)
        assert hook.mode & 0o100
        assert b"echo mine" in hook.content or (
            b"echo mine" in moment["hooks/pre-commit.before-remit"].content
        )


@pytest.mark.parametrize("act", [install, uninstall])
def test_a_hooks_path_leads_to_hooks_at_every_moment(
    repo: Repo, act: Callable[[Path], object]
) -> None:
    with_husky(repo)
    if act is uninstall:
        install(repo.root)
    for moment in states_within(repo.root / ".git", lambda: act(repo.root)):
        if b"hooksPath = .husky/_\n" not in moment["config"].content:
            assert b".husky/_/pre-commit" in moment["remit/hooks/pre-commit"].content


@pytest.mark.parametrize("start", [plain, with_pre_commit, with_husky], ids=lambda s: s.__name__)
def test_whatever_is_called_next_leads_to_a_good_state(repo: Repo, start: Start) -> None:
    start(repo)
    git_dir = repo.root / ".git"
    before = snapshot(git_dir)
    moments = states_within(git_dir, lambda: install(repo.root))
    installed = snapshot(git_dir)
    for moment in random.Random(7).sample(moments[5:], 3):
        restore(git_dir, moment)
        install(repo.root)
        assert snapshot(git_dir) == installed
        restore(git_dir, moment)
        uninstall(repo.root)
        assert snapshot(git_dir) == before
        assert not (git_dir / "remit").exists()
        restore(git_dir, moment)
        diagnose_hooks(repo.root)
        assert snapshot(git_dir) in (before, installed)
        uninstall(repo.root)
        assert snapshot(git_dir) == before


@pytest.mark.parametrize("seed", range(KILLS))
def test_a_real_kill_leaves_nothing_that_uninstall_does_not_restore(repo: Repo, seed: int) -> None:
    chance = random.Random(seed)
    chance.choice(STARTS)(repo)
    before = snapshot(repo.root / ".git")
    number = chance.randrange(1, 260)
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, "install", str(number)], cwd=repo.root, check=False
    )
    assert done.returncode in {0, -signal.SIGKILL}
    uninstall(repo.root)
    assert snapshot(repo.root / ".git") == before
    assert not [*(repo.root / ".git").rglob(".remit-*")]


_KILLED = """
import os, signal, sys
from remit.install import server
from remit.install.install import install
left = int(sys.argv[2])
def heard(event, _):
    global left
    if event in ("open", "subprocess.Popen") or event.startswith("os."):
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(heard)
install()
"""


def test_a_line_that_was_not_written_to_its_end_was_not_acted_on(repo: Repo) -> None:
    git_dir, places = repo.root / ".git", discover_paths(repo.root)
    with_hooks_of_its_own(repo)
    before = state(git_dir)
    moments = states_within(git_dir, lambda: install(repo.root))
    middle = next(moment for moment in moments[10:] if moment["remit/journal"].content)
    restore(git_dir, middle)
    with (git_dir / "remit/journal").open("ab") as journal:
        journal.write(b'{"path": "hooks/pre-c')
    recover_transaction(places)
    assert state(git_dir) == before


def test_what_somebody_has_changed_since_the_kill_is_kept(repo: Repo) -> None:
    hooks = repo.root / ".git/hooks"
    script(hooks / "pre-commit", "echo mine")
    _interrupt(repo, lambda: install(repo.root), "remit.base")
    script(hooks / "pre-commit", "echo mended by hand")
    repo.git("config", "user.name", "somebody else")
    sentences = uninstall(repo.root)
    assert "mended by hand" in (hooks / "pre-commit").read_text()
    assert any("was changed since and stays" in sentence for sentence in sentences)
    kept = [path.read_text() for path in hooks.glob("pre-commit.*")]
    assert "#!/bin/sh\necho mine\n" in kept
    assert repo.git("config", "user.name") == "somebody else"
    assert repo.attempt("config", "remit.base").returncode == 1


def test_two_at_once_do_not_disturb_each_other(repo: Repo) -> None:
    before = snapshot(repo.root / ".git")
    with FileTransaction(discover_paths(repo.root)):
        for act in (install, uninstall):
            with pytest.raises(InstallError, match="is at work in this repository"):
                act(repo.root)
        assert any("is at work" in found.what for found in diagnose_hooks(repo.root))
    assert snapshot(repo.root / ".git") == before


def test_installs_that_are_started_together_leave_one_whole_installation(repo: Repo) -> None:
    with_husky(repo)
    before = snapshot(repo.root / ".git")
    program = "from remit.install.install import install; install()"
    started = [
        subprocess.Popen([sys.executable, "-c", program], cwd=repo.root, stderr=subprocess.DEVNULL)
        for _ in range(4)
    ]
    codes = [process.wait() for process in started]
    assert 0 in codes
    installed = snapshot(repo.root / ".git")
    install(repo.root)
    assert snapshot(repo.root / ".git") == installed
    uninstall(repo.root)
    assert snapshot(repo.root / ".git") == before


@pytest.mark.parametrize(
    "line",
    [
        b"[" * 100_000,
        b'{"path": "/etc/passwd", "name": ".remit-00000000-0", "after": "", "edit": null}',
        b'{"path": "../../x", "name": "", "after": "", "edit": null, "there": false}',
        b'{"path": "hooks/x", "name": "../y", "after": "", "edit": null, "there": false}',
        b"\xff\x00",
        b"NaN",
    ],
)
def test_a_journal_that_is_not_ours_is_a_sentence_and_nothing_changes(
    repo: Repo, line: bytes
) -> None:
    install(repo.root)
    journal = repo.root / ".git/remit/journal"
    journal.write_bytes(line + b"\n")
    before = snapshot(repo.root / ".git")
    for act in (install, uninstall):
        with pytest.raises(InstallError, match="journal cannot be read"):
            act(repo.root)
    assert any(found.level == "broken" for found in diagnose_hooks(repo.root))
    assert snapshot(repo.root / ".git") == before
    assert journal.exists()


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir], ids=["pipe", "directory"])
def test_a_journal_that_is_no_file_is_a_sentence(repo: Repo, make: Callable[[Path], None]) -> None:
    (repo.root / ".git/remit").mkdir()
    make(repo.root / ".git/remit/journal")
    with pytest.raises(InstallError):
        install(repo.root)


def _interrupt(repo: Repo, act: Callable[[], object], written: str) -> None:
    """Leave the repository as a kill would right after `written` came into the configuration."""
    git_dir = repo.root / ".git"
    moments = states_within(git_dir, act)
    word = written.rpartition(".")[2].encode()
    restore(git_dir, next(m for m in moments if word + b" = " in m["config"].content))


def _without_marks(found: State) -> State:
    """A state without the directory of remit's own where nothing is in it."""
    if not any(name.startswith("remit/") for name in found):
        found.pop("remit", None)
    return found
