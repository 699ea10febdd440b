"""Manifests as a workload: files of the tree that the scopes cover, and no others."""

import json
from pathlib import Path

import pytest
from repo import Repo

from remit.manifest.scope import FileRules as Patterns
from remit.manifest.scope import Scope
from remit.plan.reading.toml_list import from_scope
from remit_sim.cli import main
from remit_sim.workloads.from_manifests import workload_from_manifests
from remit_sim.world.scenario import FileSettings, WorkSettings

TREE = [b"src/a.py", b"src/b.py", b"src/keys/k.py", b"docs/x.md"]


def _listed(name: str, *write: str, deny: tuple[str, ...] = ()) -> Scope:
    return Scope(name, (name,), files=Patterns(write=write, deny=deny))


def test_tasks_change_only_what_they_may_write() -> None:
    scopes = (_listed("one", "src/**", deny=("src/keys/**",)), _listed("two", "docs/*", "src/b.py"))
    found = workload_from_manifests(
        tuple(map(from_scope, scopes)), TREE, WorkSettings(), FileSettings(per_task=3)
    )
    covered = [{found.names[file] for file in entry.covered} for entry in found.entries]
    assert covered == [{"src/a.py", "src/b.py"}, {"docs/x.md", "src/b.py"}]
    for seed in range(20):
        for task, allowed in zip(found.tasks((seed,)), covered, strict=True):
            assert {found.names[file] for file in task.files} <= allowed


def test_a_task_whose_files_are_not_there_yet_changes_one_of_its_own() -> None:
    scopes = (_listed("new", "new/**"), _listed("newer", "newer/**"))
    found = workload_from_manifests(
        tuple(map(from_scope, scopes)), TREE, WorkSettings(), FileSettings()
    )
    one, other = found.tasks((1,))
    assert len({*one.files, *other.files, *range(len(TREE))}) == len(TREE) + 2


def _write(repo: Repo, name: str, pattern: str) -> None:
    repo.task(name, write=[pattern])


@pytest.fixture
def tasks(empty: Repo) -> Repo:
    for path in TREE:
        empty.stage(path.decode(), "text\n")
    _write(empty, "one", "src/**")
    _write(empty, "two", "docs/**")
    empty.commit("manifests")
    return empty


@pytest.mark.parametrize("where", [(), (".",), ("main",)])
def test_manifests_come_from_the_working_tree_or_a_revision(
    tasks: Repo, where: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert tasks.root == Path.cwd()
    words = ("--agents", "2", "--strategy", "worktrees", "--format", "json")
    assert main(("run", *words, "--manifests", *where)) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["scenario"], told["figures"]["landed_tasks"]["mean"]) == ("own-tasks", 2)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--manifests", "nowhere"), "is no directory and no revision"),
        (("--manifests", "docs"), "2 tasks of the manifests"),
        (("--plan", "nowhere"), "cannot be read"),
        (("--plan", "src/a.py"), "is no plan: it is no JSON"),
        ((), "no scenario is named, and no tasks"),
    ],
)
def test_every_failure_is_a_sentence(
    tasks: Repo, words: tuple[str, ...], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tasks.root == Path.cwd()
    code = main(("compare", *words, "--agents", "2"))
    out, err = capsys.readouterr()
    assert sentence in out + err
    assert code == (0 if "docs" in words else 2)


def test_faulty_manifests_are_told_by_their_lines(
    tasks: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    tasks.write(".remit/tasks/bad.toml", '[task]\nid = "bad"\nbranch = 7\n')
    assert main(("compare", "--manifests")) == 2
    assert ".remit/tasks/bad.toml:3:" in capsys.readouterr().err


def test_a_repository_without_manifests_says_how_to_make_one(
    empty: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    empty.put("a")
    assert main(("compare", "--manifests")) == 2
    assert "there is no manifest" in capsys.readouterr().err
