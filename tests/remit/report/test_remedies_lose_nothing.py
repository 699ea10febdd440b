"""A law: a fix that is pasted loses nothing, and what is left is clean.

Changes of every kind are drawn and made in a copy of one repository. Then the commands that a
refusal prints are run there, as a person would paste them. `REMIT_FIXES` sets how many examples.
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
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from repo import Repo
from violations import content, fixes

from remit.gates.range import judge_range
from remit.gates.worktree import judge_worktree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.report.context import Source
    from remit.verdict import Verdict

ROUNDS = int(os.environ.get("REMIT_FIXES", "10"))
SETTINGS = ["core.autocrlf=false", "core.autocrlf=input", "core.autocrlf=true"]
FORMS = [(), ("-a",), ("-p",), ("--", f"{INSIDE}a", f"{OUTSIDE}a"), ("merge",)]
RANGES: "list[Source]" = ["range", "commits"]
Entries = dict[str, tuple[str, str]]


class Commit(NamedTuple):
    """What is done before a commit, how that is made, and a setting of git."""

    steps: list[Step]
    form: tuple[str, ...] = ()
    setting: str = SETTINGS[0]


class Branch(NamedTuple):
    """What a branch does, what is not committed there, what is judged, whether the base went on."""

    steps: list[Step]
    later: "Sequence[Step]" = ()
    source: "Source" = "range"
    base_goes_on: bool = False


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
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@law_of_fixes
@given(drawn=st.builds(Commit, STEPS, st.sampled_from(FORMS), st.sampled_from(SETTINGS)))
@example(drawn=Commit([Step("move", f"{INSIDE}a", f"{OUTSIDE}new")]))
@example(drawn=Commit([Step("move and edit", f"{INSIDE}a", f"{OUTSIDE}new")], ("-a",)))
@example(drawn=Commit([Step("stage and edit", f"{OUTSIDE}a")]))
@example(
    drawn=Commit(
        [Step("move", f"{OUTSIDE}[a]*", f"{OUTSIDE}deep"), Step("rewrite", f"{OUTSIDE}[a]*")],
        ("-a",),
        "core.autocrlf=input",
    )
)
@example(drawn=Commit([Step("move and edit", f"{INSIDE}a", f"{OUTSIDE}new")], ("merge",)))
def test_unstaging_loses_nothing_and_leaves_a_clean_commit(law: Law, drawn: Commit) -> None:
    repo = law.copy(drawn.setting)
    if drawn.form == ("merge",):
        repo.git("branch", "-f", "main", "base-goes-on")
        repo.git("merge", "-q", "--no-commit", "--no-ff", "main")
    standing = entries(repo)
    doing = Doing(repo)
    doing.take(drawn.steps)
    for form in (drawn.form, ()):  # a partial commit says nothing of what else is staged
        staged, files = entries(repo), content(repo.root)
        for command in printed(repo, form, "send_to_owner", "unstage", "undo"):
            assert has_run(repo.root, command), command
        assert content(repo.root) == files
        assert blobs(staged) <= kept(repo)
    assert repo.judge().outcome == "clean"
    left = entries(repo)
    gone = {path for path in standing if path not in left and not doing.removed(path)}
    assert gone == set()
    beyond = {path for path in standing if path.startswith(OUTSIDE)}
    assert {path: left.get(path) for path in beyond} == {path: standing[path] for path in beyond}


@law_of_fixes
@given(drawn=st.builds(Branch, STEPS, STEPS | st.just(()), st.sampled_from(RANGES), st.booleans()))
@example(drawn=Branch([Step("move and edit", f"{INSIDE}a", f"{OUTSIDE}new")]))
@example(drawn=Branch([Step("edit", f"{OUTSIDE}a")], [Step("edit unstaged", f"{OUTSIDE}a")]))
@example(drawn=Branch([Step("delete", f"{OUTSIDE}a")], [Step("edit unstaged", f"{OUTSIDE}a")]))
@example(drawn=Branch([Step("edit", f"{OUTSIDE}a")], (), "commits"))
def test_putting_back_overwrites_nothing_and_leaves_a_clean_branch(law: Law, drawn: Branch) -> None:
    repo = law.copy(SETTINGS[0])
    if drawn.base_goes_on:
        repo.git("branch", "-f", "main", "base-goes-on")
    doing = Doing(repo)
    doing.take(drawn.steps)
    repo.git("add", "-A")
    repo.commit("work")
    repo.git("reset", "-q", "--hard")
    doing.take(drawn.later)
    with repo.inside() as repository:
        verdict = judge_range(repository, "main", "HEAD", every_commit=drawn.source == "commits")
    head, staged, files = entries(repo, "HEAD"), entries(repo), content(repo.root)
    edited = {path for path in files if not stands_in(repo, path, head)}
    done = paste_drops(repo, verdict, drawn.source)
    after = content(repo.root)
    assert {path: after.get(path) for path in edited} == {path: files[path] for path in edited}
    mine = {path for path in head if path.startswith(INSIDE) and head[path] != staged.get(path)}
    old = {path: entry for path, entry in head.items() if path not in mine}
    assert blobs(old) | blobs(staged) <= kept(repo, "HEAD")
    assert done or drawn.later
    if not drawn.later:
        repo.commit("drop it")
        with repo.inside() as repository:
            again = judge_range(repository, "main", "HEAD", every_commit=drawn.source == "commits")
        assert again.outcome == "clean"


@law_of_fixes
@given(steps=STEPS, unstaged=st.booleans(), ignoring=st.booleans())
@example(steps=[Step("stage and remove", f"{OUTSIDE}a")], unstaged=False, ignoring=False)
@example(steps=[Step("unlist", f"{OUTSIDE}a")], unstaged=False, ignoring=True)
@example(steps=[Step("move", f"{INSIDE}a", f"{OUTSIDE}new")], unstaged=True, ignoring=False)
def test_stashing_loses_nothing_and_leaves_a_clean_working_tree(
    law: Law, steps: list[Step], *, unstaged: bool, ignoring: bool
) -> None:
    repo = law.copy(SETTINGS[0])
    if ignoring:
        repo.write(".git/info/exclude", f"{OUTSIDE}\n{INSIDE}\n")
    Doing(repo).take(steps)
    if unstaged:
        repo.git("reset", "-q")
    with repo.inside() as repository:
        verdict = judge_worktree(repository)
    before = {*blobs(entries(repo)), *blobs(working_tree(repo))}
    done = paste_drops(repo, verdict, "worktree")
    stashed = repo.git("rev-list", "-g", "--all", "--parents").split()
    assert before <= kept(repo, *set(stashed))
    if done:
        with repo.inside() as repository:
            assert judge_worktree(repository).outcome == "clean"


def printed(repo: Repo, form: tuple[str, ...], *kinds: str) -> list[str]:
    """The commands that the hook of a commit prints where it refuses."""
    said = repo.root / ".git/said"
    said.unlink(missing_ok=True)
    words = () if form == ("merge",) else form
    repo.attempt("commit", "-m", "work", *words, feed=b"y\n" * 99 if "-p" in form else b"")
    if not said.exists():  # git had nothing to commit
        return []
    ways = cast("list[dict[str, Sequence[str]]]", json.loads(said.read_text()).get("fixes", []))
    return [
        line for kind in kinds for way in ways if way["kind"] == kind for line in way["commands"]
    ]


def paste_drops(repo: Repo, verdict: "Verdict", source: "Source") -> bool:
    """Run what takes the changes out; whether no command has refused."""
    ways = fixes(repo, verdict, source)
    lines = [line for way in ways if way.kind in {"unstage", "undo"} for line in way.commands]
    results = [has_run(repo.root, line) for line in lines]
    return all(results)


def has_run(root: Path, command: str) -> bool:
    """Run a command as a person would; whether it has done its work."""
    done = subprocess.run(["sh", "-c", command], cwd=root, capture_output=True, check=False)
    return done.returncode == 0


def kept(repo: Repo, *commits: str) -> set[str]:
    """The contents in the index, the working tree, the patches and some commits."""
    found = {*blobs(entries(repo)), *blobs(working_tree(repo)), *blobs_of_patches(repo)}
    return found.union(*(blobs(entries(repo, commit)) for commit in commits))


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

    def attempt(
        self, *arguments: str, feed: bytes | None = None, **variables: str
    ) -> "subprocess.CompletedProcess[bytes]":
        return super().attempt(*arguments, feed=feed, GIT_INDEX_FILE=self._index, **variables)


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


def stands_in(repo: Repo, path: str, tree: Entries) -> bool:
    """Whether a file of the working tree is as it stands in a tree."""
    entry, file = tree.get(path), repo.root / path
    if entry is None or stat.S_ISLNK(file.lstat().st_mode) != (entry[0] == "120000"):
        return False
    held = os.fsencode(file.readlink()) if file.is_symlink() else file.read_bytes()
    return repo.git("hash-object", "--stdin", feed=held) == entry[1]
