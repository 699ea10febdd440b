"""Fixes for names that a shell, git or a manifest would read as something else."""

import os
import shlex
from pathlib import Path

import pytest
from repo import Repo, rules
from violations import NAMES, Scene, content, paste, stage

from remit.report.git_commands import shell_word
from remit.report.manifest_patch import toml_string


@pytest.mark.parametrize("name", NAMES)
def test_every_fix_works_for_odd_names(repo: Repo, name: str, tmp_path: Path) -> None:
    path = NAMES[name]
    repo.stage("allowed/x")
    repo.stage("allowed/output=pwned")
    stage(repo, path)
    scene = Scene(repo)
    assert rules(scene.verdict()) == [(path, "R101")]
    before = content(repo.root)
    found = {way.kind: way for way in scene.ways()}
    assert all(line.isprintable() for way in found.values() for line in way.commands)
    paste(repo.root, *found["send_to_owner"].commands)
    owner = Repo.init(tmp_path / "owner")
    patch = next((repo.root / ".git").glob("remit-*.patch"))
    owner.git("apply", "--index", str(patch))
    assert owner.git("ls-files", "-z") == os.fsdecode(path) + "\0"
    paste(repo.root, *found["unstage"].commands)
    assert scene.verdict().outcome == "clean"
    assert content(repo.root) == before
    assert repo.git("diff", "--cached", "--name-only") == "allowed/output=pwned\nallowed/x"


@pytest.mark.parametrize("name", NAMES)
def test_what_is_asked_for_allows_the_path_when_it_is_on_the_base(repo: Repo, name: str) -> None:
    stage(repo, NAMES[name])
    way = Scene(repo).way("request_access")
    tree = repo.git("write-tree")
    assert way.manifest == ".remit/tasks/login.toml"
    assert way.on == "main"
    listed = ", ".join(map(toml_string, ("allowed/**", *way.add)))
    repo.git("switch", "-q", "--force", "main")
    repo.git("clean", "-fdq")
    text = (repo.root / way.manifest).read_text().replace('"allowed/**"', listed)
    repo.stage(way.manifest, text)
    repo.commit("widen")
    repo.git("switch", "-q", "agent/login")
    repo.git("read-tree", tree)
    assert Scene(repo).verdict().outcome == "clean"


def test_the_shell_never_sees_a_word_that_it_would_change() -> None:
    for name in NAMES.values():
        text = name.decode("utf-8", "replace")
        if text.isprintable():
            assert shlex.split(shell_word(text)) == [text]
