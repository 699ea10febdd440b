"""Live files are the regular ones that nobody vendored; their contents come without a fetch."""

from typing import TYPE_CHECKING

import pytest

from remit.errors import RemitError
from remit.git import tree_files

if TYPE_CHECKING:
    from repo import Repo


def test_links_submodules_and_vendored_trees_do_not_live(empty: "Repo") -> None:
    for path in ("b", "a/vendors", "a/vendor/x", "node_modules/x", "x/third_party/y/z", "vendor"):
        if path != "vendor":
            empty.stage(path)
    empty.link("link", "b")
    empty.git("add", "link")
    empty.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},lib")
    empty.stage("run.sh")
    empty.git("update-index", "--chmod=+x", "run.sh")
    empty.stage("odd\nname")
    with empty.inside() as repository:
        found = tree_files.list_live_files(repository, empty.commit())
    assert list(found) == [b"a/vendors", b"b", b"odd\nname", b"run.sh"]
    assert found[b"b"] == empty.oid("HEAD:b")


def test_contents_come_in_order_whatever_they_hold(empty: "Repo") -> None:
    empty.stage("a", b"\0\n\xff" * 70_000)
    empty.stage("b", b"")
    empty.stage("c", b"deadbeef missing\n")
    with empty.inside() as repository:
        found = dict(
            tree_files.read_live_contents(
                repository, at := empty.commit(), tree_files.list_live_files(repository, at)
            )
        )
    assert found == {b"a": b"\0\n\xff" * 70_000, b"b": b"", b"c": b"deadbeef missing\n"}


def test_whoever_wants_only_the_first_content_ends_the_rest(empty: "Repo") -> None:
    for name in ("a", "b"):
        empty.stage(name, name.encode() * 500_000)
    with empty.inside() as repository:
        found = tree_files.read_live_contents(
            repository, at := empty.commit(), tree_files.list_live_files(repository, at)
        )
        assert next(found)[0] == b"a"
        del found


def test_no_files_have_no_contents(empty: "Repo") -> None:
    with empty.inside() as repository:
        assert list(tree_files.read_live_contents(repository, empty.commit(), {})) == []


def test_a_content_that_is_not_here_is_none(empty: "Repo") -> None:
    empty.stage("old", "old\n")
    empty.put("new", "new\n")
    empty.git("config", "uploadpack.allowFilter", "true")
    clone = empty.clone(empty.root.parent / "partial", "--no-checkout", "--filter=blob:none")
    clone.git("hash-object", "-w", "--stdin", feed=b"new\n")
    with clone.inside() as repository:
        at = clone.oid("origin/main")
        found = dict(
            tree_files.read_live_contents(
                repository, at, tree_files.list_live_files(repository, at)
            )
        )
    assert found == {b"new": b"new\n", b"old": None}


def test_an_object_that_was_lost_is_none(empty: "Repo") -> None:
    empty.stage("a", "a\n")
    at = empty.commit()
    oid = empty.oid("HEAD:a")
    (empty.root / ".git/objects" / oid[:2] / oid[2:]).unlink()
    with empty.inside() as repository:
        assert list(
            tree_files.read_live_contents(
                repository, at, tree_files.list_live_files(repository, at)
            )
        ) == [(b"a", None)]


def test_a_tree_that_is_not_here_is_said(empty: "Repo") -> None:
    with empty.inside() as repository, pytest.raises(RemitError):
        tree_files.list_live_files(repository, "1" * 40)
