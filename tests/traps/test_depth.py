"""Shallow and partial clones, as CI makes them: what is fetched on demand, what is said (T56)."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from repo import Repo, rules

from remit.errors import CouldNotCheck
from remit.gates.range import judge_range

if TYPE_CHECKING:
    from remit.verdict import Verdict

AHEAD = 70  # commits by which the base is ahead: more than one step
OWN = 5


@pytest.fixture
def server(repo: Repo) -> Repo:
    """`agent/login` with a violation and some work, and a `main` that is far ahead of it."""
    long = "".join(f"line {number}\n" for number in range(40))
    repo.switch("main")
    repo.put("allowed/long", long)
    _import(repo, "agent/login", [f"allowed/new{number}" for number in range(OWN)])
    _import(repo, "main", [f"top{number}" for number in range(AHEAD)])
    repo.git("switch", "-q", "-f", "agent/login")
    repo.git("reset", "-q", "--hard")
    repo.put("allowed/long", long + "more\n")
    repo.put("secret/s", "violation\n")
    repo.git("switch", "-q", "--detach")
    repo.git("config", "uploadpack.allowFilter", "true")
    return repo


def _import(repo: Repo, branch: str, paths: list[str]) -> None:
    """A commit for each path, on top of `main`."""
    start = repo.oid("main")
    stream = "".join(
        f"commit refs/heads/{branch}\ncommitter C <c@example.com> {1767225600 + number} +0000\n"
        f"data 1\nx\n"
        + (f"from {start}\n" if not number else "")
        + f"M 100644 inline {path}\ndata {len(path)}\n{path}\n"
        for number, path in enumerate(paths)
    )
    repo.git("fast-import", "--quiet", "--force", feed=stream.encode())


def _clone(server: Repo, *options: str) -> Repo:
    """What a CI checks out: one branch, detached; the base is another one, with one commit."""
    root = server.root.parent / "ci"
    clone = Repo.init(root)
    clone.git("remote", "add", "origin", server.root.absolute().as_uri())
    for name in ("agent/login", "main"):
        clone.git(
            "fetch", "-q", "--no-tags", *options, "origin", f"+{name}:refs/remotes/origin/{name}"
        )
    return clone


def _judged(clone: Repo, *, deepen: bool = True, every_commit: bool = False) -> "Verdict":
    with clone.inside() as repository:
        return judge_range(
            repository,
            "origin/main",
            "origin/agent/login",
            deepen=deepen,
            every_commit=every_commit,
        )


def _depth(clone: Repo) -> int:
    return int(clone.git("rev-list", "--count", "origin/main"))


@pytest.mark.parametrize("depth", [1, 2, 50])
def test_history_is_deepened_until_the_ends_meet(server: Repo, depth: int) -> None:
    clone = _clone(server, f"--depth={depth}")
    with pytest.raises(CouldNotCheck, match="shallow") as caught:
        _judged(clone, deepen=False)
    head, base = clone.oid("origin/agent/login"), clone.oid("origin/main")
    assert f"git fetch --no-tags --deepen=50 origin {base} {head}" in caught.value.hint
    assert "--deepen" in caught.value.hint
    assert rules(_judged(clone)) == [(b"secret/s", "R101")]
    assert rules(_judged(clone, deepen=False)) == [(b"secret/s", "R101")]
    assert (clone.oid("origin/agent/login"), clone.oid("origin/main")) == (head, base)
    assert not (clone.root / ".git/FETCH_HEAD").read_text().count("\n") > 1


def test_the_command_that_is_named_works(server: Repo) -> None:
    clone = _clone(server, "--depth=30")
    with pytest.raises(CouldNotCheck) as caught:
        _judged(clone, deepen=False)
    command = caught.value.hint.removeprefix("deepen it: git ").partition(" (")[0]
    clone.git(*command.split())
    assert rules(_judged(clone, deepen=False)) == [(b"secret/s", "R101")]


def test_no_more_is_fetched_than_one_step_too_many(server: Repo) -> None:
    server.git("branch", "-q", "-f", "main", f"main~{AHEAD - 10}")
    _import(server, "old", [f"old{number}" for number in range(5)])
    clone = _clone(server, "--depth=5")
    _judged(clone)
    assert clone.git("rev-parse", "--is-shallow-repository") in {"true", "false"}
    assert _depth(clone) == int(server.git("rev-list", "--count", "main"))


def test_nothing_is_fetched_where_nothing_is_missing(server: Repo) -> None:
    clone = _clone(server)
    clone.git("remote", "set-url", "origin", "file:///nowhere")
    assert rules(_judged(clone)) == [(b"secret/s", "R101")] == rules(_judged(clone, deepen=False))


def test_each_commit_is_judged_in_a_shallow_clone_too(server: Repo) -> None:
    clone = _clone(server, "--depth=1")
    found = rules(_judged(clone, every_commit=True))
    assert set(found) == {(b"secret/s", "R101")}


def test_a_remote_that_does_not_answer_is_could_not_check_with_the_command(server: Repo) -> None:
    clone = _clone(server, "--depth=1")
    clone.git("remote", "set-url", "origin", "file:///nowhere")
    with pytest.raises(CouldNotCheck, match="fetching from origin failed: fatal:") as caught:
        _judged(clone)
    assert "git fetch --no-tags --deepen=50 origin" in caught.value.hint


def test_without_a_remote_to_ask_it_says_so(server: Repo) -> None:
    clone = _clone(server, "--depth=1")
    clone.git("config", "--rename-section", "remote.origin", "remote.first")
    clone.git("remote", "add", "second", "file:///nowhere")
    with pytest.raises(CouldNotCheck, match="none is origin"):
        _judged(clone)


def test_a_remote_that_is_cut_off_itself_is_could_not_check(server: Repo) -> None:
    _clone(server, "--depth=1")
    inner = Repo(server.root.parent / "ci")
    inner.git("branch", "main", "origin/main")
    inner.git("branch", "agent/login", "origin/agent/login")
    outer = Repo.init(server.root.parent / "outer")
    outer.git("remote", "add", "origin", inner.root.absolute().as_uri())
    outer.git("fetch", "-q", "--update-shallow", "origin", "+refs/heads/*:refs/remotes/origin/*")
    with pytest.raises(CouldNotCheck, match="cut off"):
        _judged(outer)


def test_a_base_that_was_not_fetched_is_fetched_by_name_or_id(server: Repo) -> None:
    clone = _clone(server, "--depth=1")
    base = clone.oid("origin/main")
    for name in ("origin/main", "refs/remotes/origin/main", base):
        clone.git("update-ref", "-d", "refs/remotes/origin/main")
        with clone.inside() as repository:
            verdict = judge_range(repository, name, "origin/agent/login", deepen=True)
        assert rules(verdict) == [(b"secret/s", "R101")]


def test_a_base_that_is_nowhere_is_could_not_check(server: Repo) -> None:
    clone = _clone(server, "--depth=1")
    for name in ("origin/nowhere", "0" * 39 + "1", "nowhere", "--upload-pack=touch pwned", ""):
        with clone.inside() as repository, pytest.raises(CouldNotCheck):
            judge_range(repository, name, "origin/agent/login", deepen=True)
    assert not list(Path(clone.root).glob("*pwned*"))


def test_the_first_parent_of_a_merge_ref_is_fetched(server: Repo) -> None:
    server.switch("main")
    server.git("merge", "-q", "--no-ff", "-m", "as a forge does", "agent/login")
    server.git("update-ref", "refs/pull/5/merge", "HEAD")
    server.git("reset", "-q", "--hard", "HEAD^")
    clone = Repo.init(server.root.parent / "ci")
    clone.git("remote", "add", "origin", server.root.absolute().as_uri())
    clone.git("fetch", "-q", "--depth=1", "origin", "refs/pull/5/merge")
    clone.git("checkout", "-q", "--detach", "FETCH_HEAD")
    with clone.inside() as repository:
        verdict = judge_range(repository, "HEAD^1", "HEAD", branch="agent/login", deepen=True)
    assert rules(verdict) == [(b"secret/s", "R101")]


def test_hooks_do_not_run_for_a_fetch(server: Repo) -> None:
    clone = _clone(server, "--depth=1")
    for name in ("reference-transaction", "post-checkout", "pre-auto-gc"):
        hook = clone.write(f".git/hooks/{name}", '#!/bin/sh\ntouch "$GIT_DIR/../ran"\ntouch ran\n')
        hook.chmod(0o755)
    _judged(clone)
    assert not (clone.root / "ran").exists()
    assert not (clone.root / ".git/ran").exists()


@pytest.mark.parametrize("options", [[], ["--depth=1"], ["--depth=50"]])
@pytest.mark.parametrize("what", ["blob:none", "tree:0"])
def test_a_partial_clone_gets_what_it_lacks(server: Repo, what: str, options: list[str]) -> None:
    clone = _clone(server, f"--filter={what}", *options)
    with pytest.raises(CouldNotCheck):
        _judged(clone, deepen=False)
    assert rules(_judged(clone)) == [(b"secret/s", "R101")]


@pytest.mark.parametrize("what", ["blob:none", "tree:0"])
def test_each_commit_is_judged_in_a_partial_clone_too(server: Repo, what: str) -> None:
    server.git("switch", "-q", "agent/login")
    server.put("secret/s", "secret/s\n")
    server.git("switch", "-q", "--detach")
    verdict = _judged(_clone(server, f"--filter={what}"), every_commit=True)
    assert rules(verdict) == [(b"secret/s", "R101")]


@pytest.mark.parametrize("what", ["blob:none", "tree:0"])
def test_a_partial_clone_without_its_promisor_is_could_not_check(server: Repo, what: str) -> None:
    clone = _clone(server, f"--filter={what}")
    clone.git("remote", "set-url", "origin", "file:///nowhere")
    with pytest.raises(CouldNotCheck, match="fetching from origin failed"):
        _judged(clone)
    with pytest.raises(CouldNotCheck):
        _judged(clone, deepen=False)


def test_a_shallow_clone_does_not_take_an_older_commit_for_where_histories_met(repo: Repo) -> None:
    """An old file comes back: seen from a cut history, the base never had it and never lost it."""
    repo.switch("main")
    repo.put("secret/old")
    old = repo.oid("HEAD")
    repo.git("rm", "-q", "secret/old")
    repo.commit("the base removes it")
    repo.put("top", "newer\n")
    gone = repo.oid("HEAD")
    tree = repo.git("rev-parse", "HEAD^{tree}")
    tip = repo.git("commit-tree", "-p", gone, "-p", old, "-m", "a short way to an old commit", tree)
    repo.git("update-ref", "refs/heads/main", tip)
    head_tree = _with(repo, "HEAD", "secret/old")
    head = repo.git("commit-tree", "-p", gone, "-p", old, "-m", "evil", head_tree)
    repo.git("update-ref", "refs/heads/agent/login", head)
    clone = _clone(repo, "--depth=2")
    with clone.inside() as repository:
        try:
            verdict = judge_range(repository, "origin/main", "origin/agent/login")
        except CouldNotCheck:
            verdict = None
    assert verdict is None or rules(verdict) == [(b"secret/old", "R101")]
    assert rules(_judged(clone)) == [(b"secret/old", "R101")]


def _with(repo: Repo, revision: str, path: str) -> str:
    """The tree of a commit with one more file."""
    blob = repo.git("hash-object", "-w", "--stdin", feed=b"text\n")
    index = {"GIT_INDEX_FILE": str(repo.root / ".git" / "other")}
    repo.git("read-tree", revision, feed=None, **index)
    repo.git("update-index", "--add", "--cacheinfo", f"100644,{blob},{path}", feed=None, **index)
    return repo.git("write-tree", feed=None, **index)
