"""A history is mined for one revision; its newest part can be set aside."""

from typing import TYPE_CHECKING

import pytest
from past_commits import files

from remit.analysis.history import cut_history, mine_history
from remit.errors import CouldNotCheck
from remit.history.records import ChangeUnit

if TYPE_CHECKING:
    from repo import Repo


def test_a_revision_has_its_own_live_files_and_their_past(empty: "Repo") -> None:
    empty.put("a")
    at = empty.put("b")
    empty.put("c")
    with empty.inside() as repository:
        found = mine_history(repository, "HEAD^", ChangeUnit.COMMIT)
    assert (found.at, found.files) == (at, (b"a", b"b"))
    assert files(found.touches) == [(b"b",), (b"a",)]


def test_what_comes_after_the_cut_is_named_as_at_the_cut(empty: "Repo") -> None:
    empty.put("a", "text\n" * 20)
    places = [empty.put(f"f{number}") for number in range(8)]
    empty.git("mv", "a", "moved")
    empty.commit()
    empty.put("moved", "text\n" * 19)
    empty.put("born")
    with empty.inside() as repository:
        found = cut_history(repository, "main", ChangeUnit.COMMIT)
    assert found.at == empty.oid("HEAD~2")
    assert b"moved" in found.train.files
    assert found.train.at == found.at
    assert files(found.test) == [(b"moved",)]
    assert places[0] in {touch.commit.oid for touch in found.train.touches}


def test_one_commit_is_all_to_learn_from(empty: "Repo") -> None:
    at = empty.put("a")
    with empty.inside() as repository:
        found = cut_history(repository, "HEAD", ChangeUnit.LANDED)
    assert (found.at, len(found.train.touches), found.test) == (at, 1, ())


def test_a_name_of_no_commit_is_no_history(empty: "Repo") -> None:
    with empty.inside() as repository, pytest.raises(CouldNotCheck, match="names no commit"):
        mine_history(repository, "nowhere", ChangeUnit.COMMIT)
