"""The repository that remit makes for itself: several worktrees, several processes."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from remit.git.managed_repository import ManagedRepository, managed_environment


@pytest.fixture
def workshop(tmp_path: Path) -> ManagedRepository:
    workshop = ManagedRepository(tmp_path / "repository", managed_environment(tmp_path))
    workshop.begin({"a": "base\n", "folder/b": "base\n"})
    return workshop


def _edited(workshop: ManagedRepository, place: Path, branch: str, content: str) -> str:
    workshop.switch(place, branch, "main")
    (place / "a").write_text(content, "utf-8")
    return workshop.commit(place, branch)


def test_a_branch_that_moved_under_a_worktree_takes_nothing_back(
    workshop: ManagedRepository, tmp_path: Path
) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    workshop.open(ours)
    workshop.open(theirs)
    begun = _edited(workshop, ours, "shared", "ours\n")
    workshop.switch(theirs, "shared", begun)
    (theirs / "folder" / "b").write_text("theirs\n", "utf-8")
    moved = workshop.commit(theirs, "more")
    workshop.switch(ours, "next", moved)
    assert (ours / "folder" / "b").read_text("utf-8") == "theirs\n"


def test_worktrees_are_opened_and_closed_side_by_side(
    workshop: ManagedRepository, tmp_path: Path
) -> None:
    places = [tmp_path / f"w{number}" for number in range(12)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(workshop.open, places))
        assert workshop.worktrees() == 12
        list(pool.map(workshop.close, places))
    assert workshop.worktrees() == 0


def test_a_conflict_is_told_and_what_is_pulled_can_be_edited_again(
    workshop: ManagedRepository, tmp_path: Path
) -> None:
    place, other = tmp_path / "place", tmp_path / "other"
    workshop.open(place)
    workshop.open(other)
    ours, theirs = _edited(workshop, place, "x", "x\n"), _edited(workshop, other, "y", "y\n")
    assert workshop.merge(ours, theirs).conflicted == ("a",)
    assert workshop.pull(place, theirs) == ("a",)
    assert (place / "a").read_text("utf-8") == "y\n"
    resolved = workshop.commit(place, "resolved")
    assert workshop.merge(theirs, resolved).conflicted == ()


def test_a_rebase_that_stops_goes_on_with_what_was_edited(
    workshop: ManagedRepository, tmp_path: Path
) -> None:
    place, other = tmp_path / "place", tmp_path / "other"
    workshop.open(place)
    workshop.open(other)
    _edited(workshop, place, "x", "x\n")
    theirs = _edited(workshop, other, "y", "y\n")
    assert workshop.rebase(place, theirs) == ("a",)
    assert (place / "a").read_text("utf-8") == "y\n"
    (place / "a").write_text("both\n", "utf-8")
    workshop.go_on(place)
    assert workshop.merge(theirs, workshop.head(place)).conflicted == ()
    assert workshop.rebase(place, theirs) == ()


def test_main_moves_only_from_where_it_is_thought_to_be(
    workshop: ManagedRepository, tmp_path: Path
) -> None:
    base = workshop.tip()
    workshop.open(tmp_path / "place")
    head = _edited(workshop, tmp_path / "place", "x", "x\n")
    assert not workshop.move(head, head)
    assert workshop.tip() == base
    assert workshop.move(head, base)
    assert workshop.tip() == head


def test_files_are_published_on_top_of_what_is_there(workshop: ManagedRepository) -> None:
    workshop.publish("more", {"c": "new\n", "a": "replaced\n"})
    workshop.check_out()
    names = ("a", "c", "folder/b")
    contents = [(workshop.root / name).read_text("utf-8") for name in names]
    assert contents == ["replaced\n", "new\n", "base\n"]


def test_nothing_of_the_machine_reaches_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("SECRET", "x")
    told = managed_environment(tmp_path)
    assert not {"GIT_DIR", "SECRET"} & set(told)
    ManagedRepository(tmp_path / "alone", told).begin({"a": "x"})
