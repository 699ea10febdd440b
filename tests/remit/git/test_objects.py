import os

import pytest
from repo import Repo

from remit.errors import CouldNotCheck, LimitExceeded, RemitError
from remit.git import limits
from remit.git.objects import GitObject, parse_tree_entries


def test_an_object_is_found_by_id_ref_and_path(repo: Repo) -> None:
    with repo.inside() as repository:
        objects = repository.objects()
        by_path = objects.find("main:allowed/a")
        assert by_path is not None
        assert (by_path.oid, by_path.kind) == (repo.oid("main:allowed/a"), "blob")
        assert by_path.content == b"allowed/a\n"
        assert objects.find(by_path.oid) == by_path
        commit = objects.find("refs/heads/main")
        assert commit is not None
        assert (commit.oid, commit.kind) == (repo.oid("main"), "commit")


@pytest.mark.parametrize(
    "name", ["nothing", "main:none", "0" * 40, "two words", "a 1 2 3", "--all"]
)
def test_what_is_not_there_is_none_and_the_next_answer_is_right(repo: Repo, name: str) -> None:
    with repo.inside() as repository:
        objects = repository.objects()
        assert objects.find(name) is None
        assert objects.blob(repo.oid("main:top")) == b"top\n"


def test_a_name_is_one_line(repo: Repo) -> None:
    with repo.inside() as repository, pytest.raises(CouldNotCheck):
        repository.objects().find("main\nmain")


def test_an_empty_blob_has_empty_content(repo: Repo) -> None:
    repo.stage("allowed/empty", "")
    with repo.inside() as repository:
        assert repository.objects().blob(repo.oid(":allowed/empty")) == b""


@pytest.mark.parametrize("size", [0, 9, 10, 11, 1 << 22])
def test_of_a_long_blob_only_the_beginning_is_read_and_the_next_answer_is_right(
    repo: Repo, size: int
) -> None:
    oid = repo.git("hash-object", "-w", "--stdin", feed=b"a" * size)
    with repo.inside() as repository, repository:
        objects = repository.objects()
        assert objects.beginning(oid, 10) == b"a" * min(size, 11)
        assert objects.blob(repo.oid("main:top")) == b"top\n"


def test_no_object_is_read_that_is_larger_than_the_limit(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    oid = repo.git("hash-object", "-w", "--stdin", feed=b"a" * 100)
    with repo.inside() as repository, repository:
        objects = repository.objects()
        monkeypatch.setattr(limits, "CONTENT", 100)
        assert objects.blob(oid) == b"a" * 100
        monkeypatch.setattr(limits, "CONTENT", 99)
        with pytest.raises(LimitExceeded, match=f"blob {oid} is larger"):
            objects.blob(oid)
        assert objects.blob(repo.oid("main:top")) == b"top\n"


def test_content_that_breaks_off_is_no_content(repo: Repo) -> None:
    oid = repo.git("hash-object", "-w", "--stdin", feed=os.urandom(1 << 21))
    file = repo.root / ".git" / "objects" / oid[:2] / oid[2:]
    file.chmod(0o644)
    file.write_bytes(file.read_bytes()[: 1 << 20])
    with repo.inside() as repository, repository, pytest.raises(RemitError):
        repository.objects().blob(oid)


def test_only_a_blob_has_content(repo: Repo) -> None:
    with (
        repo.inside() as repository,
        pytest.raises(CouldNotCheck, match=r"the blob .* cannot be read"),
    ):
        repository.objects().blob(repo.oid("main^{tree}"))


def test_the_entries_of_a_tree_are_those_of_git(repo: Repo) -> None:
    repo.stage("file with spaces")
    repo.link("link", "top")
    repo.git("add", "link")
    repo.commit()
    with repo.inside() as repository:
        root = repository.objects().find("HEAD^{tree}")
        assert root is not None
        listed = [f"{e.mode:06o} {e.oid}\t{e.name.decode()}" for e in parse_tree_entries(root)]
    said = repo.git("ls-tree", "HEAD").splitlines()
    assert listed == [f"{w[0]} {w[2]}" for w in (line.split(" ", 2) for line in said)]


def test_the_entry_at_a_path_is_that_of_git(repo: Repo) -> None:
    with repo.inside() as repository:
        objects = repository.objects()
        found = [objects.entry("main", path) for path in (b"allowed/a", b"allowed")]
        assert [(each.mode, each.oid) for each in found if each] == [
            (0o100644, repo.oid("main:allowed/a")),
            (0o040000, repo.oid("main:allowed")),
        ]
        for nowhere in (b"none", b"allowed/none", b"top/none", b"allowed/a/none", b"a\nb"):
            assert objects.entry("main", nowhere) is None


def test_no_entry_below_a_tree_that_is_missing_is_not_said(repo: Repo) -> None:
    oid = repo.oid("main:allowed")
    (repo.root / ".git" / "objects" / oid[:2] / oid[2:]).unlink()
    with repo.inside() as repository:
        objects = repository.objects()
        assert objects.find("main:allowed/a") is None
        assert objects.entry("main", b"secret/s") is not None
        with pytest.raises(CouldNotCheck, match=f"the tree {oid} cannot be read"):
            objects.entry("main", b"allowed/a")


@pytest.mark.parametrize(
    "content", [b"100644 a", b"100644 a\0short", b"100644\0" + b"1" * 20, b"x a\0" + b"1" * 20]
)
def test_a_tree_that_ends_or_reads_oddly_is_damaged(content: bytes) -> None:
    with pytest.raises(CouldNotCheck, match="is damaged"):
        list(parse_tree_entries(GitObject("0" * 40, "tree", content)))


@pytest.fixture(params=["files in memory", "files on disk"])
def _system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "files on disk":  # as on macOS
        monkeypatch.delattr(os, "memfd_create")


@pytest.mark.usefixtures("_system")
def test_a_flood_of_complaints_holds_nothing_up(repo: Repo) -> None:
    lost = "".join(f"/nobody/has/these/objects/{number:04}\n" for number in range(2000))
    repo.write(".git/objects/info/alternates", lost)
    oid = repo.oid("main:top")
    with repo.inside() as repository, repository:
        assert repository.objects().blob(oid) == b"top\n"


@pytest.mark.usefixtures("_system")
def test_a_damaged_object_is_a_sentence(repo: Repo) -> None:
    oid = repo.oid("main:top")
    file = repo.root / ".git" / "objects" / oid[:2] / oid[2:]
    file.chmod(0o644)
    file.write_bytes(b"nonsense")
    with repo.inside() as repository:
        objects = repository.objects()
        with pytest.raises(RemitError) as caught:
            objects.blob(oid)
        assert caught.value.hint
