"""What cannot be read is not taken for what is not there: no entry passes for lack of an object."""

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from repo import Repo

from remit.cli.main import main as remit
from remit.errors import CouldNotCheck, GitError, RemitError
from remit.git import shallow as depth
from remit_hooks.entry import main as hook

ZERO = "0" * 40


def _file(repo: Repo, oid: str) -> Path:
    return repo.root / ".git" / "objects" / oid[:2] / oid[2:]


def _lose(repo: Repo, oid: str) -> None:
    _file(repo, oid).unlink()


def _empty(repo: Repo, oid: str) -> None:
    """As a crash leaves an object that was not flushed to the disk."""
    _lose(repo, oid)
    _file(repo, oid).touch()


def _garble(repo: Repo, oid: str) -> None:
    _lose(repo, oid)
    _file(repo, oid).write_bytes(b"no object")


DAMAGES = [
    *((name, _lose) for name in ("main", "main^{tree}", "main:.remit", "main:.remit/tasks")),
    ("main:.remit/tasks/login.toml", _lose),
    ("main:.remit", _empty),
    ("main:.remit", _garble),
]
CALLS = [
    ["check", "--staged"],
    ["check", "--range", "main...HEAD"],
    ["check", "--range", "main...HEAD", "--every-commit"],
    ["check", "--range", "...HEAD"],
    ["check", "--worktree"],
    ["who", "top"],
    ["explain", "top"],
    ["show"],
    ["show", "login"],
    ["lint", "--base"],
]


def _codes(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """The exit code of each entry, about the branch that is checked out."""
    branch, tip = repo.git("symbolic-ref", "HEAD"), repo.oid("HEAD")
    message = repo.write(".git/message", "a message\n")
    hooks: list[tuple[list[str], str]] = [
        (["pre-commit"], ""),
        (["commit-msg", str(message)], ""),
        (["commit-msg", str(message), "judge-too"], ""),
        (["pre-push", "origin", "url"], f"{branch} {tip} {branch} {ZERO}\n"),
        (["pre-receive"], f"{ZERO} {tip} {branch}\n"),
        (["update", branch, ZERO, tip], ""),
    ]
    repo.git("config", "remit.base", "main")  # as a server has it, whose HEAD is the base
    monkeypatch.chdir(repo.root)
    codes = {" ".join(words): remit(words) for words in CALLS}
    for words, given in hooks:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
        codes[words[0] + words[-1][:5]] = hook(words)
    return codes


def test_every_entry_passes_while_everything_is_there(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.put("allowed/mine")
    assert set(_codes(repo, monkeypatch).values()) == {0}


@pytest.mark.parametrize(("name", "damage"), DAMAGES)
def test_a_damaged_object_of_the_base_is_could_not_check_at_every_entry(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, name: str, damage: Callable[[Repo, str], None]
) -> None:
    repo.put("secret/mine")
    damage(repo, repo.oid(name))
    codes = _codes(repo, monkeypatch)
    assert set(codes.values()) == {2}, codes


@pytest.mark.parametrize("cached", [False, True])
def test_a_lost_manifest_tree_is_no_matter_of_a_cache(repo: Repo, *, cached: bool) -> None:
    if cached:
        repo.judge()
    _lose(repo, repo.oid("main:.remit"))
    with pytest.raises(CouldNotCheck, match="cannot be read"):
        repo.judge()


def _on_the_base(repo: Repo, *index: str) -> None:
    """Put entries `MODE OID PATH` in the place of `.remit` on the base."""
    repo.switch("main")
    repo.git("rm", "-r", "-q", "--cached", ".remit")
    repo.git("update-index", "--add", "--index-info", feed="".join(index).encode())
    repo.git("commit", "-q", "-m", "a new base")
    repo.git("checkout", "-q", "-f", "-B", "agent/login")


OTHERS = [
    "160000 {commit} .remit",
    "120000 {blob} .remit",
    "100644 {blob} .remit",
    "160000 {commit} .remit/tasks",
    "120000 {blob} .remit/tasks",
    "160000 {commit} .remit/tasks/login.toml",
    "100644 {blob} .remit/tasks/login.toml/x",
    "160000 {commit} .remit/policy.toml",
    "120000 {blob} .remit/policy.toml",
    "100644 {blob} .remit/policy.toml/x",
    "100644 {blob} .Remit/tasks/login.toml",
    "100644 {blob} .remit/TASKS/login.toml",
    "100644 {blob} .Remit/policy.toml",
]


@pytest.mark.parametrize("entry", OTHERS)
def test_what_stands_in_the_place_of_manifests_is_not_taken_for_none(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, entry: str
) -> None:
    blob = repo.oid("main:.remit/tasks/login.toml")
    _on_the_base(repo, entry.format(commit="1" * 40, blob=blob).replace(" .", "\t.") + "\n")
    repo.put("secret/mine")
    codes = _codes(repo, monkeypatch)
    asked = {"who top", "explain top", "show", "show login", "lint --base"}  # they name the fault
    assert {code for call, code in codes.items() if call not in asked} == {2}, codes
    assert codes["lint --base"] == 1


@pytest.mark.parametrize("mode", ["120000", "160000", "100644"])
def test_the_lint_hook_reads_what_stands_in_the_place_of_a_folder(repo: Repo, mode: str) -> None:
    entry = f"{mode} {'1' * 40}\t.remit/tasks\n"
    repo.git("rm", "-r", "-q", "--cached", ".remit")
    repo.git("update-index", "--add", "--index-info", feed=entry.encode())
    assert hook(["lint"]) == 1


def test_the_lint_hook_does_not_take_a_lost_manifest_for_an_empty_one(repo: Repo) -> None:
    _lose(repo, repo.oid(":.remit/tasks/login.toml"))
    assert hook(["lint"]) == 2


def _damage_ref(repo: Repo, reference: str, content: str = "") -> None:
    repo.write(f".git/{reference}", content)


def test_a_damaged_branch_is_not_one_before_its_first_commit(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.put("secret/mine")
    for reference in ("refs/heads/main", "refs/heads/agent/login"):
        _damage_ref(repo, reference)
    monkeypatch.chdir(repo.root)
    assert remit(["check", "--staged"]) == 2
    assert remit(["check", "--worktree"]) == 2
    assert hook(["pre-commit"]) == 2


@pytest.mark.parametrize("reference", ["refs/heads/main", "refs/remotes/origin/main"])
@pytest.mark.parametrize("configured", [False, True])
def test_the_other_one_does_not_stand_in_for_a_damaged_base(
    repo: Repo, reference: str, *, configured: bool
) -> None:
    repo.git("update-ref", "refs/remotes/origin/main", "main")
    if configured:
        repo.git("config", "remit.base", "main")
    _damage_ref(repo, reference, "no object\n")
    with pytest.raises(GitError, match=f"{reference} is damaged"):
        repo.judge()


def test_the_other_one_does_not_stand_in_for_a_base_whose_commit_is_lost(repo: Repo) -> None:
    repo.git("update-ref", "refs/remotes/origin/main", repo.commit("newer"))
    repo.git("update-ref", "refs/heads/agent/login", "main")
    lost = repo.oid("refs/remotes/origin/main")
    repo.git("pack-refs", "--all")
    _lose(repo, lost)
    with pytest.raises(CouldNotCheck, match="the commit refs/remotes/origin/main cannot be read"):
        repo.judge()


def test_the_next_of_main_and_master_is_not_the_base_where_the_first_is_damaged(repo: Repo) -> None:
    repo.git("update-ref", "refs/heads/master", "main")
    _damage_ref(repo, "refs/heads/main")
    with pytest.raises(GitError, match="refs/heads/main is damaged"):
        repo.judge()


def test_a_list_of_refs_that_cannot_be_read_is_not_an_empty_one(repo: Repo) -> None:
    repo.git("pack-refs", "--all")
    repo.write(".git/packed-refs", "nothing that git writes\n")
    with pytest.raises(RemitError, match="packed-refs"):
        repo.judge()


def test_a_server_whose_base_is_damaged_does_not_begin_anew(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    tip = repo.put("secret/mine")
    server = repo.clone(repo.root.parent / "server.git", "--bare", "--branch", "main")
    (server.root / "packed-refs").unlink()
    server.write("refs/heads/main", "")
    monkeypatch.chdir(server.root)
    line = f"{ZERO} {tip} refs/heads/agent/login\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(line.encode())))
    assert hook(["pre-receive"]) == 2


@pytest.mark.parametrize("range_", ["main...HEAD", "...HEAD"])
def test_history_of_the_base_that_is_lost_is_not_its_end(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], range_: str
) -> None:
    """git before 2.45 says then that there is no merge base, with the code of that."""
    repo.put("allowed/mine")
    repo.switch("main")
    middle = repo.put("top", "second\n")
    repo.put("top", "third\n")
    repo.switch("agent/login")
    _lose(repo, middle)
    monkeypatch.chdir(repo.root)
    assert remit(["check", "--range", range_]) == 2
    assert "missing from this repository" in capsys.readouterr().err


def test_a_clone_that_does_not_say_where_it_is_cut_off_is_not_whole(repo: Repo) -> None:
    repo.put("allowed/mine")
    shallow = repo.clone(repo.root.parent / "shallow", "--depth=1")
    with shallow.inside() as repository:
        repository.environment = {**repository.environment, "GIT_SHALLOW_FILE": str(shallow.root)}
        with pytest.raises(GitError, match="cut off cannot be read"):
            depth.shallow_boundary(repository)


def test_a_push_of_a_commit_that_is_lost_is_not_one_of_nobody(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.switch("main")
    repo.policy('require_task = ["*author@example.com*"]\n')
    repo.commit("the policy")
    monkeypatch.chdir(repo.root)
    for reference in ("refs/heads/free", "refs/tags/free"):
        line = f"{reference} {'1' * 40} {reference} {ZERO}\n"
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(line.encode())))
        assert hook(["pre-push", "origin", "url"]) == 2


def test_a_clone_without_trees_is_could_not_check_and_says_how_to_get_them(repo: Repo) -> None:
    repo.git("config", "uploadpack.allowFilter", "true")
    clone = repo.clone(repo.root.parent / "partial", "--filter=tree:0", "--no-checkout")
    clone.git("config", "remote.origin.url", (repo.root.parent / "nowhere").as_uri())
    with pytest.raises(CouldNotCheck) as caught:
        clone.judge()
    assert "git cat-file" in caught.value.hint


@pytest.mark.parametrize("content", ["no commit\n", "--all\n", "\xff"])
def test_a_merge_that_cannot_be_told_is_not_none(repo: Repo, content: str) -> None:
    repo.stage("allowed/mine")
    repo.write(".git/MERGE_HEAD", content.encode("latin-1"))
    with pytest.raises(RemitError):
        repo.judge()
    (repo.root / ".git" / "MERGE_HEAD").unlink()
    repo.write(".git/MERGE_HEAD/in-the-way")
    with pytest.raises(GitError, match="MERGE_HEAD cannot be read"):
        repo.judge()


@pytest.mark.parametrize("content", [b"", b"junk", b"ref: nowhere\n"])
def test_a_head_that_cannot_be_read_is_no_unborn_branch(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    repo.write(".git/HEAD", content)
    monkeypatch.chdir(repo.root)
    assert remit(["check", "--staged"]) == 2
    assert hook(["pre-commit"]) == 2
