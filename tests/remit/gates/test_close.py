import os

import pytest
from hooked import hooked, try_commit
from repo import Repo

from remit.errors import CouldNotCheck, RemitError, UsageError
from remit.gates.claims import read_held
from remit.gates.close import ClosedNow, Ending, close_task
from remit.gates.task_states import list_closed_tasks
from remit.system import caller


@pytest.fixture(autouse=True)
def _at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caller, "has_terminal", lambda: True)


@pytest.fixture
def based(repo: Repo) -> Repo:
    """On `main`, with a task `later` that waits for `login`; nobody has begun either."""
    repo.switch("main")
    repo.stage(
        ".remit/tasks/later.toml",
        '[task]\nid = "later"\nbranch = "agent/later"\nafter = ["login"]  # first\n',
    )
    repo.commit()
    repo.git("branch", "-D", "agent/login")
    return repo


def close(repo: Repo, task: str = "login", ending: Ending | None = None) -> ClosedNow:
    with repo.inside() as repository:
        return close_task(repository, task, ending)


def land(repo: Repo) -> None:
    repo.branch("agent/login", "main")
    repo.put("allowed/new")
    repo.switch("main")
    repo.git("merge", "-q", "--no-ff", "-m", "land", "agent/login")


def test_a_task_that_has_landed_leaves_the_base_and_frees_who_waited(based: Repo) -> None:
    land(based)
    based.stage("top", "staged\n")
    based.write("allowed/a", "edited\n")
    closed = close(based)
    assert (closed.ending, closed.freed, closed.commit) == ("landed", ("later",), based.oid("main"))
    assert based.git("diff", "--name-only", "HEAD~", "HEAD").split() == [
        ".remit/tasks/later.toml",
        ".remit/tasks/login.toml",
    ]
    assert not (based.root / ".remit/tasks/login.toml").exists()
    assert "after = []" in (based.root / ".remit/tasks/later.toml").read_text()
    assert sorted(based.git("status", "--porcelain").splitlines()) == [" M allowed/a", "M  top"]
    assert [each.name for each in closed.state.branches] == ["agent/login"]
    assert based.oid("agent/login")
    with based.inside() as repository:
        (known,) = list_closed_tasks(repository)
    assert (known.task, known.outcome) == ("login", "landed")


def test_what_the_task_had_claimed_is_free_again(based: Repo) -> None:
    based.stage(
        ".remit/tasks/login.toml",
        '[task]\nid = "login"\nbranch = "agent/login"\n[files]\nclaim = ["allowed/**"]\n',
    )
    based.commit()
    based.branch("agent/login", "main")
    hooked(based)
    based.stage("allowed/new")
    assert try_commit(based).returncode == 0
    based.switch("main")
    assert close(based, ending="landed").released == (b"allowed/new",)
    with based.inside() as repository:
        assert read_held(repository, fold=False).claims == {}


def test_what_has_not_landed_needs_a_word_how_it_ended(based: Repo) -> None:
    with pytest.raises(UsageError, match="no work landed") as caught:
        close(based)
    assert "--dropped" in caught.value.hint
    based.branch("agent/login", "main")
    based.put("allowed/new")
    based.switch("main")
    with pytest.raises(UsageError, match="agent/login has work that the base lacks"):
        close(based)
    assert close(based, ending="landed").ending == "landed"


def test_a_task_that_others_wait_for_is_not_dropped(based: Repo) -> None:
    with pytest.raises(UsageError, match="later waits for login") as caught:
        close(based, ending="dropped")
    assert ".remit/tasks/later.toml" in caught.value.hint
    assert close(based, "later", "dropped").ending == "dropped"
    assert close(based, ending="dropped").freed == ()


@pytest.mark.parametrize("place", ["elsewhere", "nowhere"])
def test_the_base_need_not_be_checked_out_here(based: Repo, place: str) -> None:
    land(based)
    based.git("switch", "-q", "-c", "people/ann")
    if place == "elsewhere":
        based.git("worktree", "add", "-q", "../base", "main")
    close(based)
    assert based.attempt("cat-file", "-e", "main:.remit/tasks/login.toml").returncode
    assert based.git("status", "--porcelain") == ""
    if place == "elsewhere":
        assert Repo(based.root.parent / "base").git("status", "--porcelain") == ""


def test_a_manifest_that_is_edited_in_a_checkout_is_left_there(based: Repo) -> None:
    land(based)
    before = based.oid("main")
    based.write(".remit/tasks/login.toml", "# edited\n")
    with pytest.raises(UsageError, match="is edited"):
        close(based)
    assert based.oid("main") == before
    assert based.git("status", "--porcelain").split() == ["M", ".remit/tasks/login.toml"]


def test_a_base_that_is_behind_its_upstream_is_not_committed_on(
    based: Repo, tmp_path_factory: pytest.TempPathFactory
) -> None:
    clone = based.clone(tmp_path_factory.mktemp("clone") / "c")
    based.put("top", "newer\n")
    clone.git("fetch", "-q")
    with pytest.raises(CouldNotCheck, match="behind"):
        close(clone, "later", "dropped")


@pytest.mark.parametrize("who", ["agent", "hook", "task's branch", "bound"])
def test_only_a_person_outside_of_the_tasks_closes_one(
    based: Repo, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    land(based)
    match who:
        case "agent":
            monkeypatch.setenv("CLAUDECODE", "1")
        case "hook":
            monkeypatch.setenv("GIT_INDEX_FILE", str(based.root / ".git/index"))
        case "task's branch":
            based.git("switch", "-q", "-c", "agent/later")
        case _:
            based.git("switch", "-q", "-c", "free")
            based.write(".git/remit/binding", "login\n")
    monkeypatch.chdir(based.root)
    monkeypatch.setenv("PWD", os.fspath(based.root))
    with pytest.raises(UsageError, match="only a person"):
        close(based)
    assert not based.attempt("cat-file", "-e", "main:.remit/tasks/login.toml").returncode


def test_without_a_terminal_nothing_is_closed(based: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    land(based)
    monkeypatch.setattr(caller, "has_terminal", lambda: False)
    with pytest.raises(UsageError, match="no terminal"):
        close(based)


def test_an_unknown_task_is_not_closed(based: Repo) -> None:
    with pytest.raises(RemitError, match="no task is called"):
        close(based, "lgoin")
