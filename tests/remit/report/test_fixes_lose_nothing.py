"""A law: a fix that is pasted loses nothing, and what is left is clean.

Changes of every kind are drawn and made in a copy of one repository. Then the commands that a
refusal prints are run there, as a person would paste them. `REMIT_ROUNDS` sets how many examples.
"""

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

import pytest
from drawn_changes import INSIDE, OUTSIDE, STEPS, Doing, Step, stand, text_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from repo import Repo
from straying import content, ways_out

from remit.gates.pull_request import judge_range
from remit.gates.worktree import judge_worktree

if TYPE_CHECKING:
    from remit.report.context import Source
    from remit.report.exits import Exit

ROUNDS = int(os.environ.get("REMIT_ROUNDS", "10"))
SETTINGS = ["core.autocrlf=false", "core.autocrlf=input", "core.autocrlf=true"]
FORMS = [[], ["-a"], ["-p"], ["--", f"{INSIDE}a", f"{OUTSIDE}a"], ["merge"]]
Entries = dict[str, tuple[str, str]]


class Law(NamedTuple):
    """The repository that every example copies, and where the copy goes."""

    template: Path
    place: Path

    def copy(self, setting: str) -> Repo:
        """A fresh copy with a setting of git."""
        shutil.rmtree(self.place, ignore_errors=True)
        shutil.copytree(self.template, self.place, symlinks=True)
        repo = Repo(self.place)
        repo.git("config", *setting.split("="))
        return repo


@pytest.fixture
def law(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Law:
    """On `agent/login`; the branch `base-goes-on` is what `main` is to become before a merge."""
    repo.switch("main")
    stand(repo)
    repo.task("other", write=["secret/**"], append=["allowed/**"])
    repo.commit("the files")
    repo.git("branch", "-f", "agent/login")
    repo.branch("base-goes-on")
    repo.put(f"{OUTSIDE}a", text_of(f"{OUTSIDE}a") + b"from the base\n")
    repo.put(f"{INSIDE}b c", text_of(f"{INSIDE}b c") + b"from the base\n")
    repo.switch("agent/login")
    repo.put(f"{INSIDE}a", text_of(f"{INSIDE}a") + b"from the task\n")
    repo.git("config", "apply.whitespace", "error")
    hook = repo.root / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    check = f"{sys.executable} -I -m remit.cli check --format json > .git/said"
    hook.write_text(f"#!/bin/sh\n{check}\nexit 1\n")
    hook.chmod(0o755)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    monkeypatch.chdir(tmp_path)
    return Law(repo.root, tmp_path / "copy")


law_of_fixes = settings(
    max_examples=ROUNDS,
    deadline=None,
    phases=[__import__("hypothesis").Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@law_of_fixes
@given(
    steps=STEPS,
    form=st.sampled_from(FORMS),
    setting=st.sampled_from(SETTINGS),
    sending=st.booleans(),
)
def test_unstaging_loses_nothing_and_leaves_a_clean_commit(
    law: Law, steps: list[Step], form: list[str], setting: str, *, sending: bool
) -> None:
    repo = law.copy(setting)
    if form == ["merge"]:
        repo.git("branch", "-f", "main", "base-goes-on")
        repo.git("merge", "-q", "--no-commit", "--no-ff", "main")
    standing = entries(repo)
    doing = Doing(repo)
    for step in steps:
        doing.take(step)
    for words in (form, []):  # a partial commit says nothing of what else is staged
        staged, files = entries(repo), content(repo.root)
        said = refused(repo, [] if words == ["merge"] else words)
        if not said or said["outcome"] != "strays":
            continue
        ways = cast("list[dict[str, list[str]]]", said["exits"])
        for way in ways:
            if way["kind"] in {"drop", *(["hand_over"] if sending else [])}:
                for command in way["commands"]:
                    paste(repo.root, command)
        assert content(repo.root) == files
        kept = {*blobs(entries(repo)), *blobs(working_tree(repo)), *blobs_of_patches(repo)}
        assert blobs(staged) <= kept
    assert repo.judge().outcome == "clean"
    left = entries(repo)
    for path, entry in standing.items():
        if path.startswith(OUTSIDE):
            assert left.get(path) == entry, path
        elif path not in left:
            assert any(path == each or path.startswith(f"{each}/") for each in doing.gone), path


@law_of_fixes
@given(
    steps=STEPS,
    later=STEPS,
    source=st.sampled_from(["range", "commits"]),
    edited=st.booleans(),
    base_goes_on=st.booleans(),
)
def test_putting_back_overwrites_nothing_and_leaves_a_clean_branch(
    law: Law,
    steps: list[Step],
    later: list[Step],
    source: "Source",
    *,
    edited: bool,
    base_goes_on: bool,
) -> None:
    repo = law.copy(SETTINGS[0])
    if base_goes_on:
        repo.git("branch", "-f", "main", "base-goes-on")
    doing = Doing(repo)
    for step in steps:
        doing.take(step)
    repo.git("add", "-A")
    repo.commit("work")
    repo.git("reset", "-q", "--hard")
    if edited:
        for step in later:
            doing.take(step)
    every = source == "commits"
    with repo.inside() as repository:
        verdict = judge_range(repository, "main", "HEAD", every_commit=every)
    if verdict.outcome != "strays":
        return
    head, staged, files = entries(repo, "HEAD"), entries(repo), content(repo.root)
    changed = {path: held for path, held in files.items() if not is_in(repo, path, head)}
    done = True
    for way in ways_out(repo, verdict, source):
        if way.kind == "drop":
            done = all([tried(repo.root, command) for command in way.commands])
    after = content(repo.root)
    assert {path: after.get(path) for path in changed} == changed
    kept = {*blobs(entries(repo)), *blobs(working_tree(repo)), *blobs_of_patches(repo)}
    kept |= blobs(entries(repo, "HEAD"))
    superseded = {
        path for path in head if path.startswith(INSIDE) and head[path] != staged.get(path)
    }
    assert blobs({path: head[path] for path in head.keys() - superseded}) | blobs(staged) <= kept
    assert done or edited
    if done and not edited:
        repo.commit("drop it")
        with repo.inside() as repository:
            assert judge_range(repository, "main", "HEAD", every_commit=every).outcome == "clean"


@law_of_fixes
@given(steps=STEPS, unstaged=st.booleans(), ignoring=st.booleans())
def test_stashing_loses_nothing_and_leaves_a_clean_working_tree(
    law: Law, steps: list[Step], *, unstaged: bool, ignoring: bool
) -> None:
    repo = law.copy(SETTINGS[0])
    if ignoring:
        repo.write(".git/info/exclude", f"{OUTSIDE}\n{INSIDE}\n")
    doing = Doing(repo)
    for step in steps:
        doing.take(step)
    if unstaged:
        repo.git("reset", "-q")
    with repo.inside() as repository:
        verdict = judge_worktree(repository)
    if verdict.outcome != "strays":
        return
    before = {*blobs(entries(repo)), *blobs(working_tree(repo))}
    done = True
    for way in ways_out(repo, verdict, "worktree"):
        if way.kind == "drop":
            done = all([tried(repo.root, command) for command in way.commands])
    stashed = [line for line in repo.git("rev-list", "-g", "--all", "--parents").split() if line]
    kept = {*blobs(entries(repo)), *blobs(working_tree(repo))}
    for commit in set(stashed):
        kept |= blobs(entries(repo, commit))
    assert before <= kept
    if done:
        with repo.inside() as repository:
            assert judge_worktree(repository).outcome == "clean"


def refused(repo: Repo, form: list[str]) -> dict[str, object]:
    """What the check says in the hook of a commit; empty where git does not get that far."""
    said = repo.root / ".git/said"
    said.unlink(missing_ok=True)
    repo.attempt("commit", "-m", "work", *form, feed=b"y\n" * 99 if "-p" in form else b"")
    return json.loads(said.read_text()) if said.exists() and said.stat().st_size else {}


def paste(root: Path, command: str) -> None:
    done = subprocess.run(["sh", "-c", command], cwd=root, capture_output=True, check=False)
    assert done.returncode == 0, (command, done.stderr)


def tried(root: Path, command: str) -> bool:
    """Whether a command that may refuse has done its work."""
    return subprocess.run(["sh", "-c", command], cwd=root, capture_output=True).returncode == 0


def entries(repo: Repo, tree: str = "") -> Entries:
    """Mode and id by path, of the index or of a tree; without what is only announced."""
    if not tree:
        tree = repo.git("write-tree")
    listed = repo.git("ls-tree", "-r", "-z", tree).split("\0")
    found = (line.partition("\t") for line in listed if line)
    return {path: (head[:6], head.split(" ")[2]) for head, _, path in found}


def working_tree(repo: Repo) -> Entries:
    """What a commit of everything in the working tree would have, ignored files included."""
    index = str(repo.root / ".git/looked-at")
    Path(index).unlink(missing_ok=True)
    repo.git("add", "-A", "-f", GIT_INDEX_FILE=index)
    return entries(Indexed(repo.root, index))


class Indexed(Repo):
    """A repository seen through another index."""

    def __init__(self, root: Path, index: str) -> None:
        super().__init__(root)
        self._index = index

    def attempt(self, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[bytes]":
        return super().attempt(*arguments, **variables, GIT_INDEX_FILE=self._index)


def blobs(found: Entries) -> set[str]:
    """The contents; a submodule has none here."""
    return {oid for mode, oid in found.values() if mode != "160000"}


def blobs_of_patches(repo: Repo) -> set[str]:
    """What stands in the trees that each patch gives, applied to where it was made from."""
    found: set[str] = set()
    for patch in (repo.root / ".git").glob("remit-*.patch"):
        index = str(repo.root / ".git/patched")
        seen = Indexed(repo.root, index)
        for start in ("HEAD", "ORIG_HEAD", "main", "agent/login~"):
            Path(index).unlink(missing_ok=True)
            if seen.attempt("read-tree", start).returncode:
                continue
            if not seen.attempt("apply", "--cached", "--whitespace=nowarn", str(patch)).returncode:
                found |= blobs(entries(seen))
    return found


def is_in(repo: Repo, path: str, tree: Entries) -> bool:
    """Whether a file of the working tree is as it stands in a tree."""
    entry, file = tree.get(path), repo.root / path
    if entry is None or stat.S_ISLNK(file.lstat().st_mode) != (entry[0] == "120000"):
        return False
    held = os.fsencode(file.readlink()) if file.is_symlink() else file.read_bytes()
    return repo.git("hash-object", "--stdin", feed=held) == entry[1]
