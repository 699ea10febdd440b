"""Names of files, branches and revisions: T18 to T24."""

import os

import pytest
from repo import Repo, rules

from remit.errors import CouldNotCheck
from remit.gates.range import judge_range

ODD = {
    "not ASCII": b"secret/\xc3\xa9",  # T18
    "a line break": b"secret/one\nallowed/two",  # T19
    "a tab": b"secret/a\tb",  # T19
    "quotes": b'secret/"q\\"',  # T18
    "not UTF-8": b"secret/\xff\xfe",  # T20
    "an option": b"--output=pwned",  # T21
    "magic": b":(top)allowed",  # T21
    "a command of a log": b"secret/x\n::error file=ok.py::fake",  # T24
    "an escape sequence": b"secret/\x1b[2Jx",  # T24
}


@pytest.mark.parametrize("path", ODD.values(), ids=ODD)
def test_every_name_that_git_stores_is_judged_by_its_bytes(repo: Repo, path: bytes) -> None:
    blob = repo.git("hash-object", "-w", "--stdin", feed=b"x").encode()
    repo.git("update-index", "-z", "--index-info", feed=b"100644 " + blob + b"\t" + path + b"\0")
    assert rules(repo.judge()) == [(path, "R101")]


@pytest.mark.parametrize("path", ODD.values(), ids=ODD)
def test_a_symlink_of_any_name_is_found_and_read(repo: Repo, path: bytes) -> None:
    blob = repo.git("hash-object", "-w", "--stdin", feed=b"/etc").encode()
    name = path.replace(b"secret/", b"allowed/").replace(b"--output", b"allowed/--output")
    name = name.replace(b":(top)", b"allowed/:(top)")
    repo.git("update-index", "-z", "--index-info", feed=b"120000 " + blob + b"\t" + name + b"\0")
    assert rules(repo.judge()) == [(name, "R105")]


@pytest.mark.parametrize("revision", ["--output=pwned", "-h", "--all", "", "main..HEAD"])
def test_a_revision_from_outside_is_never_an_option(repo: Repo, revision: str) -> None:  # T21
    with repo.inside() as repository, pytest.raises(CouldNotCheck):
        judge_range(repository, revision, "HEAD")
    with repo.inside() as repository, pytest.raises(CouldNotCheck):
        judge_range(repository, None, revision)
    assert not (repo.root / "pwned").exists()


@pytest.mark.parametrize("branch", ["--output=pwned", "main~1", "main^{/x}", "a b", "x@{1}"])
def test_the_configured_base_is_a_plain_branch_name(repo: Repo, branch: str) -> None:  # T21
    repo.git("config", "remit.base", branch)
    with pytest.raises(CouldNotCheck, match="no branch name"):
        repo.judge()


def test_paths_that_differ_in_case_are_different_paths(repo: Repo) -> None:  # T22
    repo.git("config", "core.ignorecase", "true")
    blob = repo.git("hash-object", "-w", "--stdin", feed=b"x")
    repo.git("update-index", "--add", "--cacheinfo", f"100644,{blob},Allowed/A")
    assert rules(repo.judge()) == [(b"Allowed/A", "R101")]


@pytest.mark.parametrize("spelling", ["allowed/A", "Allowed/a"])
def test_a_policy_that_folds_case_refuses_a_clash(empty: Repo, spelling: str) -> None:  # T22
    empty.policy('case = "fold"\n')
    empty.task("login", write=["**"])
    empty.put("allowed/a")
    empty.branch("agent/login")
    blob = empty.git("hash-object", "-w", "--stdin", feed=b"x")
    empty.git("update-index", "--add", "--cacheinfo", f"100644,{blob},{spelling}")
    assert rules(empty.judge()) == [(spelling.encode(), "R108")]


def test_a_policy_that_folds_case_refuses_two_normal_forms(empty: Repo) -> None:  # T23
    empty.policy('case = "fold"\n')
    empty.task("login", write=["**"])
    empty.put("allowed/\u00e9")
    empty.branch("agent/login")
    blob = empty.git("hash-object", "-w", "--stdin", feed=b"x").encode()
    path = "allowed/e\u0301".encode()
    empty.git("update-index", "-z", "--index-info", feed=b"100644 " + blob + b"\t" + path + b"\0")
    assert rules(empty.judge()) == [(path, "R108")]


def test_a_path_of_4096_bytes_is_judged_like_any_other(repo: Repo) -> None:
    path = b"/".join([b"secret", *[b"d" * 100] * 40])[:4096]
    blob = repo.git("hash-object", "-w", "--stdin", feed=b"x").encode()
    repo.git("update-index", "-z", "--index-info", feed=b"100644 " + blob + b"\t" + path + b"\0")
    assert rules(repo.judge()) == [(path, "R101")]


def test_the_working_tree_gives_up_names_as_bytes(repo: Repo) -> None:  # T20
    from remit.gates.worktree import judge_worktree

    path = os.fsencode(repo.root) + b"/secret/\xff"
    with open(path, "wb"):  # noqa: PTH123 - bytes
        pass
    with repo.inside() as repository:
        assert rules(judge_worktree(repository)) == [(b"secret/\xff", "R101")]
