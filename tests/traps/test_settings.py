"""No setting of git changes a verdict: `docs/reference/git-settings.md`, each row at its worst."""

import os
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import entries
import forged_caches
import pytest
from git_settings import ROWS, Row
from hooked import script
from repo import Repo, isolated

from remit.git import range_commits
from remit.git.scratch_repository import ScratchRepository

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

WIDE = '[task]\nid = "login"\nbranch = "agent/login"\n[files]\nwrite = ["**"]\n'
WINDOWS = "".join(f"line {number}\r\n" for number in range(40))
PROGRAM = 'touch "$(dirname "$0")/ran"'
CHEAP = ("staged", "effect")
ENTRIES: "dict[str, Callable[[Ground], entries.Said]]" = {
    "staged": lambda ground: entries.staged(ground.repo),
    "worktree": lambda ground: entries.worktree(ground.repo),
    "effect": lambda ground: entries.effect(ground.repo),
    "every commit": lambda ground: entries.every_commit(ground.repo),
    "push": lambda ground: entries.push(ground.repo),
    "server": lambda ground: entries.receive(ground.server),
}
BRANCH = [(b"secret/m", "R101"), (b"secret/s", "R101"), (b"sub", "R106")]
WANTED = {
    "staged": [(b"secret/staged", "R101")],
    "worktree": [(b"secret/new", "R101"), (b"secret/same", "R101"), (b"secret/staged", "R101")],
    "effect": BRANCH,
    "every commit": [*BRANCH, (b"secret/moved", "R101")],
    "push": BRANCH,
    "server": BRANCH,
}


class Ground(NamedTuple):
    """A repository where most settings find something to lie about, and the server it has."""

    repo: Repo
    server: Repo

    def configure(self, text: str, *, where: str = "config") -> None:
        """Add to a file of configuration of both."""
        for folder in (self.repo.root / ".git", self.server.root):
            with (folder / where).open("a", encoding="utf-8") as file:
                file.write(text)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of both, made once."""
    folder = tmp_path_factory.mktemp("settings")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in isolated(folder / "home").items():
            patch.setenv(name, value)
        _build(folder)
    return folder


@pytest.fixture
def ground(built: Path) -> "Iterator[Ground]":
    """Both, with what a test does to their configuration taken back."""
    ground = Ground(Repo(built / "repo"), Repo(built / "server"))
    folders = (built / "repo/.git", built / "server")
    before = {folder / "config": (folder / "config").read_bytes() for folder in folders}
    yield ground
    for file, content in before.items():
        file.write_bytes(content)
        file.with_name("config.worktree").unlink(missing_ok=True)
        file.with_name("included").unlink(missing_ok=True)


def _build(folder: Path) -> None:
    repo = Repo.init(folder / "repo")
    repo.task("login", write=["allowed/**"])
    for name in ("m", "moved", "s", "same", "staged"):
        repo.stage(f"secret/{name}", f"{name}\n" * 9)
    repo.stage("top")
    repo.stage("allowed/a")
    repo.stage(".gitmodules", '[submodule "sub"]\n\tpath = sub\n\turl = ../sub\n\tignore = all\n')
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},sub")
    start = repo.commit("the base")
    repo.git("mv", "secret/moved", "allowed/")  # a merge follows it with work on the old place
    repo.commit()
    two = repo.put("top", "and on\n")
    repo.branch("agent/login", start)
    repo.put("secret/moved", "moved\n" * 10)
    repo.git("mv", "secret/s", "allowed/")
    repo.commit()
    repo.git("update-index", "--chmod=+x", "secret/m")
    (repo.root / "secret/m").chmod(0o755)
    repo.commit()
    repo.git("update-index", "--cacheinfo", f"160000,{'2' * 40},sub")
    head = repo.commit()
    _arm(repo, start, two, head)
    _serve(repo, folder / "server", head)
    (repo.root / "sub").mkdir()
    repo.age()
    repo.stage("secret/staged", "staged\n")
    time.sleep(1.1)  # git notes the time of a change of a file's state in seconds
    _edit_unseen(repo.root / "secret/same")
    repo.write("secret/new")


def _arm(repo: Repo, start: str, two: str, head: str) -> None:
    """Caches, replace refs and programs that lie as soon as a setting lets them."""
    manifest, wide = (
        repo.oid(f"{start}:.remit/tasks/login.toml"),
        repo.git("hash-object", "-w", "--stdin", feed=WIDE.encode()),
    )
    repo.git("update-ref", "refs/kept/wide", wide)
    forged_caches.graph(repo, repo.oid(f"{two}~"), head, two)
    same = repo.git("commit-tree", "-m", "x", "-p", start, f"{start}^{{tree}}")
    repo.git("replace", head, same)
    repo.git("replace", manifest, wide)
    forged_caches.swapped(repo, manifest, wide)
    script(repo.root / ".git/evil", PROGRAM)
    repo.write(".git/evil-attributes", "* filter=evil diff=evil merge=evil\n")
    repo.write(".git/evil-ignores", "*.log\n")


def _serve(repo: Repo, root: Path, head: str) -> None:
    shutil.copytree(repo.root / ".git", root)
    server = Repo(root)
    server.git("config", "core.bare", "true")
    server.git("update-ref", "refs/sent", head)
    server.git("update-ref", "-d", "refs/heads/agent/login")
    server.git("symbolic-ref", "HEAD", "refs/heads/main")
    (root / "index").unlink()


def _edit_unseen(file: Path) -> None:
    """An edit that keeps the size, and sets the time back."""
    state = file.stat()
    file.write_bytes(file.read_bytes().swapcase())
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))


def _line(row: Row) -> str:
    section, _, key = row.name.rpartition(".")
    name, _, sub = section.partition(".")
    head = f'[{name} "{sub}"]' if sub else f"[{name}]"
    return f'{head}\n\t{key} = "{row.worst}"\n'


ALL = "".join(map(_line, ROWS))


def _of_everything(ground: Ground, names: "Iterable[str]" = ENTRIES) -> dict[str, object]:
    found = {name: ENTRIES[name](ground) for name in names}
    return {name: (outcome, sorted(said)) for name, (outcome, said) in found.items()}


EVERYTHING = {name: ("violations", sorted(violations)) for name, violations in WANTED.items()}


def test_nothing_is_configured(ground: Ground) -> None:
    assert _of_everything(ground) == EVERYTHING


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_no_setting_changes_a_verdict(ground: Ground, row: Row) -> None:
    ground.configure(_line(row))
    names = ENTRIES if row.pinned else CHEAP
    assert _of_everything(ground, names) == {name: EVERYTHING[name] for name in names}
    assert not (ground.repo.root / ".git/ran").exists()


def _included(ground: Ground, _: pytest.MonkeyPatch) -> None:
    ground.configure(ALL, where="included")
    ground.configure("[include]\n\tpath = included\n")


def _in_the_worktree(ground: Ground, _: pytest.MonkeyPatch) -> None:
    ground.configure("[extensions]\n\tworktreeConfig = true\n")
    ground.configure(ALL, where="config.worktree")


def _of_the_user(ground: Ground, patch: pytest.MonkeyPatch) -> None:
    ground.configure(ALL, where="included")
    patch.setenv("GIT_CONFIG_GLOBAL", str(ground.server.root / "included"))


def _of_the_system(ground: Ground, patch: pytest.MonkeyPatch) -> None:
    ground.configure(ALL, where="included")
    patch.setenv("GIT_CONFIG_SYSTEM", str(ground.server.root / "included"))
    patch.delenv("GIT_CONFIG_NOSYSTEM")


def _counted(_: Ground, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("GIT_CONFIG_COUNT", str(len(ROWS)))
    for number, row in enumerate(ROWS):
        patch.setenv(f"GIT_CONFIG_KEY_{number}", row.name)
        patch.setenv(f"GIT_CONFIG_VALUE_{number}", row.worst)


def _on_the_command_line(_: Ground, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("GIT_CONFIG_PARAMETERS", " ".join(f"'{row.name}'='{row.worst}'" for row in ROWS))


PLACES: "dict[str, Callable[[Ground, pytest.MonkeyPatch], None]]" = {
    "the repository": lambda ground, _: ground.configure(ALL),
    "an included file": _included,
    "the worktree": _in_the_worktree,
    "the user": _of_the_user,
    "the system": _of_the_system,
    "GIT_CONFIG_COUNT": _counted,
    "git -c": _on_the_command_line,
}


@pytest.mark.parametrize("place", PLACES)
def test_all_settings_together_change_no_verdict(
    ground: Ground, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    PLACES[place](ground, monkeypatch)
    assert ground.repo.git("config", ROWS[0].name) == ROWS[0].worst
    assert _of_everything(ground) == EVERYTHING
    assert not (ground.repo.root / ".git/ran").exists()


def test_git_itself_is_taken_in(ground: Ground) -> None:
    """What the pinned settings keep out does lie: the tests above do not hold for want of it."""
    git, manifest = ground.repo.git, ("show", "main:.remit/tasks/login.toml")
    assert git("-c", "core.multiPackIndex=false", *manifest) == WIDE.strip()
    assert git("--no-replace-objects", *manifest) == WIDE.strip()
    git("--no-replace-objects", "merge-base", "--is-ancestor", "HEAD", "main")
    assert "secret/same" in git("diff", "--name-only")
    assert "secret/same" not in git("-c", "core.checkStat=minimal", "diff", "--name-only")
    assert "secret/same" not in git("-c", "core.trustctime=false", "diff", "--name-only")
    git("-c", "core.fsmonitor=.git/evil", "diff", "--name-only")
    (ground.repo.root / ".git/ran").unlink()


def test_files_are_alike_whatever_is_configured(repo: Repo) -> None:
    """As text two files are alike that differ in line ends only; as binary they are not."""
    repo.put("old", WINDOWS)
    before = repo.oid("HEAD")
    repo.git("mv", "old", "new")
    after = repo.put("new", WINDOWS.replace("\r", ""))
    repo.git("config", "core.bigFileThreshold", "1")
    repo.git("config", "core.attributesFile", str(repo.write(".git/attributes", "* binary\n")))
    (repo.root / ".git/info").mkdir(exist_ok=True)
    repo.write(".git/info/attributes", "* binary\n")
    repo.stage(".gitattributes", "* binary\n")
    with repo.inside() as repository, ScratchRepository(repository) as scratch:
        assert range_commits.find_renames(scratch, [before], after) == [{b"old": b"new"}]


def test_no_variable_decides_which_files_are_alike(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two files that are as alike git takes the one of the same name, unless told otherwise."""
    lines = [f"line {number}\n" for number in range(20)]
    repo.put("here/name", "".join(lines))
    before = repo.oid("HEAD")
    repo.git("rm", "-q", "here/name")
    repo.stage("there/name", "".join([*lines, "x\n", "y\n", "z\n"]))
    repo.stage("there/other", "".join([*lines, "x\n"]))
    after = repo.commit()
    monkeypatch.setenv("GIT_BASENAME_FACTOR", "99")
    with repo.inside() as repository, ScratchRepository(repository) as scratch:
        assert range_commits.find_renames(scratch, [before], after) == [
            {b"here/name": b"there/name"}
        ]


def test_a_merge_looks_through_no_replaced_commit(repo: Repo) -> None:
    """git's command that merges reads no settings, so it needs to be told."""
    head, base = repo.put("top", "changed\n"), repo.oid("main")
    repo.git("replace", head, base)
    with repo.inside() as repository:
        merged = repository.run("merge-tree", "--write-tree", head, head).decode().strip()
    assert merged == repo.git("--no-replace-objects", "rev-parse", f"{head}^{{tree}}")
