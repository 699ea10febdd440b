from typing import TYPE_CHECKING

from repo import Repo

from remit.analysis.split import hold_out_split_history, read_split_history
from remit.history.records import ChangeUnit

if TYPE_CHECKING:
    from pathlib import Path


def test_a_past_has_the_live_files_what_is_in_them_and_what_touched_them(empty: Repo) -> None:
    empty.stage("a.py", "a = 1\n")
    empty.stage("b.bin", b"\0\1")
    empty.stage(".github/CODEOWNERS", "* @all\n")
    head = empty.commit()
    with empty.inside() as repository:
        found = read_split_history(repository, "HEAD", ChangeUnit.COMMIT)
        assert (found.at, found.files) == (head, (b".github/CODEOWNERS", b"a.py", b"b.bin"))
        assert found.contents(b"a.py") == b"a = 1\n"
        assert found.contents(b"b.bin") is None
        assert found.contents(b"gone") is None
        assert found.codeowners is not None
        assert found.codeowners.owned(b"x").owners == ("@all",)
    assert [touch.files for touch in found.touches] == [found.files]


def test_a_trial_holds_out_the_newest_changes(empty: Repo) -> None:
    commits = [empty.put("a", f"{step}\n") for step in range(10)]
    with empty.inside() as repository:
        found = hold_out_split_history(repository, "HEAD", ChangeUnit.COMMIT)
    assert (found.head, found.past.at) == (commits[-1], commits[-3])
    assert [touch.commit.oid for touch in found.test] == commits[-2:]
    assert len(found.past.touches) == 8


def test_a_past_without_its_contents_is_read_all_the_same(empty: Repo, tmp_path: "Path") -> None:
    empty.put("CODEOWNERS", "* @all\n")
    empty.git("config", "uploadpack.allowFilter", "true")
    empty.git(
        "clone", "-q", "--bare", "--filter=blob:none", empty.root.as_uri(), str(tmp_path / "x")
    )
    partial = Repo(tmp_path / "x")
    partial.git("config", "remote.origin.url", "file:///nowhere")
    with partial.inside() as repository:
        found = read_split_history(repository, "HEAD", ChangeUnit.COMMIT)
        assert found.codeowners is None
        assert found.contents(b"CODEOWNERS") is None
        assert b"CODEOWNERS" in found.files
