from typing import TYPE_CHECKING

from remit.history.commit import Unit
from remit.survey.splitting import past, trial

if TYPE_CHECKING:
    from repo import Repo


def test_a_past_has_the_live_files_what_is_in_them_and_what_touched_them(empty: "Repo") -> None:
    empty.stage("a.py", "a = 1\n")
    empty.stage("b.bin", b"\0\1")
    empty.stage(".github/CODEOWNERS", "* @all\n")
    head = empty.commit()
    with empty.inside() as repository:
        found = past(repository, "HEAD", Unit.COMMIT)
        assert (found.at, found.files) == (head, (b".github/CODEOWNERS", b"a.py", b"b.bin"))
        assert found.contents(b"a.py") == b"a = 1\n"
        assert found.contents(b"b.bin") is None
        assert found.contents(b"gone") is None
        assert found.codeowners is not None
        assert found.codeowners.owned(b"x").owners == ("@all",)
    assert [touch.files for touch in found.touches] == [found.files]


def test_a_trial_holds_out_the_newest_changes(empty: "Repo") -> None:
    commits = [empty.put("a", f"{step}\n") for step in range(10)]
    with empty.inside() as repository:
        found = trial(repository, "HEAD", Unit.COMMIT)
    assert (found.head, found.past.at) == (commits[-1], commits[-3])
    assert [touch.commit.oid for touch in found.test] == commits[-2:]
    assert len(found.past.touches) == 8
