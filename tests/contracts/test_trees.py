"""One set of laws for `ports.Trees`: the adapter on real git, and the fake on dictionaries."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fake_trees import FakeTrees, Tree
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from repo import Repo

from remit.changes import EXECUTABLE, GITLINK, REGULAR, SYMLINK
from remit.errors import RemitError
from remit.git.repository import Repository
from remit.git.trees import GitTrees
from remit.git.worktree import WorktreeChanges, WorktreeTrees
from remit.ports import Trees

Make = Callable[[Tree, Tree, Tree], Trees]
"""Trees from the result, the base's tip, and the commit where this work left the base."""

FORK: Tree = {b"a": (REGULAR, b"a\n"), b"d/f": (REGULAR, b"f\n"), b"gone": (REGULAR, b"x\n")}
BASE: Tree = {**FORK, b"a": (REGULAR, b"upstream\n"), b"new": (EXECUTABLE, b"n\n")}
RESULT: Tree = {
    b"a": (REGULAR, b"a\n"),
    b"d/f": (SYMLINK, b"../a"),
    b"d/link\n\xff": (SYMLINK, b"/\xfe"),
    b"sub": (GITLINK, b"1" * 40),
}


def _index(repo: Repo, tree: Tree) -> None:
    repo.git("read-tree", "--empty")
    for path, (mode, content) in tree.items():
        oid = content if mode == GITLINK else _blob(repo, content)
        line = b"%o %b\t%b\0" % (mode, oid, path)
        repo.git("update-index", "-z", "--index-info", feed=line)


def _blob(repo: Repo, content: bytes) -> bytes:
    return repo.git("hash-object", "-w", "--stdin", feed=content).encode()


def _history(repo: Repo, base: Tree, fork: Tree) -> str:
    """Two branches that leave a common commit; the base's tip."""
    _index(repo, fork)
    repo.commit("fork")
    repo.git("branch", "work")
    _index(repo, base)
    tip = repo.commit("base")
    repo.git("symbolic-ref", "HEAD", "refs/heads/work")
    return tip


@pytest.fixture(params=["index", "commit", "worktree", "fake"])
def make(request: pytest.FixtureRequest, empty: Repo) -> Iterator[Make]:
    with empty.inside() as repository:
        yield _maker(request.param, empty, repository)


def _maker(kind: str, repo: Repo, repository: Repository) -> Make:
    def real(result: Tree, base: Tree, fork: Tree) -> Trees:
        tip = _history(repo, base, fork)
        _index(repo, result)
        parents, objects = (repo.oid("work"),), repository.objects()
        if kind == "index":
            return GitTrees(repository, objects, tip, parents)
        tree = repo.git("write-tree")
        if kind == "commit":
            return GitTrees(repository, objects, tip, parents, tree)
        _checked_out(repo, result)
        return WorktreeTrees(repository, objects, tip, parents, WorktreeChanges(repository, tree))

    return FakeTrees if kind == "fake" else real


def _checked_out(repo: Repo, tree: Tree) -> None:
    for path, (mode, content) in tree.items():
        file = Path(str(repo.root)) / path.decode("utf-8", "surrogateescape")
        file.parent.mkdir(parents=True, exist_ok=True)
        if mode == SYMLINK:
            file.symlink_to(content.decode("utf-8", "surrogateescape"))
        elif mode == GITLINK:
            file.mkdir()
        else:
            file.write_bytes(content)
            file.chmod(mode & 0o777)


def test_links_are_the_symlinks_of_the_result(make: Make) -> None:
    links = make(RESULT, BASE, FORK).links()
    assert dict(links) == {b"d/f": b"../a", b"d/link\n\xff": b"/\xfe"}


def test_paths_are_those_of_the_result(make: Make) -> None:
    assert sorted(make(RESULT, BASE, FORK).paths()) == sorted(RESULT)


def test_what_equals_the_base_is_no_change_since_the_base(make: Make) -> None:
    since = make({**RESULT, b"new": BASE[b"new"]}, BASE, FORK).since_base()
    assert sorted(since) == [b"a", b"d/f", b"d/link\n\xff", b"gone", b"sub"]
    assert since[b"a"].status == "M"
    assert since[b"d/f"].status == "T"
    assert since[b"gone"].status == "D"
    assert since[b"sub"].status == "A"


def test_what_equals_the_fork_is_no_change_since_the_fork(make: Make) -> None:
    since = make(RESULT, BASE, FORK).since_fork()
    assert sorted(since) == [b"d/f", b"d/link\n\xff", b"gone", b"sub"]


def test_every_blob_that_a_change_names_can_be_read(make: Make) -> None:
    trees = make(RESULT, BASE, FORK)
    changes = [*trees.since_base().values(), *trees.since_fork().values()]
    sides = [(c.old_mode, c.old_oid) for c in changes] + [(c.new_mode, c.new_oid) for c in changes]
    found = {trees.blob(oid) for mode, oid in sides if mode not in {0, GITLINK}}
    assert found == {b"a\n", b"upstream\n", b"f\n", b"x\n", b"n\n", b"../a", b"/\xfe"}


def test_a_missing_blob_is_an_expected_failure(make: Make) -> None:
    with pytest.raises(RemitError):
        make(RESULT, BASE, FORK).blob("2" * 40)


names = st.sampled_from([b"a", b"b", b"c/d", b"c/e", b"\xff", b"x y"])
entries = st.tuples(st.sampled_from([REGULAR, EXECUTABLE, SYMLINK]), st.sampled_from([b"1", b"2"]))
trees_ = st.dictionaries(names, entries, max_size=5)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(result=trees_, base=trees_, fork=trees_)
def test_the_adapter_and_the_fake_answer_alike(
    tmp_path_factory: pytest.TempPathFactory, result: Tree, base: Tree, fork: Tree
) -> None:
    repo = Repo.init(tmp_path_factory.mktemp("alike") / "repo")
    fake = FakeTrees(result, base, fork)
    with repo.inside() as repository:
        for kind in ("index", "commit"):
            real = _maker(kind, Repo.init(repo.root), repository)(result, base, fork)
            assert dict(real.links()) == dict(fake.links())
            assert sorted(real.paths()) == sorted(fake.paths())
            assert real.since_base() == fake.since_base()
            assert real.since_fork() == fake.since_fork()
            repo.git("symbolic-ref", "HEAD", "refs/heads/main")
            repo.git("update-ref", "-d", "refs/heads/work")
