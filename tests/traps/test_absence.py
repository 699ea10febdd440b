"""What cannot be read is not taken for what is not there: no entry passes for lack of an object."""

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from repo import Repo

from remit.cli.main import main as remit
from remit.errors import CouldNotJudge
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
def test_a_damaged_object_of_the_base_is_could_not_judge_at_every_entry(
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
    with pytest.raises(CouldNotJudge, match="cannot be read"):
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
