"""A history is the same whoever reads it, whatever git is set to, and whatever the cache holds."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from long_history import Counted

from remit.errors import CouldNotCheck
from remit.git.log import CommitLog, read_commits, read_first_parents, read_parents
from remit.history.records import ChangeUnit, Commit, Contributor, RawEntry

if TYPE_CHECKING:
    from collections.abc import Callable

    from repo import Repo

LINES = "".join(f"{number}\n" for number in range(40))
SETTINGS = {
    "color.ui": "always",
    "core.abbrev": "4",
    "core.commentChar": ":",
    "core.quotePath": "false",
    "diff.external": "touch executed;",
    "diff.ignoreSubmodules": "all",
    "diff.mnemonicPrefix": "true",
    "diff.orderFile": "order",
    "diff.relative": "true",
    "diff.renameLimit": "1",
    "diff.renames": "false",
    "diff.driver.textconv": "touch executed;",
    "format.pretty": "fuller",
    "gpg.program": "touch executed;",
    "i18n.logOutputEncoding": "latin1",
    "log.abbrevCommit": "true",
    "log.date": "relative",
    "log.decorate": "full",
    "log.diffMerges": "separate",
    "log.follow": "true",
    "log.mailmap": "true",
    "log.showRoot": "false",
    "log.showSignature": "true",
    "mailmap.file": "map",
    "notes.displayRef": "refs/notes/*",
}
DAMAGES: "dict[str, Callable[[bytes], bytes]]" = {
    "cut off": lambda content: content[:-1],
    "too long": lambda content: content + b"x",
    "of another version": lambda content: content.replace(b"history 1", b"history 0"),
    "with a wrong byte": lambda content: content[:40] + bytes([content[40] ^ 255]) + content[41:],
    "empty": lambda _: b"",
    "foreign": lambda _: os.urandom(99),
}


def read(
    repo: "Repo", unit: ChangeUnit = ChangeUnit.COMMIT, at: str = "HEAD", folder: str = "."
) -> list[Commit]:
    """The history, as one process reads it."""
    with repo.inside(folder) as repository:
        return list(read_commits(repository, repo.oid(at), unit))


def read_anew(repo: "Repo", unit: ChangeUnit = ChangeUnit.COMMIT) -> list[Commit]:
    """The history without what was kept of it."""
    forget(repo)
    return read(repo, unit)


def forget(repo: "Repo") -> None:
    for file in cache(repo).glob("*"):
        file.unlink()


def cache(repo: "Repo") -> Path:
    return repo.root / ".git/remit/cache/history"


def entries(found: list[Commit]) -> list[list[RawEntry]]:
    return [list(commit.entries) for commit in found]


def at(path: str, status: str = "A") -> RawEntry:
    return RawEntry(status, path.encode(), path.encode())


@pytest.fixture
def past(empty: "Repo") -> "Repo":
    """A root, a rename with an edit, a merge of a branch, names that are odd."""
    empty.put("one", LINES)
    empty.stage("b/two\nlines")
    empty.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},lib")
    empty.git("mv", "one", "a-place")
    empty.stage("a-place", LINES + "more\n")
    empty.commit("Émile's\n\n:100644 100644 1 2 M")
    empty.branch("side")
    empty.put("side")
    empty.switch("main")
    empty.put("b/main")
    empty.git("merge", "-q", "--no-ff", "-m", "Merge it", "side")
    return empty


def test_commits_come_newest_first_with_what_each_did(past: "Repo") -> None:
    found = read(past)
    assert len(found) == 4
    assert entries(found)[2:] == [
        [RawEntry("R", b"one", b"a-place"), at("b/two\nlines"), at("lib")],
        [at("one")],
    ]
    assert found[2].message == "Émile's\n\n:100644 100644 1 2 M\n"
    assert found[2].parents == (found[3].oid,)
    assert (found[3].parents, found[3].time) == ((), 1767225600)
    assert found[3].author == Contributor("A Author", "author@example.com")


def test_a_landed_change_is_what_a_merge_brought_to_its_first_parent(past: "Repo") -> None:
    found = read(past, ChangeUnit.LANDED)
    assert [commit.subject for commit in found] == ["Merge it", "put b/main", "Émile's", "put one"]
    assert entries(found)[0] == [at("side")]


def test_only_what_came_after_is_listed(past: "Repo") -> None:
    with past.inside() as repository:
        later = read_commits(
            repository, past.oid("HEAD"), ChangeUnit.COMMIT, after=past.oid("HEAD^")
        )
        assert [commit.subject for commit in later] == ["put side"]


@pytest.mark.parametrize("name", SETTINGS)
def test_no_setting_changes_a_history(past: "Repo", name: str) -> None:
    _signed_and_noted(past)
    past.write("order", "side\nb/*\n")
    past.write("map", "Somebody <author@example.com>\n")
    past.write(".mailmap", "Somebody <author@example.com>\n")
    past.write(".git/info/attributes", "* diff=driver\n")
    plain = [read_anew(past, unit) for unit in ChangeUnit]
    past.git("config", name, SETTINGS[name])
    forget(past)
    assert [read(past, unit, folder="b") for unit in ChangeUnit] == plain
    assert not list(past.root.rglob("executed"))


def test_no_variable_changes_a_history(past: "Repo", monkeypatch: pytest.MonkeyPatch) -> None:
    plain = read_anew(past)
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", "touch executed;")
    monkeypatch.setenv("GIT_DIFF_OPTS", "-u0")
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    monkeypatch.setenv("GIT_LITERAL_PATHSPECS", "1")
    assert read_anew(past) == plain


def test_replaced_and_grafted_commits_are_what_they_are(past: "Repo") -> None:
    plain = read_anew(past)
    past.git("replace", "HEAD^", "HEAD~2")
    past.write(".git/info/grafts", past.oid("HEAD") + "\n")
    assert read_anew(past) == plain


def test_people_are_who_the_mail_map_of_the_revision_says(past: "Repo") -> None:
    past.put(".mailmap", "Ann Author <ann@example.com> <author@example.com>\n")
    assert {commit.author for commit in read(past)} == {
        Contributor("Ann Author", "ann@example.com")
    }
    assert read(past, at="HEAD^")[0].author.name == "A Author"


def test_a_submodule_is_an_entry(empty: "Repo") -> None:
    empty.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},lib")
    empty.commit()
    assert entries(read(empty)) == [[at("lib")]]


def test_a_broken_commit_is_a_commit(past: "Repo") -> None:
    tree = past.oid("HEAD^{tree}")
    raw = f"tree {tree}\nparent {past.oid('HEAD')}\nauthor X\ncommitter\nencoding no-such\n\ncaf"
    options = ("hash-object", "-t", "commit", "-w", "--literally", "--stdin")
    oid = past.git(*options, feed=raw.encode() + b"\xe9\0 beyond")
    with past.inside() as repository:
        found = next(read_commits(repository, oid, ChangeUnit.COMMIT))
    assert (found.time, found.message.rstrip("\n")) == (0, "caf�")


def test_a_commit_is_read_once(
    past: "Repo", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = read(past)
    past.put("new")
    seen: list[tuple[int, int]] = []

    def told(done: int, total: int) -> None:
        seen.append((done, total))

    with past.inside() as repository:
        CommitLog(repository).commits(past.oid("HEAD"), ChangeUnit.COMMIT, progress=told)
    assert seen == [(1, 1)]
    counted = Counted(tmp_path / "counted")
    monkeypatch.setenv("PATH", counted.path)
    assert read(past)[1:] == first
    assert not [call for call in counted.taken() if " log " in call]


def test_the_cache_is_for_its_owner_alone(past: "Repo") -> None:
    read(past)
    assert [file.name for file in cache(past).iterdir()] == ["similar"]
    assert (cache(past) / "similar").stat().st_mode & 0o777 == 0o600


def test_a_history_that_was_rewritten_is_the_new_one(past: "Repo") -> None:
    read(past)
    past.git("reset", "-q", "--hard", "HEAD^")
    past.git("commit", "-q", "--amend", "-m", "another", "--no-verify")
    assert read(past) == read_anew(past)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_cache_costs_time_and_nothing_else(past: "Repo", damage: str) -> None:
    plain = read(past)
    file = cache(past) / "similar"
    sound = file.read_bytes()
    file.write_bytes(DAMAGES[damage](sound))
    assert read(past) == plain
    assert file.read_bytes() == sound


def test_a_cache_that_others_may_write_is_not_read(past: "Repo") -> None:
    plain = read(past)
    poisoned = cache(past) / "similar"
    past.git("commit", "-q", "--amend", "-m", "poison", "--no-verify")
    read(past)
    poisoned.chmod(0o666)
    past.git("reset", "-q", "--hard", "HEAD@{1}")
    assert read(past) == plain
    assert poisoned.stat().st_mode & 0o777 == 0o600


def test_a_cache_that_cannot_be_written_is_done_without(past: "Repo") -> None:
    past.write(".git/remit/cache", "in the way")
    assert len(read(past)) == 4


def test_two_writers_at_once_lose_nothing_but_time(past: "Repo") -> None:
    with past.inside() as one, past.inside() as other:
        late = CommitLog(other)
        late.commits(past.oid("HEAD~2"), ChangeUnit.COMMIT)
        CommitLog(one).commits(past.oid("side"), ChangeUnit.COMMIT)
        assert len(list(late.commits(past.oid("HEAD"), ChangeUnit.COMMIT))) == 4
    assert len(read(past)) == 4


def test_a_cache_that_would_grow_too_large_starts_anew(
    past: "Repo", monkeypatch: pytest.MonkeyPatch
) -> None:
    read(past)
    size = (cache(past) / "similar").stat().st_size
    monkeypatch.setattr("remit.git.log_cache.LARGEST", size + 1)
    past.put("new")
    read(past)
    assert (cache(past) / "similar").stat().st_size < size
    assert len(read(past)) == 5


def test_what_a_killed_writer_left_is_swept(past: "Repo") -> None:
    cache(past).mkdir(parents=True)
    left, fresh = cache(past) / ".new-left", cache(past) / ".new-fresh"
    left.touch()
    fresh.touch()
    os.utime(left, (0, 0))
    read(past)
    assert (left.exists(), fresh.exists()) == (False, True)


@pytest.fixture
def notice(past: "Repo", tmp_path: Path) -> Path:
    """What exists once anybody fetched from `past`, through the program that serves it."""
    past.git("config", "uploadpack.allowFilter", "true")
    past.git("config", "uploadpack.allowAnySHA1InWant", "true")
    server = tmp_path / "server"
    server.write_text(f'#!/bin/sh\ntouch {tmp_path}/noticed\nexec git upload-pack "$@"\n')
    server.chmod(0o755)
    return tmp_path / "noticed"


def filtered(past: "Repo", kind: str, notice: Path) -> "Repo":
    clone = past.clone(past.root.parent / "partial", "--no-checkout", f"--filter={kind}")
    clone.git("config", "remote.origin.uploadpack", str(notice.with_name("server")))
    return clone


def test_without_contents_only_files_that_moved_unchanged_are_followed(
    past: "Repo", notice: Path
) -> None:
    clone = filtered(past, "blob:none", notice)
    with clone.inside() as repository:
        log = CommitLog(repository)
        found = list(log.commits(past.oid("HEAD"), ChangeUnit.COMMIT))
        again = list(log.commits(past.oid("HEAD"), ChangeUnit.COMMIT))
    assert [commit.oid for commit in found] == [commit.oid for commit in read(past)]
    assert entries(found)[2] == [at("a-place"), at("b/two\nlines"), at("lib"), at("one", "D")]
    assert again == found
    assert ["contents" in remark for remark in log.remarks] == [True]
    assert not notice.exists()


def test_the_promisor_would_have_been_noticed(past: "Repo", notice: Path) -> None:
    filtered(past, "blob:none", notice).git("log", "-M", "--raw", "origin/main")
    assert notice.exists()


def test_contents_that_came_later_are_used(past: "Repo", notice: Path) -> None:
    clone = filtered(past, "blob:none", notice)
    with clone.inside() as repository:
        list(read_commits(repository, past.oid("HEAD"), ChangeUnit.COMMIT))
    clone.git("log", "-M", "--raw", "origin/main")
    with clone.inside() as repository:
        assert list(read_commits(repository, past.oid("HEAD"), ChangeUnit.COMMIT)) == read(past)


def test_a_missing_mail_map_is_said(past: "Repo", notice: Path) -> None:
    past.put(".mailmap", "Ann <ann@example.com> <author@example.com>\n")
    clone = filtered(past, "blob:none", notice)
    with clone.inside() as repository:
        log = CommitLog(repository)
        list(log.commits(past.oid("HEAD"), ChangeUnit.COMMIT))
    assert any("mail map" in remark for remark in log.remarks)
    assert not notice.exists()


def test_without_trees_there_is_no_history_and_a_fix(past: "Repo", notice: Path) -> None:
    clone = filtered(past, "tree:0", notice)
    with clone.inside() as repository, pytest.raises(CouldNotCheck, match="trees") as caught:
        read_commits(repository, past.oid("HEAD"), ChangeUnit.COMMIT)
    assert "--filter=blob:none" in caught.value.hint
    assert not notice.exists()


def test_where_a_shallow_clone_is_cut_off_nothing_is_claimed(past: "Repo") -> None:
    clone = past.clone(past.root.parent / "shallow", "--depth=2")
    with clone.inside() as repository:
        log = CommitLog(repository)
        found = list(log.commits(past.oid("HEAD"), ChangeUnit.LANDED))
    assert [commit.subject for commit in found] == ["Merge it"]
    assert [past.oid("HEAD^")[:10] in remark for remark in log.remarks] == [True]
    clone.git("fetch", "-q", "--unshallow")
    assert read(clone) == read(past)


def test_lineage_and_the_first_parent_line_are_listed(past: "Repo") -> None:
    with past.inside() as repository:
        graph = read_parents(repository, past.oid("HEAD"))
        line = list(read_first_parents(repository, past.oid("HEAD")))
    assert graph[past.oid("HEAD")] == (past.oid("HEAD^1"), past.oid("HEAD^2"))
    assert len(graph) == 5
    assert line == [(2, "Merge it"), (1, "put b/main"), (1, "Émile's"), (0, "put one")]


def _signed_and_noted(repo: "Repo") -> None:
    repo.git("notes", "add", "-m", "a note", "HEAD^")
    raw = repo.git("cat-file", "commit", "HEAD")
    head, _, body = raw.partition("\n\n")
    signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----"
    feed = f"{head}\n{signature}\n\n{body}\n".encode()
    repo.git("reset", "-q", repo.git("hash-object", "-t", "commit", "-w", "--stdin", feed=feed))
